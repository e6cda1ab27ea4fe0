"""What each row of a file would become under a specification, before anything is landed.

The reading is `reading`'s own, from the first byte to the last reason; here its result is counted and sampled.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pmf_pipeline.framework import Framework
from pmf_pipeline.framework.asked import known_measures
from pmf_pipeline.framework.rows import CalendarQuarter
from pmf_pipeline.reading.conversion import convert
from pmf_pipeline.reading.landed_file import LandedFile, QuarterDates
from pmf_pipeline.reading.opening import read_file
from pmf_pipeline.reading.raw_rows import RawRows
from pmf_pipeline.reading.spec import SourceSpec
from pmf_pipeline.workbooks.expected import expected_workbook

if TYPE_CHECKING:
    import duckdb

FATES = ("accepted", "left_out", "quarantined")
COUNTS = "select fate, coalesce(rule, ''), count(*) from landed_rows group by all order by count(*) desc, 2"
# Each rule in turn, so that the first rows of a fate show all of its reasons.
SAMPLE = """
select sheet, row_number, cell, measure, area_code, period_text, period, raw_value, value, marker, rule, reason
from landed_rows where fate = ?
order by
    row_number() over (partition by rule order by row_number, sheet, length(cell), cell), row_number, sheet,
    length(cell), cell
limit ?
"""
ODD_TEXTS = """
select raw_value, count(*) from landed_rows where rule = 'unreadable_value' and raw_value is not null
group by all order by count(*) desc, raw_value
"""
MEASURES = "select distinct measure from landed_rows where measure is not null order by measure"


@dataclass(frozen=True)
class Row:
    """One row as it would land: its place, what stands there, and what it is worth."""

    sheet: str | None
    row_number: int | None
    cell: str | None
    measure: str | None
    area_code: str | None
    period_text: str | None
    period: str | None
    raw_value: str | None
    value: Any
    marker: str | None
    rule: str | None
    reason: str | None


@dataclass(frozen=True)
class Trial:
    """What became of a file.

    Attributes:
        rows_read: how many rows of the file lie below its header; a row of a wide table holds several figures.
        counts: fate to rule to how many figures; accepted ones have the rule ``.
        samples: fate to its first rows.
        measures: the measures that the figures name.
        odd_texts: the texts among the figures that are neither number nor symbol, each with how often it stands there.
        asked: whether an indicator of the framework asks for this source; if none does, every measure counts as
            asked for.
    """

    rows_read: int
    counts: dict[str, dict[str, int]]
    samples: dict[str, list[Row]]
    measures: tuple[str, ...]
    odd_texts: dict[str, int]
    asked: bool

    def total(self, fate: str) -> int:
        """How many figures ended so."""
        return sum(self.counts[fate].values())

    @property
    def figures(self) -> int:
        """How many figures there are, whatever became of them."""
        return sum(map(self.total, FATES))


def try_file(
    path: Path,
    spec: SourceSpec,
    framework: Framework,
    *,
    quarter: str | None = None,
    sample: int = 0,
    every_measure: bool = False,
) -> Trial:
    """Read a file by a specification as if it had landed.

    Args:
        path: the file, wherever it is.
        spec: the specification.
        framework: for its areas, and for the indicators that ask for this source.
        quarter: for a return, the quarter whose folder it would lie in.
        sample: how many rows of each fate to show.
        every_measure: take every measure as asked for, whatever the indicators say.

    Raises:
        UnreadableFileError: the file cannot be read by the specification at all.
    """
    import duckdb

    folder = framework.quarter(quarter) if quarter is not None else None
    rows = read_file(path, path.name, spec, expected_workbook(framework, folder.quarter) if folder else None)
    landed = _landed(path, spec, rows, folder)
    asked = {} if every_measure else known_measures(framework, spec.name, spec.kind)
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        convert(connection, spec, [landed], asked, framework.area_codes)
        measures = tuple(name for (name,) in connection.execute(MEASURES).fetchall())
        if not asked:
            convert(connection, spec, [landed], dict.fromkeys(measures), framework.area_codes)
        return Trial(
            rows_read=rows.rows_read,
            counts=_counts(connection),
            samples={
                fate: [Row(*found) for found in connection.execute(SAMPLE, [fate, sample]).fetchall()] for fate in FATES
            },
            measures=measures,
            odd_texts=dict(connection.execute(ODD_TEXTS).fetchall()),
            asked=bool(asked),
        )


def _landed(path: Path, spec: SourceSpec, rows: RawRows, quarter: CalendarQuarter | None) -> LandedFile:
    """The file as if it had landed today."""
    return LandedFile(
        name=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        service=path.stem if spec.kind == "returns" else None,
        rows=rows,
        fault=None,
        quarter=QuarterDates(quarter.quarter, quarter.period_start, quarter.period_end) if quarter else None,
        received_on=date.today(),  # noqa: DTZ011 - a council's own day
    )


def _counts(connection: "duckdb.DuckDBPyConnection") -> dict[str, dict[str, int]]:
    """How many figures ended in each fate, by the rule behind it."""
    counts: dict[str, dict[str, int]] = {fate: {} for fate in FATES}
    for fate, rule, count in connection.execute(COUNTS).fetchall():
        counts[fate][rule] = count
    return counts


def would_be_found(spec: SourceSpec, file_name: str) -> bool:
    """Whether a file of this name, landed in the folder that the specification names, would be read by it."""
    pattern = PurePosixPath(spec.files)
    return PurePosixPath(file_name).match(pattern.name)
