"""Faults of rows: codes, periods, repeated and missing rows of a return."""

from tests.faults.fault import RETURNED, VALUES, fault
from tests.faults.sheets import return_of
from tests.helpers.homes import Home

GROUP = "A row of a return"
TEXTS = (
    ("An indicator code mistyped (a code that is none)", "indicator_code", lambda text: text.replace("0", "O")),
    ("An indicator code of another indicator", "indicator_code", lambda text: f"{text[:4]}02"),
    ("An indicator code in small letters, with a space", "indicator_code", lambda text: f" {text.lower()}"),
    ("The quarter before in one row's period", "period", lambda _: "2023-24-Q1"),
    ("The year before in one row's period", "period", lambda _: "2022-23-Q2"),
    ("The next quarter in one row's period", "period", lambda _: "2023-24-Q3"),
    ("A calendar quarter for a financial one", "period", lambda _: "2023-24-Q3"),
    ("The whole year in one row's period", "period", lambda _: "2023-24"),
    ("A period that is none", "period", lambda _: "2023-24-Q5"),
)

for words, column, change in TEXTS:

    @fault(GROUP, words, RETURNED)
    def _text(home: Home, code: str, column=column, change=change) -> None:
        sheet = return_of(home, code)
        row = sheet.row(code)
        row[column] = change(row[column])
        sheet.save()


@fault(GROUP, "A row twice, the same")
def _twice(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    sheet.rows.append(dict(sheet.row(code)))
    sheet.save()


@fault(GROUP, "A row twice, with another figure", VALUES)
def _twice_and_different(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    row = dict(sheet.row(code))
    sheet.rows.append(row | {"value": str(float(row["value"]) * 1.05)})
    sheet.save()


@fault(GROUP, "A row left out")
def _left_out(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    sheet.rows.remove(sheet.row(code))
    sheet.save()


@fault(GROUP, "A block of rows pasted twice")
def _block_twice(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    sheet.rows += [dict(row) for row in sheet.rows[:3]]
    sheet.save()


@fault(GROUP, "The code only in the first of two merged cells")
def _merged(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    sheet.row(code)["indicator_code"] = ""
    sheet.save()


@fault(GROUP, "The codes sorted, the figures not")
def _sorted_apart(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    codes = sorted((row["indicator_code"] for row in sheet.rows), reverse=True)
    for row, other in zip(sheet.rows, codes, strict=True):
        row["indicator_code"] = other
    sheet.save()
