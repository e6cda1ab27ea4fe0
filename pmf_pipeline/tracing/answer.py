"""What somebody who asks about a figure is told beside its trace: what was published, what is true now, which runs.

Only the shape of an answer belongs here; finding it is resources/'s.
"""

from dataclasses import dataclass

from pmf_pipeline.tracing.forward import PublishedValue
from pmf_pipeline.tracing.trace import Trace

UI = "http://127.0.0.1:3000"


@dataclass(frozen=True)
class Published:
    """The figure as an edition has it.

    Attributes:
        quarter: the quarter reported.
        edition: the edition's number.
        editions: how many editions the quarter has.
        printed: the figure as printed.
        target: the target as printed.
        rag: its rating.
        direction: its direction of travel.
        page: its page in the edition, below the home; none in an edition made before there were pages.
    """

    quarter: str
    edition: int
    editions: int
    printed: str
    target: str
    rag: str
    direction: str
    page: str | None


@dataclass(frozen=True)
class Change:
    """What of a published figure is no longer so, and why.

    Attributes:
        what: the figure, target, rating or another part of it.
        was: as published.
        now: as it is now.
        why: what brought it about.
    """

    what: str
    was: str
    now: str
    why: str


@dataclass(frozen=True)
class Run:
    """A run that made slices the figure rests on.

    Attributes:
        run_id: its id in Dagster.
        url: its page in the Dagster UI.
        made: the slices it made.
    """

    run_id: str
    url: str
    made: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """The answer to a question about a figure.

    Attributes:
        trace: of the figure asked about: as published where that was asked or where it has changed since, else as now.
        is_of_edition: whether the trace is the one frozen in the edition.
        published: the figure in the edition asked about, or in its quarter's newest one; none where there is none.
        elsewhere: where there is none, how the newest edition of another quarter shows the figure's period, as its
            outturn or its previous figure; none where none does.
        state: whether what the warehouse has now is current, in words.
        now: the trace as it is now, where it differs from the one published.
        changes: what differs, and why.
        runs: the runs behind what is there now.
    """

    trace: Trace
    is_of_edition: bool
    published: Published | None
    elsewhere: PublishedValue | None
    state: str
    now: Trace | None
    changes: tuple[Change, ...]
    runs: tuple[Run, ...]
