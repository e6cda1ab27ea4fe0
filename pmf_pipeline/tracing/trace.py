"""A trace: everything that one figure of a report rests on, from the cell somebody typed to its rating.

A trace is reproducible: it names no run and no time of day, so that it can be part of an edition. What is said beside
it when somebody asks (what was published, what is true now, which runs) is in `answer`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from pmf_pipeline.tracing.comparison import Comparison

Standing = Literal["in force", "superseded", "not yet in force", "not for this figure"]
Role = Literal["the figure", "added up", "previous", "last year"]


@dataclass(frozen=True)
class Subject:
    """What the figure is of.

    Attributes:
        indicator_code: the framework's indicator.
        title: its title.
        definition: what is counted, of what.
        unit: the unit of its figures.
        decimals: how many decimals they are published at.
        polarity: high, low, target or none: which way is better.
        frequency: how often there is a figure.
        measure_type: snapshot, cumulative or rolling.
        portfolio: the portfolio it belongs to.
        owner: the job title that answers for it.
        declared_source: the source that indicators.csv names for it.
        area_code: the authority's ONS code.
        area_name: the authority.
        quarter: the quarter that reports the figure.
    """

    indicator_code: str
    title: str
    definition: str | None
    unit: str
    decimals: int
    polarity: str
    frequency: str
    measure_type: str
    portfolio: str
    owner: str
    declared_source: str
    area_code: str
    area_name: str
    quarter: str


@dataclass(frozen=True)
class ReadAgain:
    """A cell read again from the archived bytes while the trace was made.

    Attributes:
        text: what stands in it.
        agrees: whether that is what was recorded when the file was read.
        row: the cells of its row, each with the name of its column.
        fault: why it could not be read again.
    """

    text: str | None
    agrees: bool
    row: tuple[tuple[str, str], ...] = ()
    fault: str | None = None


@dataclass(frozen=True)
class Origin:
    """A row of a landed file that the figure rests on.

    Attributes:
        role: what it is to the figure.
        period: the period it is for.
        source: the source specification it was read by.
        publisher: who publishes or sends it.
        file_name: the file, below landing/.
        file_sha256: SHA-256 of its bytes, kept under that name in archive/.
        sheet: the workbook's sheet; none for CSV.
        row: the row, counted from 1.
        cell: the cell that holds the value.
        text: the text in it, or in numerator's and denominator's cells; none where it is empty, or withheld.
        value: what it is worth in the indicator's unit, exact.
        numerator: the numerator beside it.
        denominator: the denominator beside it.
        marker: its marker, without brackets.
        service: the service that sent a return.
        submitted_by: who returned it.
        submitted_on: the date on the return.
        received: the day the file was first seen in landing/, where that is on record.
        is_withheld: whether what stands in it is withheld, since it would tell a suppressed figure.
        read_again: the cell as the archive has it, where it was read again.
    """

    role: Role
    period: str
    source: str
    publisher: str
    file_name: str
    file_sha256: str
    sheet: str | None
    row: int | None
    cell: str | None
    text: str | None
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    marker: str | None
    service: str | None = None
    submitted_by: str | None = None
    submitted_on: date | None = None
    received: date | None = None
    is_withheld: bool = False
    read_again: ReadAgain | None = None


@dataclass(frozen=True)
class Figure:
    """The figure itself.

    Attributes:
        period: the period it is for.
        printed: as printed: at its published decimals, with its marker; `no figure` where there is none.
        published_value: at its published decimals.
        exact_value: exact, before rounding.
        numerator: the numerator, where it is a ratio.
        denominator: the denominator, where it is a ratio.
        marker: its marker, without brackets.
        is_withheld: whether it is suppressed: then nothing it could be worked out from is given.
        figure_id: its id; none where there is no figure.
    """

    period: str | None
    printed: str
    published_value: Decimal | None
    exact_value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    marker: str | None
    is_withheld: bool
    figure_id: str | None


@dataclass(frozen=True)
class Step:
    """One table on the way.

    Attributes:
        table: the table, and the slice of it.
        says: what happened to this figure in it.
        rule: the table's rule in words.
        made_by: the SQL model or source specification, below the project's or the home's folder.
        version: SHA-256 of what made it.
        content: SHA-256 of the slice's content.
    """

    table: str
    says: str
    rule: str
    made_by: str
    version: str
    content: str


@dataclass(frozen=True)
class AgreedTarget:
    """One target of the indicator for the period, in force or not.

    Attributes:
        target: the target, or the band, as printed.
        decision_ref: the decision that set it.
        decision_title: what was decided.
        decided_on: the day it was taken.
        effective_from: the day from which it counts.
        decided_by: who took it.
        url: where the decision is published.
        rationale: why the target was set so.
        standing: in force for the report, superseded, not yet in force by the report's date, or not for this figure
            (a year's target for a quarter of a cumulative indicator).
    """

    target: str
    decision_ref: str
    decision_title: str
    decided_on: date
    effective_from: date
    decided_by: str
    url: str | None
    rationale: str | None
    standing: Standing


@dataclass(frozen=True)
class Rating:
    """The figure against its target.

    Attributes:
        rag: Green, Amber, Red, No target, No data or Not rated.
        target_period: the period the target was set for.
        method: the rating method.
        tolerance: the tolerance used, with its unit; none where the method has none.
        variance: the figure less the target.
        variance_pct: that as a percentage of the target.
        report_on: the date of the report: targets in force by then count.
        targets: every target for that period, the one in force first.
    """

    rag: str
    target_period: str | None
    method: str
    tolerance: str | None
    variance: Decimal | None
    variance_pct: Decimal | None
    report_on: date
    targets: tuple[AgreedTarget, ...]


@dataclass(frozen=True)
class Earlier:
    """An earlier figure that this one is compared with.

    Attributes:
        basis: last_reported or same_quarter_last_year.
        period: its period.
        printed: as printed.
        direction: the direction of travel since.
        change: this figure less the earlier one.
        figure_id: its id.
        origins: the rows it rests on.
    """

    basis: str
    period: str
    printed: str
    direction: str
    change: Decimal | None
    figure_id: str | None
    origins: tuple[Origin, ...]


@dataclass(frozen=True)
class Competitor:
    """Another figure for the same indicator, authority and period, or a row that was to be one.

    Attributes:
        printed: the figure as printed, or the text of a row that was refused.
        standing: counts less, superseded, refused or left out.
        why: the rule that decided.
        source: the source specification it was read by.
        reported_in: the quarter it was first reported or returned in; none for published extracts.
        file_name: the file, below landing/.
        file_sha256: SHA-256 of the file.
        sheet: the workbook's sheet.
        row: the row.
        cell: the cell.
        text: the text in it.
        submitted_by: who returned it.
        submitted_on: the date on the return.
    """

    printed: str
    standing: Literal["counts less", "superseded", "refused"]
    why: str
    source: str
    reported_in: str | None
    file_name: str
    file_sha256: str
    sheet: str | None
    row: int | None
    cell: str | None
    text: str | None
    submitted_by: str | None
    submitted_on: date | None


@dataclass(frozen=True)
class Verdict:
    """What one rule said.

    Attributes:
        rule: its name.
        says: the rule as a sentence.
        severity: critical or warning.
        outcome: passed, failed, waived or errored.
        concerns: whether what it found names this figure's indicator.
        detail: what it found.
        waivers: what was let through, by whom, why and until when.
    """

    rule: str
    says: str
    severity: str
    outcome: str
    concerns: bool
    detail: str
    waivers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gate:
    """The gate of one table on the way.

    Attributes:
        table: the table, and the slice of it.
        suite: SHA-256 of the suite it was judged by.
        verdicts: each rule's.
    """

    table: str
    suite: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Trace:
    """Everything that a figure rests on.

    Attributes:
        subject: what the figure is of.
        notice: what has to stand wherever figures are shown, such as that they are synthetic.
        figure: the figure.
        origins: the rows of landed files it was made from: one, or every quarter that is added up.
        steps: what was done with it, table by table.
        rating: the figure against its target; none for a figure that no report rates.
        earlier: the figures it is compared with.
        comparison: the figure beside other authorities'.
        competing: what else there is for the same indicator, authority and period, and why it does not count.
        gates: every verdict on the way.
    """

    subject: Subject
    notice: str | None
    figure: Figure
    origins: tuple[Origin, ...]
    steps: tuple[Step, ...]
    rating: Rating | None
    earlier: tuple[Earlier, ...]
    comparison: Comparison | None
    competing: tuple[Competitor, ...]
    gates: tuple[Gate, ...]
