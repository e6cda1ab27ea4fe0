"""What a workbook sets apart within a cell, and its readers run together into one number.

A note's number that is raised beside a figure: 5.4 with a small 1 above it comes as 5.41. A figure that is struck out
before the one that replaces it: 5 and 6 as 56. In ODS files, figures on two lines: the same. And of a cell that is
struck out as a whole they give the figure, which somebody took back.

What is raised is put into square brackets, as publishers give notes and markers elsewhere; what is struck out or on
another line stays apart, so that the cell is refused as no number (`conversion`). The walk through the XML is in
`workbook_xml`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal
from xml.etree import ElementTree
from zipfile import ZipFile

from pmf_pipeline.reading.workbook_xml import (
    SHARED_TEXTS,
    Place,
    WorkbookXml,
    attribute,
    local_name,
    ods_cells,
    xlsx_cells,
    xlsx_styles,
)

# One of them stands in the XML of a workbook that does so.
IN_XLSX = (b"superscript", b"<strike")
IN_XLSX_STYLES = (b"<strike",)
IN_ODS = (b"text-position=", b"text-line-through-style=", b"<text:line-break")
How = Literal["raised", "struck", "broken"]
Runs = Iterable[tuple[str, How | None]]  # the parts of a text, each with how it is set apart


def parts_set_apart(book: WorkbookXml) -> Iterator[tuple[Place, str]]:
    """The cells in which something is set apart from a digit or a per cent sign, each with its text."""
    return _in_ods(book) if book.suffix == ".ods" else _in_xlsx(book)


def _apart(runs: Runs) -> str | None:
    """The text with its parts kept apart; None where none could be read as a digit more."""
    text, is_changed = "", False
    for part, how in runs:
        follows_digit = re.search(r"[\d%]\s*$", text) is not None
        if how == "raised" and part.strip() and follows_digit:
            text, is_changed = f"{text.rstrip()} [{part.strip()}]", True
        elif how == "struck" and (struck := _struck(part)):
            text, is_changed = text + struck, True
        elif how == "broken" and follows_digit:
            text, is_changed = f"{text}\n", True
        else:
            text += part
    return text if is_changed else None


def _struck(text: str) -> str | None:
    return f"~{text}~" if re.search(r"\d", text) else None


def _in_xlsx(book: WorkbookXml) -> Iterator[tuple[Place, str]]:
    has_shared = SHARED_TEXTS in book.archive.namelist()
    shared = ElementTree.fromstring(book.archive.read(SHARED_TEXTS)).iterfind("{*}si") if has_shared else ()
    texts = [_xlsx_text(item) for item in shared]
    struck = _xlsx_struck_styles(book.archive)
    for place, cell in xlsx_cells(book):
        inline, value = cell.find("{*}is"), cell.findtext("{*}v", "")
        if cell.get("t") == "s":
            whole, apart = texts[int(value)]
        else:
            whole, apart = (value, None) if inline is None else _xlsx_text(inline)
        text = _struck(whole) if cell.get("s") in struck else apart
        if text is not None:
            yield place, text


def _xlsx_text(item: ElementTree.Element) -> tuple[str, str | None]:
    """A text as a whole, and with its parts kept apart."""
    return "".join(item.itertext()), _apart(_xlsx_runs(item))


def _xlsx_struck_styles(archive: ZipFile) -> frozenset[str]:
    """The numbers of the cells' styles whose font is struck out."""
    styles = xlsx_styles(archive)
    fonts = [_is_struck(font.find("{*}strike")) for font in styles.iterfind("{*}fonts/{*}font")]
    cells = styles.iterfind("{*}cellXfs/{*}xf")
    return frozenset(str(number) for number, cell in enumerate(cells) if fonts and fonts[int(cell.get("fontId", 0))])


def _is_struck(strike: ElementTree.Element | None) -> bool:
    return strike is not None and strike.get("val") not in ("0", "false")


def _xlsx_runs(item: ElementTree.Element) -> Runs:
    for run in item.iterfind("{*}r"):
        yield run.findtext("{*}t", ""), _xlsx_how(run)


def _xlsx_how(run: ElementTree.Element) -> How | None:
    raised = run.find("{*}rPr/{*}vertAlign")
    if raised is not None and raised.get("val") == "superscript":
        return "raised"
    return "struck" if _is_struck(run.find("{*}rPr/{*}strike")) else None


def _in_ods(book: WorkbookXml) -> Iterator[tuple[Place, str]]:
    apart = dict(_ods_styles(book.archive))
    for places, cell in ods_cells(book):
        shown = [part for part in cell if local_name(part) == "p"]
        is_text = len(shown) == 1 and attribute(cell, "value-type") == "string"
        text = _apart(_ods_runs(shown[0], apart)) if is_text else None
        if apart.get(attribute(cell, "style-name") or "") == "struck":
            text = _struck(" ".join("".join(part.itertext()) for part in shown))
        if text is not None:
            yield from ((place, text) for place in places)


def _ods_styles(archive: ZipFile) -> Iterator[tuple[str, How]]:
    """The styles that set a part of a text, or a cell, apart; they stand before the cells."""
    for part in (name for name in ("styles.xml", "content.xml") if name in archive.namelist()):
        with archive.open(part) as stream:
            for event, element in ElementTree.iterparse(stream, ("start", "end")):
                if local_name(element) == "body":
                    break
                how = _ods_how(element) if event == "end" and local_name(element) == "style" else None
                if how is not None:
                    yield attribute(element, "name") or "", how


def _ods_how(style: ElementTree.Element) -> How | None:
    properties = style.find("{*}text-properties")
    if properties is None:
        return None
    if re.match(r"super|[1-9]", attribute(properties, "text-position") or ""):
        return "raised"
    return "struck" if (attribute(properties, "text-line-through-style") or "none") != "none" else None


def _ods_runs(paragraph: ElementTree.Element, apart: Mapping[str, How]) -> Runs:
    yield paragraph.text or "", None
    for part in paragraph:
        if local_name(part) == "line-break":
            yield "\n", "broken"
        yield "".join(part.itertext()), apart.get(attribute(part, "style-name") or "")
        yield part.tail or "", None
