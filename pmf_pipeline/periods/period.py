"""The period a figure is about: its first and last day, and the one label that stands for them.

Here: choosing the label and the kind for a pair of dates. Not here: reading what a source wrote
(`spellings.py`).
"""

from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from typing import Literal, Self

from pmf_pipeline.periods.quarters import FinancialYear, PeriodError, Quarter

PeriodKind = Literal["quarter", "financial_year", "calendar_year", "span", "date"]

# The financial years that a calendar can hold whole; a date outside them is in no quarter.
_FIRST_DAY = FinancialYear(1).start
_LAST_DAY = FinancialYear(MAXYEAR - 1).end


@dataclass(frozen=True)
class Period:
    """A stretch of whole days. `Period.between` makes one; the same days always make the same period.

    Attributes:
        label: the canonical spelling, which `parse_period` reads back to an equal period.
        start: first day.
        end: last day, included.
        kind: what sort of period it is; `span` is any that is not one of the others.

    Raises:
        PeriodError: the end is before the start.
    """

    label: str
    start: date
    end: date
    kind: PeriodKind

    def __post_init__(self) -> None:
        """Refuses a period that runs backwards."""
        if self.end < self.start:
            raise PeriodError(f"it ends on {self.end}, before it starts on {self.start}")

    @classmethod
    def between(cls, start: date, end: date) -> Self:
        """The period from `start` to `end`, both included, under its canonical label.

        Raises:
            PeriodError: the end is before the start.
        """
        label, kind = _name(start, end)
        return cls(label, start, end, kind)

    def __str__(self) -> str:
        """The label, for messages."""
        return self.label


def _name(start: date, end: date) -> tuple[str, PeriodKind]:
    if start == end:
        return start.isoformat(), "date"
    if _opens(start, 4) and _closes(end, 3) and start < end:
        return _name_of_financial_years(FinancialYear.containing(start), FinancialYear.containing(end))
    if _opens(start, 1) and _closes(end, 12) and start.year == end.year:
        return f"{start.year:04}", "calendar_year"
    if start >= _FIRST_DAY and end <= _LAST_DAY:
        quarter = Quarter.containing(start)
        if (quarter.start, quarter.end) == (start, end):
            return quarter.key, "quarter"
    return _name_of_span(start, end), "span"


def _name_of_financial_years(first: FinancialYear, last: FinancialYear) -> tuple[str, PeriodKind]:
    if first == last:
        return first.label, "financial_year"
    return f"{first.label} to {last.label}", "span"


def _name_of_span(start: date, end: date) -> str:
    whole_months = start.day == 1 and _is_month_end(end)
    # November 2010 to December 2011 would be "2010-11 to 2011-12", two financial years: hence full dates.
    if whole_months and not (_looks_like_a_year(start) and _looks_like_a_year(end)):
        return f"{start.isoformat()[:7]} to {end.isoformat()[:7]}"
    return f"{start.isoformat()} to {end.isoformat()}"


def _looks_like_a_year(day: date) -> bool:
    return (day.year + 1) % 100 == day.month


def _opens(day: date, month: int) -> bool:
    return day.month == month and day.day == 1


def _closes(day: date, month: int) -> bool:
    return day.month == month and day.day == 31


def _is_month_end(day: date) -> bool:
    return day == date.max or (day + timedelta(days=1)).day == 1
