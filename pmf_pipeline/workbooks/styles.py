"""How cells of a return workbook look, and whether a person may type in them.

Only appearance belongs here. Colour is never the only sign: what may be typed in is also unlocked, and everything
else is not.
"""

import math
from typing import Any

FONT = {"font_name": "Arial", "font_size": 10, "valign": "top"}
LINE = {"border": 1, "border_color": "#8C8C8C"}
INPUT_FILL, CLOSED_FILL, WANTED_FILL = "#FFF8DC", "#D9D9D9", "#F4B183"
REFERENCE_HEADER, INPUT_HEADER = "#44546A", "#00573D"
LINE_POINTS = 13.5


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        """Make formats in `workbook`."""
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def _format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**FONT, **properties})
        return self._made[key]

    def header(self, *, is_input: bool) -> Any:
        """A column's name."""
        fill = INPUT_HEADER if is_input else REFERENCE_HEADER
        return self._format(bold=True, font_color="#FFFFFF", bg_color=fill, text_wrap=True, **LINE)

    def reference(self, number_format: str = "@") -> Any:
        """A cell to read, not to type in."""
        return self._format(num_format=number_format, text_wrap=True, locked=True, **LINE)

    def input(self, number_format: str = "General") -> Any:
        """A cell to fill in."""
        return self._format(num_format=number_format, text_wrap=True, locked=False, bg_color=INPUT_FILL, **LINE)

    def wanted(self) -> Any:
        """A cell that its row still lacks, laid over the cell's own format."""
        return self._workbook.add_format({"bg_color": WANTED_FILL})

    def closed(self) -> Any:
        """A cell that does not apply."""
        return self._format(locked=True, bg_color=CLOSED_FILL, **LINE)

    def text(self) -> Any:
        """Running text."""
        return self._format(text_wrap=True)

    def heading(self) -> Any:
        """A heading within a sheet."""
        return self._format(bold=True, font_size=12)

    def title(self) -> Any:
        """A sheet's title."""
        return self._format(bold=True, font_size=16)


def number_format(decimals: int, *, is_percentage: bool = False) -> str:
    """The number format of a figure with so many decimals."""
    places = "." + "0" * decimals if decimals else ""
    return f"0{places}%" if is_percentage else f"#,##0{places}"


def row_height(*texts: tuple[str | None, int], at_least: int = 1) -> float:
    """The height that a row needs, in points: not every spreadsheet program fits a row to its text.

    Args:
        texts: each text with its column's width in characters.
        at_least: lines.
    """
    lines = [math.ceil(len(text or "") * 1.1 / width) for text, width in texts]
    return LINE_POINTS * max(*lines, at_least) + 2
