"""The sheet that says, in plain English, how to fill in a return.

Its words belong here, and their places; nothing else does.
"""

from collections.abc import Iterator
from typing import Any

from pmf_pipeline.report.wording import day_in_words
from pmf_pipeline.workbooks.form import Form
from pmf_pipeline.workbooks.styles import Styles, row_height

SHEET = "Guidance"
WIDTHS = (26, 100)
TITLE_HEIGHT = 26
A4 = 9

# The Government Analysis Function's shorthand, in words for the person who returns a figure.
MARKERS = {
    "[p]": "Provisional: the figure may still change. Send the final one in a later return.",
    "[r]": "Revised: it replaces a figure you returned before. Say why under commentary.",
    "[e]": "Estimated: worked out from part of the data, or by a model. Say how under commentary.",
    "[x]": "Not available: there is no figure. Leave the value blank and say why under commentary.",
    "[z]": "Not applicable: there cannot be a figure. Leave the value blank.",
    "[c]": "Confidential: the figure must not be shown. Leave the value blank.",
    "[b]": "Break: from this period on it is counted differently, and is not comparable with earlier figures.",
    "[u]": "Low reliability: for instance from very few cases. Say so under commentary.",
    "[low]": "Rounds to zero, but is not zero.",
}


# A line is a heading (#), or a term with what it means; a blank line stays blank.
TEXT = """\
Council: {council}
Period: {period_start} to {period_end} ({quarter})
Please return it by: {returns_due}
Send it back as: {service}.xlsx, or under the same name as .ods. A corrected one as {service}--2.xlsx.

# How to fill it in
Where: In the sheet Return, in the pale yellow cells. Everything else is locked, and there to help.
For each indicator: Give a value. Or, where the cells are open, a numerator and a denominator: the figure is then \
worked out from them. Or, if there is no figure, choose a marker that says why.
Always: Say who answers for the figure (submitted_by) and the date of the return (submitted_on). A cell \
that turns orange still needs one.
Percentages: Type 34.5 or 34.5%. The cell shows a percentage; if it shows 3450% or 0.3%, type it again.
Decimals: Type as many as you have. Reports round to the number of decimals given in the column decimals.
Accumulation: Some figures add up over the year. Give the year to date, from 1 April, and leave the cell blank; or \
the quarter alone, and choose in_quarter.
Nothing to return yet: Leave the whole row blank. It is then reported as not received, and you can send it later.
Late or corrected: The empty rows below the indicators are for figures of earlier periods: choose the indicator and \
the period. The newest figure counts, and the report says what changed.
For reference: last_value is the latest figure before this one (last_period says of when), year_before_value that of \
the same time last year, target the one in force for this period. If one looks wrong, tell the performance team.

# What not to put in
Personal data: No names of residents, service users or staff, no addresses, no case numbers, nothing that would let \
a person be recognised: not in commentary, and not anywhere else.
Small numbers: Give the true figure. Where an indicator is sensitive, reports hide small numbers by themselves; \
don't repeat them in the commentary.
Other sheets, columns: Please don't add, remove or rename any: the file would be refused.

# Markers
{markers}

# If it is refused
You are told why: A file or row that can't be read is never guessed at. You get the row, what was found and what to \
do. Nothing you sent is lost. Put it right and send the file again.
"""


def write_guidance(sheet: Any, styles: Styles, form: Form) -> None:
    """Write the sheet: a title, then its lines."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, form.title, styles.title())
    for at, line in enumerate(_lines(form), 1):
        if line.startswith("# "):
            sheet.write_string(at, 0, line.removeprefix("# "), styles.heading())
        elif line:
            cells = line.split(": ", 1)
            sheet.set_row(at, row_height(*zip(cells, WIDTHS, strict=True)))
            for column, text in enumerate(cells):
                sheet.write_string(at, column, text, styles.text())
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.hide_gridlines(2)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _lines(form: Form) -> Iterator[str]:
    if form.notice:
        yield f"Please note: {form.notice}"
    yield from TEXT.format(
        council=form.council,
        period_start=day_in_words(form.quarter.period_start),
        period_end=day_in_words(form.quarter.period_end),
        quarter=form.quarter.quarter,
        returns_due=day_in_words(form.quarter.returns_due),
        service=form.service,
        markers="\n".join(f"{marker}: {meaning}" for marker, meaning in MARKERS.items()),
    ).splitlines()
