"""Periods: which stretch of time a figure is about, in one spelling whatever the source wrote.

Here: financial years, quarters, the other spans that sources state, and reading their spellings. Not here:
which quarters the council reports and when returns are due (`framework/calendar.csv`), nor how a period
becomes a Dagster partition. Standard library only, since every command imports this.
"""

from pmf_pipeline.periods.notes import strip_notes
from pmf_pipeline.periods.period import Period, PeriodKind
from pmf_pipeline.periods.quarters import FinancialYear, PeriodError, Quarter
from pmf_pipeline.periods.spellings import parse_period, parse_quarter

__all__ = [
    "FinancialYear",
    "Period",
    "PeriodError",
    "PeriodKind",
    "Quarter",
    "parse_period",
    "parse_quarter",
    "strip_notes",
]
