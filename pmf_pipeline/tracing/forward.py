"""The other way round: what rests on a file or a decision, and every value an indicator ever had.

Only the shape of these answers belongs here; finding them is resources/'s.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class RestingFigure:
    """A figure that rests on a file or a decision.

    Attributes:
        indicator_code: the indicator.
        quarter: the quarter that reports it.
        period: its period.
        printed: as printed.
        how: what the file or the decision is to it.
    """

    indicator_code: str
    quarter: str
    period: str
    printed: str
    how: str


@dataclass(frozen=True)
class RestingEdition:
    """An edition in which something rests on a file or a decision.

    Attributes:
        quarter: the quarter reported.
        edition: the edition's number.
        figures: the indicators whose traces name it, each with what it is to them.
    """

    quarter: str
    edition: int
    figures: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class LandedContent:
    """One content of a landed file, and what became of its rows.

    Attributes:
        file_name: the file, below landing/.
        file_sha256: SHA-256 of its bytes.
        received: when it was first seen, where that is on record.
        in_landing: whether that content still stands in landing/.
        in_archive: whether its bytes are in the archive.
        rows: its rows by their fate: accepted, left_out or quarantined.
    """

    file_name: str
    file_sha256: str
    received: str | None
    in_landing: bool
    in_archive: bool
    rows: dict[str, int]


@dataclass(frozen=True)
class FileTrace:
    """What rests on a landed file.

    Attributes:
        contents: the contents that the name or the hash stands for.
        figures: the council's own figures that were read from it.
        other_areas: how many figures of other authorities were read from it.
        slices: every slice of the warehouse that was made from it, whatever the figure.
        editions: every edition whose figures name it.
    """

    contents: tuple[LandedContent, ...]
    figures: tuple[RestingFigure, ...]
    other_areas: int
    slices: tuple[str, ...]
    editions: tuple[RestingEdition, ...]


@dataclass(frozen=True)
class SetTarget:
    """A target that a decision set.

    Attributes:
        indicator_code: the indicator.
        period: the period it is for.
        target: the target, or the band, as printed.
        rationale: why it was set so.
        replaced: the targets for that period that were decided before, each with its decision.
        replaced_by: those that were decided after.
    """

    indicator_code: str
    period: str
    target: str
    rationale: str | None
    replaced: tuple[str, ...]
    replaced_by: tuple[str, ...]


@dataclass(frozen=True)
class DecisionTrace:
    """What rests on a decision.

    Attributes:
        decision_ref: its reference.
        title: what it decided.
        decided_on: the day it was taken.
        effective_from: the day from which it counts.
        decided_by: who took it.
        url: where it is published.
        added: the indicators it added.
        withdrawn: the indicators it withdrew.
        targets: the targets it set.
        figures: the figures rated against one of them.
        editions: every edition with such a figure.
    """

    decision_ref: str
    title: str
    decided_on: date
    effective_from: date
    decided_by: str
    url: str | None
    added: tuple[str, ...]
    withdrawn: tuple[str, ...]
    targets: tuple[SetTarget, ...]
    figures: tuple[RestingFigure, ...]
    editions: tuple[RestingEdition, ...]


@dataclass(frozen=True)
class PublishedValue:
    """What one edition published of a period.

    Attributes:
        quarter: the quarter reported.
        edition: the edition's number.
        shown_as: outturn, previous, or figure in the chart, where an edition shows it nowhere else.
        printed: the figure as printed.
        target: its target; none where it is not shown as the outturn.
        rag: its rating; none where it is not shown as the outturn.
        why: why it is not what was published before; none for the first, and where nothing changed.
    """

    quarter: str
    edition: int
    shown_as: str
    printed: str
    target: str | None
    rag: str | None
    why: str | None


@dataclass(frozen=True)
class PeriodHistory:
    """Every value published for one period.

    Attributes:
        period: the period.
        values: what each edition said, in the order of publication.
    """

    period: str
    values: tuple[PublishedValue, ...]


@dataclass(frozen=True)
class History:
    """Every value ever published of an indicator.

    Attributes:
        indicator_code: the indicator.
        title: its title.
        unit: the unit of its figures.
        periods: its periods, the newest first.
    """

    indicator_code: str
    title: str
    unit: str
    periods: tuple[PeriodHistory, ...]
