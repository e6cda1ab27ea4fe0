"""Cells read again from the archived bytes, so that a trace proves itself instead of being believed.

The bytes are found by their SHA-256 and checked against it; the cell is found by its place alone, whatever the
source's columns are taken for today.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pmf_pipeline.home import Home
from pmf_pipeline.reading.cells import Sheet, UnreadableFileError
from pmf_pipeline.reading.formats import read_sheets
from pmf_pipeline.reading.headers import possible_names
from pmf_pipeline.reading.letters import column_letter, column_position
from pmf_pipeline.reading.spec import SourceSpec
from pmf_pipeline.tracing.trace import Origin, ReadAgain
from pmf_pipeline.tracing.words import BETWEEN
from resources.archive import fetch

if TYPE_CHECKING:
    import pyarrow

CELL = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True)
class _Opened:
    """One sheet of an archived file, for looking up rows."""

    sheet: Sheet

    @cached_property
    def header(self) -> list[str]:
        """The names of the columns: the last row above the data."""
        return [name.strip() for name in self.sheet.head[-1]] if self.sheet.head else []

    def row(self, number: int | None) -> list[str]:
        """The cells of a row, blank where there is nothing; none where the row is blank or not there."""
        if number is not None and 0 < number <= len(self.sheet.head):
            return self.sheet.head[number - 1]
        at = self._places.get(number)
        if at is None:
            return []
        return [str(column[at].as_py() or "") for column in self._columns]

    @cached_property
    def _places(self) -> Mapping[int | None, int]:
        return {number: at for at, number in enumerate(self.sheet.body["row_number"].to_pylist())}

    @cached_property
    def _columns(self) -> Sequence["pyarrow.ChunkedArray"]:
        return tuple(self.sheet.body.columns[1:])


class Rereading:
    """The archive of one home; a file that several figures come from is opened once."""

    def __init__(self, home: Home, sources: Sequence[SourceSpec]) -> None:
        """Read again the files that `sources` describe."""
        self._home = home
        self._sources = {spec.name: spec for spec in sources}
        self._opened: dict[tuple[str, str, str | None], _Opened | str] = {}

    def again(self, origins: Sequence[Origin]) -> tuple[Origin, ...]:
        """The origins, each with its cell as the archive has it; what is withheld is left alone."""
        return tuple(
            origin if origin.is_withheld else replace(origin, read_again=self.read(origin)) for origin in origins
        )

    def read(self, origin: Origin) -> ReadAgain:
        """One cell, or two of a ratio, with the row, and whether it is what was recorded when the file was read."""
        opened = self._open(origin)
        if isinstance(opened, str):
            return ReadAgain(None, agrees=False, fault=opened)
        cells = opened.row(origin.row)
        if not cells:
            return ReadAgain(None, agrees=False, fault=f"row {origin.row} is blank or not there")
        texts = [_at(opened.row(int(number)), column_position(letters)) for letters, number in _places(origin.cell)]
        text = BETWEEN.join(filter(None, texts)) or None
        return ReadAgain(text, agrees=text == origin.text, row=tuple(self._named(opened, cells, origin.source)))

    def _named(self, opened: _Opened, cells: Sequence[str], source: str) -> list[tuple[str, str]]:
        """The cells of a row that are not blank, each with its column; without what a service says about people."""
        spec = self._sources[source]
        unsaid = spec.columns.given.get("commentary", ())
        named = [
            (opened.header[at] if at < len(opened.header) and opened.header[at] else column_letter(at), cell)
            for at, cell in enumerate(cells)
            if cell.strip()
        ]
        return [(name, cell) for name, cell in named if name not in unsaid]

    def _open(self, origin: Origin) -> _Opened | str:
        """An origin's sheet, or why it cannot be read again."""
        key = (origin.file_sha256, origin.source, origin.sheet)
        if key not in self._opened:
            self._opened[key] = self._read(origin)
        return self._opened[key]

    def _read(self, origin: Origin) -> _Opened | str:
        kept = f"archive/{origin.file_sha256[:2]}/{origin.file_sha256}"
        content = fetch(self._home, origin.file_sha256)
        if content is None:
            return f"{kept} is missing, or is no longer what its name says"
        spec = self._sources.get(origin.source)
        if spec is None:
            return f"framework/sources/{origin.source}.yml, which says how to open it, is gone"
        try:
            sheets = read_sheets(content, origin.file_name, spec, possible_names(spec))
        except UnreadableFileError as error:
            return f"the archived file {error}"
        for sheet in sheets:
            if sheet.name == origin.sheet:
                return _Opened(sheet)
        return f"the archived file has no sheet {origin.sheet}"


def _places(cell: str | None) -> list[tuple[str, str]]:
    """The column and row of each cell that is named."""
    return CELL.findall(cell or "")


def _at(cells: Sequence[str], position: int) -> str | None:
    text = cells[position] if position < len(cells) else ""
    return text if text.strip() else None
