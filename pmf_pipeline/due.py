"""Which quarters may be reported: due by the calendar, and with returns landed.

Only the question is answered here; the schedule, the sensor and the command line ask it.
"""

from collections.abc import Sequence
from datetime import date

from pmf_pipeline.framework import Framework


def newest_due(framework: Framework, today: date) -> str | None:
    """The newest quarter whose returns have fallen due by `today`; None before the first."""
    due = [row.quarter for row in framework.calendar if row.returns_due <= today]
    return due[-1] if due else None


def newest_returned(framework: Framework, returned: Sequence[str]) -> str | None:
    """The newest quarter of the calendar that has returns."""
    known = [quarter for quarter in framework.quarters if quarter in returned]
    return known[-1] if known else None


def stretches(framework: Framework, quarters: Sequence[str]) -> list[list[str]]:
    """Quarters in order, grouped into unbroken stretches of the calendar: each is one run."""
    groups: list[list[str]] = []
    order = framework.quarters
    for quarter in sorted(set(quarters), key=order.index):
        if groups and order.index(quarter) == order.index(groups[-1][-1]) + 1:
            groups[-1].append(quarter)
        else:
            groups.append([quarter])
    return groups
