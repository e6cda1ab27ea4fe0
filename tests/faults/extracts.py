"""Faults of published extracts: wrong authority, lost rows, shifted years, other units."""

from tests.faults.fault import EXTRACTED, fault
from tests.faults.sheets import OWN, columns_of, extract_of, newest_own, rows_of_measure
from tests.helpers.homes import Home

GROUP = "A published extract"
OTHER = "E08000001"
CELLS = (
    ("The council's figure times 100", lambda text: str(float(text) * 100)),
    ("The council's figure divided by 100", lambda text: f"{float(text) / 100:.6f}"),
    ("A minus sign before the council's figure", lambda text: f"-{text}"),
    ("A nought for the council, where there is no figure", lambda _: "0"),
    ("The council's figure with its first two digits transposed", lambda text: _transposed(text)),
    ("#N/A in the council's row", lambda _: "#N/A"),
)


def _transposed(text: str) -> str:
    return text[1] + text[0] + text[2:] if text[1].isdigit() else text[0] + text[1] + text[3] + text[2] + text[4:]


for words, change in CELLS:

    @fault(GROUP, words, EXTRACTED)
    def _cell(home: Home, code: str, change=change) -> None:
        sheet = extract_of(home, code)
        row, column = newest_own(home, sheet, code), columns_of(sheet)[3]
        row[column] = change(row[column])
        sheet.save()


@fault(GROUP, "Two councils' codes exchanged", EXTRACTED)
def _exchanged(home: Home, code: str) -> None:
    sheet = extract_of(home, code)
    area, _, period, _ = columns_of(sheet)
    mine = newest_own(home, sheet, code)
    other = next(
        row for row in rows_of_measure(home, sheet, code) if row[area] == OTHER and row[period] == mine[period]
    )
    mine[area], other[area] = other[area], mine[area]
    sheet.save()


@fault(GROUP, "The council's newest row missing", EXTRACTED)
def _own_missing(home: Home, code: str) -> None:
    sheet = extract_of(home, code)
    sheet.rows.remove(newest_own(home, sheet, code))
    sheet.save()


@fault(GROUP, "The newest year missing: an older extract again", EXTRACTED)
def _older(home: Home, code: str) -> None:
    sheet = extract_of(home, code)
    period = columns_of(sheet)[2]
    newest = newest_own(home, sheet, code)[period]
    gone = [row for row in rows_of_measure(home, sheet, code) if row[period] == newest]
    sheet.rows = [row for row in sheet.rows if row not in gone]
    sheet.save()


@fault(GROUP, "The lower half of the rows lost", EXTRACTED)
def _half(home: Home, code: str) -> None:
    sheet = extract_of(home, code)
    mine = rows_of_measure(home, sheet, code)
    lost = [row for row in mine if row[columns_of(sheet)[0]] > "E08000020" and row[columns_of(sheet)[0]] != OWN]
    sheet.rows = [row for row in sheet.rows if row not in lost]
    sheet.save()


@fault(GROUP, "A whole measure in another unit (divided by 100)", EXTRACTED)
def _unit(home: Home, code: str) -> None:
    _times(home, code, 0.01, newest_only=False)


@fault(GROUP, "The newest year's figures of everybody times 1.6", EXTRACTED)
def _jump(home: Home, code: str) -> None:
    _times(home, code, 1.6, newest_only=True)


def _times(home: Home, code: str, factor: float, *, newest_only: bool) -> None:
    sheet = extract_of(home, code)
    _, _, period, value = columns_of(sheet)
    newest = newest_own(home, sheet, code)[period]
    for row in rows_of_measure(home, sheet, code):
        if row[value] and (row[period] == newest or not newest_only):
            row[value] = f"{float(row[value]) * factor:.4f}"
    sheet.save()


@fault(GROUP, "Every year's label one year early", EXTRACTED)
def _years(home: Home, code: str) -> None:
    sheet = extract_of(home, code)
    period = columns_of(sheet)[2]
    for row in rows_of_measure(home, sheet, code):
        first = int(row[period][:4]) - 1
        row[period] = f"{first}-{(first + 1) % 100:02d}"
    sheet.save()


@fault(GROUP, "The measure under another name", EXTRACTED)
def _measure(home: Home, code: str) -> None:
    sheet = extract_of(home, code)
    for row in rows_of_measure(home, sheet, code):
        row[columns_of(sheet)[1]] += " (revised)"
    sheet.save()


@fault(GROUP, "The council's row twice, with another figure", EXTRACTED)
def _twice(home: Home, code: str) -> None:
    sheet = extract_of(home, code)
    value = columns_of(sheet)[3]
    row = newest_own(home, sheet, code)
    sheet.rows.append(row | {value: str(float(row[value]) + 1)})
    sheet.save()


@fault(GROUP, "Another column read as the value (its heading moved)", ("ASC-05", "ASC-02", "ASC-03"))
def _heading(home: Home, code: str) -> None:
    sheet = extract_of(home, code)
    names = {"Value": "MEDIAN", "MEDIAN": "Value"}
    sheet.rows = [{names.get(name, name): text for name, text in row.items()} for row in sheet.rows]
    sheet.save()


@fault(GROUP, "The council's history rewritten (the year before changed)", EXTRACTED)
def _rewritten(home: Home, code: str) -> None:
    sheet = extract_of(home, code)
    area, _, period, value = columns_of(sheet)
    mine = sorted((row for row in rows_of_measure(home, sheet, code) if row[area] == OWN), key=lambda row: row[period])
    mine[-2][value] = f"{float(mine[-2][value]) * 1.3:.3f}"
    sheet.save()
