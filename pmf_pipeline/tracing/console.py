"""An answer as a tree for the console: the figure, where it comes from, and everything said about it.

Nothing is worked out here; what is long is told short, and JSON has the whole of it.
"""

from collections.abc import Iterator, Sequence

from pmf_pipeline.tracing.answer import Answer, Change, Run
from pmf_pipeline.tracing.comparison import Comparison
from pmf_pipeline.tracing.forward import PublishedValue
from pmf_pipeline.tracing.trace import Competitor, Earlier, Figure, Gate, Origin, Rating, Step
from pmf_pipeline.tracing.tree import Branch
from pmf_pipeline.tracing.words import WITHHELD, place, plain

HASH = 12


def answer_tree(answer: Answer) -> Branch:
    """The answer, from the figure down to the runs."""
    trace = answer.trace
    branches = [
        _published(answer),
        _now(answer),
        _value(trace.figure),
        *_origins("From", trace.origins),
        _steps(trace.steps),
        _rating(trace.rating),
        *[_earlier(earlier, trace.figure) for earlier in trace.earlier],
        _comparison(trace.comparison),
        _competing(trace.competing),
        _gates(trace.gates),
        _runs(answer.runs),
    ]
    return Branch(_heading(answer), [branch for branch in branches if branch is not None])


def _heading(answer: Answer) -> list[str]:
    trace = answer.trace
    subject = trace.subject
    lines = [trace.notice, ""] if trace.notice else []
    lines += [f"{subject.indicator_code} {subject.title}, {subject.unit}", f"{subject.area_name}, {subject.quarter}"]
    told = f"{trace.figure.printed} for {trace.figure.period}" if trace.figure.period else trace.figure.printed
    if trace.rating:
        told += f": {trace.rating.rag}"
    return [*lines, "", told]


def _published(answer: Answer) -> Branch:
    if answer.published is None:
        return _elsewhere(answer.elsewhere, answer.trace.subject.indicator_code)
    published = answer.published
    told = f"{published.printed}, target {published.target or 'none'}, {published.rag}, {published.direction}"
    lines = [f"Published: edition {published.edition} of {published.editions} ({published.quarter}): {told}"]
    return Branch(lines + ([published.page] if published.page else []))


def _elsewhere(shown: PublishedValue | None, code: str) -> Branch:
    if shown is None:
        return Branch(["Published: in no edition"])
    told = f"Published: {shown.printed} as the {shown.shown_as} of {shown.quarter} edition {shown.edition}"
    return Branch([told, f"every value that was published: `pmf trace {code} --history`"])


def _now(answer: Answer) -> Branch:
    printed = answer.trace.figure.printed
    as_shown = answer.elsewhere is not None and answer.elsewhere.printed == printed
    state = "" if answer.state == "current" else f" ({answer.state})"
    if not answer.changes:
        return Branch([f"Now: {'the same' if answer.published or as_shown else printed}{state}"])
    branches = [_change(change) for change in answer.changes]
    if answer.now is None:
        return Branch([f"Now: nothing{state}"], branches)
    return Branch(
        [f"Now: {answer.now.figure.printed}{state}"],
        [*branches, *_origins("From", answer.now.origins)],
    )


def _change(change: Change) -> Branch:
    return Branch([f"{change.what}: was {change.was}, is {change.now}: {change.why}"])


def _value(figure: Figure) -> Branch:
    if figure.is_withheld:
        return Branch([f"Value: {WITHHELD}: it is suppressed, and so is all it could be worked out from"])
    if figure.exact_value is None:
        return Branch([f"Value: none, marker [{figure.marker}]" if figure.marker else "Value: none"])
    parts = [f"exact {plain(figure.exact_value)}"]
    if figure.numerator is not None or figure.denominator is not None:
        parts.append(f"numerator {plain(figure.numerator)}, denominator {plain(figure.denominator)}")
    parts.append(f"marker [{figure.marker}]" if figure.marker else "no marker")
    return Branch([f"Value: {'; '.join(parts)}", f"figure id {figure.figure_id}"])


def _origins(name: str, origins: Sequence[Origin]) -> list[Branch]:
    if not origins:
        return [Branch([f"{name}: no landed file gives a figure"])]
    if len(origins) == 1:
        return [Branch([f"{name}: {origins[0].file_name}", *_place(origins[0])])]
    told = f"{name}: {len(origins)} rows that are added up"
    return [Branch([told], [Branch([f"{one.period}: {one.file_name}", *_place(one)]) for one in origins])]


def _place(origin: Origin) -> Iterator[str]:
    who = [f"sent by {origin.service}" if origin.service else f"published by {origin.publisher}"]
    if origin.submitted_by:
        who.append(f"returned by {origin.submitted_by} on {origin.submitted_on}")
    if origin.received:
        who.append(f"received {origin.received}")
    yield f"SHA-256 {origin.file_sha256}"
    yield "; ".join(who)
    text = WITHHELD if origin.is_withheld else _quoted(origin.text)
    yield f"{place(origin.sheet, origin.row, origin.cell)}: {text}{_again(origin)}"
    if origin.read_again and origin.read_again.row:
        yield " · ".join(f"{name} {cell}" for name, cell in origin.read_again.row)


def _quoted(text: str | None) -> str:
    return f'"{text}"' if text is not None else "empty"


def _again(origin: Origin) -> str:
    again = origin.read_again
    if again is None:
        return ""
    if again.fault:
        return f" (could not be read again: {again.fault})"
    return " (read again from the archive: the same)" if again.agrees else (
        f" (READ AGAIN FROM THE ARCHIVE IT IS {_quoted(again.text)})"
    )  # fmt: skip


def _steps(steps: Sequence[Step]) -> Branch | None:
    branches = [
        Branch([f"{step.table}: {step.says}", f"{step.made_by} @ {step.version[:HASH]}: {_first(step.rule)}"])
        for step in steps
    ]
    return Branch(["Steps"], branches) if steps else None


def _first(rule: str) -> str:
    return " ".join(rule.split()).split(". ")[0].rstrip(".") + "."


def _rating(rating: Rating | None) -> Branch | None:
    if rating is None:
        return None
    if not rating.targets:
        return Branch([f"Target: none by {rating.report_on}: {rating.rag}"])
    told = f"Target for {rating.target_period or 'the period'}: {rating.rag} by the method {rating.method}"
    if rating.tolerance:
        told += f", tolerance {rating.tolerance}"
    branches = []
    for target in rating.targets:
        decision = f"{target.decision_ref}, {target.decided_by}, {target.decided_on}"
        if target.effective_from != target.decided_on:
            decision += f" (from {target.effective_from})"
        lines = [f"{target.target} {target.standing}: {decision}"]
        branches.append(Branch(lines + [line for line in (target.rationale, target.url) if line]))
    return Branch([told], branches)


def _earlier(earlier: Earlier, figure: Figure) -> Branch:
    what = "A year before" if earlier.basis == "same_quarter_last_year" else "Previous"
    change = f", change {plain(earlier.change)}" if earlier.change is not None and not figure.is_withheld else ""
    lines = [f"{what}: {earlier.printed} in {earlier.period}: {earlier.direction}{change}"]
    return Branch(lines + [_short(origin) for origin in earlier.origins])


def _short(origin: Origin) -> str:
    where = place(origin.sheet, origin.row, origin.cell)
    return f"{origin.file_name}, {where} ({origin.file_sha256[:HASH]})"


def _comparison(comparison: Comparison | None) -> Branch | None:
    if comparison is None:
        return None
    branches = []
    for group in comparison.groups:
        middle = f"; in the middle: {' and '.join(group.middle)}" if group.middle else ""
        branches.append(Branch([f"{group.name}: median {group.median} of {group.authorities}{middle}"]))
    members = [member for member in comparison.members if "neighbours" in member.groups]
    if members:
        branches[0] = Branch(
            branches[0].lines,
            [
                Branch([f"{one.area_name} {plain(one.value)}: {one.file_name}, row {one.row}, cell {one.cell}"])
                for one in members
            ],
        )
    place = f", rank {comparison.rank} of {comparison.rank_of}" if comparison.rank else ""
    return Branch([f"Compared in {comparison.period}{place}"], branches)


def _competing(competing: Sequence[Competitor]) -> Branch | None:
    if not competing:
        return None
    branches = [
        Branch(
            [
                f"{other.printed} {other.standing}: {other.why}",
                f"{other.file_name}, row {other.row}, cell {other.cell} ({other.file_sha256[:HASH]})"
                + (f", returned on {other.submitted_on}" if other.submitted_on else ""),
            ]
        )
        for other in competing
    ]
    return Branch([f"Also there: {len(competing)} that {'does' if len(competing) == 1 else 'do'} not count"], branches)


def _gates(gates: Sequence[Gate]) -> Branch | None:
    if not gates:
        return None
    count = sum(len(gate.verdicts) for gate in gates)
    other = [
        Branch(
            [
                f"{verdict.outcome.upper()} ({verdict.severity}) {gate.table}: {verdict.rule}: {verdict.says}",
                *(
                    verdict.detail.splitlines()
                    if verdict.concerns or verdict.outcome == "errored"
                    else [verdict.detail]
                ),
                *[f"waived: {waiver}" for waiver in verdict.waivers],
            ]
        )
        for gate in gates
        for verdict in gate.verdicts
        if verdict.outcome != "passed"
    ]
    told = f"Gates: {count - len(other)} of {count} rules of {len(gates)} tables passed"
    return Branch([told], other)


def _runs(runs: Sequence[Run]) -> Branch | None:
    branches = [Branch([run.url, f"made {', '.join(run.made)}"]) for run in runs]
    return Branch(["Runs (in the Dagster UI: `pmf ui`)"], branches) if runs else None
