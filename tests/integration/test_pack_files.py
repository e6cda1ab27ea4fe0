"""The edition's workbook, document and open data: by their guidance, safe, and with the figures of the scorecard."""

import csv
import html
import io
import json
import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from assets.report_pack import pack_inputs, read_pack
from pmf_pipeline.home import Home
from pmf_pipeline.report.csv_tables import write_csv_tables
from pmf_pipeline.report.document import write_document
from pmf_pipeline.report.open_data import write_open_data
from pmf_pipeline.report.pack import Pack
from pmf_pipeline.report.wording import SYMBOLS, grouped
from pmf_pipeline.report.workbook import write_workbook
from resources.warehouse import Warehouse
from tests.helpers.homes import NEWEST, edition, rows_of
from tests.helpers.report_pages import with_rows

EVIL = '=HYPERLINK("http://example.org")\n<script>alert(1)</script> $$rating$$ [a](http://example.org) & <b>bold</b>'
ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"


@pytest.fixture(scope="module")
def pack(reported: Home) -> Pack:
    """The newest quarter's content."""
    with Warehouse(home=str(reported.path)).session() as session:
        inputs = pack_inputs(session.states.project.catalogue)
        session.load_inputs(inputs, [NEWEST])
        return read_pack(session, NEWEST)


@pytest.fixture(scope="module")
def spoilt(pack: Pack) -> Pack:
    """The same with commentary that tries to be a formula, markup, a note and a link."""
    table = pack.tables["commentary"]
    rows = tuple({**row, "commentary": EVIL} for row in table.rows)
    return replace(pack, tables={**pack.tables, "commentary": replace(table, rows=rows)})


@pytest.fixture(scope="module")
def scorecard(reported: Home) -> dict[str, dict[str, str]]:
    return {row["indicator_code"]: row for row in rows_of(edition(reported) / "scorecard.csv")}


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def table_of(rows: list[list[Any]]) -> list[dict[str, Any]]:
    """A sheet's one table: the rows below the first that fills every column."""
    at = next(number for number, row in enumerate(rows) if all(cell != "" for cell in row))
    header = [str(cell).split("\n")[0] for cell in rows[at]]
    return [dict(zip(header, row, strict=True)) for row in rows[at + 1 :]]


@pytest.fixture(scope="module")
def workbook(reported: Home) -> dict[str, list[list[Any]]]:
    return sheets((edition(reported) / "report.xlsx").read_bytes())


def test_the_workbook_begins_with_cover_contents_and_notes(workbook: dict[str, list[list[Any]]]) -> None:
    assert list(workbook)[:4] == ["Cover", "Contents", "Notes", "Scorecard"]
    assert workbook["Cover"][0][0].startswith("Draft: St Helens Borough Council")
    cover = "\n".join(str(row[0]) for row in workbook["Cover"])
    assert "Draft: these figures have not been approved" in cover
    assert "Illustrative demonstration" in cover
    assert [row["Sheet name"] for row in table_of(workbook["Contents"])] == list(workbook)[3:]


def test_every_sheet_has_one_table_without_a_blank_cell(workbook: dict[str, list[list[Any]]]) -> None:
    for name, rows in workbook.items():
        if name != "Cover":
            table = table_of(rows)
            assert table, name
            assert [row for row in table if "" in row.values()] == [], name


def test_shorthand_is_explained_on_the_sheet_that_uses_it(workbook: dict[str, list[list[Any]]]) -> None:
    for name in list(workbook)[3:]:
        used = {cell for row in table_of(workbook[name]) for cell in row.values() if cell in SYMBOLS}
        explained = {str(row[0]).split(" = ")[0] for row in workbook[name] if " = " in str(row[0])}
        assert used == explained, name


def test_every_note_that_a_sheet_refers_to_is_on_the_notes_sheet(workbook: dict[str, list[list[Any]]]) -> None:
    numbers = {str(int(row["Note number"])) for row in table_of(workbook["Notes"])}
    text = json.dumps({name: rows for name, rows in workbook.items() if name != "Notes"}, default=str)
    assert {part.split("]")[0] for part in text.split("[note ")[1:]} == numbers


def test_markers_stand_in_brackets_once_on_every_sheet(restated: Home) -> None:
    found = sheets((edition(restated, number=2) / "report.xlsx").read_bytes())
    cells = {str(cell) for rows in found.values() for row in rows for cell in row}
    assert "[r]" in cells
    assert not [cell for cell in cells if "[[" in cell]


def test_the_workbook_s_figures_are_the_scorecard_s(
    workbook: dict[str, list[list[Any]]], scorecard: dict[str, dict[str, str]]
) -> None:
    rows = {row["Indicator code"]: row for row in table_of(workbook["Scorecard"])}
    assert rows.keys() == scorecard.keys()
    for code, row in rows.items():
        published = scorecard[code]
        for heading, column in (
            ("Outturn", "outturn"),
            ("Previous figure", "previous"),
            ("England median", "england_median"),
        ):
            shown = row[heading]
            if published[column]:
                assert isinstance(shown, int | float), (code, heading)
                assert Decimal(str(shown)) == Decimal(published[column]), (code, heading)
            else:
                assert shown in ("[c]", "[x]", "[z]"), (code, heading)
        assert row["Rating"] == published["rag"]


def parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for info in package.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0), info.filename
            yield info.filename, package.read(info)


def test_the_workbook_has_no_merged_cell_and_its_numbers_their_decimals(pack: Pack) -> None:
    content = dict(parts(write_workbook(pack)["report.xlsx"]))
    xml = b"".join(body for name, body in content.items() if name.startswith("xl/worksheets/sheet"))
    assert b"<mergeCell" not in xml
    assert b'formatCode="#,##0.000"' in content["xl/styles.xml"]
    assert b"2023-11-29T00:00:00Z</dcterms:created>" in content["docProps/core.xml"]


def test_the_same_content_gives_the_same_bytes(pack: Pack, reported: Home) -> None:
    for write in (write_workbook, write_document, write_open_data):
        for name, content in write(pack).items():
            assert content == (edition(reported) / name).read_bytes(), name


@pytest.mark.parametrize(
    "target", ["-200", "-200.50", "-100 to -12,000.5", "-200 (floor -250)", "-50 (band -56 to 44)"]
)
def test_a_figure_below_zero_has_no_apostrophe(pack: Pack, target: str) -> None:
    """The apostrophe keeps a text from starting a formula; before a figure it would be read as part of it."""
    code = "COR-02"
    below = with_rows(
        with_rows(pack, "scorecard", lambda row: {**row, "outturn": Decimal("-300"), "previous": Decimal("-12")}),
        "framework_changes",
        lambda row: {**row, "becomes": target},
    )
    (cells,) = [
        [cell.text for cell in row.cells]
        for table in docx.Document(io.BytesIO(write_document(below)["report.docx"])).tables
        for row in table.rows
        if row.cells[0].text.startswith(code) and len(row.cells) == 7
    ]
    assert cells[2].startswith("-300.00")
    assert cells[5] == "-12.00"
    said = {row["After"] for row in table_of(sheets(write_workbook(below)["report.xlsx"])["Framework changes"])}
    assert said == {target}
    changes = write_csv_tables(below)["framework_changes.csv"].decode()
    assert {row["becomes"] for row in csv.DictReader(io.StringIO(changes))} == {target}


@pytest.mark.parametrize("text", ["-1+1", "-A1", "-2 of them", "-200 (=1)", "-", "-5%", "--5"])
def test_what_could_be_a_formula_keeps_its_apostrophe(pack: Pack, text: str) -> None:
    changed = with_rows(pack, "framework_changes", lambda row: {**row, "becomes": text})
    changes = write_csv_tables(changed)["framework_changes.csv"].decode()
    assert {row["becomes"] for row in csv.DictReader(io.StringIO(changes))} == {f"'{text}"}


def test_commentary_is_text_alone_in_the_workbook(spoilt: Pack) -> None:
    content = write_workbook(spoilt)["report.xlsx"]
    xml = b"".join(body for name, body in parts(content) if "sheet" in name)
    assert b"<f>" not in xml
    assert b"example.org" not in xml, "no link leads out of the workbook"
    said = {row["Commentary"] for row in table_of(sheets(content)["Commentary"])}
    assert len(said) == 1
    (text,) = said
    assert text.startswith("'=HYPERLINK")
    assert "<script>alert(1)</script>" in text
    assert "[note" not in text


def test_commentary_is_text_alone_in_the_document(spoilt: Pack) -> None:
    content = dict(parts(write_document(spoilt)["report.docx"]))
    assert b"<script>" not in content["word/document.xml"]
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in content["word/document.xml"]
    assert b"w:hyperlink" not in content["word/document.xml"]
    assert not [name for name, body in content.items() if name.endswith(".rels") and b"example.org" in body]


@pytest.fixture(scope="module")
def document(reported: Home) -> Any:
    return docx.Document(str(edition(reported) / "report.docx"))


def test_the_document_has_real_headings_in_their_order(document: Any) -> None:
    found = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith(("Title", "Heading"))]
    assert found[0] == ("Title", "Draft: St Helens Borough Council: performance report")
    first = [text for style, text in found if style == "Heading 1"]
    assert first[:3] == ["Headline", "How each portfolio performs", "Scorecard"]
    levels = [int(style[-1]) for style, _ in found if style != "Title"]
    assert all(after <= before + 1 for before, after in pairwise(levels)), "no level is left out"


def test_every_table_repeats_its_header_and_has_an_alternative_text(document: Any) -> None:
    assert document.tables
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
        assert not [cell for row in table.rows for cell in row.cells if not cell.text.strip()]


def test_no_figure_of_the_document_is_broken_in_two(document: Any) -> None:
    """A figure of seven digits, in a type as wide as Arial at 9 points, fits its column; the table fits its page."""
    digit, margins = 0.18, 0.38  # in centimetres
    for table in document.tables:
        widths = [cell.width.cm for cell in table.rows[0].cells]
        assert sum(widths) <= 17.05
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                longest = max(map(len, re.findall(r"[\d,.]{3,}|(?<!\S)\w+(?!\S)", cell.text)), default=0)
                assert longest * digit + margins <= width + 0.01, cell.text


def test_the_document_names_what_a_warning_is_about(document: Any) -> None:
    said = [paragraph.text for paragraph in document.paragraphs]
    about = "People killed or seriously injured on the roads, 2023-24-Q2"
    assert any(text.startswith(f"Warning ({about}): Every figure that services owe") for text in said)
    assert any("mended since. Mended by returns/" in text for text in said)
    (missing,) = (table for table in document.tables if table.rows[0].cells[1].text == "Service")
    assert [cell.text for cell in missing.rows[1].cells][1:] == ["Place", "2023-24-Q2", "3 November 2023", "Missing"]


def test_the_document_says_its_title_and_language(document: Any) -> None:
    assert document.core_properties.title.startswith("St Helens Borough Council: performance report, Quarter 2")
    assert document.core_properties.language == "en-GB"
    assert {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_the_document_s_figures_are_the_scorecard_s(document: Any, scorecard: dict[str, dict[str, str]]) -> None:
    assert_shown([[cell.text for cell in row.cells] for table in document.tables for row in table.rows], scorecard)


def assert_shown(rows: list[list[str]], scorecard: dict[str, dict[str, str]]) -> None:
    """Every row of the scorecard stands among the rows, with figures as people write them."""
    for code, row in scorecard.items():
        shown = next(cells for cells in rows if cells[0].startswith(f"{code} ") and len(cells) == 7)
        outturn = " ".join(part for part in (grouped_text(row["outturn"]), row["marker"]) if part)
        expected = [outturn, grouped_text(row["target"]) or "[z]", row["rag"], grouped_text(row["previous"]) or "[x]"]
        assert shown[2:6] == expected, code


def grouped_text(text: str) -> str:
    return grouped(text) if text else ""


def test_a_council_s_template_is_used(pack: Pack, tmp_path: Path) -> None:
    framework = tmp_path / "framework"
    shutil.copytree(pack.project.home.framework, framework)
    (framework / "templates").mkdir()
    template = docx.Document()
    template.add_paragraph("Report to Cabinet: item 7")
    template.styles["Normal"].font.name = "Georgia"
    template.save(str(framework / "templates" / "report.docx"))
    own = replace(pack, project=replace(pack.project, home=Home(tmp_path)))
    made = docx.Document(io.BytesIO(write_document(own)["report.docx"]))
    assert made.paragraphs[0].text == "Report to Cabinet: item 7"
    assert made.styles["Normal"].font.name == "Georgia"


def test_the_open_data_is_valid_by_frictionless(reported: Home) -> None:
    from frictionless import validate

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = validate(str(edition(reported) / "datapackage.json"))
    assert report.flatten(["title", "fieldName", "rowNumber", "note"]) == []
    assert report.valid


def test_every_csv_file_and_column_is_described_three_times(reported: Home) -> None:
    folder = edition(reported)
    headers = {path.name: path.read_text(encoding="utf-8").splitlines()[0].split(",") for path in folder.glob("*.csv")}
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert {
        resource["path"]: [field["name"] for field in resource["schema"]["fields"]] for resource in package["resources"]
    } == headers
    on_the_web = json.loads((folder / "csv-metadata.json").read_text(encoding="utf-8"))
    assert {
        table["url"]: [column["name"] for column in table["tableSchema"]["columns"]] for table in on_the_web["tables"]
    } == headers
    dictionary = (folder / "data-dictionary.md").read_text(encoding="utf-8")
    for name, columns in headers.items():
        section = dictionary.split(f"## {name}\n")[1].split("\n## ")[0]
        assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == columns


def test_the_open_data_says_what_it_is_of_and_that_it_is_a_draft(reported: Home) -> None:
    package = json.loads((edition(reported) / "datapackage.json").read_text(encoding="utf-8"))
    assert (package["status"], package["approval"]) == ("Draft", None)
    assert "Illustrative demonstration" in package["description"]
    assert package["spatial"]["gss_code"] == "E08000013"
    assert package["temporal"] == {"start": "2023-07-01", "end": "2023-09-30"}
    fields = {field["name"]: field for field in package["resources"][0]["schema"]["fields"]}
    assert fields["outturn"]["unit"] == "the indicator's unit"
    assert fields["variance_pct"]["unit"] == "%"
    assert fields["rank"]["type"] == "integer"


@pytest.fixture(scope="module")
def opened(reported: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Workbook and document as LibreOffice reads them: a CSV file for each sheet, and the document's page."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: .ci/run installs libreoffice-calc and libreoffice-writer")
    folder = tmp_path_factory.mktemp("opened")
    for name, form in (("report.xlsx", ALL_SHEETS), ("report.docx", "html:HTML (StarWriter)")):
        done = subprocess.run(
            [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", form,
             "--outdir", str(folder), str(edition(reported) / name)],
            capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "Error" not in done.stderr, done.stderr
    return folder


def test_libreoffice_reads_the_workbook_s_figures_as_published(
    opened: Path, scorecard: dict[str, dict[str, str]]
) -> None:
    with (opened / "report-Scorecard.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["Indicator code"]: row for row in table_of(list(csv.reader(stream)))}
    assert rows.keys() == scorecard.keys()
    for code, row in rows.items():
        shown = row["Outturn"].replace(",", "")
        assert shown == (scorecard[code]["outturn"] or scorecard[code]["marker"]), code


def test_libreoffice_reads_the_document_s_figures_as_published(
    opened: Path, scorecard: dict[str, dict[str, str]]
) -> None:
    page = (opened / "report.html").read_text(encoding="utf-8")
    rows = [
        [" ".join(cell.split(">", 1)[1].split()) for cell in strip_tags(row).split("\x01")[1:]]
        for row in page.split("<tr")[1:]
    ]
    assert_shown(rows, scorecard)


def strip_tags(row: str) -> str:
    """A row's cells, each after a mark; the text of a cell without its markup."""
    cells = re.split(r"<t[dh]\b", row.split("</tr")[0])[1:]
    return "".join("\x01>" + html.unescape(re.sub(r"<[^>]*>", "", cell.split(">", 1)[1])) for cell in cells)
