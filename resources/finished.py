"""What the last finished runs rested on: whether a quarter would come out as it did, without running it.

A run that succeeds leaves one fingerprint of all that a run reads and makes, and which quarters were finished under
it. While nothing of that has changed, a quarter's run would find every table current and publish nothing. Whether a
slice may be read is still `states`' to say, and whether an edition is as it was frozen the publisher's.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pmf_pipeline.catalogue import Input, Table
from pmf_pipeline.home import Home
from pmf_pipeline.project import Project
from pmf_pipeline.replacing import replace_file
from resources.code import code_digests
from resources.publisher import MANIFEST, all_editions, newest_edition
from resources.states import States

FINISHED = ".finished.json"


@dataclass(frozen=True)
class Finished:
    """A quarter that would come out as it did.

    Attributes:
        quarter: the quarter.
        edition: the number of its edition.
        run_id: the run that finished it.
    """

    quarter: str
    edition: int
    run_id: str


def record_finished(project: Project, quarters: Sequence[str], run_id: str) -> None:
    """Write down that a run of the whole job has finished these quarters."""
    home, now = project.home, fingerprint(project)
    path = home.warehouse / FINISHED
    kept = _read(home)
    quarters_then = kept["quarters"] if kept.get("fingerprint") == now else {}
    for quarter in quarters:
        if (edition := newest_edition(home, quarter)) is not None:
            quarters_then[quarter] = {"edition": edition.number, "run_id": run_id}
    replace_file(path, (json.dumps({"fingerprint": now, "quarters": quarters_then}, indent=2) + "\n").encode())


def still_finished(project: Project, quarters: Sequence[str]) -> list[Finished]:
    """Those of the quarters of which everything is as it was when a run finished them."""
    kept = _read(project.home)
    known = {quarter: kept["quarters"][quarter] for quarter in quarters if quarter in kept.get("quarters", {})}
    if not known or kept["fingerprint"] != fingerprint(project):
        return []
    states = States(project)
    return [
        Finished(quarter, said["edition"], said["run_id"])
        for quarter, said in known.items()
        if is_current(states, quarter) and _stands(project.home, quarter, said["edition"])
    ]


def fingerprint(project: Project) -> str:
    """One digest of the code, the framework, every slice's papers, every approval and every edition."""
    digest = hashlib.sha256()
    for part in _parts(project):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def _parts(project: Project) -> Iterator[str]:
    home, states = project.home, States(project)
    yield json.dumps(code_digests(), sort_keys=True)
    yield from given(home)
    for table in project.catalogue.tables:
        for name in states.store.names(table):
            passport = states.store.passport(table, name)
            yield passport.to_json() if passport else f"{table}/{name} has none"
    for quarter, edition in all_editions(home):
        manifest = edition.folder / MANIFEST
        said = hashlib.sha256(manifest.read_bytes()).hexdigest() if manifest.is_file() else "no manifest"
        yield f"{quarter}/{edition.number} {said}"


def given(home: Home) -> tuple[str, ...]:
    """Each file that people edit while runs read them, with its digest: the framework's and the approvals."""
    return tuple(
        f"{path.relative_to(home.path)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for folder in (home.framework, home.approvals)
        for path in sorted(path for path in folder.rglob("*") if path.is_file())
    )


def is_current(states: States, quarter: str) -> bool:
    """Whether every slice that the quarter's job makes is current."""
    return all(
        states.state(table.name, name).kind == "current"
        for table in states.project.catalogue.tables.values()
        if table.slicing != "edition"
        for name in _slices(states, table, quarter)
    )


def _slices(states: States, table: Table, quarter: str) -> list[str]:
    return [quarter] if table.slicing == "quarter" else states.slices(Input(table.name), quarter)


def _stands(home: Home, quarter: str, number: int) -> bool:
    edition = newest_edition(home, quarter)
    return edition is not None and edition.number == number and not edition.faults()


def _read(home: Home) -> Mapping[str, Any]:
    with suppress(OSError, ValueError):
        kept = json.loads((home.warehouse / FINISHED).read_text(encoding="utf-8"))
        if isinstance(kept, dict) and isinstance(kept.get("quarters"), dict):
            return kept
    return {}
