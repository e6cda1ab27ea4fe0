"""A session of the warehouse: DuckDB in memory, with the relations that one step reads, and its candidate.

Loading relations, running a model and streaming slices out belong here; judging the candidate is checks/'s, and
whether an input may be read is `states`'.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from pmf_pipeline.catalogue import Table
from pmf_pipeline.errors import PmfError
from pmf_pipeline.framework.relations import as_arrow, asked_as_arrow
from pmf_pipeline.project import Project
from resources.engine import hold_memory, memory_for, one_thread
from resources.published import show_editions
from resources.slices import relation_of
from resources.states import States

if TYPE_CHECKING:
    import duckdb
    import pyarrow

log = logging.getLogger(__name__)

CANDIDATE = "candidate"
BATCH_ROWS = 122_880


class ModelError(PmfError):
    """A model's SQL fails on its inputs."""


class Session:
    """One connection for one step."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", states: States) -> None:
        """Work on `connection` with the slices that `states` looks at."""
        self.connection = connection
        self.states = states
        self._columns: dict[str, str] = {}

    def hold_memory(self, most: int) -> None:
        """Have DuckDB hold no more than so many bytes at a time, in this step; the rest goes to disk and back."""
        hold_memory(self.connection, most)

    def run_model(self, table: Table, slices: Sequence[str]) -> None:
        """Compute a model's candidate for all of `slices` in one pass.

        Raises:
            ModelError: DuckDB cannot compute it.
        """
        import duckdb

        assert table.model is not None
        self.load_inputs(table, slices)
        select = table.model.render(self.states.project.framework.rules.variables())
        try:
            self._make_candidate(table, f"({select})")
        except duckdb.Error as error:
            raise ModelError(
                f"The model {table.model.path.name} could not be computed for {', '.join(slices)}: {error}"
            ) from error

    def take_candidate(self, table: Table, relation: str) -> None:
        """Make a relation that Python filled the candidate, in the table's column order; it may be read twice."""
        columns = ", ".join(f'"{name}"' for name in table.columns)
        self._make_candidate(table, f"(select {columns} from {relation})")

    def load_inputs(self, table: Table, slices: Sequence[str]) -> None:
        """Show each relation that a table reads, holding just the slices it may read."""
        self.load_run(slices)
        if table.model and ("run", "asked") in table.model.sources:
            self.load_asked(max(slices))
        self.load_framework(table.framework)
        if table.reads_editions:
            show_editions(self.connection, self.states.project, max(slices))
        shown: list[Path] = []
        for entry in table.inputs:
            needed = sorted({name for reader in slices for name in self.states.slices(entry, reader)})
            self.show(self.states.project.catalogue[entry.table], needed)
            shown += (self.states.store.path(entry.table, name) for name in needed)
        self.hold_memory(memory_for(shown))

    def load_framework(self, names: Iterable[str]) -> None:
        """Show framework files, by their names without `.csv`."""
        self.connection.execute("create schema if not exists framework")
        for name in dict.fromkeys(names):
            self._take(f'framework."{name}"', _framework_rows(self.states.project, name))

    def load_run(self, slices: Iterable[str]) -> None:
        """Show which quarters are worked on."""
        self.connection.execute("create schema if not exists run")
        quarters = [name for name in slices if name in self.states.project.framework.quarters]
        self.connection.execute(
            "create or replace table run.quarters as select unnest(?::varchar[]) as quarter", [quarters]
        )

    def load_asked(self, until: str) -> None:
        """Show what services owe in the quarters up to one, as `run.asked`."""
        self._take("run.asked", _asked_rows(self.states.project, until))

    def show(self, table: Table, slices: Sequence[str]) -> None:
        """Show slices of a table as one relation; an empty one where there are none."""
        self.connection.execute("create schema if not exists landing")
        relation = f'landing."{table.name}"' if table.group == "landing" else f'"{table.name}"'
        if slices:
            among = relation_of(self.states.store.path(table.name, name) for name in slices)
            self.connection.execute(f"create or replace view {relation} as from {among}")
            return
        columns = ", ".join(f'"{name}" {kind}' for name, (kind, _) in table.columns.items())
        self.connection.execute(f"create or replace table {relation} ({columns})")

    def candidate_columns(self) -> dict[str, str]:
        """The candidate's columns and their types, in order, as the model made them."""
        if not self._columns:
            self._columns = self._described(CANDIDATE)
        return self._columns

    def slices(self, table: Table, names: Sequence[str]) -> Iterator[tuple[str, "pyarrow.RecordBatchReader"]]:
        """The candidate's slices, each as a stream in the order of the table's grain: one pass over it for all.

        A slice has to be read before the next one is asked for. Where a refused candidate lacks the column that tells
        its slices apart, all of it belongs to each.
        """
        import pyarrow

        column = table.slice_column
        if column is None or column not in self.candidate_columns():
            for name in names:
                yield name, self._stream()
            return
        rows = self._stream("" if table.grain[0] == column else f'order by "{column}", rowid')
        missing = dict.fromkeys(names)
        for name, parts in groupby(_runs(rows, column), key=lambda run: run[0]):
            if name in missing:
                del missing[name]
                yield name, pyarrow.RecordBatchReader.from_batches(rows.schema, (part for _, part in parts))
        for name in missing:
            yield name, pyarrow.RecordBatchReader.from_batches(rows.schema, [])

    def _stream(self, order: str = "") -> "pyarrow.RecordBatchReader":
        """The candidate's rows: in the order in which they were put into it, which is their grain's, or another."""
        return self.connection.sql(f"select * from {CANDIDATE} {order}").to_arrow_reader(BATCH_ROWS)

    def _take(self, relation: str, rows: "pyarrow.Table") -> None:
        self.connection.register("arriving", rows)
        self.connection.execute(f"create or replace table {relation} as select * from arriving")
        self.connection.unregister("arriving")

    def _make_candidate(self, table: Table, relation: str) -> None:
        """Fill the candidate in the order of its grain, so that rows, and what is said of them, never change places."""
        import duckdb

        self._columns = {}
        try:
            self._fill_candidate(relation, table.grain)
        except duckdb.BinderException:  # a grain that the model doesn't make is its gate's to name
            found = self._described(f"select * from {relation}")
            self._fill_candidate(relation, [column for column in table.grain if column in found])

    def _fill_candidate(self, relation: str, grain: Sequence[str]) -> None:
        import duckdb

        order = ", ".join(f'"{column}" nulls first' for column in grain)
        ordering = f"order by {order}" if order else ""
        filling = f"create or replace temp table {CANDIDATE} as select * from {relation} {ordering}"
        try:
            self.connection.execute(filling)
        except duckdb.OutOfMemoryException:  # how much several threads hold while they sort is a matter of chance too
            log.info("Too little memory to fill the candidate with several threads: once more, with one.")
            with one_thread(self.connection):
                self.connection.execute(filling)

    def _described(self, relation: str) -> dict[str, str]:
        return {row[0]: row[1] for row in self.connection.execute(f"describe {relation}").fetchall()}


def _runs(rows: "pyarrow.RecordBatchReader", column: str) -> Iterator[tuple[str, "pyarrow.RecordBatch"]]:
    """Each run of rows with the same value in a column, with that value."""
    from pyarrow.compute import run_end_encode

    for batch in rows:
        encoded, start = run_end_encode(batch[column]), 0
        for name, end in zip(encoded.values.to_pylist(), encoded.run_ends.to_pylist(), strict=True):
            yield name, batch.slice(start, end - start)
            start = end


@lru_cache(maxsize=1)
def _asked_rows(project: Project, until: str) -> "pyarrow.Table":
    return asked_as_arrow(project.framework, until)


@lru_cache(maxsize=64)
def _framework_rows(project: Project, name: str) -> "pyarrow.Table":
    return as_arrow(name, project.framework.rows(name))
