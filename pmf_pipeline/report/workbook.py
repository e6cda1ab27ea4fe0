"""The report as a workbook by the Analysis Function's guidance on spreadsheets, written by gptables.

A cover, contents, notes, and one table a sheet: no merged, hidden or blank cells, shorthand explained where it is
used, numbers as numbers at their published decimals. Which table stands on which sheet is `sheets`'.
"""

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pmf_pipeline.packing import stored_zip, unpacked
from pmf_pipeline.report.fitting import fit_sheet
from pmf_pipeline.report.pack import Pack
from pmf_pipeline.report.plain_text import guarded
from pmf_pipeline.report.sheets import SHEETS, Sheet
from pmf_pipeline.report.wording import (
    NOTHING_RATED,
    SYMBOLS,
    headline_in_words,
    own_rules,
    quarter_in_words,
    rules_in_words,
)

if TYPE_CHECKING:
    from gptables import Cover

    from pmf_pipeline.report.long_tables import LongTable

FILE = "report.xlsx"
NO_MARKER = "No marker"
NOT_AVAILABLE = "[x]"
NOT_APPLICABLE = "[z]"
NUMBERS = {"%": "percentage", "£": "pounds (£)", "number": "number"}
ABSENT = {
    "marker": NO_MARKER,
    "published_marker": NO_MARKER,
    "marker_now": NO_MARKER,
    "previous": NOT_AVAILABLE,
    "commentary": "[c]",
    "outturn": NOT_AVAILABLE,
}
LONGEST_TEXT = 32_000  # a cell holds 32,767 characters
LEGEND_OF_Z = "[z] = not applicable: there is nothing to state"


def write_workbook(pack: Pack) -> Mapping[str, bytes]:
    """report.xlsx, the same bytes for the same content."""
    import pandas

    from pmf_pipeline.report.long_tables import produce_workbook

    sheets = {sheet.label: table for sheet in SHEETS if (table := _table(pack, sheet)) is not None}
    buffer = io.BytesIO()
    with (
        warnings.catch_warnings(),
        pandas.option_context("future.infer_string", False),  # gptables asks for one cell at a time, slow with Arrow's
    ):
        warnings.simplefilter("ignore")  # of its own use of pandas, and of notes that no table refers to
        book = produce_workbook(
            buffer,
            sheets,
            cover=_cover(pack),
            contents={"title": f"Contents: {_what(pack)}"},
            notes=_notes(pack, sheets.values()),
            notes_options={"title": f"Notes: {_what(pack)}"},
            options=_AS_TEXT,
        )
        for sheet in book.worksheets():
            fit_sheet(sheet)
        book.set_properties(_properties(pack))
        book.close()
    return {FILE: stored_zip(unpacked(buffer.getvalue()))}


_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def _what(pack: Pack) -> str:
    draft = "" if pack.approval else "Draft. "
    return f"{draft}{pack.facts['council']}, {quarter_in_words(pack.quarter)}"


def _properties(pack: Pack) -> dict[str, Any]:
    report_on: date = pack.project.framework.quarter(pack.quarter).report_on
    return {
        "title": f"{pack.facts['council']}: performance in {quarter_in_words(pack.quarter)}",
        "subject": pack.status_in_words,
        "author": pack.facts["council"],
        "language": "en-GB",
        "created": datetime.combine(report_on, time.min),  # no clock: the same content gives the same bytes
    }


def _cover(pack: Pack) -> "Cover":
    from gptables import Cover

    rules = pack.project.framework.rules
    report_on = pack.project.framework.quarter(pack.quarter).report_on
    about = [
        f"{quarter_in_words(pack.quarter)}, reported on {report_on.isoformat()}.",
        pack.facts["judged_at"],
        f"Each sheet has one table. Cells without a figure hold shorthand: {'; '.join(_legend(SYMBOLS))}.",
        "Where each figure was read from is on the sheet Origins. The same tables are in this edition as CSV files.",
    ]
    return Cover(
        title=f"{'' if pack.approval else 'Draft: '}{pack.facts['council']}: performance in {pack.quarter}",
        intro=[text for text in (pack.status_in_words, pack.facts["notice"], _headline(pack)) if text],
        about=about,
        contact=[_plain(line) for line in rules.publication.contact] or None,
    )


def _headline(pack: Pack) -> str:
    row = pack.headline
    if row["headline_pct"] is None:
        return NOTHING_RATED
    words = headline_in_words(row, pack.project.framework.rules)
    return f"{row['headline_pct']}% of the {row['rated']} rated indicators {words}. {row['rule']}"


def _notes(pack: Pack, tables: Any) -> Any:
    """The notes that some sheet refers to, in the order of the sheets."""
    import pandas

    rules = {rule.name: rule.words for rule in rules_in_words(pack.project.framework.rules)}
    own = own_rules(pack.project.framework, pack.printed("scorecard"))
    notes = {
        "decimals": pack.facts["judged_at"],
        "rating": " ".join((rules["Rating"], *(f"{row['title']}: Amber when {words}" for row, words in own))),
        "direction": rules["Direction of travel"],
        "medians": rules["Beside other authorities"],
        "score": "Oflog's score: (figure less median) divided by the median absolute deviation, over all authorities.",
        "headline": pack.headline["rule"],
        "commentary": "As the service gave it, as text. Personal data is taken out, and words about a suppressed "
        "figure are withheld ([c]).",
        "forecast": "The quarter's figure carried forward to the year-end by the method named. It is no outturn.",
    }
    used = dict.fromkeys(note.strip("$") for table in tables for note in table.table_notes.values())
    return pandas.DataFrame({"Note": list(used), "Note text": [_plain(notes[note]) for note in used]})


def _table(pack: Pack, sheet: Sheet) -> "LongTable | None":
    from pandas import DataFrame

    from pmf_pipeline.report.long_tables import Cells, LongTable

    if sheet.table not in pack.tables:
        return None
    rows = [row for row in pack.printed(sheet.table) if sheet.keep(row)]
    if sheet.order:
        rows.sort(key=lambda row: [(row[name] is None, row[name]) for name in sheet.order])
    columns = {name: heading for name, heading in sheet.columns.items() if not rows or name in rows[0]}
    if not rows:
        return None
    cells = [[_cell(name, row) for name in columns] for row in rows]
    sorted_cells = Cells(cells)
    sampled = sorted_cells.samples()
    return LongTable(
        sorted_cells,
        DataFrame(sampled, columns=[_heading(text) for text in columns.values()], dtype=object),
        table_name=sheet.label.lower().replace(" ", "_").replace("-", "_"),
        title=f"{sheet.title}, {pack.quarter}{'' if pack.approval else ' (draft)'}",
        subtitles=[text for text in (pack.facts["notice"],) if text],
        instructions="This sheet has one table. Numbers in square brackets refer to notes on the sheet Notes.",
        table_notes={_heading(text): text[len(_heading(text)) :].strip() for text in columns.values() if "$$" in text},
        legend=list(_legend(_used(cells))),
        index_columns={2: 0},
        additional_formatting=list(_formats(sampled)),
    )


def _heading(text: str) -> str:
    """A column's heading without the note it refers to."""
    return text.split(" $$")[0]


def _legend(symbols: Any) -> Iterator[str]:
    for symbol in SYMBOLS:
        if symbol in symbols:
            yield LEGEND_OF_Z if symbol == NOT_APPLICABLE else f"{symbol} = {SYMBOLS[symbol]}"


def _used(cells: list[list[Any]]) -> set[str]:
    return {cell for row in cells for cell in row if isinstance(cell, str) and cell in SYMBOLS}


def _cell(name: str, row: Mapping[str, Any]) -> Any:
    """A cell's content: a number as a number, anything else as text, shorthand where there is nothing."""
    value = row[name]
    if value is None or value == "":
        marker = row.get("marker")
        if marker and name in ("outturn", "published_value"):
            return marker
        return ABSENT.get(name, NOT_APPLICABLE)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | Decimal):
        return value
    if name == "unit":
        return NUMBERS.get(value, value)
    return _plain(value.isoformat() if isinstance(value, date) else str(value))


def _plain(text: str) -> str:
    """Text that neither the spreadsheet program nor gptables takes for anything else: no formula, link or note."""
    text = guarded(text).replace("$$", "$ $").replace("](", "] (")
    if len(text) > LONGEST_TEXT:
        text = f"{text[:LONGEST_TEXT]} … (cut; the whole text is in the CSV file)"
    return text if re.search("[A-Za-z0-9]", text) else f"Text: {text}"


def _formats(cells: list[list[Any]]) -> Iterator[dict[str, Any]]:
    """Text wrapped at the top of its cell, columns of numbers to the right, and each number with its own decimals."""
    width = len(cells[0])
    yield {"column": {"columns": list(range(width)), "format": {"text_wrap": True, "valign": "top"}}}
    numeric = [at for at in range(width) if any(isinstance(line[at], int | Decimal) for line in cells)]
    if numeric:
        yield {"column": {"columns": numeric, "format": {"align": "right", "indent": 1}, "include_names": True}}
    for row, line in enumerate(cells, 1):
        for column, value in enumerate(line):
            if isinstance(value, Decimal):
                decimals = max(0, -int(value.as_tuple().exponent))
                number = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
                yield {"cell": {"cells": (row, column), "format": {"num_format": number}}}
