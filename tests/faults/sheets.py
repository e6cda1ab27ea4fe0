"""The returns and extracts of a home as rows of texts, to change and to write back in their own format."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineWorkbook

from pmf_pipeline.demo.ods import ods_bytes
from pmf_pipeline.demo.xlsx import xlsx_bytes
from pmf_pipeline.home import Home
from tests.helpers.homes import NEWEST

OWN = "E08000013"
BEFORE = "2023-24-Q1"
YEAR_BEFORE = "2022-23-Q2"


@dataclass
class Sheet:
    """A file's header and rows, as texts by column."""

    path: Path
    header: list[str]
    rows: list[dict[str, str]]

    def row(self, code: str) -> dict[str, str]:
        """The return's row of an indicator."""
        (found,) = [row for row in self.rows if row["indicator_code"] == code]
        return found

    def table(self) -> list[tuple[str, ...]]:
        """Header and rows, as cells."""
        return [tuple(self.header), *(tuple(row.get(name, "") for name in self.header) for row in self.rows)]

    def save(self, sheet: str = "Return") -> None:
        """Write it back in the format of its name."""
        write(self.path, self.table(), sheet)


def write(path: Path, table: list[tuple[str, ...]], sheet: str = "Return") -> None:
    """Write cells in the format that a file's name says."""
    if path.suffix == ".xlsx":
        path.write_bytes(xlsx_bytes({sheet: table}))
    elif path.suffix == ".ods":
        path.write_bytes(ods_bytes({sheet: table}))
    else:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(table)
        path.write_text(text.getvalue(), encoding="utf-8")


def read(path: Path) -> Sheet:
    """Read a file of the demonstration."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            cells = list(csv.reader(stream))
    else:
        found = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        cells = [[_text(cell) for cell in row] for row in found]
    header = cells[0]
    return Sheet(path, header, [dict(zip(header, row, strict=False)) for row in cells[1:]])


def return_of(home: Home, code: str, quarter: str = NEWEST) -> Sheet:
    """The newest file of a quarter in which an indicator is returned."""
    for path in sorted((home.returns / quarter).iterdir(), key=lambda path: (len(path.stem), path.stem), reverse=True):
        try:
            sheet = read(path)
        except Exception:
            continue
        if any(row.get("indicator_code") == code for row in sheet.rows):
            return sheet
    raise AssertionError(f"nobody returned {code} in {quarter}")


def change_cell(home: Home, code: str, change: Callable[[str], str]) -> None:
    """Change the text of an indicator's value, or of its numerator where it is returned as a ratio."""
    sheet = return_of(home, code)
    row = sheet.row(code)
    column = "value" if row["value"] else "numerator"
    row[column] = change(row[column])
    sheet.save()


def value_in(home: Home, code: str, quarter: str) -> dict[str, str]:
    """An indicator's row in another quarter's return."""
    return return_of(home, code, quarter).row(code)


def extract_of(home: Home, code: str) -> Sheet:
    """The published extract that an indicator comes from."""
    pattern = "waste*" if code.startswith("WST") else "adult*"
    (path,) = (home.landing / "oflog").glob(pattern)
    return read(path)


def columns_of(sheet: Sheet) -> tuple[str, str, str, str]:
    """An extract's columns of authority, measure, period and value."""
    if "areaCode" in sheet.header:
        return "areaCode", "metric", "period", "value"
    return "Local authority code", "Code", "Financial year", "Value"


def rows_of_measure(home: Home, sheet: Sheet, code: str) -> list[dict[str, str]]:
    """The extract's rows of an indicator."""
    area, measure, period, _ = columns_of(sheet)
    (framework,) = [row for row in framework_rows(home, "indicators").rows if row["indicator_code"] == code]
    rows = [row for row in sheet.rows if row[measure] == framework["source_measure"]]
    return sorted(rows, key=lambda row: (row[period], row[area] != OWN))


def newest_own(home: Home, sheet: Sheet, code: str) -> dict[str, str]:
    """The council's newest row of an indicator in its extract."""
    area, _, period, _ = columns_of(sheet)
    return max((row for row in rows_of_measure(home, sheet, code) if row[area] == OWN), key=lambda row: row[period])


def framework_rows(home: Home, name: str) -> Sheet:
    """A framework file."""
    return read(home.framework / f"{name}.csv")


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
