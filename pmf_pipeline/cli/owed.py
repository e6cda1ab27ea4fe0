"""What services owe, for `pmf status`: who has not returned what, and which figures the report lacks for it.

What is missing or late is missing_returns.sql's to say. Before a quarter's returns have been read, only its files tell
which services have sent something, and the framework what each is asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pmf_pipeline.framework.asked import services
from pmf_pipeline.project import Project
from resources.states import States

TABLE = "missing_returns"
OWED = """
select status, service, indicator_code, title, period, returns_due, days_late
from read_parquet(?) order by status desc, service, indicator_code
"""
MOST_CODES = 12


@dataclass(frozen=True)
class Owed:
    """A figure that is missing or came late: a row of missing_returns."""

    status: str
    service: str
    indicator_code: str
    title: str
    period: str
    returns_due: date
    days_late: int | None


def owed(states: States, quarter: str) -> Sequence[Owed] | None:
    """What is missing or late in a quarter; None where that has not been worked out from what has landed."""
    import duckdb

    if states.state(TABLE, quarter).kind != "current":
        return None
    path = states.store.path(TABLE, quarter)
    return [Owed(*row) for row in duckdb.execute(OWED, [str(path)]).fetchall()]


def in_words(project: Project, states: States, quarter: str, today: date) -> Iterator[str]:
    """Who has not returned what for a quarter, a line each."""
    found = owed(states, quarter)
    if found is None:
        yield from _not_read_yet(project, states, quarter, today)
        return
    for row in found:
        if row.status == "Missing":
            yield (
                f"Missing: {row.service} has not returned {row.indicator_code} {row.title} for {row.period}, due "
                f"{row.returns_due}. The report of {quarter} shows [x] for it."
            )
    for service, days in sorted({(row.service, row.days_late) for row in found if row.status == "Late"}):
        codes = [row.indicator_code for row in found if (row.service, row.days_late) == (service, days)]
        yield f"Late: {service} returned {_listed(codes)} of {quarter} {days} day{'' if days == 1 else 's'} late."


def _not_read_yet(project: Project, states: States, quarter: str, today: date) -> Iterator[str]:
    due = project.framework.quarter(quarter).returns_due
    sent = {landed.service for landed in states.landed(project.catalogue["internal_returns"], quarter)}
    for service, asked in services(project.framework, quarter):
        if service not in sent and due <= today:
            codes = [entry.indicator.indicator_code for entry in asked]
            yield f"Missing: {service} has sent no file for {quarter}, due {due}. It owes {_listed(codes)}."


def _listed(codes: Sequence[str]) -> str:
    more = f" and {len(codes) - MOST_CODES} more" if len(codes) > MOST_CODES else ""
    return ", ".join(codes[:MOST_CODES]) + more
