"""The writers of an edition's files, in order: a new kind of file is a module beside this one and a line here."""

from pmf_pipeline.report.csv_tables import write_csv_tables
from pmf_pipeline.report.document import write_document
from pmf_pipeline.report.html.page import write_html
from pmf_pipeline.report.lineage_files import write_lineage
from pmf_pipeline.report.open_data import write_open_data
from pmf_pipeline.report.pack import Pack, Writer
from pmf_pipeline.report.passports import write_passports
from pmf_pipeline.report.provenance_file import write_provenance
from pmf_pipeline.report.workbook import write_workbook

WRITERS: tuple[Writer, ...] = (
    write_csv_tables,
    write_open_data,
    write_html,
    write_workbook,
    write_document,
    write_lineage,
    write_passports,
    write_provenance,
)


def write_files(pack: Pack) -> dict[str, bytes]:
    """Every file of the edition but its manifest, by name."""
    return {name: content for write in WRITERS for name, content in write(pack).items()}
