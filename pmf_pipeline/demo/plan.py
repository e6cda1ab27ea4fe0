"""What the framework asks services to return: which indicators, in which quarters, against which target.

Only questions to the framework belong here; the answers' values are made in `values`.
"""

from dataclasses import dataclass
from datetime import date

from pmf_pipeline.demo.story import FIRST_QUARTER, LAST_QUARTER
from pmf_pipeline.framework import Framework
from pmf_pipeline.framework.asked import INTERNAL_RETURNS, asked_period
from pmf_pipeline.framework.rows import CalendarQuarter, Indicator, Target


@dataclass(frozen=True)
class OwedFigure:
    """One figure that a service owes: the quarter it is returned in, its period and the target in force."""

    quarter: str
    period: str
    target: Target | None


@dataclass(frozen=True)
class Plan:
    """The demonstration's view of one framework."""

    framework: Framework

    @property
    def quarters(self) -> tuple[CalendarQuarter, ...]:
        """The quarters that have returns, in order."""
        return tuple(row for row in self.framework.calendar if FIRST_QUARTER <= row.quarter <= LAST_QUARTER)

    def indicators(self, directorate: str) -> tuple[Indicator, ...]:
        """The directorate's indicators that come from returns, in the framework's order."""
        rows = self.framework.tables["indicators"]
        return tuple(row for row in rows if row.source == INTERNAL_RETURNS and row.directorate == directorate)

    def asked(self, indicator: Indicator) -> tuple[OwedFigure, ...]:
        """Every figure owed for `indicator`, in order: each quarter's, or each year's in the next quarter."""
        return tuple(
            OwedFigure(row.quarter, period, self._target(indicator, row.report_on, period))
            for row in self.quarters
            if (period := asked_period(indicator, row)) is not None
        )

    def _target(self, indicator: Indicator, on: date, period: str) -> Target | None:
        """The target for a period on a date: the period's own before its year's, then the latest decision's."""
        decisions = self.framework.decisions
        in_force = [
            row
            for row in self.framework.tables["targets"]
            if row.indicator_code == indicator.indicator_code
            and row.period in (period, period[:7])
            and decisions[row.decision_ref].in_force_from <= on
        ]
        return max(in_force, key=lambda row: (len(row.period), decisions[row.decision_ref].precedence), default=None)
