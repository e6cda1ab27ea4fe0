"""What one row of each framework file holds: columns, types and allowed values.

Only what can be judged within one row belongs here. The column order is the files' and the warehouse's.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from pmf_pipeline.periods import PeriodError, Quarter, parse_period

Code = Annotated[str, Field(pattern=r"^[A-Z0-9-]+$")]
Number = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]
AreaCode = Annotated[str, Field(pattern=r"^[EWSN]\d{8}$")]


def _quarter_key(text: str) -> str:
    return Quarter.parse(text).key


def _period_label(text: str) -> str:
    return parse_period(text).label


def _target_period(text: str) -> str:
    period = parse_period(text)
    if period.kind not in ("quarter", "financial_year"):
        raise PeriodError(f"{text!r} is not a quarter such as 2023-24-Q2 or a financial year such as 2023-24")
    return period.label


QuarterKey = Annotated[str, AfterValidator(_quarter_key)]
PeriodLabel = Annotated[str, AfterValidator(_period_label)]
TargetPeriod = Annotated[str, AfterValidator(_target_period)]


class Row(BaseModel):
    """A row of a framework file; an unknown column is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
    _line: int = PrivateAttr(default=0)

    @property
    def line(self) -> int:
        """The row in its file, counted from 1 with the header; 0 for a row that came from no file."""
        return self._line

    def at_line(self, line: int) -> Self:
        """The same row, knowing where it stands."""
        self._line = line
        return self


class Indicator(Row):
    """One indicator of the framework (indicators.csv)."""

    indicator_code: Code
    title: str
    definition: str | None = None
    theme: str
    portfolio: str
    directorate: str
    owner: str
    tier: str | None = None
    unit: str
    decimals: Annotated[int, Field(ge=0, le=6)]
    polarity: Literal["high", "low", "target", "none"]
    frequency: Literal["quarterly", "annual", "biennial"]
    measure_type: Literal["snapshot", "cumulative", "rolling"]
    source: str
    source_measure: str | None = None
    frameworks: str | None = None
    rag_method: Literal["relative", "points", "floor", "direction"] | None = None
    tolerance: Annotated[Decimal, Field(ge=0, decimal_places=4)] | None = None
    lower: Number | None = None
    upper: Number | None = None
    direction_basis: Literal["last_reported", "same_quarter_last_year"] | None = None
    suppress_below: Annotated[int, Field(ge=0)] | None = None
    introduced_by: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    withdrawn_by: str | None = None
    peer_types: str | None = None
    next_expected: date | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} is before valid_from {self.valid_from}")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError(f"lower {self.lower} is above upper {self.upper}")
        return self


class PortfolioMove(Row):
    """The portfolio an indicator belonged to in one financial year (portfolios.csv)."""

    indicator_code: Code
    financial_year: TargetPeriod
    portfolio: str


class Target(Row):
    """One agreed target for an indicator and period (targets.csv); several rows are its history."""

    indicator_code: Code
    period: TargetPeriod
    target: Number | None = None
    floor: Number | None = None
    lower: Number | None = None
    upper: Number | None = None
    decision_ref: str
    rationale: str | None = None
    more_ambitious: Literal["yes", "no"] | None = None

    @model_validator(mode="after")
    def _set(self) -> Self:
        if self.target is None and (self.lower is None or self.upper is None):
            raise ValueError("give a target, or both lower and upper for a band")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError(f"lower {self.lower} is above upper {self.upper}")
        return self


class OutsideMetric(Row):
    """One metric of an outside framework, and the council's indicator for it if it has one (outside_metrics.csv)."""

    framework: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    theme: str
    metric: str
    unit: str
    polarity: Literal["high", "low", "target", "none"]
    source: str
    frequency: str
    level: str
    evidence: str
    indicator_code: Code | None = None
    not_applicable: str | None = None
    applies_from: date | None = None


class Decision(Row):
    """A decision that adds indicators or sets targets (decisions.csv)."""

    decision_ref: str
    title: str
    decided_on: date
    effective_from: date
    decided_by: str
    url: str | None = None


class CalendarQuarter(Row):
    """One reporting quarter of the council's forward plan (calendar.csv)."""

    quarter: QuarterKey
    period_start: date
    period_end: date
    returns_due: date
    report_on: date

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        dates = (self.period_start, self.period_end, self.returns_due, self.report_on)
        if list(dates) != sorted(dates):
            raise ValueError("period_start, period_end, returns_due and report_on must follow one another")
        return self


class Area(Row):
    """One authority (areas.csv)."""

    area_code: AreaCode
    area_name: str
    area_type: str
    region_code: str
    region_name: str


class AreaSuccessor(Row):
    """An authority's code replaced by another from a date (area_successors.csv)."""

    old_code: AreaCode
    new_code: AreaCode
    from_date: date


class Neighbour(Row):
    """One of an authority's nearest statistical neighbours (neighbours.csv)."""

    area_code: AreaCode
    neighbour_code: AreaCode


FILES: dict[str, type[Row]] = {
    "indicators": Indicator,
    "portfolios": PortfolioMove,
    "targets": Target,
    "outside_metrics": OutsideMetric,
    "decisions": Decision,
    "calendar": CalendarQuarter,
    "areas": Area,
    "area_successors": AreaSuccessor,
    "neighbours": Neighbour,
}
# Files that a framework may do without.
OPTIONAL_FILES = frozenset({"outside_metrics"})
KEYS: dict[str, tuple[str, ...]] = {
    "indicators": ("indicator_code",),
    "portfolios": ("indicator_code", "financial_year"),
    "targets": ("indicator_code", "period", "decision_ref"),
    "outside_metrics": ("framework", "metric"),
    "decisions": ("decision_ref",),
    "calendar": ("quarter",),
    "areas": ("area_code",),
    "area_successors": ("old_code", "new_code"),
    "neighbours": ("area_code", "neighbour_code"),
}
