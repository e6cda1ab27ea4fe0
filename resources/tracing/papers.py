"""The papers behind a figure: each table's step, its gate's verdicts and the run that made it, from the passports.

What a step did with the figure is said by the caller; the rule's words are the model's and the suite's own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from pmf_pipeline.arrivals import read_arrival
from pmf_pipeline.catalogue import WHOLE, Table
from pmf_pipeline.provenance import Passport, RuleVerdict
from pmf_pipeline.settings import PROJECT
from pmf_pipeline.tracing.answer import UI, Run
from pmf_pipeline.tracing.trace import Gate, Step, Verdict
from resources.states import States

# What each rule of a table's suite says: the suites are checks/'s, above this layer.
RuleSentences = Callable[[str], Mapping[str, str]]
NOT_TOLD = "What it found is not told here, as small numbers of this indicator are not published."


@dataclass(frozen=True)
class Stop:
    """One slice on the way of a figure, and what happened to the figure in it."""

    table: str
    slice: str
    says: str


class Papers:
    """The passports of one home's slices, each looked up once: a quarter's figures share most of their tables."""

    def __init__(self, states: States, sentences: RuleSentences) -> None:
        """Look at the slices of `states`; `sentences` says what each rule of a table's suite says."""
        self._states = states
        self._passport = cache(states.store.passport)
        self._arrival = cache(partial(read_arrival, states.project.home.archive))
        self._sentences = cache(sentences)
        self._made_by = cache(self._made_by_what)
        self._passed: dict[tuple[str, str, str], Verdict] = {}

    def received_on(self, sha256: str) -> date | None:
        """The day a file's content was first seen, where that is on record."""
        arrival = self._arrival(sha256)
        return arrival.received_on if arrival else None

    def steps(self, stops: Sequence[Stop]) -> tuple[Step, ...]:
        """Each slice on the way that there is, with its rule in words and its versions."""
        return tuple(self._step(stop, passport) for stop, passport in self._with_papers(stops) if stop.says)

    def gates(self, stops: Sequence[Stop], code: str, *, is_withheld: bool) -> tuple[Gate, ...]:
        """The verdicts on each slice; what a rule found is told only where it is about this indicator."""
        gates = []
        for stop, passport in self._with_papers(stops):
            verdicts = tuple(self._verdict(stop, given, code, is_withheld) for given in passport.verdicts)
            gates.append(Gate(f"{stop.table}/{stop.slice}", passport.recipe.suite, verdicts))
        return tuple(gates)

    def runs(self, stops: Sequence[Stop]) -> tuple[Run, ...]:
        """The runs that made the slices on the way, the newest slice's first."""
        made: dict[str, list[str]] = {}
        for stop, passport in self._with_papers(stops):
            made.setdefault(passport.run_id, []).append(f"{stop.table}/{stop.slice}")
        return tuple(Run(run, f"{UI}/runs/{run}", tuple(slices)) for run, slices in made.items() if run)

    def _with_papers(self, stops: Iterable[Stop]) -> Iterator[tuple[Stop, Passport]]:
        for stop in stops:
            passport = self._passport(stop.table, stop.slice)
            if passport is not None:
                yield stop, passport

    def _verdict(self, stop: Stop, given: RuleVerdict, code: str, is_withheld: bool) -> Verdict:
        """What a rule said, as far as it is about an indicator; a pass is the same for all of them."""
        if given.outcome != "passed":
            return _verdict(given, self._sentences(stop.table), code, is_withheld)
        key = (stop.table, stop.slice, given.rule)
        if key not in self._passed:
            self._passed[key] = _verdict(given, self._sentences(stop.table), code, is_withheld)
        return self._passed[key]

    def _step(self, stop: Stop, passport: Passport) -> Step:
        table = self._states.project.catalogue[stop.table]
        return Step(
            table=f"{stop.table}/{stop.slice}",
            says=stop.says,
            rule=table.description,
            made_by=self._made_by(stop.table, stop.slice),
            version=passport.recipe.model,
            content=passport.data_sha256,
        )

    def _made_by_what(self, name: str, place: str) -> str:
        """The model of a table, or the source specifications that a slice of it is read by."""
        table = self._states.project.catalogue[name]
        if table.model is not None:
            return table.model.path.relative_to(PROJECT).as_posix()
        return ", ".join(f"framework/sources/{spec.name}.yml" for spec in table.sources_of(place))


def slice_of(table: Table, quarter: str, source: str = "") -> str:
    """The slice of a table that a figure of a quarter, read by a source, stands in."""
    return {"quarter": quarter, "whole": WHOLE, "source": source}[table.slicing]


def _verdict(given: RuleVerdict, sentences: Mapping[str, str], code: str, is_withheld: bool) -> Verdict:
    mine = [row for row in (*given.rows, *given.waived) if _is_about(row, code)]
    concerns = not is_withheld and given.outcome != "passed" and bool(mine or _names(given.detail, code))
    detail = given.detail
    if is_withheld and given.outcome != "passed":
        detail = NOT_TOLD  # of any other figure too: that it isn't about this one would tell something of it
    elif given.outcome in ("failed", "waived"):
        detail = _about(detail, code) if concerns else "What it found is about other figures."
    return Verdict(
        rule=given.rule,
        says=sentences.get(given.rule, given.rule),
        severity=given.severity,
        outcome=given.outcome,
        concerns=concerns,
        detail=detail,
        waivers=() if is_withheld else _waivers(given, code),
    )


def _is_about(row: Mapping[str, str | None], code: str) -> bool:
    return code in (row.get("indicator_code"), row.get("measure"))


def _names(text: str, code: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(code)}(?![\w-])", text) is not None


def _about(detail: str, code: str) -> str:
    """A verdict's detail with those of its listed rows that are about an indicator."""
    lines = detail.splitlines()
    return "\n".join(line.strip() for line in lines if not line.strip().startswith("- ") or _names(line, code))


def _waivers(given: RuleVerdict, code: str) -> tuple[str, ...]:
    """Who let a row of this indicator through, why, and until when."""
    mine = [row for row in given.waived if _is_about(row, code)]
    return tuple(", ".join(f"{name} {value}" for name, value in row.items() if value) for row in mine)
