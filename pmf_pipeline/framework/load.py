"""Read a framework folder into validated rows.

Reading, row validation and the gathering of every fault belong here; what must hold between files is in
`consistency`.
"""

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import cast

from pydantic import ValidationError

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.framework.consistency import check_consistency
from pmf_pipeline.framework.rows import (
    FILES,
    OPTIONAL_FILES,
    Area,
    CalendarQuarter,
    Decision,
    Indicator,
    Row,
    Tables,
    Waiver,
)
from pmf_pipeline.framework.rules import Rules, load_rules
from pmf_pipeline.separators import other_separator

MAX_FAULTS_SHOWN = 40
ENGLAND = "E92000001"


@dataclass(frozen=True)
class Framework:
    """One council's framework, valid as a whole.

    Attributes:
        folder: where its files are.
        tables: the validated rows of each file.
        rules: the council's settings.
    """

    folder: Path
    tables: Tables
    rules: Rules

    @property
    def calendar(self) -> tuple[CalendarQuarter, ...]:
        """Reporting quarters in order."""
        return self.tables["calendar"]

    def rows(self, name: str) -> tuple[Row, ...]:
        """The rows of a file that is known by its name alone, without `.csv`."""
        found: tuple[Row, ...] = self.tables[name]  # type: ignore[literal-required]
        return found

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """Each indicator by its code, in the file's order."""
        return {row.indicator_code: row for row in self.tables["indicators"]}

    @cached_property
    def decisions(self) -> Mapping[str, Decision]:
        """Each decision by its reference, in the file's order."""
        return {row.decision_ref: row for row in self.tables["decisions"]}

    @cached_property
    def areas(self) -> Mapping[str, Area]:
        """Each authority by its code, in the file's order."""
        return {row.area_code: row for row in self.tables["areas"]}

    @cached_property
    def quarters(self) -> tuple[str, ...]:
        """Quarter keys in order."""
        return tuple(row.quarter for row in self.calendar)

    def quarter(self, key: str) -> CalendarQuarter:
        """The calendar's row for `key`.

        Raises:
            ConfigurationError: the calendar has no such quarter.
        """
        for row in self.calendar:
            if row.quarter == key:
                return row
        raise ConfigurationError(
            f"Quarter {key!r} is not in {self.folder / 'calendar.csv'}, which runs from {self.quarters[0]} to "
            f"{self.quarters[-1]}. Write it like 2023-24-Q2, or add the quarter to the calendar."
        )

    def waivers(self, table: str, report_on: date) -> tuple[Waiver, ...]:
        """The waivers for a table's gate that hold for a report of `report_on`.

        The report's date counts and not the day of the run, so that a quarter made again is judged as it was.
        """
        return tuple(row for row in self.tables["waivers"] if row.table == table and report_on <= row.expires_on)

    @cached_property
    def area_codes(self) -> frozenset[str]:
        """The codes a published row may be for: authorities, those that report together, regions, and England."""
        rows = self.tables["areas"]
        authorities = {row.area_code for row in rows}
        regions = {row.region_code for row in rows}
        joint = {row.joint_code for row in self.tables["joint_reporting"]}
        return frozenset(authorities | regions | joint | {ENGLAND})

    @cached_property
    def digests(self) -> dict[str, str]:
        """SHA-256 of each table's validated rows: the same content in another layout has the same digest."""
        return {
            name: hashlib.sha256("\n".join(row.model_dump_json() for row in self.rows(name)).encode()).hexdigest()
            for name in self.tables
        }


def load_framework(folder: Path) -> Framework:
    """Read and validate every framework file in `folder`.

    Raises:
        ConfigurationError: naming every fault found, with file, row and column.
    """
    faults: list[str] = []
    tables = {name: _read_table(folder / f"{name}.csv", row, faults) for name, row in FILES.items()}
    try:
        rules = load_rules(folder / "rules.yml")
    except ConfigurationError as error:
        faults.append(str(error))
    if not faults:
        faults.extend(check_consistency(tables, rules))
    if faults:
        shown = faults[:MAX_FAULTS_SHOWN]
        if len(faults) > len(shown):
            shown.append(f"... and {len(faults) - len(shown)} more")
        raise ConfigurationError("The framework cannot be used:\n  " + "\n  ".join(shown))
    tables["calendar"] = tuple(sorted(tables["calendar"], key=lambda row: row.quarter))  # type: ignore[attr-defined]
    return Framework(folder, cast(Tables, tables), rules)


def _read_table(path: Path, row_type: type[Row], faults: list[str]) -> tuple[Row, ...]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = csv.reader(stream)
            header = next(lines, [])
            # Rows are counted as a spreadsheet counts them: a cell may hold several lines.
            numbered = [(number, cells) for number, cells in enumerate(lines, 2) if any(map(str.strip, cells))]
    except FileNotFoundError:
        if path.stem not in OPTIONAL_FILES:
            faults.append(f"{path} is missing: a framework needs it, even with a header row only.")
        return ()
    except (UnicodeDecodeError, csv.Error) as error:
        faults.append(f"{path} could not be read as CSV in UTF-8: {error}. Save it again as 'CSV UTF-8'.")
        return ()
    if _header_faults(path, header, row_type, faults):
        return ()
    rows = [_read_row(path, number, header, cells, row_type, faults) for number, cells in numbered]
    return tuple(row for row in rows if row is not None)


def _header_faults(path: Path, header: list[str], row_type: type[Row], faults: list[str]) -> bool:
    known = row_type.model_fields
    separator = other_separator(header, known)
    if separator:
        faults.append(
            f"{path.name}, row 1: the columns are separated by {separator} (found {', '.join(header)}). "
            "Save it as CSV separated by commas."
        )
        return True
    required = [name for name, field in known.items() if field.is_required()]
    unknown = [name for name in header if name not in known]
    missing = [name for name in required if name not in header]
    repeated = sorted({name for name in header if header.count(name) > 1})
    for name in unknown:
        faults.append(
            f"{path.name}, row 1: column {name!r} is not known. Known columns: {', '.join(known)}. Rename or remove it."
        )
    for name in missing:
        faults.append(f"{path.name}, row 1: column {name!r} is missing; found {', '.join(header) or 'nothing'}.")
    for name in repeated:
        faults.append(f"{path.name}, row 1: column {name!r} stands twice.")
    return bool(unknown or missing or repeated)


def _read_row(
    path: Path, number: int, header: list[str], cells: list[str], row_type: type[Row], faults: list[str]
) -> Row | None:
    if len(cells) != len(header):
        faults.append(f"{path.name}, row {number}: {_width_fault(header, cells)}")
        return None
    given = {name: value.strip() or None for name, value in zip(header, cells, strict=True)}
    try:
        return row_type.model_validate(given).at_line(number)
    except ValidationError as error:
        for fault in error.errors():
            column = f", column {fault['loc'][0]}" if fault["loc"] else ""
            found = f", found {fault['input']!r}" if fault["loc"] else ""
            faults.append(f"{path.name}, row {number}{column}: {fault['msg']}{found}.")
        return None


def _width_fault(header: list[str], cells: list[str]) -> str:
    told = (
        f"it has {_count(len(cells), 'cell')}, but the header has {_count(len(header), 'column')}: {', '.join(header)}."
    )
    if len(cells) < len(header):
        return f"{told} Give it a cell for each, in that order; where nothing is set, leave the cell blank."
    return f"{told} Remove what is too much, and put a text that holds a comma in quotation marks."


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
