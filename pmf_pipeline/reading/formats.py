"""Which reader a landed file gets, by its name or by what its layout says.

Reading the formats is in `csv_text` and `workbook`; what they give is in `cells`.
"""

from collections.abc import Sequence
from pathlib import Path

from pmf_pipeline.reading.cells import WORKBOOKS, Sheet, UnreadableFileError
from pmf_pipeline.reading.csv_text import read_csv
from pmf_pipeline.reading.spec import Layout
from pmf_pipeline.reading.workbook import read_workbook

TEXTS = (".csv", ".tsv", ".txt")


def read_sheets(content: bytes, file_name: str, layout: Layout, names: Sequence[str] = ()) -> list[Sheet]:
    """Read the sheets of a landed file that its layout asks for; of a CSV file, the one there is.

    Args:
        content: the file's bytes.
        file_name: its name, for the format.
        layout: how it is written.
        names: names of columns it should have, to tell by which delimiter a CSV file is separated.

    Raises:
        UnreadableFileError: empty, of an unknown format, damaged, protected or wrongly encoded.
    """
    if not content:
        raise UnreadableFileError("is empty. Send it again")
    suffix = Path(file_name).suffix.lower()
    if layout.format == "csv" or (layout.format is None and suffix in TEXTS):
        return [read_csv(content, layout, names)]
    if suffix in WORKBOOKS:
        return read_workbook(content, suffix, layout)
    raise UnreadableFileError(f"is a {suffix or 'nameless'} file. Send CSV, XLSX or ODS")
