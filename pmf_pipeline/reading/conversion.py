"""Turn the texts of landed files into figures with a fate, by conversion.sql.

The statement itself, and with it every reason a row can be refused for, is in conversion.sql; what it looks texts up
in is `lookups`'. Nothing is read or written here.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pmf_pipeline.reading import lookups, relations
from pmf_pipeline.reading.landed_file import LandedFile
from pmf_pipeline.reading.spec import SourceSpec

if TYPE_CHECKING:
    import duckdb

STATEMENT = Path(__file__).with_name("conversion.sql")


def convert(
    connection: "duckdb.DuckDBPyConnection",
    spec: SourceSpec,
    files: Iterable[LandedFile],
    measures: Mapping[str, str | None],
    areas: Iterable[str],
) -> None:
    """Fill the temporary table `landed_rows` (LANDED_COLUMNS, one row per figure) from the files.

    Args:
        connection: an open DuckDB connection.
        spec: the files' source specification.
        files: files of it; all of a quarter's returns, since a later one may mend what an earlier one had wrong.
        measures: the measures (or indicator codes) that the framework knows for this source, each with the frequency of
            its indicators, where that is one.
        areas: the authority codes of areas.csv.
    """
    relations.take_in(connection, spec, files)
    periods = relations.distinct(connection, "period", "quarter")
    wordings = relations.distinct(connection, "measure", "measure_detail")
    known = {**dict.fromkeys(spec.for_derivation), **measures}
    read = lookups.periods(periods, spec)
    looked_up = {
        "periods": read,
        "last_days": lookups.last_days(read),
        "measures": lookups.measures(wordings, spec, known),
        "symbols": lookups.strings(("symbol", "marker"), [(text, str(mark)) for text, mark in spec.symbols.items()]),
        "areas": lookups.strings(("area_code",), [(area,) for area in sorted(set(areas))]),
    }
    for name, table in looked_up.items():
        connection.register(name, table)
    connection.execute(STATEMENT.read_text(encoding="utf-8"))
    for name in looked_up:
        connection.unregister(name)
    relations.take_away(connection)
