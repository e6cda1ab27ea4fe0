"""What a cell of a framework file may hold: codes, quarters, periods, days, units and numbers.

Which column holds what stands in `rows`.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from pmf_pipeline.periods import PeriodError, parse_period, parse_quarter

Code = Annotated[str, Field(pattern=r"^[A-Z0-9-]+$")]
Number = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]
AreaCode = Annotated[str, Field(pattern=r"^[EWSN]\d{8}$")]


def _quarter_key(text: str) -> str:
    return parse_quarter(text).key


def _period_label(text: str) -> str:
    return parse_period(text).label


def _financial_year(text: str) -> str:
    period = parse_period(text)
    if period.kind != "financial_year":
        raise PeriodError(f"{text!r} is not a financial year such as 2023-24")
    return period.label


def _written_out(given: Any) -> Any:
    """The text of a date if it is year first, as the reader of dates takes numbers too, and years of any age."""
    if isinstance(given, str) and not WRITTEN_OUT.fullmatch(given):
        raise ValueError(f"write a date with all four digits of its year, from {FIRST_YEAR} on, such as 2023-08-15")
    return given


def _unit(text: str) -> str:
    if text != "%" and (PERCENT.fullmatch(text) or "%" in text):
        raise ValueError("write % alone, by which a numerator over a denominator is scaled; say of what in the title")
    if RATE_IN_WORDS.match(text):
        raise ValueError("write 'per' small and the number in digits, such as per 1,000, by which a figure is scaled")
    return text


FIRST_YEAR = 1974  # when today's kinds of council began
WRITTEN_OUT = re.compile(r"(?:19(?:7[4-9]|[89]\d)|2\d{3})-\d\d-\d\d", re.ASCII)
PERCENT = re.compile(r"per ?cent|percentage|pct\.?", re.IGNORECASE)
RATE_IN_WORDS = re.compile(
    r"(?!(?-i:per ))per\s|per\s+(?:\d[\d,]*[a-z]|(?:ten|hundred|thousand|million)\b)", re.IGNORECASE
)

QuarterKey = Annotated[str, AfterValidator(_quarter_key)]
PeriodLabel = Annotated[str, AfterValidator(_period_label)]
YearLabel = Annotated[str, AfterValidator(_financial_year)]
Day = Annotated[date, BeforeValidator(_written_out)]
Unit = Annotated[str, AfterValidator(_unit)]
