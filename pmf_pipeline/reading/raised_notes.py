"""Note numbers that a workbook raises beside a figure: 5.4 with a small 1 above it, which its readers give as 5.41.

What is raised is put into square brackets, as publishers give notes and markers elsewhere; what those are worth is
decided in `conversion`. The look for raised characters belongs here, the walk through the XML in `workbook_xml`.
"""

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from pmf_pipeline.reading.workbook_xml import (
    SHARED_TEXTS,
    Place,
    SheetXml,
    attribute,
    local_name,
    ods_cells,
    xlsx_cells,
)

# It stands in the XML of a workbook that raises characters.
IN_XLSX = (b"superscript",)
IN_ODS = (b"text-position=",)
Runs = Iterable[tuple[str, bool]]  # the parts of a text, each with whether it is raised


def raised_notes(sheet: SheetXml) -> Iterator[tuple[Place, str]]:
    """The cells of a sheet with something raised after a digit or a per cent sign, each with that in brackets."""
    return _in_ods(sheet) if sheet.suffix == ".ods" else _in_xlsx(sheet)


def _in_brackets(runs: Runs) -> str | None:
    """The text with what is raised in brackets; None where nothing is raised that could be read as a digit more."""
    text, is_changed = "", False
    for part, is_raised in runs:
        if is_raised and part.strip() and re.search(r"[\d%]\s*$", text):
            text, is_changed = f"{text.rstrip()} [{part.strip()}]", True
        else:
            text += part
    return text if is_changed else None


def _in_xlsx(sheet: SheetXml) -> Iterator[tuple[Place, str]]:
    archive = sheet.archive
    has_shared = SHARED_TEXTS in archive.namelist()
    shared = ElementTree.fromstring(archive.read(SHARED_TEXTS)).iterfind("{*}si") if has_shared else ()
    texts = [_in_brackets(_xlsx_runs(item)) for item in shared]
    for place, cell in xlsx_cells(archive, sheet.name):
        inline, kind = cell.find("{*}is"), cell.get("t")
        text = texts[int(cell.findtext("{*}v", ""))] if kind == "s" else None
        text = _in_brackets(_xlsx_runs(inline)) if inline is not None else text
        if text is not None:
            yield place, text


def _xlsx_runs(item: ElementTree.Element) -> Runs:
    for run in item.iterfind("{*}r"):
        raised = run.find("{*}rPr/{*}vertAlign")
        yield run.findtext("{*}t", ""), raised is not None and raised.get("val") == "superscript"


def _in_ods(sheet: SheetXml) -> Iterator[tuple[Place, str]]:
    archive = sheet.archive
    styles = [name for name in ("styles.xml", "content.xml") if name in archive.namelist()]
    raised = {name for part in styles for name in _raised_styles(archive.read(part))}
    for places, cell in ods_cells(archive, sheet.name, sheet.height, sheet.width) if raised else ():
        shown = [part for part in cell if local_name(part) == "p"]
        text = _in_brackets(_ods_runs(shown[0], raised)) if len(shown) == 1 else None
        if text is not None and attribute(cell, "value-type") == "string":
            yield from ((place, text) for place in places)


def _raised_styles(content: bytes) -> Iterator[str]:
    for style in ElementTree.fromstring(content).iterfind(".//{*}style"):
        properties = style.find("{*}text-properties")
        if properties is not None and (attribute(properties, "text-position") or "").startswith("super"):
            yield attribute(style, "name") or ""


def _ods_runs(paragraph: ElementTree.Element, raised: set[str]) -> Runs:
    yield paragraph.text or "", False
    for part in paragraph:
        yield "".join(part.itertext()), attribute(part, "style-name") in raised
        yield part.tail or "", False
