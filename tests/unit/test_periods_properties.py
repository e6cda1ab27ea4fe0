"""Periods by law: what must hold for every date, quarter, label and text."""

from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from pmf_pipeline.periods import FinancialYear, Period, PeriodError, Quarter, parse_period, parse_quarter, strip_notes

DAY = timedelta(days=1)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

start_years = st.integers(1000, 9000)
years = st.builds(FinancialYear, start_years)
quarters = st.builds(Quarter, start_years, st.integers(1, 4))
days = st.dates(date(2, 1, 1), date(9998, 12, 31))
recent_days = st.dates(date(1995, 1, 1), date(2030, 12, 31))
# Consecutive years, as sources write them.
year_forms = st.sampled_from(["{0}-{1:02}", "{0}/{1:02}", "{0}\u2013{1:02}", "{0}{1:02}", "{0}-{2}", "{0}/{2}"])
quarter_forms = st.sampled_from(
    [
        "{0}-Q{1}",
        "{0} Q{1}",
        "{0}Q{1}",
        "{0} Quarter {1}",
        "Q{1} {0}",
        "Quarter {1} {0}",
        "Q{1}, {0}",
        "Qtr {1} {0}",
    ]
)
recasts = st.sampled_from([str, str.upper, str.lower, str.title])
blanks = st.text(" \t\n\u00a0\u2009", max_size=3)
# Text made of the pieces of periods reaches deeper into the reading than text of any characters.
pieces = st.lists(
    st.sampled_from(
        (
            *(*"0123456789", *" -/.,\u2013\u00a0[]", "20", "2023", "24", "2023-24", "0000", "9999"),
            *("Q", "Quarter ", "FY", "FYE ", "year ending ", " to ", "March ", "Dec ", "31 ", "st "),
        )
    ),
    max_size=12,
).map("".join)


def spell(year: FinancialYear, form: str) -> str:
    following = year.start_year + 1
    return form.format(year.start_year, following % 100, following)


@given(days)
def test_each_day_is_in_exactly_one_quarter(day: date) -> None:
    quarter = Quarter.containing(day)

    assert quarter.start <= day <= quarter.end
    assert quarter.financial_year == FinancialYear.containing(day)


@given(quarters)
def test_quarters_follow_one_another_without_a_gap(quarter: Quarter) -> None:
    assert quarter.previous().end + DAY == quarter.start
    assert quarter.previous() < quarter


@given(years)
def test_a_financial_year_is_its_four_quarters(year: FinancialYear) -> None:
    first, *_, last = four = [Quarter(year.start_year, number) for number in (1, 2, 3, 4)]

    assert (first.start, last.end) == (year.start, year.end)
    assert year.previous().end + DAY == year.start
    assert {quarter.financial_year for quarter in four} == {year}


@given(days, days)
@example(date(2010, 11, 1), date(2011, 12, 31))
@example(date(2010, 11, 1), date(2010, 11, 30))
@example(date(2023, 4, 1), date(2024, 3, 31))
@example(date(2019, 1, 1), date(2020, 12, 31))
@example(date.min, date.max)
@example(date(1, 1, 1), date(1, 3, 31))
@example(date(9999, 10, 1), date(9999, 12, 31))
def test_every_label_reads_back_to_its_period(one: date, other: date) -> None:
    period = Period.between(min(one, other), max(one, other))

    assert parse_period(period.label) == period


@given(recent_days, recent_days)
def test_every_label_of_whole_months_reads_back_to_its_period(one: date, other: date) -> None:
    first, last = sorted((one, other))
    period = Period.between(first.replace(day=1), (last.replace(day=28) + 4 * DAY).replace(day=1) - DAY)

    assert parse_period(period.label) == period
    assert period.kind != "date"


@given(years, year_forms, blanks, blanks)
def test_every_spelling_of_every_financial_year(year: FinancialYear, form: str, before: str, after: str) -> None:
    expected = Period(year.label, year.start, year.end, "financial_year")

    assert parse_period(before + spell(year, form) + after) == expected
    assert parse_period(f"FY {spell(year, form)}") == expected
    assert parse_period(f"FYE {year.end.year}") == expected
    assert parse_period(f"Year ending 31 March {year.end.year}") == expected


@given(quarters, year_forms, quarter_forms, recasts, blanks, blanks)
def test_every_spelling_of_every_quarter(
    quarter: Quarter, year_form: str, form: str, recast: "type[str]", before: str, after: str
) -> None:
    text = recast(form.format(spell(quarter.financial_year, year_form), quarter.number))

    assert parse_quarter(before + text + after) == quarter
    assert parse_period(text) == Period(quarter.key, quarter.start, quarter.end, "quarter")


@given(years, st.integers(1, 30), year_forms, st.sampled_from([" to ", " - ", "-", "\u2013", " \u2013 "]))
def test_every_spelling_of_a_span_of_financial_years(
    first: FinancialYear, longer: int, form: str, between: str
) -> None:
    last = FinancialYear(first.start_year + longer)
    period = parse_period(spell(first, form) + between + spell(last, form))

    assert period == Period(f"{first.label} to {last.label}", first.start, last.end, "span")


@given(days, recasts)
def test_every_spelling_of_a_date(day: date, recast: "type[str]") -> None:
    month = MONTHS[day.month - 1]
    expected = Period.between(day, day)

    assert expected.kind == "date"
    for text in (
        day.isoformat(),
        f"{day.day:02}/{day.month:02}/{day.year:04}",
        f"{day.day} {month} {day.year:04}",
        f"{day.day} {month[:3]} {day.year:04}",
    ):
        assert parse_period(recast(text)) == expected


@given(start_years, st.integers(0, 99))
def test_years_that_do_not_follow_are_never_a_financial_year(first: int, second: int) -> None:
    for text in (f"{first}-{second:02}", f"{first}/{second:02}", f"{first}{second:02}"):
        try:
            period = parse_period(text)
        except PeriodError:
            assert second != (first + 1) % 100
        else:
            assert period == Period.between(FinancialYear(first).start, FinancialYear(first).end)
            assert second == (first + 1) % 100


@given(st.text() | pieces)
@example("0000-01")
@example("9999-00")
@example("fye 0001")
@example("year ending march 0001")
@example("0000-00-00")
@example("9999-12 to 9999-12")
@example("\u0662\u0660\u0662\u0663-\u0662\u0664")
@example("\u00b2\u2070\u00b2\u00b3")
def test_any_text_is_read_or_refused_in_one_way(text: str) -> None:
    try:
        period = parse_period(text)
    except PeriodError:
        return
    assert period == Period.between(period.start, period.end) == parse_period(period.label)


@given(
    st.text(st.characters(blacklist_characters="[]")).map(str.strip),
    st.lists(st.from_regex(r"[a-z]|note [1-9][0-9]?", fullmatch=True)),
)
def test_notes_at_the_end_come_off_and_nothing_else_does(bare: str, notes: list[str]) -> None:
    assert strip_notes(bare + "".join(f" [{note}]" for note in notes)) == (bare, tuple(notes))


@given(st.text() | st.text("[] ar1\u00a0"))
def test_only_blanks_and_whole_notes_are_ever_removed(text: str) -> None:
    bare, notes = strip_notes(text)

    kept = bare + "".join(f"[{note}]" for note in notes)
    assert sorted("".join(kept.split())) == sorted("".join(text.split()))
