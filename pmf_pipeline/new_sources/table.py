"""Where the table stands in a grid: its header, its data, its footnotes, and the column of area codes.

Everything is found by the area codes: a published table has one for nearly every row. What the other columns hold
is in `roles`.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from pmf_pipeline.new_sources.grids import Grid
from pmf_pipeline.periods import strip_notes

AREA_CODE = re.compile(r"[EWSNK]\d{8}")
BETWEEN_ROWS = " | "
MOST_FOOTNOTE_CELLS = 2


@dataclass(frozen=True)
class Table:
    """A table found in a grid.

    Attributes:
        grid: where it stands.
        header_row: the first row of column names.
        header_rows: how many rows the names take.
        area_column: the column of area codes, counted from 0.
        first: the first row of data.
        last: the last row of data.
        footnotes: the rows below the data.
    """

    grid: Grid
    header_row: int
    header_rows: int
    area_column: int
    first: int
    last: int
    footnotes: tuple[int, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Each column's name, as reading names it: notes aside, the rows of a header joined."""
        rows = [[cell.strip() for cell in self.grid.rows.get(at, [""] * self.grid.width)] for at in self._header]
        for row in rows[:-1]:
            for at in range(1, len(row)):
                row[at] = row[at] or row[at - 1]
        columns = zip(*rows, strict=True)
        return tuple(BETWEEN_ROWS.join(text for cell in column if (text := strip_notes(cell)[0])) for column in columns)

    def is_told_apart(self, position: int) -> bool:
        """Whether a column has a name that no other has."""
        name = self.names[position].casefold()
        return bool(name) and [each.casefold() for each in self.names].count(name) == 1

    @cached_property
    def columns(self) -> tuple[list[str], ...]:
        """The data's cells by column."""
        return tuple(self.grid.column(at, self.first, self.last) for at in range(self.grid.width))

    @property
    def above(self) -> str:
        """The texts above the header."""
        rows = (cells for at, cells in self.grid.rows.items() if at < self.header_row)
        return "\n".join(cell.strip() for cells in rows for cell in cells if cell.strip())

    @property
    def _header(self) -> range:
        return range(self.header_row, self.header_row + self.header_rows)


def find_table(grid: Grid) -> Table | None:
    """The table of a grid; None where no column holds area codes."""
    area_column = _area_column(grid)
    if area_column is None:
        return None
    coded = [at for at, cells in grid.rows.items() if AREA_CODE.fullmatch(cells[area_column].strip())]
    header = [at for at, cells in grid.rows.items() if at < coded[0] and cells[area_column].strip()]
    if not header:
        return None
    header_row = header[-1]
    # Rows between the header and the first code, such as a line of totals, are data too.
    first = next(at for at in grid.rows if at > header_row)
    footnotes = _footnotes(grid, coded[-1])
    last = max(at for at in grid.rows if at not in footnotes)
    taller = _is_band(grid, header_row)
    return Table(grid, header_row - taller, 1 + taller, area_column, first, last, footnotes)


def _area_column(grid: Grid) -> int | None:
    """The column with most different area codes, so that a region's code does not win over an authority's."""
    codes = {
        at: len({cells[at] for cells in grid.rows.values() if AREA_CODE.fullmatch(cells[at].strip())})
        for at in range(grid.width)
    }
    best = max(codes, key=lambda at: codes[at], default=None)
    return best if best is not None and codes[best] else None


def _footnotes(grid: Grid, last_coded: int) -> tuple[int, ...]:
    """The rows at the end that hold a text or two, and no area code."""
    found: list[int] = []
    for at in reversed(grid.rows):
        if at <= last_coded or sum(bool(cell.strip()) for cell in grid.rows[at]) > MOST_FOOTNOTE_CELLS:
            break
        found.append(at)
    return tuple(reversed(found))


def _is_band(grid: Grid, header_row: int) -> bool:
    """Whether the row above belongs to the header: without it two columns would have one name."""
    names = [name.strip().casefold() for name in grid.rows[header_row]]
    repeated = [name for name, count in Counter(filter(None, names)).items() if count > 1]
    above = grid.rows.get(header_row - 1, [])
    return bool(repeated) and sum(bool(cell.strip()) for cell in above) > 1
