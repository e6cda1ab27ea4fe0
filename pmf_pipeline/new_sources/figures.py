"""Telling figures from texts: whether a column holds figures, and which of its texts are symbols.

What a figure is worth is decided in `reading`; here cells are only recognised.
"""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from pmf_pipeline.reading.spec import MARKERS

NUMBER = re.compile(r"£?\s*[+-]?\s*(\d{1,3}([,\s\u00a0]\d{3})+|\d*)(\.\d*)?([eE][+-]?\d{1,2})?\s*%?")
BRACKETS = re.compile(r"\[[^\]]*\]")
# Symbols that published tables use, and the marker that fits in most of them.
KNOWN_SYMBOLS = {
    ":": "x", ".": "x", "..": "x", "...": "x", "…": "x", "-": "x", "–": "x", "—": "x", "n/a": "z", "na": "z",
    "#n/a": "x", "not available": "x", "not applicable": "z", "*": "c", "**": "c", "c": "c", "s": "c", "#": "c",
    "x": "x", "z": "z", "u": "u", "nil": "x", "null": "x", "none": "x", "[y]": "x",
}  # fmt: skip
MOSTLY = 0.8


def is_number(text: str) -> bool:
    """Whether a cell, notes in brackets aside, is a number as reading takes it."""
    bare = BRACKETS.sub("", text).strip()
    return bool(re.search(r"\d", bare)) and NUMBER.fullmatch(bare) is not None


def plain_number(text: str) -> Decimal | None:
    """The number in a cell, notes in brackets aside; None where it carries a sign such as % or £, or is none."""
    bare = BRACKETS.sub("", text).replace(",", "").strip()
    try:
        return Decimal(bare) if is_number(text) else None
    except InvalidOperation:
        return None


def is_symbol(text: str) -> bool:
    """Whether a cell that is no number may stand in a column of figures: shorthand in brackets, or a known symbol."""
    return not BRACKETS.sub("", text).strip() or text.strip().casefold() in KNOWN_SYMBOLS


def is_mostly_figures(cells: Iterable[str]) -> bool:
    """Whether a column holds figures: some numbers, and little else but symbols."""
    filled = [cell for cell in cells if cell]
    numbers = sum(map(is_number, filled))
    fitting = numbers + sum(not is_number(cell) and is_symbol(cell) for cell in filled)
    return numbers > 0 and fitting >= MOSTLY * len(filled)


def symbols_in(cells: Iterable[str]) -> Counter[str]:
    """Each text among figures that is no number and no marker that every file may use, with its count."""
    found: Counter[str] = Counter()
    for cell in cells:
        text = cell.strip()
        if text and not is_number(text) and not _is_marker(text):
            found[text] += 1
    return found


def _is_marker(text: str) -> bool:
    return all(tag.strip("[]").casefold() in MARKERS for tag in BRACKETS.findall(text)) and not (
        BRACKETS.sub("", text).strip()
    )
