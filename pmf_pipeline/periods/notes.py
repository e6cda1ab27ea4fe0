"""Footnotes that statisticians put in square brackets inside a cell.

Here: taking them off, so that what is left can be read. Not here: what a note or a marker means.
"""

import re

# A note, all the blanks before it, and a peek at the character after it. Empty brackets are text.
_NOTE = re.compile(r"(?<!\s)(\s*)\[\s*([^\[\]\s][^\[\]]*)\](?=(\w?))")


def strip_notes(text: str) -> tuple[str, tuple[str, ...]]:
    """Splits a cell into its own text and the notes in square brackets, wherever in the cell they stand.

    Args:
        text: a cell, such as `2023-24 [r] [note 17]`.

    Returns:
        The text without notes or surrounding blanks, and the notes in order, without their brackets and with
        single blanks: `("2023-24", ("r", "note 17"))`. Letter case is kept; an unclosed bracket is text.
    """
    notes = tuple(" ".join(match[2].split()) for match in _NOTE.finditer(text))
    return _NOTE.sub(_gap, text).strip(), notes


def _gap(match: re.Match[str]) -> str:
    """A blank where words would otherwise run together."""
    return " " if match[1] and match[3] else ""
