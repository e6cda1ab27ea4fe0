"""Each report table of an edition as a CSV file, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from pmf_pipeline.report.pack import Pack
from pmf_pipeline.report.plain_text import guarded

SCORECARD_COLUMNS = (
    "indicator_code", "title", "portfolio", "tier", "unit", "polarity", "frequency", "period", "outturn", "marker",
    "target", "target_decision", "variance", "variance_pct", "rag", "previous_period", "previous", "direction",
    "england_median", "region_median", "neighbours_median", "rank", "rank_of", "quartile", "mads_from_median",
    "figure_id",
)  # fmt: skip
POSITIONS = "framework_position"
# How a value of a type is written, where not just by its own words.
TEXTS: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda _nothing: "",
    str: guarded,
    Decimal: lambda number: format(number, "f"),
}


class CsvTable(NamedTuple):
    """One CSV file of an edition.

    Attributes:
        file: its name.
        table: the report table it is of.
        columns: its columns, in order.
        rows: the table's rows as printed; of the position on outside frameworks, those of one framework.
    """

    file: str
    table: str
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, Any]]


def csv_tables(pack: Pack) -> Iterator[CsvTable]:
    """A file for each table; the position on outside frameworks has one for each, such as oflog_position.csv."""
    for name, table in pack.tables.items():
        columns = SCORECARD_COLUMNS if name == "scorecard" else tuple(table.table.columns)
        rows = pack.printed(name)
        if name != POSITIONS:
            yield CsvTable(f"{name}.csv", name, columns, rows)
            continue
        for framework in sorted({row["framework"] for row in rows}):
            of_it = [row for row in rows if row["framework"] == framework]
            yield CsvTable(f"{framework}_position.csv", name, columns, of_it)


def write_csv_tables(pack: Pack) -> dict[str, bytes]:
    """Every table of the edition as CSV."""
    return {table.file: csv_bytes(table.columns, table.rows) for table in csv_tables(pack)}


def csv_bytes(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows as UTF-8 CSV, safe to open in a spreadsheet: no text can start a formula."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    as_text = TEXTS.get
    writer.writerows([as_text(type(row[name]), str)(row[name]) for name in names] for row in rows)
    return stream.getvalue().encode()
