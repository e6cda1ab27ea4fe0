"""Whether a slice may be read: current, absent, stale, refused or damaged, and what would mend it.

The verdict is read from the slices' own passports, never from Dagster's records. Nothing is changed here.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pmf_pipeline.reading as reading
from pmf_pipeline.catalogue import WHOLE, Input, Table
from pmf_pipeline.project import Project
from pmf_pipeline.provenance import Passport, Recipe
from pmf_pipeline.settings import SUITES
from resources.landing_zone import Landed, LandingZone
from resources.slices import SliceStore

Kind = Literal["current", "absent", "stale", "refused", "damaged"]


@dataclass(frozen=True)
class State:
    """What a slice is fit for.

    Attributes:
        table: its table.
        slice: its name.
        kind: `current` may be read; anything else may not.
        reason: why not, in a sentence.
        root: the (table, slice) that has to be mended or made first; itself, where the fault is its own.
    """

    table: str
    slice: str
    kind: Kind
    reason: str = ""
    root: tuple[str, str] | None = None


class States:
    """The states of one home's slices, as they are while this object lives."""

    def __init__(self, project: Project) -> None:
        """Look at the slices of `project`."""
        self.project = project
        self.landing = LandingZone(project.home)
        self.store = SliceStore(project.home)
        self._known: dict[tuple[str, str], State] = {}
        self._seen: dict[tuple[Hashable, ...], Any] = {}

    def forget(self) -> None:
        """Look again at what has been looked at."""
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
        if table.slicing == "quarter":
            return [landed for spec in table.sources for landed in self.landing.files(spec, name)]
        return [landed for spec in table.sources if spec.name == name for landed in self.landing.files(spec)]

    def recipe(self, table: Table, name: str) -> Recipe:
        """What a slice would be made from now."""
        framework = self.project.framework
        return Recipe(
            model=self._once(self._model_sha256, table.name, name if table.slicing == "source" else ""),
            inputs=dict(self._input_digests(table, name)),
            framework={file: framework.digests[file] for file in table.framework},
            suite=self._once(_sha256_of, SUITES / f"{table.name}.yml"),
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
        refusal = self.store.refusal(table.name, name)
        if refusal is not None:
            return State(*root, "refused", f"its newest candidate was refused: {first_stop(refusal)}", root)
        passport = self._once(self.store.passport, table.name, name)
        if passport is None and not self._made(table, name):
            return State(*root, "absent", "it has not been made", root)
        if passport is None or not passport.passed:
            return State(*root, "damaged", "its file is not what its gate passed: it was changed by hand", root)
        for state in self.input_states(table, name):
            if state.kind != "current":
                return State(*root, "stale", f"{state.table}/{state.slice} is {state.kind}: {state.reason}", state.root)
        changes = self.recipe(table, name).changes_since(passport.recipe)
        if changes:
            return State(*root, "stale", "; ".join(changes), root)
        return State(*root, "current")

    def _made(self, table: Table, name: str) -> bool:
        return self.store.path(table.name, name).exists()

    def _input_digests(self, table: Table, name: str) -> Iterator[tuple[str, str]]:
        if table.model is None:
            for landed in self.landed(table, name):
                yield f"landing/{landed.name}", landed.sha256
            return
        for entry in table.inputs:
            for input_slice in self.slices(entry, name):
                passport = self._once(self.store.passport, entry.table, input_slice)
                yield f"{entry.table}/{input_slice}", passport.data_sha256 if passport else "absent"

    def _model_sha256(self, table_name: str, name: str) -> str:
        table = self.project.catalogue[table_name]
        if table.model is not None:
            text = table.model.render(self.project.framework.rules.variables())
        else:
            specs = [spec for spec in table.sources if table.slicing == "quarter" or spec.name == name]
            text = "\n".join([_reading_code(), *(spec.digest_text() for spec in specs)])
        return hashlib.sha256(text.encode()).hexdigest()


def first_stop(passport: Passport) -> str:
    """Why a refused candidate was refused: its first critical verdict, in a sentence."""
    stops = [verdict for verdict in passport.verdicts if verdict.stops]
    if not stops:
        return "nothing judged it"
    more = f" (and {len(stops) - 1} more)" if len(stops) > 1 else ""
    return f"{stops[0].rule}: {stops[0].detail}{more}"


@cache
def _reading_code() -> str:
    """The reading code's own hash: landed files are read again when it changes."""
    folder = Path(reading.__path__[0])
    parts = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in (".py", ".sql")]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
