"""Restatements: what an edition says of figures that earlier editions published otherwise.

Found by restatements.sql and judged by its gate at the moment of publishing, since only then is it known what was
published before. What is compared, and why a figure changed, is SQL's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import dagster as dg

from checks.gate import GateReport, judge
from checks.results import check_results
from pmf_pipeline.catalogue import Table
from pmf_pipeline.errors import GateError
from pmf_pipeline.project import Project
from pmf_pipeline.provenance import RuleVerdict
from pmf_pipeline.report.pack import ReportTable
from resources.session import CANDIDATE, Session

NAME = "restatements"
REVISED = "r"
# figures.csv is not among them: it has the marker that the source gave, by which later editions compare.
MARKED = ("scorecard", "figure_history", "framework_position")


@dataclass(frozen=True)
class Restated:
    """The restatements of one edition, passed by their gate.

    Attributes:
        table: the lines.
        report: what the gate said of them.
    """

    table: ReportTable
    report: GateReport

    def verdicts(self, quarter: str) -> Mapping[str, Sequence[RuleVerdict]]:
        """What the gate said of the quarter's lines, by table: no slice keeps it, so that the edition has to."""
        return {self.table.table.name: self.report.verdicts[quarter]}

    def mark(self, table: ReportTable) -> ReportTable:
        """A table with the marker r on each restated figure of the scorecard whose source gives it no marker."""
        marked = {row["figure_id_now"] for row in self.table.rows if row["is_marked"]}
        rows = (
            {**row, "marker": REVISED} if row["figure_id"] in marked and row["marker"] is None else row
            for row in table.rows
        )
        return replace(table, rows=tuple(rows))


def restate(session: Session, quarter: str) -> Restated:
    """What the quarter's edition has to say of earlier ones.

    Raises:
        GateError: the gate refused the lines; nothing is published.
    """
    table = session.states.project.catalogue[NAME]
    session.run_model(table, [quarter])
    report = judge(session, table, [quarter])
    stops = [verdict for verdict in report.verdicts[quarter] if verdict.stops]
    if stops:
        raise GateError(f"The gate of {NAME} refused {quarter}, so that nothing was published: {stops[0].detail}")
    return Restated(report_table(session, table, CANDIDATE), report)


def report_table(session: Session, table: Table, relation: str) -> ReportTable:
    """A relation of the session as a report table, in the order of its grain."""
    order = ", ".join(f'"{column}" nulls first' for column in table.grain)
    cursor = session.connection.execute(f'select * from "{relation}" order by {order}')
    names = [column[0] for column in cursor.description]
    return ReportTable(table, tuple(dict(zip(names, row, strict=True)) for row in cursor.fetchall()))


def restatement_checks(
    key: dg.AssetKey, project: Project, reports: Mapping[str, GateReport]
) -> Iterator[dg.AssetCheckResult]:
    """The gate's verdicts on each quarter's restatements, as checks of the pack."""
    verdicts = {quarter: report.verdicts[quarter] for quarter, report in reports.items()}
    yield from check_results(key, project.catalogue[NAME], verdicts)
