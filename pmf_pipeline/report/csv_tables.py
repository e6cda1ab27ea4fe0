"""Each report table of an edition as a CSV file, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pmf_pipeline.report.pack import Pack

SCORECARD_COLUMNS = (
    "indicator_code", "title", "portfolio", "tier", "unit", "polarity", "frequency", "period", "outturn", "marker",
    "target", "target_decision", "variance", "variance_pct", "rag", "previous_period", "previous", "direction",
    "england_median", "region_median", "neighbours_median", "rank", "rank_of", "quartile", "mads_from_median",
    "figure_id",
)  # fmt: skip
POSITIONS = "framework_position"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv_tables(pack: Pack) -> dict[str, bytes]:
    """A file for each table; the position on outside frameworks has one for each, such as oflog_position.csv."""
    files = {f"{name}.csv": _csv(pack, name, pack.printed(name)) for name in pack.tables if name != POSITIONS}
    positions = pack.printed(POSITIONS)
    for framework in sorted({row["framework"] for row in positions}):
        rows = [row for row in positions if row["framework"] == framework]
        files[f"{framework}_position.csv"] = _csv(pack, POSITIONS, rows)
    return files


def _csv(pack: Pack, name: str, rows: Iterable[Mapping[str, Any]]) -> bytes:
    return csv_bytes(SCORECARD_COLUMNS if name == "scorecard" else tuple(pack.tables[name].table.columns), rows)


def csv_bytes(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows as UTF-8 CSV, safe to open in a spreadsheet: no text can start a formula."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return stream.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA_STARTS) else text
