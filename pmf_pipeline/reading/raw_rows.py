"""One landed file as raw rows: each figure's texts by meaning, with the place they stand in.

Cutting a sheet into figures, footnotes and rows left out belongs here, and so does turning a wide table into a long
one; what a text is worth is decided in `conversion`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pmf_pipeline.reading.cells import Sheet, UnreadableFileError
from pmf_pipeline.reading.formats import read_sheets
from pmf_pipeline.reading.headers import Header, is_header, possible_names, read_header
from pmf_pipeline.reading.leaving_out import rules_of
from pmf_pipeline.reading.letters import column_letter
from pmf_pipeline.reading.spec import SourceSpec
from pmf_pipeline.reading.workbook import other_rows

if TYPE_CHECKING:
    import pyarrow

FOOTNOTE = "footnote"
FOOTNOTE_SAYS = "A footnote below the data, kept as a note."
CUT_SHORT = (
    "ends in the middle of row {}, without all its cells and without a line's end: it was cut short on its way, and "
    "rows may be missing. Get it again"
)
# A county, district, unitary authority, borough or Welsh authority: what notes and totals below the data give is none.
AUTHORITY = r"^\s*(?:E0[6-9]|E10|W06)\d{6}\s*$"


@dataclass(frozen=True)
class Block:
    """Figures of one file that stand in one column: a long table is one block, a wide one has several.

    Attributes:
        sheet: the sheet they stand in, None for CSV.
        letters: `value`, `numerator` and `denominator` to the spreadsheet letter of their column.
        said: `measure`, `period` and `area_code`, where they are said once for all of the block.
        header_notes: the notes and markers in the column's name, in brackets.
        has_notes_column: whether a column of the sheet says what its notes concern.
        rows: `row_number`, each of MEANINGS that the file gives, and `left_out` and `left_out_says`, the rule by
            which a row is left out and why, null for the others.
    """

    sheet: str | None
    letters: dict[str, str]
    said: dict[str, str]
    header_notes: str
    has_notes_column: bool
    rows: "pyarrow.Table"


@dataclass(frozen=True)
class RawRows:
    """The figures of one file, every cell as text.

    Attributes:
        rows_read: how many rows of the file lie below its headers and are not blank.
        blocks: the figures.
        open_row: the row in whose figure a CSV file ends without a line's end: digits of it may be missing.
    """

    rows_read: int
    blocks: tuple[Block, ...] = field(repr=False)
    open_row: int | None = None


def read_raw_rows(content: bytes, file_name: str, spec: SourceSpec) -> RawRows:
    """Read a landed file by its specification.

    Raises:
        UnreadableFileError: the file cannot be read, its header is not the specification's, or it has no rows.
    """
    sheets = read_sheets(content, file_name, spec, possible_names(spec))
    if spec.kind == "returns":
        _refuse_second_return(content, sheets, spec)
    headers = [read_header(sheet, spec) for sheet in sheets]
    headed = list(zip(sheets, headers, strict=True))
    blocks = tuple(block for sheet, header in headed for block in _blocks(sheet, header, spec, file_name))
    return RawRows(sum(sheet.body.num_rows for sheet in sheets), blocks, _open_row(sheets[-1], headers[-1], blocks[-1]))


def _open_row(sheet: Sheet, header: Header, last: Block) -> int | None:
    """The last row, where its last cell is a figure and nothing ends it: footnotes, in no column, hold none."""
    ends_in_figure = len(header.names) - 1 in (header.positions.get("value"), *(at.position for at in header.figures))
    return sheet.body["row_number"][-1].as_py() if sheet.is_open and ends_in_figure and last.letters else None


def _refuse_second_return(content: bytes, sheets: Sequence[Sheet], spec: SourceSpec) -> None:
    """A sheet that was copied to be corrected would be passed over, and its figures with it."""
    read = [sheet.name for sheet in sheets if sheet.name]
    others = other_rows(content, spec.header_row, read) if read else {}
    for name in (name for name, row in others.items() if is_header(row, spec)):
        raise UnreadableFileError(
            f"has a return on two sheets, {read[0]!r} and {name!r}, and nobody can say which counts. Keep one of them"
        )


def _blocks(sheet: Sheet, header: Header, spec: SourceSpec, file_name: str) -> Iterator[Block]:
    if sheet.body.num_rows == 0:
        raise UnreadableFileError(f"{sheet.place}has column names but no rows below them")
    _refuse_other_unit(sheet, spec)
    data, footnotes = _split_footnotes(sheet, spec)
    _refuse_figures_below(sheet, footnotes, header, spec)
    if sheet.cut_in and not footnotes.num_rows and spec.kind == "published":
        raise UnreadableFileError(CUT_SHORT.format(sheet.cut_in))
    _refuse_wider_rows(sheet, data, len(header.names))
    said: dict[str, str] = {str(meaning): text for meaning, text in spec.constants.items()}
    said |= _found_in(sheet, spec, file_name)
    rows = _by_meaning(data, header, spec)
    letters = {
        meaning: column_letter(at)
        for meaning, at in header.positions.items()
        if meaning in ("value", "numerator", "denominator")
    }
    noted = "notes" in header.positions
    if spec.wide is None:
        yield Block(sheet.name, letters, said, "", noted, rows)
    for column in header.figures:
        place = {**letters, "value": column_letter(column.position)}
        figures = rows.append_column("value", _texts(data, column.position))
        yield Block(sheet.name, place, {**said, **column.said}, column.notes, noted, figures)
    if footnotes.num_rows:
        yield Block(sheet.name, {}, {}, "", False, _as_notes(footnotes))


def _by_meaning(data: "pyarrow.Table", header: Header, spec: SourceSpec) -> "pyarrow.Table":
    import pyarrow

    columns = {"row_number": data["row_number"]}
    columns |= {meaning: _texts(data, at) for meaning, at in header.positions.items()}
    columns["left_out"], columns["left_out_says"] = rules_of(data, header, spec.leave_out)
    return pyarrow.table(columns)


def _texts(data: "pyarrow.Table", position: int) -> "pyarrow.ChunkedArray":
    import pyarrow

    if str(position) in data.column_names:
        return data[str(position)]
    return pyarrow.chunked_array([pyarrow.nulls(data.num_rows, pyarrow.string())])


def _split_footnotes(sheet: Sheet, spec: SourceSpec) -> tuple["pyarrow.Table", "pyarrow.Table"]:
    """The data, and the rows from the one on at which the data ends."""
    import pyarrow.compute as pc

    body = sheet.body
    if spec.ends_at is None:
        return body, body.slice(0, 0)
    first = pc.utf8_trim_whitespace(pc.coalesce(*body.columns[1:]))
    ends = pc.match_substring_regex(first, f"^(?:{spec.ends_at})$")
    at = pc.index(ends, True).as_py()
    return (body, body.slice(0, 0)) if at < 0 else (body.slice(0, at), body.slice(at))


def _as_notes(footnotes: "pyarrow.Table") -> "pyarrow.Table":
    import pyarrow

    cells = zip(*(column.to_pylist() for column in footnotes.columns[1:]), strict=True)
    texts = [" ".join(filter(None, row)) for row in cells]
    return pyarrow.table(
        {
            "row_number": footnotes["row_number"],
            "notes": pyarrow.array(texts, pyarrow.string()),
            "left_out": pyarrow.array([FOOTNOTE] * len(texts), pyarrow.string()),
            "left_out_says": pyarrow.array([FOOTNOTE_SAYS] * len(texts), pyarrow.string()),
        }
    )


def _refuse_wider_rows(sheet: Sheet, data: "pyarrow.Table", width: int) -> None:
    import pyarrow.compute as pc

    for name in data.column_names[width + 1 :]:
        row = pc.min(data["row_number"].filter(pc.is_valid(data[name]))).as_py()
        if row is not None:
            raise UnreadableFileError(
                f"{sheet.place}has more cells in row {row} than its header has columns ({width}). "
                "Put quotation marks around texts with commas, or name the column"
            )


def _refuse_figures_below(sheet: Sheet, footnotes: "pyarrow.Table", header: Header, spec: SourceSpec) -> None:
    """A note among the rows, worded as the one at which the data ends, would make footnotes of all that follow."""
    import pyarrow.compute as pc

    if footnotes.num_rows == 0 or "area_code" not in header.positions:
        return
    codes = _texts(footnotes, header.positions["area_code"])
    below = footnotes["row_number"].filter(pc.match_substring_regex(pc.fill_null(codes, ""), AUTHORITY))
    if len(below):
        raise UnreadableFileError(
            f"{sheet.place}has an authority's figures in row {below[0]}, below row {footnotes['row_number'][0]}, at "
            f"which its data ends by ends_at of {spec.title} ({spec.ends_at}). Correct ends_at, or ask the publisher "
            "whether that row stands where it should"
        )


def _above(sheet: Sheet, spec: SourceSpec) -> str:
    return "\n".join(cell for row in sheet.head[: spec.header_row - 1] for cell in row if cell.strip())


def _refuse_other_unit(sheet: Sheet, spec: SourceSpec) -> None:
    """A publisher that goes over from thousands to millions says so above the table, and nowhere in it."""
    if spec.says_above is not None and re.search(spec.says_above, _above(sheet, spec)) is None:
        raise UnreadableFileError(
            f"{sheet.place}says nothing like {spec.says_above} above its header: its figures may be in another unit. "
            f"Found {_above(sheet, spec)[:200]!r}. Look at them; then correct says_above of {spec.title} "
            "and its scale"
        )


def _found_in(sheet: Sheet, spec: SourceSpec, file_name: str) -> dict[str, str]:
    places = {"file": file_name, "sheet": sheet.name or "", "above": _above(sheet, spec)}
    found = {}
    for meaning, rule in spec.found_in.items():
        match = re.search(rule.pattern, places[rule.place])
        if match is None:
            where = {"file": "in its name", "sheet": "in its sheet's name", "above": "above its header"}[rule.place]
            raise UnreadableFileError(
                f"{sheet.place}does not say its {meaning.replace('_', ' ')} {where}: nothing there is like "
                f"{rule.pattern}. Name the file as its publisher does, or correct found_in of {spec.title}"
            )
        found[str(meaning)] = match[1].strip()
    return found
