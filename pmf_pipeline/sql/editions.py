"""The relation `editions.figures`, in which a model reads what earlier editions published.

Only its columns and their types belong here: reading editions is `pmf_pipeline.report.published`'s.
"""

from collections.abc import Mapping

PUBLISHED_COLUMNS: Mapping[str, tuple[str, str]] = {
    "quarter": ("VARCHAR", "The quarter of the edition."),
    "edition": ("INTEGER", "The edition's number."),
    "status": ("VARCHAR", "Draft or Approved."),
    "indicator_code": ("VARCHAR", "The framework's indicator."),
    "period": ("VARCHAR", "The period of the figure."),
    "shown_as": ("VARCHAR", "outturn, previous or restated: where the edition said it."),
    "published_value": ("DECIMAL(18,6)", "The figure, at its published decimals."),
    "marker": ("VARCHAR", "Its own marker, without brackets."),
    "target": ("VARCHAR", "The target as printed."),
    "target_decision": ("VARCHAR", "The decision that had set it."),
    "rag": ("VARCHAR", "The rating."),
    "figure_id": ("VARCHAR", "The figure; none where there was none."),
    "exact_value": ("DECIMAL(38,18)", "The exact value; none where it is not known."),
    "numerator": ("DECIMAL(38,18)", "The numerator, where given."),
    "denominator": ("DECIMAL(38,18)", "The denominator, where given."),
    "file_name": ("VARCHAR", "The file it was read from, below landing/."),
    "file_sha256": ("VARCHAR", "SHA-256 of that file."),
    "sheet": ("VARCHAR", "The workbook's sheet."),
    "row_number": ("INTEGER", "The row in the file."),
    "cell": ("VARCHAR", "The cell."),
    "raw_value": ("VARCHAR", "The text in that cell."),
}
