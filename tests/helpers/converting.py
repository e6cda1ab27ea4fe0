"""Texts converted to figures with a fate, without a file or a home: returns and extracts, a line of cells each.

What a publisher's layout makes of a sheet is in `layouts`.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pmf_pipeline.arrivals import service_of
from pmf_pipeline.reading.conversion import convert
from pmf_pipeline.reading.landed_columns import LANDED_COLUMNS
from pmf_pipeline.reading.landed_file import LandedFile, QuarterDates
from pmf_pipeline.reading.raw_rows import read_raw_rows
from pmf_pipeline.reading.spec import SourceSpec, load_sources
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE

SPECS = {spec.name: spec for spec in load_sources(FRAMEWORK_TEMPLATE / "sources")}
RETURNS, WASTE = SPECS["internal_returns"], SPECS["oflog_waste"]
QUARTER = QuarterDates("2023-24-Q2", date(2023, 7, 1), date(2023, 9, 30))
HEADER = "indicator_code,period,value,numerator,denominator,marker,commentary,submitted_by,submitted_on"
SHA = "0" * 64
Connection = Any  # DuckDB is imported where it is used


def landed(text: str, name: str = "place.csv", spec: SourceSpec = RETURNS) -> LandedFile:
    """A file of a text, read by a specification; a return has landed in the folder of QUARTER."""
    service = service_of(name) if spec is RETURNS else None
    return LandedFile(f"here/{name}", SHA, service, read_raw_rows(text.encode(), name, spec), None, quarter_of(spec))


def quarter_of(spec: SourceSpec) -> QuarterDates | None:
    """The quarter whose folder such a file lands in; none for an extract."""
    return QUARTER if spec is RETURNS else None


def converted(
    connection: Connection,
    *files: LandedFile,
    spec: SourceSpec = RETURNS,
    known: Iterable[str] = ("A", "B"),
    frequency: str | None = None,
) -> list[dict[str, Any]]:
    """The rows that files become, where the framework knows some measures, of one frequency, and St Helens alone."""
    convert(connection, spec, files, dict.fromkeys(known, frequency), ["E08000013"])
    names = list(LANDED_COLUMNS)
    query = f"select {', '.join(names)} from landed_rows order by file_name, row_number"
    return [dict(zip(names, row, strict=True)) for row in connection.execute(query).fetchall()]


def quoted(text: str) -> str:
    """A text as a cell of CSV, in quotation marks."""
    return '"' + text.replace('"', '""') + '"'


def returned(*lines: str, name: str = "place.csv") -> LandedFile:
    """A return; each line is the cells from indicator_code on, the rest blank but for the date."""
    rows = []
    for line in lines:
        (cells,) = csv.reader([line])
        rows.append(f"{line}{',' * (9 - len(cells))}2023-10-20")
    return landed("\n".join([HEADER, *rows]) + "\n", name)


def of_value(connection: Connection, text: str, **others: str) -> dict[str, Any]:
    """The row of a return whose value cell holds a text."""
    cells = {"indicator_code": "A", "period": "2023-24-Q2", "value": text, "submitted_on": "2023-10-20", **others}
    line = ",".join(quoted(cells[name]) if cells.get(name) else "" for name in HEADER.split(","))
    (row,) = converted(connection, landed(f"{HEADER}\n{line}\n"))
    return row


def fates(rows: Sequence[dict[str, Any]]) -> list[tuple[str, str | None]]:
    """The fate of each row, and the rule behind it."""
    return [(row["fate"], row["rule"]) for row in rows]
