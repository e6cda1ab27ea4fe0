"""Faults of one cell: what is typed wrongly into a return."""

from tests.faults.fault import CUMULATIVE, RATIOS, RETURNED, VALUES, fault
from tests.faults.sheets import BEFORE, YEAR_BEFORE, change_cell, framework_rows, return_of, value_in
from tests.helpers.homes import NEWEST, Home

GROUP = "A cell of a return"
CHANGES = (
    ("A percentage or figure times 100", lambda text: str(float(text) * 100)),
    ("A share of 1 for a percentage, or a figure divided by 100", lambda text: f"{float(text) / 100:.6f}"),
    ("Thousands multiplied out (times 1,000)", lambda text: str(float(text) * 1000)),
    ("Given in thousands (divided by 1,000)", lambda text: f"{float(text) / 1000:.6f}"),
    ("The decimal point lost (times 10)", lambda text: str(float(text) * 10)),
    ("The decimal point one place left (divided by 10)", lambda text: f"{float(text) / 10:.6f}"),
    ("A minus sign before the figure", lambda text: f"-{text}"),
    ("The first two digits transposed", lambda text: text[1] + text[0] + text[2:]),
    ("The last two digits transposed", lambda text: _swap_last(text)),
    ("The first digit doubled", lambda text: text[0] + text),
    ("The first digit lost", lambda text: text[1:] or "0"),
    ("The first digit one up", lambda text: str(min(int(text[0]) + 1, 9)) + text[1:]),
    ("Letter O for nought, l for one", lambda text: text.replace("0", "O").replace("1", "l") + "l"),
    ("A comma for the decimal point", lambda text: text.replace(".", ",") if "." in text else f"{text},0"),
    ("The text of a formula", lambda _: "=B2/C2"),
    ("#DIV/0!", lambda _: "#DIV/0!"),
    ("#REF!", lambda _: "#REF!"),
    ("A nought where there is no figure yet", lambda _: "0"),
    ("A blank without a marker", lambda _: ""),
    ("tbc", lambda _: "tbc"),
    ("A spreadsheet's number of a date", lambda _: "45233"),
    ("A date", lambda _: "03/11/2023"),
    ("Two figures in one cell", lambda text: f"{text} / {text}"),
    ("A unit typed behind the figure", lambda text: f"{text} cases"),
)


def _swap_last(text: str) -> str:
    digits = [at for at, letter in enumerate(text) if letter.isdigit()][-2:]
    letters = list(text)
    letters[digits[0]], letters[digits[-1]] = letters[digits[-1]], letters[digits[0]]
    return "".join(letters)


for words, change in CHANGES:

    @fault(GROUP, words, VALUES if "one up" in words or "transposed" in words else RETURNED)
    def _cell(home: Home, code: str, change=change) -> None:
        change_cell(home, code, change)


@fault(GROUP, "Last quarter's figure again")
def _last_quarters(home: Home, code: str) -> None:
    _take_from(home, code, BEFORE)


@fault(GROUP, "Last year's figure of the same quarter")
def _last_years(home: Home, code: str) -> None:
    _take_from(home, code, YEAR_BEFORE)


def _take_from(home: Home, code: str, quarter: str) -> None:
    sheet, other = return_of(home, code), value_in(home, code, quarter)
    sheet.row(code).update({name: other[name] for name in ("value", "numerator", "denominator")})
    sheet.save()


@fault(GROUP, "The target typed for the outturn", VALUES)
def _target_for_outturn(home: Home, code: str) -> None:
    targets = [row for row in framework_rows(home, "targets").rows if row["indicator_code"] == code]
    wanted = [row for row in targets if row["period"] in (NEWEST, "2023-24")]
    change_cell(home, code, lambda _: wanted[-1]["target"] or wanted[-1]["upper"])


@fault(GROUP, "Another indicator's figure, the two exchanged", VALUES)
def _exchanged(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    others = [row for row in sheet.rows if row["value"] and row["indicator_code"] != code]
    mine, other = sheet.row(code), others[0]
    mine["value"], other["value"] = other["value"], mine["value"]
    sheet.save()


@fault(GROUP, "Every figure of the file one row down")
def _one_row_down(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    for column in ("value", "numerator", "denominator"):
        cells = [row[column] for row in sheet.rows]
        for row, cell in zip(sheet.rows, [cells[-1], *cells[:-1]], strict=True):
            row[column] = cell
    sheet.save()


@fault(GROUP, "Numerator and denominator exchanged", RATIOS)
def _upside_down(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    row = sheet.row(code)
    row["numerator"], row["denominator"] = row["denominator"], row["numerator"]
    sheet.save()


@fault(GROUP, "The denominator times 10", RATIOS)
def _large_denominator(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    sheet.row(code)["denominator"] += "0"
    sheet.save()


@fault(GROUP, "Year-to-date numerator over one quarter's denominator", RATIOS)
def _numerator_of_the_year(home: Home, code: str) -> None:
    change_cell(home, code, lambda text: str(int(text) * 2))


@fault(GROUP, "The value in the numerator's column", VALUES)
def _wrong_column(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    row = sheet.row(code)
    row["numerator"], row["value"] = row["value"], ""
    sheet.save()


@fault(GROUP, "The quarter's own figure given as year to date", CUMULATIVE)
def _in_quarter_as_to_date(home: Home, code: str) -> None:
    before = float(value_in(home, code, BEFORE)["value"])
    change_cell(home, code, lambda text: f"{float(text) - before:.2f}")


@fault(GROUP, "The year to date given as the quarter's own", CUMULATIVE)
def _to_date_as_in_quarter(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    sheet.header = [*sheet.header, "accumulation"]
    sheet.row(code)["accumulation"] = "in_quarter"
    sheet.save()


@fault(GROUP, "A year to date that falls", CUMULATIVE)
def _falls(home: Home, code: str) -> None:
    before = float(value_in(home, code, BEFORE)["value"])
    change_cell(home, code, lambda _: f"{before * 0.95:.2f}")


@fault(GROUP, "A marker for no figure beside a figure")
def _marker_and_figure(home: Home, code: str) -> None:
    _set(home, code, "marker", "[x]")


@fault(GROUP, "A marker that does not exist")
def _no_such_marker(home: Home, code: str) -> None:
    _set(home, code, "marker", "[q]")


@fault(GROUP, "No date of submission")
def _no_date(home: Home, code: str) -> None:
    _set(home, code, "submitted_on", "")


@fault(GROUP, "A date of submission that is none")
def _bad_date(home: Home, code: str) -> None:
    _set(home, code, "submitted_on", "31/02/2023")


def _set(home: Home, code: str, column: str, text: str) -> None:
    sheet = return_of(home, code)
    sheet.row(code)[column] = text
    sheet.save()
