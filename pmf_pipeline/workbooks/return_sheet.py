"""The sheet a service fills in: the columns of an internal return, with reference columns beside them.

The order of the columns and how each cell is written belong here; what may be typed is in `limits`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pmf_pipeline.reading.letters import column_letter
from pmf_pipeline.workbooks import limits
from pmf_pipeline.workbooks.form import Form, FormRow, notes
from pmf_pipeline.workbooks.styles import Styles, number_format, row_height

SHEET = "Return"
SPARE_ROWS = 10
# Name and width in characters; the columns to fill in are those of INPUTS.
COLUMNS = {
    "indicator_code": 14, "title": 34, "definition": 46, "period": 13, "unit": 14, "decimals": 9,
    "last_period": 13, "last_value": 12, "year_before_value": 18, "target": 15,
    "value": 13, "numerator": 13, "denominator": 13, "accumulation": 15, "marker": 9, "commentary": 60,
    "submitted_by": 26, "submitted_on": 14, "notes": 44,
}  # fmt: skip
AT = {name: column for column, name in enumerate(COLUMNS)}
INPUTS = (
    "value", "numerator", "denominator", "accumulation", "marker", "commentary", "submitted_by", "submitted_on",
)  # fmt: skip
REFERENCE_ONLY = (
    "title", "definition", "unit", "decimals", "last_period", "last_value", "year_before_value", "target", "notes",
)  # fmt: skip
FROZEN = AT["definition"]
LEAST_LINES = 2  # so that there is room for a commentary
A3 = 8
LONGEST_HEADER = 120  # a spreadsheet keeps 255 characters of all of a header


@dataclass(frozen=True)
class Page:
    """The sheet being written.

    Attributes:
        sheet: the worksheet.
        styles: the workbook's formats.
        form: what it asks.
        lists: where the choices for late and corrected rows stand: the cells of `codes` and of `periods`.
    """

    sheet: Any
    styles: Styles
    form: Form
    lists: Mapping[str, str]

    def show(self, row: int, name: str, content: Any, number: str = "@") -> None:
        """Write a cell to be read; blank where there is nothing."""
        style = self.styles.reference(number)
        if content is None:
            self.sheet.write_blank(row, AT[name], None, style)
        elif isinstance(content, Decimal | int):
            self.sheet.write_number(row, AT[name], content, style)
        else:
            self.sheet.write_string(row, AT[name], content, style)

    def ask(self, row: int, name: str, rule: limits.Rule | None, number: str = "General") -> None:
        """Write a cell to be filled in, or a closed one where there is nothing to say."""
        style = self.styles.closed() if rule is None else self.styles.input(number)
        self.sheet.write_blank(row, AT[name], None, style)
        if rule is not None:
            self.sheet.data_validation(row, AT[name], row, AT[name], rule)


def write_return_sheet(page: Page) -> None:
    """Write the form: a row for each figure asked for, then rows for late and corrected ones."""
    page.sheet.set_row(0, row_height(("", 1), at_least=2))
    for name, width in COLUMNS.items():
        page.sheet.set_column(AT[name], AT[name], width)
        page.sheet.write_string(0, AT[name], name, page.styles.header(is_input=name in INPUTS))
    for at, row in enumerate(page.form.rows, 1):
        _write_references(page, at, row)
        _write_inputs(page, at, row)
    first_spare = len(page.form.rows) + 1
    for at in range(first_spare, first_spare + SPARE_ROWS):
        _write_spare(page, at)
    last = first_spare + SPARE_ROWS - 1
    _show_what_is_wanted(page, last)
    _lay_out(page, last)


def _write_references(page: Page, at: int, row: FormRow) -> None:
    indicator, known = row.indicator, row.reference
    shown = number_format(indicator.decimals, is_percentage=row.is_percentage)
    texts = {
        "indicator_code": indicator.indicator_code,
        "title": indicator.title,
        "definition": indicator.definition,
        "period": row.asked.period,
        "unit": indicator.unit,
        "last_period": known.last_period,
        "notes": notes(row, page.form.short_notice) or None,
    }
    for name, content in texts.items():
        page.show(at, name, content)
    page.sheet.set_row(at, row_height(*((text, COLUMNS[name]) for name, text in texts.items()), at_least=LEAST_LINES))
    page.show(at, "decimals", indicator.decimals, "0")
    page.show(at, "last_value", _stored(row, known.last_value), shown)
    page.show(at, "year_before_value", _stored(row, known.year_before_value), shown)
    if known.lower is not None and known.upper is not None:
        ends = (f"{end:.{indicator.decimals}f}" for end in (known.lower, known.upper))
        page.show(at, "target", " to ".join(ends))
    else:
        page.show(at, "target", _stored(row, known.target), shown)


def _stored(row: FormRow, figure: Decimal | None) -> Decimal | None:
    """A figure as a spreadsheet keeps it: 34.5% is the number 0.345, shown as a percentage."""
    return figure / 100 if figure is not None and row.is_percentage else figure


def _write_inputs(page: Page, at: int, row: FormRow) -> None:
    shown = number_format(row.indicator.decimals, is_percentage=row.is_percentage)
    page.ask(at, "value", limits.value(row), shown)
    for name in ("numerator", "denominator"):
        page.ask(at, name, limits.part(name) if row.is_ratio else None)
    page.ask(at, "accumulation", limits.accumulation() if row.accumulates else None)
    _write_common(page, at)


def _write_spare(page: Page, at: int) -> None:
    page.sheet.set_row(at, row_height(("", 1), at_least=LEAST_LINES))
    page.ask(at, "indicator_code", limits.code(page.lists["codes"]), "@")
    page.ask(at, "period", limits.period(page.lists["periods"]), "@")
    for name in REFERENCE_ONLY:
        page.ask(at, name, None)
    page.ask(at, "value", limits.any_value())
    for name in ("numerator", "denominator"):
        page.ask(at, name, limits.part(name))
    page.ask(at, "accumulation", limits.accumulation())
    _write_common(page, at)


def _write_common(page: Page, at: int) -> None:
    page.ask(at, "marker", limits.marker())
    page.ask(at, "commentary", limits.commentary(), "@")
    page.ask(at, "submitted_by", limits.submitted_by(), "@")
    page.ask(at, "submitted_on", limits.submitted_on(page.form), "dd/mm/yyyy")


def _show_what_is_wanted(page: Page, last_row: int) -> None:
    """Colour the name and the date of a row that has a figure or a marker, for as long as they are blank."""
    given = [column_letter(AT[name]) for name in ("value", "denominator", "marker")]
    for name in ("submitted_by", "submitted_on"):
        at = column_letter(AT[name])
        rule = f"=AND(COUNTA(${given[0]}2:${given[1]}2,${given[2]}2)>0,ISBLANK({at}2))"
        page.sheet.conditional_format(
            1, AT[name], last_row, AT[name], {"type": "formula", "criteria": rule, "format": page.styles.wanted()}
        )


def _lay_out(page: Page, last_row: int) -> None:
    sheet = page.sheet
    sheet.freeze_panes(1, FROZEN)
    sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, last_row, len(COLUMNS) - 1)
    title, notice = (text.replace("&", "&&")[:LONGEST_HEADER] for text in (page.form.title, page.form.short_notice))
    sheet.set_header(f"&L{title}&R{notice}")
    sheet.set_footer("&LPage &P of &N")
    sheet.set_selection(1, AT["value"], 1, AT["value"])
