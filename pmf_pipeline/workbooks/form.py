"""What one return workbook asks: the rows of its form, each with what the person filling it in should know.

Only content belongs here; how a sheet shows it is in `return_sheet` and `guidance`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pmf_pipeline.framework.asked import Asked
from pmf_pipeline.framework.rows import CalendarQuarter, Indicator

PERCENT = "%"
AMOUNT = re.compile("number|£(k|m|bn|000s?| thousand| million| billion)?")  # the macro is_an_amount is the same


@dataclass(frozen=True)
class Reference:
    """What is known of a figure before it is returned; blank where there is nothing.

    Attributes:
        last_period: the latest earlier period with a figure.
        last_value: its figure, at the indicator's published decimals.
        year_before_value: the figure of the same period a year before, where that is another one.
        target: the target in force for the period on the quarter's report date.
        lower: lower end of the band, where the target is one.
        upper: upper end of the band.
    """

    last_period: str | None = None
    last_value: Decimal | None = None
    year_before_value: Decimal | None = None
    target: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None


@dataclass(frozen=True)
class FormRow:
    """One figure that the workbook asks for."""

    asked: Asked
    reference: Reference

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.asked.indicator

    @property
    def is_percentage(self) -> bool:
        """Whether the figure is a percentage."""
        return self.indicator.unit == PERCENT

    @property
    def is_ratio(self) -> bool:
        """Whether the figure may be given as numerator and denominator instead."""
        return AMOUNT.fullmatch(self.indicator.unit) is None

    @property
    def accumulates(self) -> bool:
        """Whether the figure adds up over the year, so that it may be the quarter's or the year to date's."""
        return self.indicator.measure_type == "cumulative" and self.indicator.frequency == "quarterly"


@dataclass(frozen=True)
class Form:
    """One workbook: a service's form for a quarter.

    Attributes:
        council: the council's name.
        area_code: its ONS code.
        notice: what is printed wherever figures are shown, if anything.
        quarter: the quarter it is for.
        service: the service it is for, and the name of its file.
        rows: the figures asked for, in the framework's order.
        earlier: the periods that a late or corrected figure may be for, the latest first.
        framework_sha256: of the indicators it was made from.
    """

    council: str
    area_code: str
    notice: str | None
    quarter: CalendarQuarter
    service: str
    rows: tuple[FormRow, ...]
    earlier: tuple[str, ...]
    framework_sha256: str

    @property
    def directorates(self) -> str:
        """The directorates whose figures it asks for, as a heading."""
        return " and ".join(dict.fromkeys(row.indicator.directorate for row in self.rows))

    @property
    def title(self) -> str:
        """What the workbook is."""
        return f"Performance return {self.quarter.quarter}: {self.directorates}"

    @property
    def short_notice(self) -> str:
        """The notice's first words, for where there is little room."""
        return (self.notice or "").split(":")[0].rstrip(".")


def notes(row: FormRow, short_notice: str) -> str:
    """What is particular about one row, in sentences."""
    return " ".join(_notes(row, short_notice))


def _notes(row: FormRow, short_notice: str) -> Iterator[str]:
    indicator = row.indicator
    if indicator.frequency != "quarterly":
        yield f"{indicator.frequency.capitalize()} figure, for {row.asked.period}."
    if row.accumulates:
        yield "Give the year to date, or say in_quarter under accumulation."
    if row.is_ratio:
        yield "Give the value, or numerator and denominator."
    if indicator.suppress_below:
        yield f"Give the true count: reports hide it below {indicator.suppress_below}."
    if short_notice:
        yield f"{short_notice}."
