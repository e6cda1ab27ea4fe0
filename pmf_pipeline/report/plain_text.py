"""Text that leaves the pipeline: plain, and never the start of a formula.

What a service may say and what is taken out of it is SQL's (`commentary`); only how text is written safely is here.
"""

import re

# What a spreadsheet program takes for the start of a formula, in the usual and in full width.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A figure below zero, or a target in words that begins with one: `-200`, `-56 to 44`, `-200 (floor -250)`.
_ENDS = r"-?[\d,.]+( to -?[\d,.]+)?"
BELOW_ZERO = re.compile(rf"(?=-\d){_ENDS}( \((floor|band) {_ENDS}\))*( \[\w+\])?", re.ASCII)


def guarded(text: str) -> str:
    """The text with an apostrophe before it where it would start a formula; a figure below zero starts none."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not BELOW_ZERO.fullmatch(text) else text


def unguarded(text: str) -> str:
    """A guarded text as it was."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
