"""The header of a sheet: what each column is called, and which column holds what.

Finding columns and refusing a header that is not the described one belong here; the rows are `raw_rows`'.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pmf_pipeline.periods import strip_notes
from pmf_pipeline.reading.cells import Sheet, UnreadableFileError
from pmf_pipeline.reading.spec import SourceSpec
from pmf_pipeline.separators import other_separator

BETWEEN_ROWS = " | "


@dataclass(frozen=True)
class Figures:
    """One column of figures in a wide table.

    Attributes:
        position: the column, counted from 0.
        said: what its name says: `period`, `measure` or both.
        notes: the notes and markers in its name, in brackets.
    """

    position: int
    said: dict[str, str]
    notes: str


@dataclass(frozen=True)
class Header:
    """Which column of a sheet holds what.

    Attributes:
        names: each column's name, notes in brackets aside.
        positions: meaning to the column that holds it, counted from 0.
        figures: the columns of figures of a wide table; none for a long one.
        conditions: the columns that rules look at, by the name the specification gives them.
    """

    names: tuple[str, ...]
    positions: dict[str, int]
    figures: tuple[Figures, ...]
    conditions: dict[str, int]


def read_header(sheet: Sheet, spec: SourceSpec) -> Header:
    """Find the columns of a sheet by its specification.

    Raises:
        UnreadableFileError: the header is not the specification's; each fault is named.
    """
    rows = [[cell.strip() for cell in row] for row in sheet.head[spec.header_row - 1 :]]
    if len(rows) < spec.header_rows or not any(any(row) for row in rows):
        raise UnreadableFileError(f"{sheet.place}has no column names in row {spec.header_row}")
    names, notes = _names(rows)
    separator = other_separator(names, possible_names(spec)) if spec.kind == "returns" else None
    if separator:
        raise _another_header(
            sheet,
            spec,
            f"is separated by {separator} (found {', '.join(names)}); save it as CSV separated by commas",
        )
    folded = [name.casefold() for name in names]
    conditions = {rule.column: _find(folded, (rule.column,)) for rule in spec.leave_out}
    positions = {meaning: _find(folded, given) for meaning, given in spec.columns.given.items()}
    found = {at for at in (*positions.values(), *conditions.values()) if at is not None}
    figures = tuple(_figures(names, notes, spec, found))
    known = found | {column.position for column in figures}
    faults = [
        *_fault("lacks", _missing(positions, conditions, figures, names, spec)),
        *_fault("does not know", _unknown(sheet, names, known, spec)),
        *_fault("repeats", _repeated(folded, names, known)),
    ]
    if faults:
        raise _another_header(sheet, spec, "; ".join(faults))
    return Header(
        tuple(names),
        {meaning: at for meaning, at in positions.items() if at is not None},
        figures,
        {name: at for name, at in conditions.items() if at is not None},
    )


def is_header(row: Iterable[str], spec: SourceSpec) -> bool:
    """Whether a row names every column that a file of this specification has to have."""
    folded = [cell.strip().casefold() for cell in row]
    required = (given for meaning, given in spec.columns.given.items() if meaning not in spec.optional)
    return all(_find(folded, given) is not None for given in required)


def expected_names(spec: SourceSpec) -> list[str]:
    """The columns that a file of this specification has to have, as people name them."""
    names = [" or ".join(given) for meaning, given in spec.columns.given.items() if meaning not in spec.optional]
    if spec.wide is not None:
        names += spec.wide.columns or (f"columns named like {spec.wide.pattern}",)
    return names + [rule.column for rule in spec.leave_out if rule.column not in names]


def possible_names(spec: SourceSpec) -> list[str]:
    """Every name that a column of such a file may have, in any publication year."""
    names = [name for given in spec.columns.given.values() for name in given]
    return [*names, *(spec.wide.columns if spec.wide else ()), *(rule.column for rule in spec.leave_out)]


def _names(rows: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    """Each column's name, its rows joined, and its notes; columns without a name at the end are left off."""
    width = max(map(len, rows))
    lines = [list(row) + [""] * (width - len(row)) for row in rows]
    for line in lines[:-1]:
        for at in range(1, width):
            line[at] = line[at] or line[at - 1]
    parts = [[strip_notes(cell) for cell in column if cell] for column in zip(*lines, strict=True)]
    while parts and not parts[-1]:
        parts.pop()
    names = [BETWEEN_ROWS.join(text for text, _ in column if text) for column in parts]
    return names, ["".join(f"[{note}]" for _, notes in column for note in notes) for column in parts]


def _find(folded: Sequence[str], names: Iterable[str]) -> int | None:
    for name in names:
        if name.casefold() in folded:
            return folded.index(name.casefold())
    return None


def _figures(names: list[str], notes: list[str], spec: SourceSpec, taken: set[int]) -> Iterator[Figures]:
    if spec.wide is None:
        return
    ignored = {name.casefold() for name in spec.ignored_columns}
    for at, name in enumerate(names):
        said = None if at in taken or name.casefold() in ignored or not name else spec.wide.read(name)
        if said is not None:
            yield Figures(at, said, notes[at])


def _missing(
    positions: dict[str, int | None],
    conditions: dict[str, int | None],
    figures: Sequence[Figures],
    names: Sequence[str],
    spec: SourceSpec,
) -> Iterator[str]:
    for meaning, at in positions.items():
        if at is None and meaning not in spec.optional:
            yield " or ".join(spec.columns.given[meaning])
    yield from (name for name, at in conditions.items() if at is None)
    if spec.wide is not None:
        have = {names[column.position].casefold() for column in figures}
        yield from (name for name in spec.wide.columns if name.casefold() not in have)
        if spec.wide.pattern and not figures:
            yield f"any column named like {spec.wide.pattern}"


def _unknown(sheet: Sheet, names: Sequence[str], known: set[int], spec: SourceSpec) -> Iterator[str]:
    for at, name in enumerate(names):
        if at in known or spec.ignores(name):
            continue
        if name or not _is_blank(sheet, at):
            yield name or "(blank)"


def _is_blank(sheet: Sheet, at: int) -> bool:
    columns = sheet.body.column_names
    return str(at) not in columns or sheet.body[str(at)].null_count == sheet.body.num_rows


def _repeated(folded: Sequence[str], names: Sequence[str], known: set[int]) -> list[str]:
    return sorted({names[at] for at in known if folded.count(folded[at]) > 1})


def _another_header(sheet: Sheet, spec: SourceSpec, fault: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{sheet.place}does not have the header of {spec.title}: row {spec.header_row} {fault}. "
        f"Expected {', '.join(expected_names(spec))}"
    )


def _fault(what: str, names: Iterable[str]) -> Iterator[str]:
    listed = ", ".join(names)
    if listed:
        yield f"{what} {listed}"
