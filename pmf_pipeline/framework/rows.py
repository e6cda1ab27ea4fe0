"""What one row of each framework file holds: its columns, and what they may hold together.

Only what can be judged within one row belongs here; what a single cell may hold is `cells`'. The column order is the
files' and the warehouse's.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self, TypedDict

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from pmf_pipeline.framework.cells import (
    AreaCode,
    Code,
    Day,
    Number,
    PeriodLabel,
    QuarterKey,
    Unit,
    YearLabel,
)


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
    """One indicator of the framework (indicators.csv).

    Attributes:
        indicator_code: the council's code for it; never used again for another.
        title: its name, as reports print it.
        definition: what is counted, of what.
        theme: the theme it is grouped under in headlines.
        portfolio: the portfolio it belongs to now; portfolios.csv holds those of other years.
        directorate: the directorate that returns it.
        owner: the job title that answers for it, not a person.
        tier: how prominently the council reports it, such as 1 or 2.
        unit: what its figures are in; `%` and `per n` also scale a numerator over a denominator. `£`, `£k`, `£m`, `£bn`
            and what follows them (`£ per dwelling`) stand around a figure: £1.8m.
        decimals: how many decimals its figures are judged and published at.
        polarity: which way is better: `high`, `low`, within a band (`target`), or neither (`none`: never rated).
        frequency: how often there is a figure.
        measure_type: `snapshot` (at a date), `cumulative` (adds up over the year) or `rolling` (over the last
            months).
        source: the source specification its figures come from.
        source_measure: the source's own name for it; blank for returns, which give the indicator's code.
        frameworks: the frameworks it is part of, separated by `;`, such as `oflog;local`.
        rag_method: its own rating method, in place of the council's.
        tolerance: its own tolerance: in % of the target for `relative`, in its unit for `points`.
        lower: lower end of its band, where targets.csv sets none.
        upper: upper end of its band, where targets.csv sets none.
        direction_basis: what its direction of travel compares with, in place of the council's.
        suppress_below: counts below this are not shown, nor what they could be worked out from.
        introduced_by: the decision that added it.
        valid_from: the first day it belongs to the framework.
        valid_to: the last day it does.
        withdrawn_by: the decision that withdrew it.
        peer_types: the kinds of authority it is compared with, as in areas.csv, separated by `;`; blank for all.
        next_expected: when the publisher is expected to give its next figure.
        part_of: the indicator that it adds up to together with others.
        asked_in: for annual and biennial figures that a service returns: the quarter whose return asks for them, for
            the last year that has ended by then; Q1 where blank.
    """

    indicator_code: Code
    title: str
    definition: str | None = None
    theme: str
    portfolio: str
    directorate: str
    owner: str
    tier: str | None = None
    unit: Unit
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
    valid_from: Day | None = None
    valid_to: Day | None = None
    withdrawn_by: str | None = None
    peer_types: str | None = None
    next_expected: Day | None = None
    part_of: Code | None = None
    asked_in: Literal["Q1", "Q2", "Q3", "Q4"] | None = None

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
    financial_year: YearLabel
    portfolio: str


class Target(Row):
    """One agreed target for an indicator and period (targets.csv); several rows are its history.

    Attributes:
        indicator_code: the indicator.
        period: the year, or the quarter of its profile; of a yearly figure for another year than a financial one,
            such as an academic year, that figure's own period.
        target: the figure to reach.
        floor: for `floor`: down (or up) to here a missed target is Amber.
        lower: lower end of the band, for polarity `target`.
        upper: upper end of the band.
        decision_ref: the decision that set it, and dates it.
        rationale: why it was set so.
        more_ambitious: whether the decision claims to ask for more than before; a gate compares.
    """

    indicator_code: Code
    period: PeriodLabel
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
    """One metric of an outside framework, and the council's indicator for it if it has one (outside_metrics.csv).

    Attributes:
        framework: the outside framework, such as `oflog`.
        theme: its theme there.
        metric: its name there.
        unit: its unit there.
        polarity: which way is better there.
        source: who publishes it.
        frequency: how often.
        level: for which kind of authority.
        evidence: where this row was taken from.
        indicator_code: the council's indicator for it.
        not_applicable: why it doesn't concern this kind of authority.
        applies_from: the day from which the framework has it.
    """

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
    applies_from: Day | None = None


class Decision(Row):
    """A decision that adds indicators or sets targets (decisions.csv).

    Attributes:
        decision_ref: its reference.
        title: what it decided.
        decided_on: the day it was taken.
        effective_from: the day from which it counts.
        decided_by: who took it: a body or a post.
        url: where it is published.
    """

    decision_ref: str
    title: str
    decided_on: Day
    effective_from: Day
    decided_by: str
    url: str | None = None

    @property
    def in_force_from(self) -> date:
        """The day from which it counts: when it is both taken and in effect."""
        return max(self.decided_on, self.effective_from)

    @property
    def precedence(self) -> tuple[date, date]:
        """Of several decisions in force the one with the highest counts."""
        return self.effective_from, self.decided_on


class CalendarQuarter(Row):
    """One reporting quarter of the council's forward plan (calendar.csv).

    Attributes:
        quarter: the quarter.
        period_start: its first day.
        period_end: its last day.
        returns_due: the day services' returns are due.
        report_on: the date of the report: targets in force by then count.
    """

    quarter: QuarterKey
    period_start: Day
    period_end: Day
    returns_due: Day
    report_on: Day

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
    from_date: Day


class JointReporting(Row):
    """An authority whose figures are reported together with others', under a code of their own (joint_reporting.csv).

    Attributes:
        joint_code: the code that publishers report them under.
        member_code: one of the authorities; each has the joint figure.
        from_date: the first day they report together.
        to_date: the last day they do; blank while they still do.
    """

    joint_code: AreaCode
    member_code: AreaCode
    from_date: Day
    to_date: Day | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.to_date and self.to_date < self.from_date:
            raise ValueError(f"to_date {self.to_date} is before from_date {self.from_date}")
        return self


class Neighbour(Row):
    """One of an authority's nearest statistical neighbours (neighbours.csv)."""

    area_code: AreaCode
    neighbour_code: AreaCode


class ServiceReturn(Row):
    """Which service returns a directorate's figures, in one file a quarter (services.csv).

    Attributes:
        service: the name of its file in landing/returns/<quarter>/, without `--2` and suffix.
        directorate: the directorate, as in indicators.csv; one without a row returns a file named after itself.
    """

    service: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    directorate: str


class Waiver(Row):
    """A failure of one rule that somebody answers for, until a date (waivers.csv).

    Attributes:
        table: the table whose gate it is; `framework` for an edit of the framework.
        rule: the rule of that table's suite; a critical one has to say that it may be waived.
        indicator_code: the indicator whose row may fail.
        period: the period of that row, or the quarter that reports it.
        area_code: the authority, where it isn't the council itself.
        reason: why the figure is right, or why the report goes on without it; printed with the report.
        waived_by: the job title that answers for it.
        waived_on: the day it was given.
        expires_on: reports dated after this day stop again.
    """

    table: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    rule: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    indicator_code: Code
    period: PeriodLabel
    area_code: AreaCode | None = None
    reason: Annotated[str, Field(min_length=10)]
    waived_by: str
    waived_on: Day
    expires_on: Day

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.expires_on < self.waived_on:
            raise ValueError(f"expires_on {self.expires_on} is before waived_on {self.waived_on}")
        return self


class Tables(TypedDict):
    """The rows of every file, by its name without `.csv`, in file order."""

    indicators: tuple[Indicator, ...]
    portfolios: tuple[PortfolioMove, ...]
    targets: tuple[Target, ...]
    outside_metrics: tuple[OutsideMetric, ...]
    decisions: tuple[Decision, ...]
    calendar: tuple[CalendarQuarter, ...]
    areas: tuple[Area, ...]
    area_successors: tuple[AreaSuccessor, ...]
    joint_reporting: tuple[JointReporting, ...]
    neighbours: tuple[Neighbour, ...]
    services: tuple[ServiceReturn, ...]
    waivers: tuple[Waiver, ...]


AnyTables = Mapping[str, Any]  # the same, where files and columns are gone through by their names

FILES: dict[str, type[Row]] = {
    "indicators": Indicator,
    "portfolios": PortfolioMove,
    "targets": Target,
    "outside_metrics": OutsideMetric,
    "decisions": Decision,
    "calendar": CalendarQuarter,
    "areas": Area,
    "area_successors": AreaSuccessor,
    "joint_reporting": JointReporting,
    "neighbours": Neighbour,
    "services": ServiceReturn,
    "waivers": Waiver,
}
# Files that a framework may do without.
OPTIONAL_FILES = frozenset({"joint_reporting", "outside_metrics", "services", "waivers"})
KEYS: dict[str, tuple[str, ...]] = {
    "indicators": ("indicator_code",),
    "portfolios": ("indicator_code", "financial_year"),
    "targets": ("indicator_code", "period", "decision_ref"),
    "outside_metrics": ("framework", "metric"),
    "decisions": ("decision_ref",),
    "calendar": ("quarter",),
    "areas": ("area_code",),
    "area_successors": ("old_code", "new_code"),
    "joint_reporting": ("joint_code", "member_code", "from_date"),
    "neighbours": ("area_code", "neighbour_code"),
    "services": ("directorate",),
    "waivers": ("table", "rule", "indicator_code", "period", "area_code"),
}
