"""The columns of the landing tables: one row for each figure of a file, with what it is worth and its fate.

Only the contract belongs here; `conversion` fills it.
"""

LANDED_COLUMNS: dict[str, tuple[str, str]] = {
    "source": ("VARCHAR", "The source specification that the file was read by."),
    "quarter": ("VARCHAR", "The quarter whose folder a return landed in; none for published figures."),
    "file_name": ("VARCHAR", "The file, below landing/."),
    "file_sha256": ("VARCHAR", "SHA-256 of the file's bytes, kept under that name in archive/."),
    "service": ("VARCHAR", "The service that sent a return: its file's name before `--`."),
    "sheet": ("VARCHAR", "The workbook's sheet; none for CSV."),
    "row_number": ("INTEGER", "The row in the file, counted from 1; none where the whole file was refused."),
    "cell": ("VARCHAR", "The spreadsheet cell that holds the value, or those of numerator and denominator."),
    "measure": ("VARCHAR", "The source's measure, as indicators.csv names it, or the return's indicator code."),
    "area_code": ("VARCHAR", "The authority's ONS code as the file gives it; none in returns."),
    "area_name": ("VARCHAR", "The authority's name as the file gives it, for people: no figure is joined by it."),
    "period_text": ("VARCHAR", "The period as the file spells it."),
    "period": ("VARCHAR", "The period in its one spelling: 2023-24-Q2, 2023-24, ..."),
    "period_start": ("DATE", "First day of the period."),
    "period_end": ("DATE", "Last day of the period."),
    "raw_value": ("VARCHAR", "The text in the value's cell."),
    "raw_numerator": ("VARCHAR", "The text in the numerator's cell."),
    "raw_denominator": ("VARCHAR", "The text in the denominator's cell."),
    "value": ("DECIMAL(38,18)", "The value in the indicator's unit, exact: what the text says, times the scale."),
    "numerator": ("DECIMAL(38,18)", "The numerator, exact."),
    "denominator": ("DECIMAL(38,18)", "The denominator, exact."),
    "accumulation": ("VARCHAR", "in_quarter or year_to_date, where a return of a cumulative indicator says which."),
    "is_false_zero": ("BOOLEAN", "Whether the value is a zero that by the specification stands for no figure."),
    "marker": ("VARCHAR", "Government Analysis Function shorthand without brackets: p r e x z c b u low."),
    "notes": ("VARCHAR", "The publisher's notes on the figure, separated by `; `, or the text of a footnote."),
    "commentary": ("VARCHAR", "What the service says about the figure."),
    "submitted_by": ("VARCHAR", "Who returned the figure."),
    "submitted_on": ("DATE", "When it was returned."),
    "fate": ("VARCHAR", "accepted, left_out (by a rule) or quarantined (refused)."),
    "rule": ("VARCHAR", "The rule that left the row out or refused it."),
    "reason": ("VARCHAR", "Why, and what to do."),
    "released_by": ("VARCHAR", "The later file of the same service that mends a refusal."),
}
# What is known of the row's file as a whole, and stands with each of its rows (`accounts`).
ACCOUNT_COLUMNS: dict[str, tuple[str, str]] = {
    "publisher": ("VARCHAR", "Who publishes or sends such files, as the source specification says."),
    "received_on": ("DATE", "The day the file's content was first seen, as recorded then in archive/."),
    "rows_in_file": ("INTEGER", "Rows that are not blank below the file's header, counted before they were converted."),
    "figures_in_file": ("INTEGER", "Figures that those rows hold: one each, or one for each column of a wide table."),
}
# The columns of a landing table.
LANDING_COLUMNS = {**LANDED_COLUMNS, **ACCOUNT_COLUMNS}
