"""Rows of slices for traces, by what they are about: read by DuckDB, and each slice once for however many quarters.

Which rows a figure's trace needs is `evidence`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from resources.slices import SliceStore, relation_of

if TYPE_CHECKING:
    import duckdb

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Wanted:
    """Which rows of a table are wanted.

    Attributes:
        table: the table.
        where: a condition of SQL on its rows.
        order: the order of the rows of a quarter, in SQL.
        key: the column that the rows are sorted out by.
        of: its values that are wanted; none for all of them.
    """

    table: str
    where: str = "true"
    order: str = "1"
    key: str = "indicator_code"
    of: tuple[str, ...] | None = None


class SliceRows:
    """What the slices of one home hold, as long as nothing makes them again."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", store: SliceStore) -> None:
        """Read the slices of `store` through `connection`."""
        self._connection = connection
        self._store = store
        self._read: dict[Wanted, _Read] = {}
        self.of_all = cache(self._of_all)

    def of_slice(self, wanted: Wanted, name: str) -> Rows:
        """The rows of one slice, read each time."""
        return self._select(wanted, [name])

    def until(self, wanted: Wanted, quarter: str) -> Rows:
        """The rows of a quarter's slice and of every earlier quarter's, the oldest quarter's first."""
        read = self._read.setdefault(wanted, _Read())
        names = [name for name in self._store.names(wanted.table) if name <= quarter and name not in read.slices]
        read.add(names, self._select(wanted, names))
        return read.until(quarter)

    def answering(self, query: str, parameters: Sequence[Any]) -> Rows:
        """The rows that answer a query, by its first column."""
        cursor = self._connection.execute(query, parameters)
        names = [column[0] for column in cursor.description or ()]
        found: dict[str, list[Row]] = {}
        for row in cursor.fetchall():
            found.setdefault(row[0], []).append(dict(zip(names, row, strict=True)))
        return found

    def relation(self, table: str) -> str | None:
        """All slices of a table as a relation of SQL; none where there is none."""
        return relation(self._store, table, self._store.names(table))

    def _of_all(self, wanted: Wanted) -> Rows:
        """The rows of all slices, whatever they are cut by; read once."""
        return self._select(wanted, self._store.names(wanted.table))

    def _select(self, wanted: Wanted, slices: Sequence[str]) -> Rows:
        among = relation(self._store, wanted.table, slices)
        if among is None:
            return {}
        only = "true" if wanted.of is None else f"{wanted.key} in (select unnest(?))"
        query = f"select {wanted.key} as key_, * from {among} where {wanted.where} and {only} order by {wanted.order}"
        return self.answering(query, [] if wanted.of is None else [list(wanted.of)])


@dataclass
class _Read:
    """What has been read of a table that is cut by quarters, the oldest quarter's rows first."""

    slices: set[str] = field(default_factory=set)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, slices: Sequence[str], rows: Rows) -> None:
        self.slices |= set(slices)
        for key, found in rows.items():
            self.rows[key] = sorted([*self.rows.get(key, ()), *found], key=itemgetter("quarter"))

    def until(self, quarter: str) -> Rows:
        return {key: [row for row in rows if row["quarter"] <= quarter] for key, rows in self.rows.items()}


def relation(store: SliceStore, table: str, slices: Sequence[str]) -> str | None:
    """The slices of a table that there are, as a relation of SQL; none where there is none."""
    paths = [path for name in slices if (path := store.path(table, name)).exists()]
    return relation_of(paths) if paths else None


def first(rows: Rows, key: str) -> Row | None:
    """The first row about something, which is the only one in a quarter's slice; none where there is none."""
    return next(iter(rows.get(key, ())), None)
