"""Whether a slice may be read: current, absent, stale, refused, errored or damaged, and what would mend it.

The verdict is read from the slices' own passports, never from Dagster's records. Nothing is changed here.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal

from pmf_pipeline.catalogue import WHOLE, Input, Table
from pmf_pipeline.due import newest_returned
from pmf_pipeline.framework.rows import Waiver
from pmf_pipeline.framework.small_numbers import small_numbers
from pmf_pipeline.project import Project
from pmf_pipeline.provenance import Passport, Recipe
from pmf_pipeline.settings import SUITES
from resources.code import gate_code, model_code, reading_code
from resources.landing_zone import Landed, LandingZone
from resources.slices import SliceStore

Kind = Literal["current", "absent", "stale", "refused", "errored", "damaged"]
NEEDS_A_PERSON: tuple[Kind, ...] = ("refused", "errored", "damaged")  # what a run alone may not mend, and status names


@dataclass(frozen=True)
class State:
    """What a slice is fit for.

    Attributes:
        table: its table.
        slice: its name.
        kind: `current` may be read; anything else may not.
        reason: why not, in a sentence.
        root: the (table, slice) that has to be mended or made first; itself, where the fault is its own.
        mend: what mends it: the command, and the button in the UI; empty where it is current.
    """

    table: str
    slice: str
    kind: Kind
    reason: str = ""
    root: tuple[str, str] | None = None
    mend: str = ""


class States:
    """The states of one home's slices, as they are until one says `forget`.

    A slice once found current is not looked into again: it stays so while its own file is the one that was found.
    So a run's steps each rest on what the one before found; who has to know how all of it is now looks with new States.
    """

    def __init__(self, project: Project) -> None:
        """Look at the slices of `project`."""
        self.project = project
        self.landing = LandingZone(project.home)
        self.store = SliceStore(project.home)
        self._known: dict[tuple[str, str], State] = {}
        self._seen: dict[tuple[Hashable, ...], Any] = {}
        self._found: dict[tuple[str, str], Passport] = {}  # of each slice that was current

    def forget(self) -> None:
        """Look again at every file that has been looked at."""
        self._known.clear()
        self._seen.clear()

    def _once(self, look: Callable[..., Any], *at: Hashable) -> Any:
        """What `look` finds, looked up once: states rest on one another, and history on every earlier quarter."""
        key = (look.__qualname__, *at)
        if key not in self._seen:
            self._seen[key] = look(*at)
        return self._seen[key]

    def slices(self, entry: Input, reader_slice: str) -> list[str]:
        """The slices of an input that a reader's slice rests on."""
        table = self.project.catalogue[entry.table]
        if table.slicing == "whole":
            return [WHOLE]
        if table.slicing == "source":
            return [
                spec.name for spec in table.sources if self.landed(table, spec.name) or self._made(table, spec.name)
            ]
        if not entry.history:
            return [reader_slice]
        return [quarter for quarter in self.quarters_with_data(entry.table) if quarter <= reader_slice]

    def quarters_with_data(self, table: str) -> list[str]:
        """Quarters of the calendar that have returns, or a slice made from returns since removed."""
        known = {*self._once(self.landing.quarters), *self._once(self.store.names, table)}
        return [quarter for quarter in self.project.framework.quarters if quarter in known]

    def landed(self, table: Table, name: str) -> list[Landed]:
        """The files a landing slice is read from."""
        found: list[Landed] = self._once(self._files, table.name, name)
        return found

    def _files(self, table_name: str, name: str) -> list[Landed]:
        table = self.project.catalogue[table_name]
        quarter = name if table.slicing == "quarter" else None
        return [landed for spec in table.sources_of(name) for landed in self.landing.files(spec, quarter)]

    def recipe(self, table: Table, name: str) -> Recipe:
        """What a slice would be made from now."""
        digests = {file: self.project.framework.digests[file] for file in table.framework}
        if waivers := self.waivers(table, name):
            digests["waivers"] = _sha256("\n".join(row.model_dump_json() for row in waivers))
        return Recipe(
            model=_model_sha256(self.project, table.name, name if table.slicing == "source" else ""),
            inputs=dict(self._input_digests(table, name)),
            framework=digests,
            suite=self._once(self._suite_sha256, table.name),
        )

    def state(self, table_name: str, name: str) -> State:
        """The state of one slice."""
        key = (table_name, name)
        if key not in self._known:
            self._known[key] = self._judge(self.project.catalogue[table_name], name)
        return self._known[key]

    def input_states(self, table: Table, name: str) -> list[State]:
        """The state of each slice that a slice rests on."""
        return [
            self.state(entry.table, input_slice) for entry in table.inputs for input_slice in self.slices(entry, name)
        ]

    def _judge(self, table: Table, name: str) -> State:
        root = (table.name, name)
        kind, reason = self._own_fault(table, name)
        if kind == "current":
            passport = self._once(self.store.passport, table.name, name)
            if self._found.get(root) is passport:
                return State(*root, "current")
            for state in self.input_states(table, name):
                if state.kind != "current":
                    because = f"{state.table}/{state.slice} is {state.kind}: {state.reason}"
                    return State(*root, "stale", because, state.root, state.mend)
            changes = self.recipe(table, name).changes_since(passport.recipe)
            if not changes:
                self._found[root] = passport
                return State(*root, "current")
            kind, reason = "stale", "; ".join(changes)
        return State(*root, kind, reason, root, self._mend(table, name, kind))

    def _own_fault(self, table: Table, name: str) -> tuple[Kind, str]:
        """What is wrong with a slice's own file and verdict, whatever it was made from."""
        refused = self._once(self.store.refused, table.name)
        refusal = self.store.refusal(table.name, name) if name in refused else None
        if refusal is not None:
            stop = first_stop(refusal)
            if any(verdict.stops and verdict.outcome == "failed" for verdict in refusal.verdicts):
                return "refused", f"its newest candidate was refused: {stop}"
            return "errored", f"its gate could not judge its newest candidate: {stop}"
        passport = self._once(self.store.passport, table.name, name)
        if passport is None and not self._made(table, name):
            return "absent", "it has not been made"
        if passport is None or not passport.passed:
            return "damaged", "its file is not what its gate passed: it was changed by hand"
        return "current", ""

    def _mend(self, table: Table, name: str, kind: Kind) -> str:
        quarter = name if table.slicing == "quarter" else None
        command = f"pmf run --quarter {quarter}" if quarter else "pmf run"
        button = f"Materialize on {asset_name(table, name)}" + (f" for {quarter}" if quarter else "")
        again = f"`{command}`, or {button} in the UI"
        return {
            "absent": f"Make it: {again}.",
            "stale": f"Make it again: {again}.",
            "damaged": f"Make it again from its inputs: {again}. The altered file is replaced.",
            "refused": f"Mend what the rule names, or waive it in framework/waivers.csv where it may be, then {again}. "
            f"`pmf gates{f' --quarter {quarter}' if quarter else ''}` shows the rows.",
            "errored": f"The data were not judged: mend the rule in checks/suites/{table.name}.yml, or the model that "
            f"makes the column it reads, then {again}.",
        }[kind]

    def waivers(self, table: Table, name: str) -> tuple[Waiver, ...]:
        """The waivers that hold for a slice: by its quarter's report, or the newest report where it has no quarter."""
        found: tuple[Waiver, ...] = self._once(self._waivers, table.name, name)
        return found

    def _waivers(self, table_name: str, name: str) -> tuple[Waiver, ...]:
        framework, table = self.project.framework, self.project.catalogue[table_name]
        quarter = name if table.slicing == "quarter" else newest_returned(framework, self.landing.quarters())
        return framework.waivers(table.name, framework.quarter(quarter).report_on) if quarter else ()

    def _suite_sha256(self, table_name: str) -> str:
        """The digest of what a gate says: its suite, its code, and whose small numbers it withholds."""
        suite = (SUITES / f"{table_name}.yml").read_text(encoding="utf-8")
        return _sha256("\n".join([gate_code(), suite, *self._withheld]))

    @cached_property
    def _withheld(self) -> Sequence[str]:
        """The indicators of which a gate shows no figure: the project's, which doesn't change."""
        return sorted(small_numbers(self.project.framework))

    def _made(self, table: Table, name: str) -> bool:
        return self.store.path(table.name, name).exists()

    def _input_digests(self, table: Table, name: str) -> Iterator[tuple[str, str]]:
        if table.model is None:
            for landed in self.landed(table, name):
                yield f"landing/{landed.name}", landed.fingerprint
            return
        for entry in table.inputs:
            for input_slice in self.slices(entry, name):
                passport = self._once(self.store.passport, entry.table, input_slice)
                yield f"{entry.table}/{input_slice}", passport.data_sha256 if passport else "absent"


def asset_name(table: Table, name: str) -> str:
    """The asset that makes a slice, as the UI shows it."""
    return f"{table.group}/{name if table.slicing == 'source' else table.name}"


def first_stop(passport: Passport) -> str:
    """Why a refused candidate was refused: its first critical verdict, in a sentence."""
    stops = [verdict for verdict in passport.verdicts if verdict.stops]
    if not stops:
        return "nothing judged it"
    more = f" (and {len(stops) - 1} more)" if len(stops) > 1 else ""
    return f"{stops[0].rule}: {stops[0].detail}{more}"


@lru_cache(maxsize=4096)
def _model_sha256(project: Project, table_name: str, source: str) -> str:
    """The digest of what makes a table: its SQL, or the specifications that files are read by, and their code."""
    table = project.catalogue[table_name]
    if table.model is not None:
        return _sha256("\n".join([model_code(), table.model.render(project.framework.rules.variables())]))
    return _sha256("\n".join([reading_code(), *(spec.digest_text() for spec in table.sources_of(source))]))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
