"""The lineage of every column as a graph: what can be asked of it.

How the graph is made is `build`'s; how it is shown is `document`'s, `page`'s and the command line's.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.sql.columns import ROWS, Derivation, Source


@dataclass(frozen=True)
class Relation:
    """Anything with columns.

    Attributes:
        name: `scorecard`, `framework.indicators`, `files.oflog_waste`, `rules` or `run.quarters`.
        group: the tables' own groups (landing, outturns, comparisons, reports), or files, framework, run.
        description: what it is.
        columns: each column's derivation, in order; a column that people or the run give has none.
    """

    name: str
    group: str
    description: str
    columns: Mapping[str, Derivation]

    def has(self, column: str) -> bool:
        """Whether it has a column; any relation has rows."""
        return column == ROWS or column in self.columns


@dataclass(frozen=True)
class Lineage:
    """Every relation by name, what is read before what reads it."""

    relations: Mapping[str, Relation]

    def sources(self, column: Source) -> tuple[Source, ...]:
        """The columns that a column is made from, directly; of a relation's rows, none."""
        derivation = self.relations[column.relation].columns.get(column.column)
        return derivation.sources if derivation else ()

    def uses(self, column: Source) -> tuple[Source, ...]:
        """The columns made from a column, directly."""
        return self._uses.get(column, ())

    def upstream(self, column: Source) -> set[Source]:
        """Everything that a column rests on."""
        return _closure(column, self.sources)

    def downstream(self, column: Source) -> set[Source]:
        """Everything that rests on a column."""
        return _closure(column, self.uses)

    def columns(self) -> Iterator[tuple[Source, Derivation]]:
        """Every column with its derivation."""
        for relation in self.relations.values():
            for name, derivation in relation.columns.items():
                yield Source(relation.name, name), derivation

    def find(self, text: str) -> tuple[Relation, str | None]:
        """The relation, and the column where one is named, that a person means by `table` or `table.column`.

        Raises:
            ConfigurationError: there is no such table or column, with those that are nearest.
        """
        asked = text.removeprefix("landing.")
        for name in sorted(self.relations, key=len, reverse=True):
            if asked == name:
                return self.relations[name], None
            if asked.startswith(f"{name}."):
                column = asked[len(name) + 1 :]
                return self.relations[name], self._column(self.relations[name], column)
        raise ConfigurationError(
            f"There is no table {asked.split('.')[0]!r}. {_nearest(asked, self.relations)} Give TABLE or TABLE.COLUMN."
        )

    def _column(self, relation: Relation, column: str) -> str:
        if not relation.has(column):
            raise ConfigurationError(f"{relation.name} has no column {column!r}. {_nearest(column, relation.columns)}")
        return column

    @cached_property
    def _uses(self) -> Mapping[Source, tuple[Source, ...]]:
        found: dict[Source, list[Source]] = defaultdict(list)
        for column, derivation in self.columns():
            for source in derivation.sources:
                found[source].append(column)
        return {source: tuple(users) for source, users in found.items()}


def _closure(start: Source, step: Callable[[Source], Iterable[Source]]) -> set[Source]:
    found: set[Source] = set()
    ahead = list(step(start))
    while ahead:
        column = ahead.pop()
        if column not in found:
            found.add(column)
            ahead.extend(step(column))
    return found


def _nearest(asked: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    names = list(known)
    return f"It may be one of: {', '.join(get_close_matches(asked, names, 5, 0.5) or names)}."
