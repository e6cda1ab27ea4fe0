"""Every value ever published of an indicator, period by period, and why each is not what was published before.

Only the editions' own files are read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pmf_pipeline.errors import GateError
from pmf_pipeline.home import Home
from pmf_pipeline.project import Project
from pmf_pipeline.tracing.changes import changed_step, changes, why_origins
from pmf_pipeline.tracing.forward import History, PeriodHistory, PublishedValue
from pmf_pipeline.tracing.trace import Origin, Trace
from resources.tracing.editions import as_shown, every_edition

IN_THE_CHART = "figure in the chart"


@dataclass(frozen=True)
class _Said:
    """What one edition says of one period, with its trace where it has one."""

    value: PublishedValue
    period: str
    trace: Trace | None
    origins: tuple[Origin, ...]


def history_of(project: Project, code: str) -> History:
    """The history of an indicator.

    Raises:
        GateError: nothing of it was ever published.
    """
    said = list(_said(project.home, code))
    if not said:
        raise GateError(f"{code} is in no edition yet. Publish a quarter: `pmf run --quarter Q`.")
    indicator = project.framework.indicators[code]
    periods = sorted({one.period for one in said}, reverse=True)
    return History(
        indicator_code=code,
        title=indicator.title,
        unit=indicator.unit,
        periods=tuple(
            PeriodHistory(period, tuple(_with_reasons(_telling(one for one in said if one.period == period))))
            for period in periods
        ),
    )


def shown_of(home: Home, code: str, period: str) -> PublishedValue | None:
    """A period of an indicator as the newest edition shows it that has it; none where none has."""
    shown = [one.value for one in _said(home, code) if one.period == period]
    return shown[-1] if shown else None


def _said(home: Home, code: str) -> Iterator[_Said]:
    for edition in every_edition(home):
        row = edition.scorecard.get(code)
        if row is None:
            continue
        trace = edition.trace(code)
        if row["period"]:
            shown = as_shown(row["outturn"], row["marker"])
            value = PublishedValue(
                edition.quarter, edition.number, "outturn", shown, row["target"] or None, row["rag"], None
            )
            yield _Said(value, row["period"], trace, trace.origins if trace else ())
        if row["previous_period"]:
            origins = _earlier(trace, row["previous_period"])
            shown = _printed(trace, row["previous_period"]) or row["previous"]
            value = PublishedValue(edition.quarter, edition.number, "previous", shown, None, None, None)
            yield _Said(value, row["previous_period"], trace, origins)
        for point in edition.charts.get(code, ()):
            if point["period"] not in (row["period"], row["previous_period"]):
                shown = as_shown(point["value"], point["marker"])
                value = PublishedValue(edition.quarter, edition.number, IN_THE_CHART, shown, None, None, None)
                yield _Said(value, point["period"], trace, ())


def _telling(said: Iterable[_Said]) -> list[_Said]:
    """What was said, without the charts that only repeat it."""
    told: list[_Said] = []
    for one in said:
        if one.value.shown_as != IN_THE_CHART or not told or told[-1].value.printed != one.value.printed:
            told.append(one)
    return told


def _with_reasons(said: Sequence[_Said]) -> Iterator[PublishedValue]:
    before: _Said | None = None
    for one in said:
        value = one.value
        why = _why(before, one) if before is not None else None
        yield PublishedValue(value.quarter, value.edition, value.shown_as, value.printed, value.target, value.rag, why)
        before = one


def _why(then: _Said, now: _Said) -> str | None:
    """Why a period's value differs from the one published before; none where it does not."""
    if then.trace and now.trace and then.value.shown_as == now.value.shown_as == "outturn":
        return "; ".join(f"{change.what}: {change.why}" for change in changes(then.trace, now.trace)) or None
    if then.value.printed == now.value.printed:
        return None
    if IN_THE_CHART in (then.value.shown_as, now.value.shown_as):
        return "revised"  # where a chart's figure comes from isn't frozen with its edition
    if then.trace is None or now.trace is None:
        return "an edition made before there were traces: the reason is not on record"
    return why_origins(then.origins, now.origins) or changed_step(then.trace, now.trace) or "revised"


def _earlier(trace: Trace | None, period: str) -> tuple[Origin, ...]:
    found = [earlier.origins for earlier in trace.earlier if earlier.period == period] if trace else []
    return found[0] if found else ()


def _printed(trace: Trace | None, period: str) -> str | None:
    found = [earlier.printed for earlier in trace.earlier if earlier.period == period] if trace else []
    return found[0] if found else None
