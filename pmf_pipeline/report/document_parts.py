"""The parts that a Word document is made of: headings, lists, tables and properties that assistive software reads.

python-docx has no words for repeated header rows, alternative texts and the language, so they are set in the
document's own XML here. What the report says is `document`'s.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import UTC, date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pmf_pipeline.report.plain_text import guarded

if TYPE_CHECKING:
    from docx.document import Document

    from pmf_pipeline.report.pack import Pack

TABLE_STYLE = "Table Grid"
LIST_STYLE = "List Bullet"
HEADER_SHADE = "E7E9EC"


class Column(NamedTuple):
    """A column of a table: its heading, what stands in it, its width in centimetres, and whether to the right."""

    heading: str
    name: str
    centimetres: float
    is_number: bool = False


def plain_document() -> "Document":
    """An empty document on A4, in a type that reads easily, for a council without a template of its own."""
    import docx
    from docx.shared import Cm, Pt, RGBColor

    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    for name, points in (("Normal", 11), ("Title", 22), ("Heading 1", 16), ("Heading 2", 13), ("Heading 3", 11.5)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(points), RGBColor(0x0B, 0x0C, 0x0C)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[attribute]
    return document


def heading(document: "Document", text: str, level: int) -> None:
    """A real heading of the level; 0 is the title. A template without that style gets a plain paragraph."""
    style = "Title" if level == 0 else f"Heading {level}"
    _dress(document.add_paragraph(_clean(text)), _style(document, style))


def add_paragraph(document: "Document", text: str) -> None:
    """A paragraph of plain text."""
    document.add_paragraph(_clean(text))


def add_list(document: "Document", items: Sequence[Sequence[str]]) -> None:
    """A bulleted list; an item's further texts follow it as lines of their own."""
    style = _style(document, LIST_STYLE)
    for item in items:
        paragraph = document.add_paragraph(_clean("\n".join(item)))
        _dress(paragraph, style)
        paragraph.paragraph_format.keep_together = True


def add_table(document: "Document", title: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> None:
    """A table whose header is repeated on each page and whose rows are never broken, with an alternative text."""
    from docx.shared import Cm

    table = document.add_table(rows=0, cols=len(columns), style=_style(document, TABLE_STYLE, "table"))
    table.autofit = False
    for column, grid in zip(columns, table.columns, strict=True):
        grid.width = Cm(column.centimetres)
    _describe(table, title, columns, len(rows))
    _add_row(table, columns, [column.heading for column in columns], is_header=True)
    for row in rows:
        _add_row(table, columns, ["[z]" if row[column.name] in (None, "") else row[column.name] for column in columns])
    document.add_paragraph()


def fix_properties(document: "Document", title: str, pack: "Pack", day: date) -> None:
    """Title, language and fixed dates: the same content gives the same bytes."""
    moment = datetime.combine(day, time.min, tzinfo=UTC)
    properties = document.core_properties
    properties.title, properties.subject = title, pack.status_in_words[:255]
    properties.author = properties.last_modified_by = str(pack.facts["council"])
    properties.created = properties.modified = moment
    properties.last_printed = moment
    properties.comments, properties.keywords, properties.language, properties.revision = "", "", "en-GB", 1
    _set_language(document)


def _add_row(table: Any, columns: Sequence[Column], texts: Sequence[object], *, is_header: bool = False) -> None:
    row = deepcopy(_blank_row(tuple(columns), is_header=is_header))
    table._tbl.append(row)
    for cell, text in zip(row.tc_lst, texts, strict=True):
        cell.p_lst[0].r_lst[0].text = _clean(str(text))


@cache
def _blank_row(columns: tuple[Column, ...], *, is_header: bool) -> Any:
    """A row's XML without its texts, to be copied: python-docx takes many times as long to make one."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    row = _scratch_document().add_table(rows=1, cols=len(columns)).rows[0]
    _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
    if is_header:
        _mark(row._tr.get_or_add_trPr(), "w:tblHeader")
    for cell, column in zip(row.cells, columns, strict=True):
        cell.width = Cm(column.centimetres)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if column.is_number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run()
        run.font.size = Pt(9)
        run.bold = is_header or None
        if is_header:
            _shade(cell)
    return row._tr


@cache
def _scratch_document() -> "Document":
    """A document that is never saved, in which rows are made."""
    import docx

    return docx.Document()


def _describe(table: Any, title: str, columns: Sequence[Column], rows: int) -> None:
    """The alternative text: what the table is, and how it is laid out."""
    text = f"{title}: {rows} row{'' if rows == 1 else 's'} with {', '.join(column.heading for column in columns)}."
    for tag, value in (("w:tblCaption", title), ("w:tblDescription", text)):
        _mark(table._tbl.tblPr, tag).set(_name("w:val"), _clean(value))


def _shade(cell: Any) -> None:
    shade = _mark(cell._tc.get_or_add_tcPr(), "w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", HEADER_SHADE)):
        shade.set(_name(name), value)


def _set_language(document: "Document") -> None:
    """The language of every text, so that a screen reader speaks it rightly."""
    styles = document.styles.element
    for language in styles.iter(_name("w:lang")):
        for attribute in ("w:val", "w:eastAsia"):
            language.set(_name(attribute), "en-GB")
    if not any(True for _ in styles.iter(_name("w:lang"))):
        properties = document.styles["Normal"].element.get_or_add_rPr()
        _mark(properties, "w:lang").set(_name("w:val"), "en-GB")


def _mark(parent: Any, tag: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(tag)
    parent.append(element)
    return element


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(tag))


def _style(document: "Document", name: str, kind: str = "paragraph") -> Any:
    """The style, where the document has it: a council's template may not."""
    from docx.enum.style import WD_STYLE_TYPE

    wanted = WD_STYLE_TYPE.TABLE if kind == "table" else WD_STYLE_TYPE.PARAGRAPH
    if name not in document.styles:
        return None
    style = document.styles[name]
    return style if style.type == wanted else None


def _dress(paragraph: Any, style: Any) -> None:
    """Give a paragraph a style that is not the one of plain text: to make sure, python-docx looks through them all."""
    if style is not None:
        paragraph._p.style = style.style_id


def _clean(text: str) -> str:
    """Text that XML can hold, and that starts no formula where a table is pasted into a spreadsheet."""
    return guarded("".join(letter for letter in text if letter in "\n\t" or letter.isprintable()))
