"""Reading a period in any of the spellings that published files and councils' returns use.

Here: the spellings, each one pattern and one reader. A text is read only where it can mean one thing; every
other text is refused, and `refusals.py` says why. Not here: footnotes in brackets, which `strip_notes` takes
off first.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date

from pmf_pipeline.periods.period import Period
from pmf_pipeline.periods.quarters import FinancialYear, PeriodError, Quarter
from pmf_pipeline.periods.words import MONTHS, tidy

# Longer than any spelling: a sentence in the wrong column is refused without being taken apart.
_LONGEST = 80

# 2023-24, 2023/24, 2019/2020 or 202324: six digits are always two years, never a year and a month.
_YEARS = r"(?:(?:fy|financial year) ?)?(?P<first>\d{4})(?P<second>\d{2}| ?[-/] ?\d{2}(?:\d{2})?)"
_QUARTER = r"(?:quarter|qtr|q) ?(?P<number>[1-4])"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"

_Reader = Callable[[re.Match[str]], Period | None]
_Spellings = tuple[tuple[re.Pattern[str], _Reader], ...]


def parse_period(text: str) -> Period:
    """Reads a period.

    Letter case, surrounding and repeated blanks (no-break ones too) and the kind of dash do not matter. A
    date of figures alone is year first or day first, never month first. Consecutive years are always a
    financial year, as in the rest of their column, never a year and a month: `2010-11` is not November 2010.

    Args:
        text: one spelling, such as `2023-24-Q2`, `2023/24`, `FYE 2024`, `Jan 2019-Dec 2019` or `31 March
            2024`, without notes in brackets (see `strip_notes`).

    Returns:
        The period under its canonical label.

    Raises:
        PeriodError: the text is no period, names dates that do not exist, or could mean more than one period.
    """
    tidied = tidy(text)
    if len(tidied) > _LONGEST:
        raise _refusal(text, f"it is longer than any period ({_LONGEST} characters)")
    try:
        period = _read(tidied, _SPELLINGS) or _span(tidied)
    except PeriodError as error:
        raise _refusal(text, str(error)) from None
    if period is None:
        raise _refusal(text)
    return period


def parse_quarter(text: str) -> Quarter:
    """Reads a period that must be a quarter, in any spelling; see `parse_period`.

    Raises:
        PeriodError: the text is no period, or a period that is not a quarter.
    """
    period = parse_period(text)
    if period.kind != "quarter":
        raise _refusal(text, f"it is the {period.kind.replace('_', ' ')} {period.label}", "quarter")
    return Quarter.containing(period.start)


def _refusal(text: str, reason: str | None = None, wanted: str = "period") -> PeriodError:
    """The error for a text; where nothing else is wrong with it, for having no reading."""
    # The patterns of the reasons take as long to compile as those of the spellings, and are seldom needed.
    from pmf_pipeline.periods.refusals import reason_for, refusal

    return refusal(text, reason_for(tidy(text)) if reason is None else reason, wanted)


def _read(text: str, spellings: _Spellings) -> Period | None:
    for pattern, reader in spellings:
        match = pattern.fullmatch(text)
        period = reader(match) if match else None
        if period:
            return period
    return None


def _span(text: str) -> Period | None:
    """Two ends of the same kind: two financial years, two months, two dates or two quarters."""
    for separator in re.finditer(r" to | ?- ?", text):
        first, last = text[: separator.start()], text[separator.end() :]
        for spelling in _ENDS:
            start, end = _read(first, spelling), _read(last, spelling)
            if start and end:
                return Period.between(start.start, end.end)
    return None


def _quarter(match: re.Match[str]) -> Period | None:
    year = _consecutive(match)
    return _of(Quarter(year.start_year, int(match["number"]))) if year else None


def _financial_year(match: re.Match[str]) -> Period | None:
    year = _consecutive(match)
    return _of(year) if year else None


def _financial_year_ending(match: re.Match[str]) -> Period:
    return _of(FinancialYear(int(match["year"]) - 1))


def _calendar_year(match: re.Match[str]) -> Period | None:
    return _between(int(match["year"]), 1, int(match["year"]), 12)


def _year_ending(match: re.Match[str]) -> Period | None:
    year, month = int(match["year"]), _month_number(match["month"])
    period = _between(year if month == 12 else year - 1, month % 12 + 1, year, month)
    day = match["day"]
    return period if period and day in (None, str(period.end.day)) else None


def _date(match: re.Match[str]) -> Period | None:
    try:
        day = date(int(match["year"]), _month_number(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return Period.between(day, day)


def _whole_month(match: re.Match[str]) -> Period | None:
    year, month = int(match["year"]), _month_number(match["month"])
    return _between(year, month, year, month)


def _consecutive(match: re.Match[str]) -> FinancialYear | None:
    """The financial year that two years name, if the second, in full or as two digits, follows the first."""
    first, second = int(match["first"]), match["second"].strip(" -/")
    follows = f"{first + 1:04}"
    return FinancialYear(first) if second in (follows, follows[-2:]) else None


def _month_number(name: str) -> int:
    """1 to 12 for a month's number, name or abbreviation, else 0."""
    return int(name) if name.isdigit() else MONTHS.get(name, 0)


def _between(first_year: int, first_month: int, last_year: int, last_month: int) -> Period | None:
    """Whole months, or None where there are no such months."""
    try:
        end = date(last_year, last_month, monthrange(last_year, last_month)[1])
        return Period.between(date(first_year, first_month, 1), end)
    except ValueError:
        return None


def _of(named: FinancialYear | Quarter) -> Period:
    return Period.between(named.start, named.end)


def _spelling(pattern: str, reader: _Reader) -> tuple[re.Pattern[str], _Reader]:
    return re.compile(pattern, re.ASCII), reader


_QUARTERS = (
    _spelling(rf"{_YEARS}(?: ?[-,/] ?| )?{_QUARTER}", _quarter),
    _spelling(rf"{_QUARTER}(?: ?[-,/] ?| ){_YEARS}", _quarter),
)
_FINANCIAL_YEARS = (_spelling(_YEARS, _financial_year),)
_MONTHS = (
    _spelling(rf"{_MONTH}[ -]?(?P<year>\d{{4}})", _whole_month),
    _spelling(r"(?P<year>\d{4})[-/](?P<month>\d{2})", _whole_month),
)
_DATES = (
    _spelling(r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{2})(?P=mark)(?P<day>\d{2})", _date),
    _spelling(r"(?P<day>\d{1,2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})", _date),
    _spelling(rf"{_DAY}[ -]?{_MONTH}[ -]?(?P<year>\d{{4}})", _date),
)
_SPELLINGS = (
    *_QUARTERS,
    *_FINANCIAL_YEARS,
    *_DATES,
    _spelling(
        r"(?:fye|financial year end(?:ing|ed)) ?(?:(?:31 )?mar(?:ch)? )?(?P<year>\d{4})",
        _financial_year_ending,
    ),
    _spelling(rf"year (?:ending|ended|to) (?:{_DAY} )?{_MONTH} (?P<year>\d{{4}})", _year_ending),
    _spelling(r"(?P<year>\d{4})", _calendar_year),
)
_ENDS = (_FINANCIAL_YEARS, _MONTHS, _DATES, _QUARTERS)
