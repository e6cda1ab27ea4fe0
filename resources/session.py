"""A session of the warehouse: DuckDB in memory, with the relations that one step reads, and its candidate.

Loading relations, running a model and streaming slices out belong here; judging the candidate is checks/'s, and
whether an input may be read is `states`'.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pmf_pipeline.catalogue import WHOLE, Table
from pmf_pipeline.errors import PmfError
from pmf_pipeline.framework.relations import ASKED, as_arrow, asked_rows
from resources.published import show_editions
from resources.states import States

if TYPE_CHECKING:
    import duckdb
    import pyarrow

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
        """Make a relation that Python filled the candidate, in the table's column order."""
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
        for entry in table.inputs:
            needed = {name for reader in slices for name in self.states.slices(entry, reader)}
            self.show(self.states.project.catalogue[entry.table], sorted(needed))

    def load_framework(self, names: Iterable[str]) -> None:
        """Show framework files, by their names without `.csv`."""
        self.connection.execute("create schema if not exists framework")
        for name in dict.fromkeys(names):
            rows = as_arrow(name, self.states.project.framework.tables[name])
            self.connection.register("arriving", rows)
            self.connection.execute(f'create or replace table framework."{name}" as select * from arriving')
            self.connection.unregister("arriving")

    def load_run(self, slices: Iterable[str]) -> None:
        """Show which quarters are worked on."""
        self.connection.execute("create schema if not exists run")
        self.connection.execute("create or replace table run.quarters (quarter varchar)")
        quarters = [(name,) for name in slices if name in self.states.project.framework.quarters]
        if quarters:
            self.connection.executemany("insert into run.quarters values (?)", quarters)

    def load_asked(self, until: str) -> None:
        """Show what services owe in the quarters up to one, as `run.asked`."""
        columns = ", ".join(f"{name} {kind}" for name, kind in ASKED.items())
        self.connection.execute(f"create or replace table run.asked ({columns})")
        rows = asked_rows(self.states.project.framework, until)
        if rows:
            self.connection.executemany("insert into run.asked values (?, ?, ?, ?, ?, ?)", rows)

    def show(self, table: Table, slices: Sequence[str]) -> None:
        """Show slices of a table as one relation; an empty one where there are none."""
        self.connection.execute("create schema if not exists landing")
        relation = f'landing."{table.name}"' if table.group == "landing" else f'"{table.name}"'
        if slices:
            paths = ", ".join(
                "'" + str(self.states.store.path(table.name, name)).replace("'", "''") + "'" for name in slices
            )
            self.connection.execute(f"create or replace view {relation} as from read_parquet([{paths}])")
            return
        columns = ", ".join(f'"{name}" {kind}' for name, (kind, _) in table.columns.items())
        self.connection.execute(f"create or replace table {relation} ({columns})")

    def candidate_columns(self) -> dict[str, str]:
        """The candidate's columns and their types, in order, as the model made them."""
        return {row[0]: row[1] for row in self.connection.execute(f"describe {CANDIDATE}").fetchall()}

    def rows(self, table: Table, name: str) -> "pyarrow.RecordBatchReader":
        """One slice of the candidate as a stream, in the order of the table's grain.

        Where a refused candidate lacks the column that tells its slices apart, all of it belongs to each.
        """
        told_apart = table.slice_column in self.candidate_columns()
        where = f'where "{table.slice_column}" = ?' if told_apart and name != WHOLE else ""
        query = f"select * from {CANDIDATE} {where} order by rowid"
        return self.connection.sql(query, params=[name] if where else None).to_arrow_reader(BATCH_ROWS)

    def _make_candidate(self, table: Table, relation: str) -> None:
        """Fill the candidate in the order of its grain, so that rows, and what is said of them, never change places."""
        found = [row[0] for row in self.connection.execute(f"describe select * from {relation}").fetchall()]
        order = ", ".join(f'"{column}" nulls first' for column in table.grain if column in found)
        ordering = f"order by {order}" if order else ""
        self.connection.execute(f"create or replace temp table {CANDIDATE} as select * from {relation} {ordering}")
