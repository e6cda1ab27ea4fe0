"""Cells read again from the archived bytes, so that a trace proves itself instead of being believed.

The bytes are found by their SHA-256 and checked against it; the cell is found by its place alone, whatever the
source's specification says today.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pmf_pipeline.home import Home
from pmf_pipeline.reading.cells import UnreadableFileError, read_sheet
from pmf_pipeline.reading.spec import SourceSpec
from pmf_pipeline.tracing.trace import Origin, ReadAgain

CELL = re.compile(r"([A-Z]+)(\d+)")


class Archive:
    """The archive of one home; a file that several figures come from is opened once."""

    def __init__(self, home: Home, sources: Sequence[SourceSpec]) -> None:
        """Read again the files that `sources` describe."""
        self._home = home
        self._sources = {spec.name: spec for spec in sources}
        self._sheets: dict[tuple[str, str | None], Mapping[int, list[str]] | str] = {}

    def again(self, origins: Sequence[Origin]) -> tuple[Origin, ...]:
        """The origins, each with its cell as the archive has it."""
        return tuple(replace(origin, read_again=self.read(origin)) for origin in origins)

    def read(self, origin: Origin) -> ReadAgain:
        """One cell with its row, and whether it is what was recorded when the file was read."""
        rows = self._rows(origin)
        if isinstance(rows, str):
            return ReadAgain(None, agrees=False, fault=rows)
        cells = rows.get(origin.row or 0)
        if cells is None:
            return ReadAgain(None, agrees=False, fault=f"row {origin.row} is blank or not there")
        at = _position(origin.cell)
        text = (cells[at] if at < len(cells) else "") if at is not None else ""
        spec = self._sources.get(origin.source)
        header = rows.get(spec.header_row, []) if spec else []
        unsaid = spec.columns.commentary if spec else None  # what a service says may be about people
        return ReadAgain(
            text=text if text.strip() else None,
            agrees=(text if text.strip() else None) == origin.text,
            row=tuple(
                (header[number].strip() if number < len(header) and header[number].strip() else _letters(number), cell)
                for number, cell in enumerate(cells)
                if cell.strip() and not (number < len(header) and header[number].strip() == unsaid)
            ),
        )

    def _rows(self, origin: Origin) -> Mapping[int, list[str]] | str:
        """The rows of an origin's sheet by their number, or why there are none."""
        key = (origin.file_sha256, origin.sheet)
        if key not in self._sheets:
            self._sheets[key] = self._open(origin)
        return self._sheets[key]

    def _open(self, origin: Origin) -> Mapping[int, list[str]] | str:
        path = self._home.archive / origin.file_sha256[:2] / origin.file_sha256
        try:
            content = path.read_bytes()
        except OSError:
            return f"archive/{origin.file_sha256[:2]}/{origin.file_sha256} is missing"
        if hashlib.sha256(content).hexdigest() != origin.file_sha256:
            return f"archive/{origin.file_sha256[:2]}/{origin.file_sha256} is no longer what its name says"
        spec = self._sources.get(origin.source)
        try:
            sheet = read_sheet(
                content, origin.file_name, sheet=origin.sheet, encoding=spec.encoding if spec else "utf-8"
            )
        except UnreadableFileError as error:
            return f"the archived file {error}"
        return dict(sheet.rows)


def _position(cell: str | None) -> int | None:
    """The column of a spreadsheet's cell, counted from 0."""
    place = CELL.fullmatch(cell or "")
    if place is None:
        return None
    position = 0
    for letter in place[1]:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


def _letters(position: int) -> str:
    letters, rest = "", position + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
