"""A return workbook as a file: its sheets put together, the same bytes for the same form.

What each sheet holds is its own module's.
"""

import io
from datetime import UTC, datetime
from typing import Any

from pmf_pipeline.packing import stored_zip, unpacked
from pmf_pipeline.reading import stamp
from pmf_pipeline.workbooks import guidance, return_sheet
from pmf_pipeline.workbooks.form import Form
from pmf_pipeline.workbooks.styles import Styles

LISTS = "_lists"


def workbook_bytes(form: Form) -> bytes:
    """The form as an XLSX workbook that opens on the sheet to fill in.

    The workbook is dated with the last day of its quarter, not with the clock, so that it can be made again.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        workbook.set_properties(_properties(form))
        styles = Styles(workbook)
        guidance.write_guidance(workbook.add_worksheet(guidance.SHEET), styles, form)
        sheet = workbook.add_worksheet(return_sheet.SHEET)
        lists = _write_lists(workbook.add_worksheet(LISTS), form)
        return_sheet.write_return_sheet(return_sheet.Page(sheet, styles, form, lists))
        _write_stamp(workbook.add_worksheet(stamp.SHEET), form)
        sheet.activate()
    return stored_zip(unpacked(buffer.getvalue()))


def _write_lists(sheet: Any, form: Form) -> dict[str, str]:
    """Write the choices for late and corrected rows, a column each; the cells of each by name."""
    lists = {"codes": [row.indicator.indicator_code for row in form.rows], "periods": [*form.earlier] or [""]}
    places = {}
    for column, (name, items) in zip("AB", lists.items(), strict=True):
        sheet.write_column(f"{column}1", items)
        places[name] = f"{LISTS}!${column}$1:${column}${len(items)}"
    sheet.very_hidden()
    return places


def _write_stamp(sheet: Any, form: Form) -> None:
    """Write what the workbook is, and what each of its figures is asked in, where `reading` looks for it."""
    made = stamp.Stamp(
        template_version=stamp.TEMPLATE_VERSION,
        quarter=form.quarter.quarter,
        area_code=form.area_code,
        council=form.council,
        service=form.service,
        framework_sha256=form.framework_sha256,
    )
    asked_in = {row.indicator.indicator_code: row.indicator for row in form.rows}
    bases = {code: stamp.basis(row.unit, row.measure_type) for code, row in asked_in.items()}
    for at, line in enumerate(stamp.lines_of(made, bases)):
        sheet.write_row(at, 0, line)
    sheet.very_hidden()


def _properties(form: Form) -> dict[str, Any]:
    end = form.quarter.period_end
    return {
        "title": form.title,
        "subject": f"Performance return for {form.quarter.quarter}, due {form.quarter.returns_due}",
        "author": form.council,
        "keywords": f"{form.service}, {form.quarter.quarter}",
        "comments": form.notice or "",
        "created": datetime(end.year, end.month, end.day, tzinfo=UTC),
    }
