"""The rows of the warehouse that a trace is made of: one indicator's, or all of a quarter's in one pass.

Only reading slices belongs here; what the rows mean for a figure is `tracer`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pmf_pipeline.catalogue import WHOLE
from pmf_pipeline.project import Project
from resources.slices import SliceStore
from resources.states import States

if TYPE_CHECKING:
    import duckdb

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
ENGLAND = "E92000001"

MEMBERS = """
select compared.indicator_code as key_, compared.area_code, compared.value,
    figures.file_name, figures.file_sha256, figures.sheet, figures.row_number, figures.cell, figures.raw_value
from {benchmark_values} as compared
inner join {stg_published_figures} as figures using (indicator_code, area_code, period)
where (compared.indicator_code, compared.period) in (select (unnest(?), unnest(?)))
order by compared.value desc, compared.area_code
"""


def framework_rows(project: Project, name: str) -> Sequence[Any]:
    """The rows of a framework file, each of the type that the file's rows have."""
    return project.framework.tables[name]


def relation(store: SliceStore, table: str, slices: Sequence[str]) -> str | None:
    """The slices of a table that there are, as a relation of SQL; none where there is none."""
    paths = [path for name in slices if (path := store.path(table, name)).exists()]
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{listed}])" if paths else None


@dataclass(frozen=True)
class Question:
    """Which rows are wanted.

    Attributes:
        quarter: the quarter that reports.
        area_code: the authority.
        indicator_code: the indicator; none for every one.
    """

    quarter: str
    area_code: str
    indicator_code: str | None = None


class Evidence:
    """What the warehouse says of the figures of a question, by indicator."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", states: States, question: Question) -> None:
        """Look through `connection`, a DuckDB of its own or a step's."""
        self._connection = connection
        self._states = states
        self._question = question

    @cached_property
    def scorecard(self) -> Rows:
        """The quarter's scorecard: the council's own rows."""
        return self._of_quarter("scorecard")

    @cached_property
    def reported(self) -> Rows:
        """What the quarter reports of the council itself."""
        own = self._states.project.framework.rules.area_code
        return self._of_quarter("reported_outturns", f"area_code = '{own}'")

    @cached_property
    def outturns(self) -> Rows:
        """Every figure of the authority by the quarter, the newest quarter's first."""
        where = f"area_code = '{self._question.area_code}'"
        return self._select("outturns", self._until("outturns"), where, "quarter desc, source")

    @cached_property
    def returns(self) -> Rows:
        """The submissions that stand, by the quarter of their folder, the newest first."""
        return self._select("stg_returns", self._until("stg_returns"), order="quarter desc")

    @cached_property
    def year_to_date(self) -> Rows:
        """Which quarters add up to each year to date."""
        return self._select("year_to_date", self._until("year_to_date"))

    @cached_property
    def targets(self) -> Rows:
        """The targets in force for the quarter's report."""
        return self._of_quarter("targets_in_force")

    @cached_property
    def ratings(self) -> Rows:
        """The quarter's ratings."""
        return self._of_quarter("target_comparisons")

    @cached_property
    def directions(self) -> Rows:
        """The quarter's directions of travel."""
        return self._of_quarter("direction_of_travel")

    @cached_property
    def benchmarks(self) -> Rows:
        """The quarter's figures beside other authorities'."""
        return self._of_quarter("benchmark_comparisons")

    @cached_property
    def competing(self) -> Rows:
        """The authority's figures that compete with another."""
        return self._of_quarter("competing_outturns", f"area_code = '{self._question.area_code}'")

    @cached_property
    def groups(self) -> Rows:
        """What each group of authorities has in common, in every period."""
        own = {area.area_code: area for area in framework_rows(self._states.project, "areas")}
        area = own.get(self._question.area_code)
        codes = [ENGLAND, self._question.area_code, area.region_code if area else ""]
        listed = ", ".join(f"'{code}'" for code in codes)
        return self._select("benchmark_groups", [WHOLE], f"group_code in ({listed})")

    @cached_property
    def landed(self) -> Rows:
        """The landed rows of the authority, by the measure or indicator code that the file gives."""
        returns = self._select("internal_returns", self._until("internal_returns"), key="measure", of=self._codes)
        published = self._select(
            "published_figures",
            self._states.store.names("published_figures"),
            f"area_code = '{self._question.area_code}'",
            key="measure",
            of=self._measures,
        )
        return {**published, **returns}

    def members_of(self, code: str, period: str) -> Sequence[Row]:
        """Every authority's figure that is compared in a period, with its origin, the largest first."""
        if period != self._shown_periods.get(code):
            return self._members({code: period}).get(code, ())
        return self._members_shown.get(code, ())

    @cached_property
    def _members_shown(self) -> Rows:
        return self._members(self._shown_periods)

    @cached_property
    def _shown_periods(self) -> Mapping[str, str]:
        return {code: rows[0]["period"] for code, rows in self.reported.items() if rows[0]["period"]}

    def _members(self, periods: Mapping[str, str]) -> Rows:
        tables = {name: self._relation(name, [WHOLE]) for name in ("benchmark_values", "stg_published_figures")}
        if not periods or not all(tables.values()):
            return {}
        return self._fetch(MEMBERS.format(**tables), [list(periods), list(periods.values())])

    @cached_property
    def _codes(self) -> list[str] | None:
        return [self._question.indicator_code] if self._question.indicator_code else None

    @cached_property
    def _measures(self) -> list[str] | None:
        if self._question.indicator_code is None:
            return None
        indicators = framework_rows(self._states.project, "indicators")
        return [
            row.source_measure
            for row in indicators
            if row.indicator_code == self._question.indicator_code and row.source_measure
        ]

    def _until(self, table: str) -> list[str]:
        return [name for name in self._states.store.names(table) if name <= self._question.quarter]

    def _of_quarter(self, table: str, where: str = "true") -> Rows:
        return self._select(table, [self._question.quarter], where)

    def _select(
        self,
        table: str,
        slices: Sequence[str],
        where: str = "true",
        order: str = "1",
        key: str = "indicator_code",
        of: Sequence[str] | None = None,
    ) -> Rows:
        relation = self._relation(table, slices)
        if relation is None:
            return {}
        wanted = of if of is not None else self._codes
        only = "true" if wanted is None else f"{key} in (select unnest(?))"
        query = f"select {key} as key_, * from {relation} where {where} and {only} order by {order}"
        return self._fetch(query, [] if wanted is None else [list(wanted)])

    def _relation(self, table: str, slices: Sequence[str]) -> str | None:
        return relation(self._states.store, table, slices)

    def _fetch(self, query: str, parameters: Sequence[Any]) -> Rows:
        """Rows by their first column."""
        cursor = self._connection.execute(query, parameters)
        names = [column[0] for column in cursor.description or ()]
        found: dict[str, list[Row]] = {}
        for row in cursor.fetchall():
            found.setdefault(row[0], []).append(dict(zip(names, row, strict=True)))
        return found
