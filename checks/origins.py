"""Where a failing row comes from: the landed file, sheet, row and cell behind it.

A gate that stops a table far from the files still has to say which file to mend. The figure is looked up in the
nearest input that knows its file; nothing is judged here.
"""

from collections.abc import Iterator, Mapping, Sequence

from pmf_pipeline.catalogue import Catalogue, Table
from resources.session import Session

ORIGIN = "origin"
PLACE = ("file_name", "sheet", "row_number", "cell")
NEEDED = {"indicator_code", "area_code", "period", "period_end", "figure_id", *PLACE}
Row = Mapping[str, str | None]

LOOK_UP = """
select file_name, sheet, row_number, cell from read_parquet(?)
where indicator_code = ? and area_code = ? and quarter <= ? and file_name is not null
    and (figure_id = ? or ? is null) and (period = ? or ? is null)
order by quarter desc, period_end desc limit 1
"""


def with_origins(session: Session, table: Table, rows: Sequence[Row]) -> list[dict[str, str | None]]:
    """The rows, each with its `origin` in words where there is one."""
    return [{**_plain(row), ORIGIN: _origin(session, table, row)} for row in rows]


def _plain(row: Row) -> dict[str, str | None]:
    """A row without the columns that its origin says in words."""
    return {name: value for name, value in row.items() if name not in PLACE}


def _origin(session: Session, table: Table, row: Row) -> str | None:
    if row.get("file_name"):
        return _in_words([row.get(name) for name in PLACE])
    if not row.get("indicator_code"):
        return None
    place = _looked_up(session, table, row)
    return _in_words(place) if place else None


def _in_words(place: Sequence[object]) -> str:
    file_name, *rest = place
    parts = [f"{what} {where}" for what, where in zip(("sheet", "row", "cell"), rest, strict=True) if where]
    return ", ".join([f"landing/{file_name}", *parts])


def _looked_up(session: Session, table: Table, row: Row) -> Sequence[object] | None:
    """The place of the figure in the first input that has it."""
    states = session.states
    quarter = row.get("quarter") or "9999"
    for name in _knowing(states.project.catalogue, table.name):
        paths = [str(states.store.path(name, each)) for each in states.store.names(name) if each <= quarter]
        if not paths:
            continue
        area = row.get("area_code") or states.project.framework.rules.area_code
        asked = [paths, row["indicator_code"], area, quarter]
        for key in ("figure_id", "period"):
            asked += [row.get(key), row.get(key)]
        found: Sequence[Sequence[object]] = session.connection.execute(LOOK_UP, asked).fetchall()
        if found:
            return found[0]
    return None


def _knowing(catalogue: Catalogue, name: str) -> Iterator[str]:
    """The tables upstream that know each figure's file, nearest first."""
    seen, level = {name}, [name]
    while level:
        level = [entry.table for each in level for entry in catalogue[each].inputs if entry.table not in seen]
        seen.update(level)
        yield from (each for each in dict.fromkeys(level) if catalogue[each].columns.keys() >= NEEDED)
