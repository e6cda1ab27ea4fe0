"""What of a published figure is no longer so, and why: two traces of one figure, compared.

Each cause is read off the traces themselves: another file, another decision, another version of a rule.
"""

from collections.abc import Iterator, Sequence

from pmf_pipeline.tracing.answer import Change
from pmf_pipeline.tracing.trace import Origin, Rating, Trace


def changes(then: Trace, now: Trace) -> tuple[Change, ...]:
    """What differs between a figure as published and as it is now; empty where nothing does."""
    return tuple(_changes(then, now))


def _changes(then: Trace, now: Trace) -> Iterator[Change]:
    if then.figure.period != now.figure.period:
        yield Change("period", then.figure.period or "", now.figure.period or "", "a figure for another period came in")
    if then.figure.printed != now.figure.printed:
        yield Change("figure", then.figure.printed, now.figure.printed, why_figure(then, now))
    elif _places(then.origins) != _places(now.origins):
        yield Change("origin", _files(then.origins), _files(now.origins), why_figure(then, now))
    was, becomes = _target(then.rating), _target(now.rating)
    if was != becomes:
        yield Change("target", was, becomes, _why_target(then.rating, now.rating))
    ratings = [trace.rating.rag if trace.rating else "" for trace in (then, now)]
    if ratings[0] != ratings[1]:
        yield Change("rating", ratings[0], ratings[1], _why_rating(then, now))


def why_figure(then: Trace, now: Trace) -> str:
    """Why a figure is another one: what is new among its origins, or the step that works differently."""
    return why_origins(then.origins, now.origins) or changed_step(then, now) or "another row of the file counts now"


def why_origins(then: Sequence[Origin], now: Sequence[Origin]) -> str:
    """What is new among the rows that a figure rests on; empty where they are the same."""
    old = {origin.file_sha256 for origin in then}
    new = [origin for origin in now if origin.file_sha256 not in old]
    if not then and now:
        return f"late return: {_files(now)}"
    if not now and then:
        return f"withdrawn: {_files(then)} no longer counts"
    if not new:
        return ""
    if new[0].file_name in {origin.file_name for origin in then}:
        return f"corrected file: {new[0].file_name} was landed again with other content"
    if new[0].source not in {origin.source for origin in then}:
        return f"other source: {new[0].file_name} counts now"
    return f"later submission: {new[0].file_name} counts now"


def changed_step(then: Trace, now: Trace) -> str:
    """The first step that is made by another version of its rule; empty where none is."""
    versions = {step.made_by: step.version for step in then.steps}
    for step in now.steps:
        if versions.get(step.made_by, step.version) != step.version:
            return f"changed rule: {step.made_by}"
    return ""


def _why_target(then: Rating | None, now: Rating | None) -> str:
    decisions = [_decision(rating) for rating in (then, now)]
    if decisions[0] != decisions[1]:
        return f"changed target: decision {decisions[1] or 'none'} in place of {decisions[0] or 'none'}"
    return f"changed target: the row of decision {decisions[1]} in targets.csv is another"


def _why_rating(then: Trace, now: Trace) -> str:
    if then.figure.printed != now.figure.printed:
        return "the figure changed"
    if _target(then.rating) != _target(now.rating):
        return "the target changed"
    return changed_step(then, now) or "the indicator's own settings changed"


def _target(rating: Rating | None) -> str:
    in_force = [target.target for target in rating.targets if target.standing == "in force"] if rating else []
    return in_force[0] if in_force else "no target"


def _decision(rating: Rating | None) -> str:
    in_force = [target.decision_ref for target in rating.targets if target.standing == "in force"] if rating else []
    return in_force[0] if in_force else ""


def _places(origins: Sequence[Origin]) -> list[tuple[str, int | None]]:
    return [(origin.file_sha256, origin.row) for origin in origins]


def _files(origins: Sequence[Origin]) -> str:
    return ", ".join(dict.fromkeys(origin.file_name for origin in origins)) or "none"
