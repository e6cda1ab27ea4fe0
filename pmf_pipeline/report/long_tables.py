"""Long tables by gptables at the cost of short ones: it lays out some sample rows, and every row is written like them.

gptables keeps a dictionary of formats for each cell, which takes most of a workbook's time; a table has only as many as
it has kinds of cells in its columns. It still decides how everything looks, and its checks see each kind of cell. What
stands on a sheet is `workbook`'s.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import IO, Any, Self

from gptables import Cover, GPTable, GPWorkbook
from gptables.core.wrappers import GPWorksheet
from xlsxwriter.workbook import Workbook

SHORTHAND = re.compile(r"\[[\w\s]+\]")  # what gptables leaves aside when it looks for a column's type
Row = Sequence[str | int | Decimal]


class Cells:
    """The cells of a table, with the kind of each: cells of one kind in a column are written alike."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Sort the cells of `rows` into kinds."""
        self.rows = rows
        kinds: list[dict[str, int]] = [{} for _ in rows[0]]
        examples: list[list[Any]] = [[] for _ in rows[0]]
        self.kinds = []
        for row in rows:
            places = []
            for value, known, found in zip(row, kinds, examples, strict=True):
                place = known.setdefault(_kind(value), len(known))
                if place == len(found):
                    found.append(value)
                places.append(place)
            self.kinds.append(places)
        self._examples = examples

    def __deepcopy__(self, _memo: Any) -> Self:
        """Itself: gptables copies a table before it writes it, and nothing changes these."""
        return self

    def samples(self) -> list[list[Any]]:
        """As few rows as show each kind of each column, the kind's number being the row's."""
        length = max(len(found) for found in self._examples)
        return [[found[min(at, len(found) - 1)] for found in self._examples] for at in range(length)]


class LongTable(GPTable):
    """A table that gptables knows by sample rows, with all of its cells."""

    def __init__(self, cells: Cells, table: Any, **options: Any) -> None:
        """Describe `cells` by `table`, the frame of their samples, and gptables' own options."""
        self.cells = cells
        super().__init__(table, **options)

    def _set_data_range(self) -> None:
        super()._set_data_range()
        self.data_range[2] = self.data_range[0] + len(self.cells.rows)


class _Sheet(GPWorksheet):
    """A worksheet that writes long tables whole."""

    _cells: Cells | None = None

    def _write_table_elements(self, pos: Any, gptable: Any, auto_width: bool) -> Any:
        self._cells = gptable.cells if isinstance(gptable, LongTable) else None
        return super()._write_table_elements(pos, gptable, auto_width)

    def _apply_column_alignments(self, data_table: Any, formats_table: Any, index_columns: Any) -> None:
        """Have all columns start at the left, as gptables has those that aren't of numbers alone.

        A long table says itself which are of numbers; gptables looks at the samples of each for that.
        """
        if self._cells is None:
            super()._apply_column_alignments(data_table, formats_table, index_columns)
            return
        for column in data_table.columns:
            self._apply_format(formats_table[column], {"align": "left"})

    @staticmethod
    def _apply_format(format_table_slice: Any, format_dict: Mapping[str, Any]) -> None:
        """Add properties to those of some cells, one after the other: by pandas it takes many times as long."""
        cells = [format_table_slice] if isinstance(format_table_slice, dict) else format_table_slice.to_numpy().flat
        for properties in cells:
            properties.update(format_dict)

    def _write_array(self, pos: Any, data: Any, formats: Any) -> Any:
        if self._cells is None:
            return super()._write_array(pos, data, formats)
        first, _ = super()._write_array(pos, data.iloc[:1], formats.iloc[:1])
        properties = formats.iloc[1:].to_numpy().tolist()
        known: list[dict[int, Any]] = [{} for _ in properties[0]]
        for row, (values, kinds) in enumerate(zip(self._cells.rows, self._cells.kinds, strict=True), first):
            for column, (value, kind) in enumerate(zip(values, kinds, strict=True)):
                form = known[column].get(kind)
                if form is None:
                    form = known[column][kind] = self._workbook.add_format(properties[kind][column])
                if isinstance(value, str):
                    self.write_string(row, column, value, form)
                else:
                    self.write_number(row, column, value, form)
        return [first + len(self._cells.rows), 0]


class _Book(GPWorkbook):
    """A workbook of such worksheets."""

    def add_worksheet(self, name: str | None = None, gridlines: str = "hide_all") -> _Sheet:
        sheet: _Sheet = Workbook.add_worksheet(self, name, _Sheet)
        sheet.theme, sheet._workbook = self.theme, self
        sheet.hide_gridlines({"show_all": 0, "hide_printed": 1, "hide_all": 2}[gridlines])
        return sheet


def produce_workbook(
    to: IO[bytes],
    sheets: Mapping[str, LongTable],
    *,
    cover: Cover,
    contents: Mapping[str, Any],
    notes: Any,
    notes_options: Mapping[str, Any],
    options: Mapping[str, Any],
) -> GPWorkbook:
    """What gptables' function of this name produces, with the sheets Cover, Contents and Notes before the tables.

    Args:
        to: where it is written once it is closed.
        sheets: each table by its sheet's name.
        cover: the cover.
        contents: options of the table of contents.
        notes: the table of notes.
        notes_options: its options.
        options: XlsxWriter's options.
    """
    book = _Book(to, options=options)
    book.add_worksheet(cover.cover_label).write_cover(cover)
    table_of_contents = book.make_table_of_contents(sheets, **contents)
    book._update_annotations(sheets)
    before = {"Contents": table_of_contents, "Notes": book.make_notesheet(notes, **notes_options)}
    for label, table in {**before, **sheets}.items():
        book.add_worksheet(label).write_gptable(table, False, book._annotations)
    return book


def _kind(value: str | int | Decimal) -> str:
    """What cells that are written alike have in common."""
    if isinstance(value, str):
        return "shorthand" if "[" in value and SHORTHAND.search(value) else "text"
    return f"{value.as_tuple().exponent}" if isinstance(value, Decimal) else "integer"
