"""Turn the texts of landed files into figures with a fate, by conversion.sql, and say what the columns mean.

The statement itself, and with it every reason a row can be refused for, is in conversion.sql; the period
spellings are `pmf_pipeline.periods`'. Nothing is read or written here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmf_pipeline.periods import PeriodError, parse_period, strip_notes
from pmf_pipeline.reading.raw_rows import MEANINGS, RawRows
from pmf_pipeline.reading.spec import SourceSpec

if TYPE_CHECKING:
    import duckdb
    import pyarrow

STATEMENT = Path(__file__).with_name("conversion.sql")

LANDED_COLUMNS: dict[str, tuple[str, str]] = {
    "source": ("VARCHAR", "The source specification that the file was read by."),
    "quarter": ("VARCHAR", "The quarter whose folder a return landed in; none for published figures."),
    "file_name": ("VARCHAR", "The file, below landing/."),
    "file_sha256": ("VARCHAR", "SHA-256 of the file's bytes, kept under that name in archive/."),
    "service": ("VARCHAR", "The service that sent a return: its file's name before `--`."),
    "sheet": ("VARCHAR", "The workbook's sheet; none for CSV."),
    "row_number": ("INTEGER", "The row in the file, counted from 1; none where the whole file was refused."),
    "cell": ("VARCHAR", "The spreadsheet cell that holds the value."),
    "measure": ("VARCHAR", "The source's measure, or the return's indicator code."),
    "area_code": ("VARCHAR", "The authority's ONS code as the file gives it; none in returns."),
    "period_text": ("VARCHAR", "The period as the file spells it."),
    "period": ("VARCHAR", "The period in its one spelling: 2023-24-Q2, 2023-24, ..."),
    "period_start": ("DATE", "First day of the period."),
    "period_end": ("DATE", "Last day of the period."),
    "raw_value": ("VARCHAR", "The text in the value's cell."),
    "value": ("DECIMAL(38,18)", "The value in the source's unit, exact."),
    "numerator": ("DECIMAL(38,18)", "The numerator, exact."),
    "denominator": ("DECIMAL(38,18)", "The denominator, exact."),
    "accumulation": ("VARCHAR", "in_quarter or year_to_date, where a return of a cumulative indicator says which."),
    "is_false_zero": ("BOOLEAN", "Whether the value is a zero that by the specification stands for no figure."),
    "marker": ("VARCHAR", "Government Analysis Function shorthand without brackets: p r e x z c b u low."),
    "commentary": ("VARCHAR", "What the service says about the figure."),
    "submitted_by": ("VARCHAR", "Who returned the figure."),
    "submitted_on": ("DATE", "When it was returned."),
    "fate": ("VARCHAR", "accepted, left_out (by a rule) or quarantined (refused)."),
    "rule": ("VARCHAR", "The rule that left the row out or refused it."),
    "reason": ("VARCHAR", "Why, and what to do."),
    "released_by": ("VARCHAR", "The later file of the same service that mends a refusal."),
}


@dataclass(frozen=True)
class LandedFile:
    """One file, read or refused: `rows` or `fault` is set.

    Attributes:
        name: path below landing/.
        sha256: of its bytes.
        service: its name before `--`, for returns.
        rows: its texts, when it could be read.
        fault: why it could not.
    """

    name: str
    sha256: str
    service: str | None
    rows: RawRows | None
    fault: str | None


@dataclass(frozen=True)
class QuarterDates:
    """The quarter whose folder the files landed in."""

    key: str
    start: date
    end: date


def convert(
    connection: "duckdb.DuckDBPyConnection",
    spec: SourceSpec,
    files: Iterable[LandedFile],
    measures: Iterable[str],
    areas: Iterable[str],
    quarter: QuarterDates | None,
) -> None:
    """Fill the temporary table `landed_rows` (LANDED_COLUMNS, one row per row read) from the files.

    Args:
        connection: an open DuckDB connection.
        spec: the files' source specification.
        files: the files of one slice.
        measures: the measures (or indicator codes) that the framework knows for this source.
        areas: the authority codes of areas.csv.
        quarter: the quarter of a return; None for published figures.
    """
    import pyarrow

    files = list(files)
    raw = pyarrow.concat_tables([_raw_table(spec, file, quarter) for file in files if file.rows] or [_no_rows()])
    texts = sorted(set(raw["period"].to_pylist()), key=lambda text: text or "")
    relations = {
        "raw_rows": raw,
        "unreadable_files": _strings(
            ("source", "quarter", "file_name", "file_sha256", "service", "reason"),
            [
                (
                    spec.name,
                    quarter.key if quarter else None,
                    file.name,
                    file.sha256,
                    file.service,
                    file.fault,
                )
                for file in files
                if file.fault
            ],
        ),
        "periods": _periods(texts),
        "symbols": _strings(("symbol", "marker"), [(text, str(mark)) for text, mark in spec.symbols.items()]),
        "false_zeros": _strings(("measure",), [(measure,) for measure in spec.false_zeros]),
        "measures": _strings(("measure",), [(measure,) for measure in sorted(set(measures))]),
        "areas": _strings(("area_code",), [(area,) for area in sorted(set(areas))]),
    }
    for name, table in relations.items():
        connection.register(name, table)
    connection.execute(STATEMENT.read_text(encoding="utf-8"))
    for name in relations:
        connection.unregister(name)


def _raw_table(spec: SourceSpec, file: LandedFile, quarter: QuarterDates | None) -> "pyarrow.Table":
    import pyarrow

    assert file.rows is not None
    count = len(file.rows.columns["row_number"])
    constants = {
        "source": spec.name,
        "source_kind": spec.kind,
        "quarter": quarter.key if quarter else None,
        "quarter_start": quarter.start if quarter else None,
        "quarter_end": quarter.end if quarter else None,
        "file_name": file.name,
        "file_sha256": file.sha256,
        "service": file.service,
        "sheet": file.rows.sheet,
        "value_column": file.rows.value_column,
    }
    columns: dict[str, list[Any]] = {name: [value] * count for name, value in constants.items()}
    return pyarrow.table({**columns, **file.rows.columns}, schema=_raw_schema())


def _no_rows() -> "pyarrow.Table":
    return _raw_schema().empty_table()


def _raw_schema() -> "pyarrow.Schema":
    import pyarrow

    texts = (
        "source", "source_kind", "quarter", "file_name", "file_sha256", "service", "sheet", "value_column",
        *MEANINGS,
    )  # fmt: skip
    return pyarrow.schema(
        [(name, pyarrow.string()) for name in texts]
        + [("quarter_start", pyarrow.date32()), ("quarter_end", pyarrow.date32())]
        + [("row_number", pyarrow.int64())]
    )


def _strings(names: tuple[str, ...], rows: list[tuple[str | None, ...]]) -> "pyarrow.Table":
    import pyarrow

    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    return pyarrow.table(columns, schema=pyarrow.schema([(name, pyarrow.string()) for name in names]))


def _periods(texts: Iterable[str | None]) -> "pyarrow.Table":
    import pyarrow

    rows = [_period_row(text) for text in texts]
    fields = [("period_text", pyarrow.string()), ("period", pyarrow.string())]
    dates = [
        ("period_start", pyarrow.date32()),
        ("period_end", pyarrow.date32()),
        ("fault", pyarrow.string()),
    ]
    return pyarrow.Table.from_pylist(rows, schema=pyarrow.schema(fields + dates))


def _period_row(text: str | None) -> dict[str, Any]:
    if text is None:
        return {"period_text": None, "fault": "No period is given. Give one such as 2023-24-Q2 or 2023-24."}
    try:
        period = parse_period(strip_notes(text)[0])
    except PeriodError as error:
        return {"period_text": text, "fault": str(error)}
    return {
        "period_text": text,
        "period": period.label,
        "period_start": period.start,
        "period_end": period.end,
    }
