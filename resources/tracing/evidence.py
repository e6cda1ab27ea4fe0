"""The rows of the warehouse that a trace is made of: one indicator's, or all of a quarter's in one pass.

How they are read is `rows`'; what they mean for a figure is `tracer`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from pmf_pipeline.framework.load import ENGLAND
from pmf_pipeline.project import Project
from resources.tracing.rows import Row, Rows, SliceRows, Wanted

BY_PLACE = "file_name, sheet, row_number"

MEMBERS = """
select compared.indicator_code as key_, compared.area_code, compared.value,
    figures.file_name, figures.file_sha256, figures.sheet, figures.row_number, figures.cell, figures.raw_value
from {benchmark_values} as compared
inner join {stg_published_figures} as figures using (indicator_code, area_code, period)
where (compared.indicator_code, compared.period) in (select (unnest(?), unnest(?)))
order by compared.value desc, compared.area_code
"""


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

    def __init__(self, project: Project, rows: SliceRows, question: Question) -> None:
        """Look for what `question` asks among `rows`."""
        self._project = project
        self._rows = rows
        self._question = question

    @cached_property
    def scorecard(self) -> Rows:
        """The quarter's scorecard: the council's own rows."""
        return self._of_quarter("scorecard")

    @cached_property
    def reported(self) -> Rows:
        """What the quarter reports of the council itself."""
        own = self._project.framework.rules.area_code
        return self._of_quarter("reported_outturns", f"area_code = '{own}'")

    @cached_property
    def outturns(self) -> Rows:
        """Every figure of the authority by the quarter, the newest quarter's first."""
        return _newest_first(self._until("outturns", self._of_the_authority, order="source"))

    @cached_property
    def returns(self) -> Rows:
        """The submissions that stand, by the quarter of their folder, the newest first."""
        return _newest_first(self._until("stg_returns"))

    @cached_property
    def year_to_date(self) -> Rows:
        """Which quarters add up to each year to date."""
        return self._until("year_to_date")

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
        return self._of_quarter("competing_outturns", self._of_the_authority)

    @cached_property
    def groups(self) -> Rows:
        """What each group of authorities has in common, in every period."""
        area = self._project.framework.areas.get(self._question.area_code)
        codes = [ENGLAND, self._question.area_code, area.region_code if area else ""]
        listed = ", ".join(f"'{code}'" for code in codes)
        return self._rows.of_all(Wanted("benchmark_groups", f"group_code in ({listed})", of=self._codes))

    @cached_property
    def landed(self) -> Rows:
        """The landed rows of the authority, by the measure or indicator code that the file gives."""
        returns = Wanted("internal_returns", order=BY_PLACE, key="measure", of=self._codes)
        published = Wanted("published_figures", self._of_the_authority, BY_PLACE, "measure", self._measures)
        return {**self._rows.of_all(published), **self._rows.until(returns, self._question.quarter)}

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
        tables = {name: self._rows.relation(name) for name in ("benchmark_values", "stg_published_figures")}
        if not periods or not all(tables.values()):
            return {}
        return self._rows.answering(MEMBERS.format(**tables), [list(periods), list(periods.values())])

    @cached_property
    def _codes(self) -> tuple[str, ...] | None:
        return (self._question.indicator_code,) if self._question.indicator_code else None

    @cached_property
    def _measures(self) -> tuple[str, ...] | None:
        if self._question.indicator_code is None:
            return None
        measure = self._project.framework.indicators[self._question.indicator_code].source_measure
        return (measure,) if measure else ()

    @property
    def _of_the_authority(self) -> str:
        return f"area_code = '{self._question.area_code}'"

    def _until(self, table: str, where: str = "true", order: str = "1") -> Rows:
        return self._rows.until(Wanted(table, where, order, of=self._codes), self._question.quarter)

    def _of_quarter(self, table: str, where: str = "true") -> Rows:
        return self._rows.of_slice(Wanted(table, where, of=self._codes), self._question.quarter)


def _newest_first(rows: Rows) -> Rows:
    return {key: sorted(found, key=itemgetter("quarter"), reverse=True) for key, found in rows.items()}
