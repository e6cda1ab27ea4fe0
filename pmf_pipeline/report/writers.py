"""The writers of an edition's files: a new kind of file is a module beside this one and a line here.

Page and workbook take about as long as all the rest, the traces too, and need none of them: the two processes share
the work so.
"""

from pmf_pipeline.report.csv_tables import write_csv_tables
from pmf_pipeline.report.document import write_document
from pmf_pipeline.report.html.page import load_templates, write_html
from pmf_pipeline.report.lineage_files import write_lineage
from pmf_pipeline.report.open_data import write_open_data
from pmf_pipeline.report.pack import Pack, Writer
from pmf_pipeline.report.passports import write_passports
from pmf_pipeline.report.provenance_file import write_provenance
from pmf_pipeline.report.workbook import write_workbook
from pmf_pipeline.second_process import prepare

BESIDE: tuple[Writer, ...] = (write_html, write_workbook)
HERE: tuple[Writer, ...] = (
    write_document,
    write_csv_tables,
    write_open_data,
    write_lineage,
    write_passports,
    write_provenance,
)


def get_ready() -> None:
    """Have what reports are written with loaded in the second process, and don't wait for it."""
    prepare(_load)


def _load() -> None:
    import gptables  # noqa: F401

    load_templates()


def write_beside(pack: Pack) -> dict[str, bytes]:
    """The files that the second process writes, by name: the same with or without the pack's traces."""
    return _written(pack, BESIDE)


def write_here(pack: Pack) -> dict[str, bytes]:
    """Every other file but the manifest, by name."""
    return _written(pack, HERE)


def _written(pack: Pack, writers: tuple[Writer, ...]) -> dict[str, bytes]:
    return {name: content for write in writers for name, content in write(pack).items()}
