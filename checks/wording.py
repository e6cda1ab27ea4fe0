"""A verdict in words: the rule, the rows it is about, where they come from, and what to do.

Only the wording belongs here; what is found is `gate`'s.
"""

from collections.abc import Mapping, Sequence

from checks.origins import ORIGIN
from checks.suite import Rule

MAX_ROWS_IN_DETAIL = 3
NOT_SAID = ("figure_id",)  # kept with the row, but no help to a reader
CALLED = {
    "raw_value": "given as",
    "period_text": "for",
    "released_by": "mended by",
    "returns_due": "due on",
    "service": "owed by",
}  # in words
REASON = "reason"
INDENT = "\n      "
Row = Mapping[str, str | None]


def failed_detail(
    rule: Rule, slice_name: str, failing: int, rows: Sequence[Row], most: int = MAX_ROWS_IN_DETAIL
) -> str:
    """What failed: the first failing rows a line each, at most `most`, and what to do."""
    lines = [f"- {row_in_words(row, slice_name)}" for row in rows[:most]]
    if failing > len(lines) > 0:
        lines.append(f"- and {failing - len(lines)} more")
    return INDENT.join([f"{rule.says} Not so for {_counted(failing)}:", *lines, rule.mend])


def waived_detail(says: str, waived: Sequence[Row]) -> str:
    """What was let through against a rule, and by whose word."""
    lines = [
        f"- {row.get('indicator_code') or row.get('measure')}: {row['reason']} "
        f"({row['waived_by']}, {row['waived_on']}, for reports up to {row['expires_on']})"
        for row in waived
    ]
    return INDENT.join([f"{says} Not so for {_counted(len(waived))}, which was waived:", *lines])


def row_in_words(row: Row, slice_name: str | None = None) -> str:
    """A row as `column value, column value: reason (landing/file, row 3)`."""
    said = [
        f"{CALLED.get(column, column)} {value}"
        for column, value in row.items()
        if value is not None and value != slice_name and column not in (*NOT_SAID, REASON, ORIGIN)
        if (column, value) != ("period_text", row.get("period"))
    ]
    origin = row.get(ORIGIN)
    words = ": ".join(part for part in (", ".join(said), row.get(REASON)) if part)
    return words + (f" ({origin})" if origin else "")


def _counted(rows: int) -> str:
    return f"{rows} row{'' if rows == 1 else 's'}"
