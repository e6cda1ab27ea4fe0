"""The tracer: a figure's trace, put together from the rows and passports that it rests on.

One figure or every figure of a quarter come about in the same way; which rows there are is `evidence`'s to find.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pmf_pipeline.framework.rows import Indicator
from pmf_pipeline.framework.small_numbers import small_numbers
from pmf_pipeline.project import Project
from pmf_pipeline.tracing.trace import Earlier, Figure, Subject, Trace
from pmf_pipeline.tracing.withholding import is_withheld, withheld_competitors, withheld_figure
from pmf_pipeline.tracing.words import printed
from resources.states import States
from resources.tracing.comparing import comparison
from resources.tracing.evidence import Evidence, Question
from resources.tracing.found import Found
from resources.tracing.origins import Origins
from resources.tracing.papers import Papers, RuleSentences
from resources.tracing.rating import rating
from resources.tracing.route import route
from resources.tracing.rows import Row, SliceRows, first

if TYPE_CHECKING:
    import duckdb


class Tracer:
    """Traces of the figures of one home, as its slices are while nothing makes them again."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", states: States, sentences: RuleSentences) -> None:
        """Trace through `connection`; `sentences` says what each rule of a table's suite says."""
        self._rows = SliceRows(connection, states.store)
        self._papers = Papers(states, sentences)
        self._project: Project = states.project
        self._own = states.project.framework.rules.area_code
        self._with_small_numbers = small_numbers(states.project.framework)

    @property
    def papers(self) -> Papers:
        """The passports of the slices."""
        return self._papers

    def trace(self, question: Question, period: str | None = None) -> Trace:
        """The trace of one figure: the one that the quarter reports, or the one for another period by then."""
        evidence = Evidence(self._project, self._rows, question)
        assert question.indicator_code is not None
        return self._trace(evidence, question, self._project.framework.indicators[question.indicator_code], period)

    def traces(self, quarter: str) -> tuple[Trace, ...]:
        """The trace of every figure of a quarter's scorecard, each table read once."""
        question = Question(quarter, self._own)
        evidence = Evidence(self._project, self._rows, question)
        indicators = self._project.framework.indicators
        return tuple(self._trace(evidence, question, indicators[code], None) for code in sorted(evidence.scorecard))

    def _trace(self, evidence: Evidence, question: Question, indicator: Indicator, period: str | None) -> Trace:
        origins = Origins(self._project, self._papers, evidence, indicator, question.quarter)
        found = self._find(evidence, question, indicator, period, origins)
        figure = _figure(found, indicator.decimals)
        stops = route(self._project, evidence, found, figure, question)
        competing = origins.competing(figure.period or "", found.origins)
        may_be_withheld = indicator.indicator_code in self._with_small_numbers or any(
            is_withheld(row["marker"]) for row in evidence.outturns.get(indicator.indicator_code, ())
        )
        if figure.is_withheld or indicator.suppress_below is not None:
            competing = withheld_competitors(competing)
        is_reported = found.reported is not None
        return Trace(
            subject=self._subject(evidence, indicator, question),
            notice=self._project.framework.rules.notice,
            figure=figure,
            origins=found.origins,
            steps=self._papers.steps(stops),
            rating=rating(self._project, evidence, indicator, question.quarter) if is_reported else None,
            earlier=_earlier(evidence, found, origins) if is_reported else (),
            comparison=comparison(self._project, evidence, indicator, figure, question),
            competing=competing,
            gates=self._papers.gates(stops, indicator.indicator_code, is_withheld=may_be_withheld),
        )

    def _find(
        self, evidence: Evidence, question: Question, indicator: Indicator, period: str | None, origins: Origins
    ) -> Found:
        code = indicator.indicator_code
        reported = first(evidence.reported, code) if question.area_code == self._own else None
        if period is not None and (reported is None or reported["period"] != period):
            reported = None
        outturns = evidence.outturns.get(code, ())
        if reported is not None:
            outturn = _by_id(outturns, reported["figure_id"])
        else:
            outturn = _that_counts(evidence, code, period or _nearest_period(evidence, code))
        return Found(indicator, reported, outturn, origins.of_figure(outturn))

    def _subject(self, evidence: Evidence, indicator: Indicator, question: Question) -> Subject:
        area = self._project.framework.areas.get(question.area_code)
        shown = first(evidence.scorecard, indicator.indicator_code)
        return Subject(
            indicator_code=indicator.indicator_code,
            title=indicator.title,
            definition=indicator.definition,
            unit=indicator.unit,
            decimals=indicator.decimals,
            polarity=indicator.polarity,
            frequency=indicator.frequency,
            measure_type=indicator.measure_type,
            portfolio=shown["portfolio"] if shown else indicator.portfolio,
            owner=indicator.owner,
            declared_source=indicator.source,
            area_code=question.area_code,
            area_name=area.area_name if area else question.area_code,
            quarter=question.quarter,
        )


def _figure(found: Found, decimals: int) -> Figure:
    outturn, reported = found.outturn, found.reported
    if outturn is None:
        marker = reported["marker"] if reported else None
        period = reported["period"] if reported else None
        withheld = is_withheld(marker)
        return Figure(period, printed(None, decimals, marker), None, None, None, None, marker, withheld, None)
    figure = Figure(
        period=outturn["period"],
        printed=printed(outturn["published_value"], decimals, outturn["marker"]),
        published_value=outturn["published_value"],
        exact_value=outturn["value"],
        numerator=outturn["numerator"],
        denominator=outturn["denominator"],
        marker=outturn["marker"],
        is_withheld=is_withheld(outturn["marker"]),
        figure_id=outturn["figure_id"],
    )
    return withheld_figure(figure) if figure.is_withheld else figure


def _earlier(evidence: Evidence, found: Found, origins: Origins) -> tuple[Earlier, ...]:
    """The figure that the direction of travel compares with, and for quarterly indicators the one a year before."""
    code, reported = found.indicator.indicator_code, found.reported
    direction = first(evidence.directions, code)
    if direction is None or reported is None:
        return ()
    trends = [
        (direction["basis"], direction["previous_period"], direction["previous_figure_id"], direction["direction"],
         direction["change"]),
        ("same_quarter_last_year", direction["long_previous_period"], reported["last_year_figure_id"],
         direction["long_direction"], None),
    ]  # fmt: skip
    seen, earlier = set(), []
    for basis, period, figure_id, words, change in trends:
        outturn = _by_id(evidence.outturns.get(code, ()), figure_id)
        if period is None or outturn is None or period in seen:
            continue
        seen.add(period)
        shown = printed(outturn["published_value"], found.indicator.decimals, outturn["marker"])
        role: Any = "last year" if basis == "same_quarter_last_year" else "previous"
        earlier.append(Earlier(basis, period, shown, words, change, figure_id, origins.of_figure(outturn, role)))
    return tuple(earlier)


def _by_id(outturns: Sequence[Row], figure_id: str | None) -> Row | None:
    return next((row for row in outturns if row["figure_id"] == figure_id), None) if figure_id else None


def _nearest_period(evidence: Evidence, code: str) -> str | None:
    """The period that the council reports, where the authority has a figure for it; else the authority's newest."""
    reported = [row["period"] for row in evidence.reported.get(code, ())]
    outturns = evidence.outturns.get(code, ())
    if not outturns or any(row["period"] in reported for row in outturns):
        return reported[0] if reported else None
    return str(max(outturns, key=lambda row: row["period_end"])["period"])


def _that_counts(evidence: Evidence, code: str, period: str | None) -> Row | None:
    """The figure for a period that counts, by the table that decides it; none where there is none for it."""
    counting = [
        row["figure_id"] for row in evidence.competing.get(code, ()) if (row["period"], row["place"]) == (period, 1)
    ]
    mine = [row for row in evidence.outturns.get(code, ()) if row["period"] == period]
    return _by_id(mine, counting[0]) if counting else next(iter(mine), None)
