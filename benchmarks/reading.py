"""What it costs to read a million rows of CSV and a hundred thousand of XLSX, beside the plain readers.

The plain readers are those the project reads with: DuckDB's for CSV and calamine for workbooks. They give cells;
the project gives each figure its texts by meaning and its place, and then its value, marker and fate.
"""

import io
import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import Times, Took, alternated
from benchmarks.report import Aim, ratio, times_table
from pmf_pipeline.reading.conversion import convert
from pmf_pipeline.reading.landed_file import LandedFile
from pmf_pipeline.reading.raw_rows import RawRows, read_raw_rows
from pmf_pipeline.reading.spec import SourceSpec

REPETITIONS = 5
AUTHORITIES, YEARS = 350, 24
CSV_ROWS, XLSX_ROWS = 1_000_000, 100_000
COLUMNS = ("areaCode", "metric", "period", "year_start", "value")
PLAIN_CSV, PLAIN_XLSX = "DuckDB's read_csv into a table, 1,000,000 rows", "calamine to Python, 100,000 rows"
READ_CSV, READ_XLSX = "the same rows of CSV, read", "the same rows of XLSX, read"
CONVERTED_CSV, CONVERTED_XLSX = "the same rows of CSV, read and converted", "the same rows of XLSX, read and converted"
AIMS = {
    READ_CSV: Aim(1.5, PLAIN_CSV),
    CONVERTED_CSV: Aim(1.5, PLAIN_CSV),
    READ_XLSX: Aim(1.5, PLAIN_XLSX),
    CONVERTED_XLSX: Aim(1.5, PLAIN_XLSX),
}
SPEC = SourceSpec.model_validate(
    {
        "name": "made_up",
        "title": "Made-up figures",
        "publisher": "Nobody",
        "kind": "published",
        "files": "*",
        "columns": {"measure": "metric", "area_code": "areaCode", "period": "period", "value": "value"},
        "ignored_columns": ["year_start"],
    }
)


def reading(folder: Path) -> list[str]:
    """Measure, and give the section's blocks."""
    times = measure_reading(folder)
    return [
        "## Reading files",
        times_table(times, AIMS),
        f"Reading takes {ratio(times[READ_CSV], times[PLAIN_CSV])} what the plain reader takes for CSV, and "
        f"{ratio(times[READ_XLSX], times[PLAIN_XLSX])} for XLSX; with conversion it is "
        f"{ratio(times[CONVERTED_CSV], times[PLAIN_CSV])} and {ratio(times[CONVERTED_XLSX], times[PLAIN_XLSX])}. The "
        "plain readers make 5 columns of cells. Conversion makes 32 columns of each figure: 3 texts read as numbers, "
        "period, measure and authority looked up, repeated figures found, and file, row and cell beside each. Writing "
        "those columns alone takes DuckDB about as long as reading the file.",
    ]


def measure_reading(folder: Path) -> dict[str, Times]:
    """Times in this process of reading alone, and of reading with conversion, beside the plain readers."""
    csv_path = folder / "figures.csv"
    csv_path.write_bytes(csv_bytes(CSV_ROWS))
    csv, xlsx = csv_path.read_bytes(), xlsx_bytes(XLSX_ROWS)
    actions = {
        PLAIN_CSV: partial(took, partial(plain_csv, csv_path)),
        READ_CSV: partial(took, partial(read_raw_rows, csv, "figures.csv", SPEC)),
        CONVERTED_CSV: partial(took, partial(read_and_convert, csv, "figures.csv")),
        PLAIN_XLSX: partial(took, partial(plain_xlsx, xlsx)),
        READ_XLSX: partial(took, partial(read_raw_rows, xlsx, "figures.xlsx", SPEC)),
        CONVERTED_XLSX: partial(took, partial(read_and_convert, xlsx, "figures.xlsx")),
    }
    alternated(actions, 1)  # the first of each imports the libraries
    return alternated(actions, REPETITIONS)


def took(action: Callable[[], Any]) -> Took:
    """What an action takes in this process."""
    start, used = time.perf_counter(), time.process_time()
    action()
    return Took(time.perf_counter() - start, time.process_time() - used)


def plain_csv(path: Path) -> None:
    """DuckDB's own reader, types found by itself, into a table."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"create table cells as from read_csv('{path}')")


def plain_xlsx(content: bytes) -> None:
    """Calamine's own reader, every cell a Python value."""
    from python_calamine import CalamineWorkbook

    CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def read_and_convert(content: bytes, name: str) -> dict[str, int]:
    """Read and convert a file; gives back how many figures had each fate."""
    import duckdb

    rows: RawRows = read_raw_rows(content, name, SPEC)
    file = LandedFile(name, "0" * 64, None, rows, None)
    with duckdb.connect() as connection:
        convert(connection, SPEC, [file], dict.fromkeys(measures()), areas())
        return dict(connection.execute("select fate, count(*) from landed_rows group by fate").fetchall())


def measures() -> list[str]:
    """The measures of the made-up files."""
    return [f"Measure, {number}" for number in range(-(-CSV_ROWS // (AUTHORITIES * YEARS)))]


def areas() -> list[str]:
    """The authorities of the made-up files."""
    return [f"E{8 + at // 999_999:02}{at:06}" for at in range(AUTHORITIES)]


def csv_bytes(rows: int) -> bytes:
    """Figures as CSV, the measure in quotation marks."""
    lines = (f'{area},"{measure}",{period},{year},{value}' for area, measure, period, year, value in figures(rows))
    return "\n".join([",".join(COLUMNS), *lines, ""]).encode()


def xlsx_bytes(rows: int) -> bytes:
    """The same figures as a workbook."""
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Data")
        for number, row in enumerate([COLUMNS, *figures(rows)]):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def figures(rows: int) -> list[tuple[str, str, str, int, float]]:
    """Made-up figures, the same each time: one for each measure, year and authority."""
    draw, codes = random.Random(1), areas()
    found = []
    for at in range(rows):
        year = 2000 + at // AUTHORITIES % YEARS
        measure = f"Measure, {at // (AUTHORITIES * YEARS)}"
        value = draw.randint(0, 9999) / 10
        found.append((codes[at % AUTHORITIES], measure, f"{year}-{(year + 1) % 100:02}", year, value))
    return found
