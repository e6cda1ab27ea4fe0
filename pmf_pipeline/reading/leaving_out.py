"""Rows that are left out by rule: totals among the rows, other levels of geography, notes in between.

Only the rules of a specification belong here; what else is left out or refused is decided in `conversion`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pmf_pipeline.reading.headers import Header
from pmf_pipeline.reading.spec import LeaveOut

if TYPE_CHECKING:
    import pyarrow


def rules_of(
    data: "pyarrow.Table", header: Header, rules: Sequence[LeaveOut]
) -> tuple["pyarrow.Array | pyarrow.ChunkedArray", "pyarrow.Array | pyarrow.ChunkedArray"]:
    """The rule that leaves out each row and why, the first where several would; null for rows that stay."""
    import pyarrow
    import pyarrow.compute as pc

    nothing = pyarrow.nulls(data.num_rows, pyarrow.string())
    left_out, says = nothing, nothing
    for rule in reversed(rules):
        holds = _holds(data, header.conditions[rule.column], rule)
        left_out = pc.if_else(holds, pyarrow.scalar(rule.rule), left_out)
        says = pc.if_else(holds, pyarrow.scalar(rule.says), says)
    return left_out, says


def _holds(data: "pyarrow.Table", position: int, rule: LeaveOut) -> "pyarrow.Array | pyarrow.ChunkedArray":
    import pyarrow
    import pyarrow.compute as pc

    if str(position) not in data.column_names:
        return pyarrow.array([rule.blank or bool(rule.other_than)] * data.num_rows)
    cells = data[str(position)]
    if rule.blank:
        return pc.is_null(cells)
    texts = pc.utf8_lower(pc.utf8_trim_whitespace(pc.fill_null(cells, "")))
    if rule.pattern is not None:
        return pc.match_substring_regex(pc.fill_null(cells, ""), rule.pattern)
    listed = pyarrow.array([text.strip().lower() for text in rule.equals or rule.other_than])
    found = pc.is_in(texts, listed)
    return pc.invert(found) if rule.other_than else found
