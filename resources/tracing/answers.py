"""The answer to a question about a figure: its trace with what was published, what is true now and which runs.

A question may name a quarter, or the period of an annual figure; which figure is meant is decided here.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pmf_pipeline.errors import GateError
from pmf_pipeline.project import Project
from pmf_pipeline.tracing.answer import Answer, Change, Run
from pmf_pipeline.tracing.changes import changes
from pmf_pipeline.tracing.forward import PublishedValue
from pmf_pipeline.tracing.trace import Trace
from pmf_pipeline.tracing.words import WITHHELD
from resources.states import State, States
from resources.tracing.editions import edition_of
from resources.tracing.evidence import Question
from resources.tracing.history import shown_of
from resources.tracing.papers import RuleSentences, Stop
from resources.tracing.rereading import Rereading
from resources.tracing.tracer import Tracer

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class FigureQuestion:
    """A question about a figure, with everything in it known to the framework.

    Attributes:
        indicator_code: the indicator.
        quarter: the quarter that reports; none where only a period is named.
        period: the period, where it is no quarter of the calendar.
        area_code: the authority.
        edition: the edition's number, where one is asked for.
    """

    indicator_code: str
    quarter: str | None
    period: str | None
    area_code: str
    edition: int | None = None


class Answers:
    """Answers about the figures of one home."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", states: States, sentences: RuleSentences) -> None:
        """Answer through `connection`, a DuckDB of its own."""
        self._states = states
        self._project: Project = states.project
        self._connection = connection
        self._tracer = Tracer(connection, states, sentences)
        self._rereading = Rereading(self._project.home, self._project.sources)

    def answer(self, asked: FigureQuestion) -> Answer:
        """The answer to a question.

        Raises:
            ConfigurationError: there is no such edition.
            GateError: nothing has been made or published that could be traced.
        """
        asked = self._placed(asked)
        assert asked.quarter is not None
        quarter = asked.quarter
        is_own = asked.area_code == self._project.framework.rules.area_code
        is_reported = is_own and asked.period is None
        edition = edition_of(self._project.home, quarter, asked.edition) if is_reported else None
        published = edition.says(asked.indicator_code, self._project.home) if edition else None
        frozen = edition.trace(asked.indicator_code) if edition and published else None
        now = self._now(asked, quarter)
        if frozen is None and now is None:
            raise GateError(self._nothing(asked, quarter))
        differs = changes(frozen, now) if frozen and now else ()
        is_of_edition = frozen is not None and (asked.edition is not None or bool(differs) or now is None)
        shown = frozen if is_of_edition else now
        assert shown is not None
        return Answer(
            trace=self._proved(shown),
            is_of_edition=is_of_edition,
            published=published,
            elsewhere=self._elsewhere(shown) if is_own and published is None else None,
            state=self._state(quarter, now, is_reported),
            now=self._proved(now) if now is not None and differs else None,
            changes=self._with_loss(differs, frozen, now),
            runs=self._runs(now),
        )

    def _now(self, asked: FigureQuestion, quarter: str) -> Trace | None:
        """The trace as the warehouse has it now; none where it has nothing of the figure."""
        trace = self._tracer.trace(Question(quarter, asked.area_code, asked.indicator_code), asked.period)
        is_of_a_report = asked.period is None and asked.area_code == self._project.framework.rules.area_code
        return trace if trace.rating or (trace.origins and not is_of_a_report) else None

    def _elsewhere(self, trace: Trace) -> PublishedValue | None:
        """How another quarter's edition shows the figure; nothing is told of one that is withheld now."""
        subject, figure = trace.subject, trace.figure
        shown = shown_of(self._project.home, subject.indicator_code, figure.period) if figure.period else None
        return replace(shown, printed=WITHHELD) if shown and figure.is_withheld else shown

    def _proved(self, trace: Trace) -> Trace:
        """The trace with its cells read again from the archive, but for those that are withheld."""
        return replace(trace, origins=self._rereading.again(trace.origins))

    def _placed(self, asked: FigureQuestion) -> FigureQuestion:
        """A question about a period as one about the newest quarter that reports it, or else the newest there is."""
        if asked.quarter is not None:
            return asked
        made = self._states.store.names("reported_outturns")
        if not made:
            raise GateError("No quarter has been made yet, so there is nothing to trace. Make one: `pmf run`.")
        paths = [str(self._states.store.path("reported_outturns", name)) for name in made]
        found = self._connection.execute(
            "select max(quarter) from read_parquet(?) where indicator_code = ? and period = ?",
            [paths, asked.indicator_code, asked.period],
        ).fetchone()
        if found and found[0]:
            return replace(asked, quarter=str(found[0]), period=None)
        return replace(asked, quarter=made[-1])

    def _state(self, quarter: str, now: Trace | None, is_reported: bool) -> str:
        if now is None:
            return "There is nothing of it in the warehouse now."
        table = "scorecard" if is_reported else "outturns"
        state: State = self._states.state(table, quarter)
        return "current" if state.kind == "current" else f"{table}/{quarter} is {state.kind}: {state.reason}"

    def _runs(self, now: Trace | None) -> tuple[Run, ...]:
        if now is None:
            return ()
        places = [gate.table.split("/") for gate in now.gates]
        stops = [Stop(table, name, "") for table, name in places]
        return self._tracer.papers.runs(stops)

    def _with_loss(self, differs: tuple[Change, ...], frozen: Trace | None, now: Trace | None) -> tuple[Change, ...]:
        if frozen is not None and now is None:
            lost = "it is no longer in the warehouse: its indicator or its files were withdrawn"
            return (Change("figure", frozen.figure.printed, "nothing", lost),)
        return differs

    def _nothing(self, asked: FigureQuestion, quarter: str) -> str:
        """Why there is nothing to trace, and what to do."""
        code = asked.indicator_code
        what = f"{code} for {asked.period or quarter}"
        if asked.area_code != self._project.framework.rules.area_code:
            return f"{what}: no landed file gives a figure for {asked.area_code} by {quarter}."
        if asked.period:
            return (
                f"{what}: no landed file gives a figure for {asked.period}. `pmf trace {code} --history` lists the "
                "periods that were published."
            )
        if not self._states.store.path("scorecard", quarter).exists():
            return f"{what}: {quarter} has not been made. Make it: `pmf run --quarter {quarter}`."
        indicator = self._project.framework.indicators[code]
        ends = [f"{word} {day}" for word, day in (("from", indicator.valid_from), ("to", indicator.valid_to)) if day]
        return f"{what}: the indicator was not in the framework then; it is {' '.join(ends)} (indicators.csv)."
