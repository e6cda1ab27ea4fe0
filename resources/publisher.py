"""The publisher: freezes a quarter's report tables as an edition of plain files.

How files are written, and that an edition never changes, belong here; what the tables hold is SQL's.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmf_pipeline.home import Home
from pmf_pipeline.replacing import folder_aside
from pmf_pipeline.report.papers import PAPER_FILES, PAPERS

MANIFEST = "manifest.json"
# What else lies there is no edition: who sends one on zips or copies it where it is.
QUARTER, NAME = re.compile(r"\d{4}-\d{2}-Q[1-4]"), re.compile(r"edition-([1-9]\d*)")


@dataclass(frozen=True)
class Edition:
    """A frozen edition.

    Attributes:
        folder: where its files are.
        number: counted from 1 within its quarter.
        is_new: whether this call made it; identical content makes no new one.
    """

    folder: Path
    number: int
    is_new: bool

    def statements(self) -> dict[str, Any]:
        """What its manifest states; nothing where that is missing or cannot be read."""
        return _read_manifest(self.folder) or {}

    def faults(self) -> list[str]:
        """Every file that is missing or not what the manifest says, in words."""
        manifest = _read_manifest(self.folder)
        if manifest is None:
            return [f"{self.folder.name}/{MANIFEST} is missing or cannot be read"]
        stated = manifest["files"]
        found = {path.relative_to(self.folder).as_posix(): path for path in self.folder.rglob("*") if not path.is_dir()}
        del found[MANIFEST]
        faults = [f"{self.folder.name}/{name} is missing" for name in stated.keys() - found.keys()]
        faults += [f"{self.folder.name}/{name} is not in the manifest" for name in found.keys() - stated.keys()]
        faults += [
            f"{self.folder.name}/{name} has been changed"
            for name in stated.keys() & found.keys()
            if hashlib.sha256(found[name].read_bytes()).hexdigest() != stated[name]
        ]
        return sorted(faults)


def editions(home: Home, quarter: str) -> list[Edition]:
    """The editions of a quarter, oldest first."""
    folders = (home.published / quarter).glob("edition-*/")
    named = [(folder, NAME.fullmatch(folder.name)) for folder in folders]
    found = [Edition(folder, int(name[1]), is_new=False) for folder, name in named if name]
    return sorted(found, key=lambda edition: edition.number)


def all_editions(home: Home) -> list[tuple[str, Edition]]:
    """Every edition with its quarter, in the order of quarters and numbers."""
    return [(quarter, edition) for quarter in published_quarters(home) for edition in editions(home, quarter)]


def published_quarters(home: Home) -> list[str]:
    """The quarters that have a folder for editions, in order."""
    return sorted(folder.name for folder in home.published.glob("*/") if QUARTER.fullmatch(folder.name))


def reported_after(home: Home, quarter: str) -> list[str]:
    """The later quarters that have an edition: their reports look back on this one's figures."""
    return sorted({later for later, _ in all_editions(home) if later > quarter})


def newest_edition(home: Home, quarter: str) -> Edition | None:
    """The quarter's newest edition; None where nothing was published."""
    found = editions(home, quarter)
    return found[-1] if found else None


def publish_edition(home: Home, quarter: str, files: Mapping[str, bytes], facts: Mapping[str, Any]) -> Edition:
    """Freeze `files` as the quarter's next edition, unless the newest one holds the same bytes.

    Args:
        home: the home to publish in.
        quarter: the quarter reported.
        files: each file's name, with its folder where it is in one (`figures/WST-01.html`), and its bytes, without
            the manifest.
        facts: what else the manifest states: notice, rules, what the tables were made from.
    """
    manifest = _manifest(quarter, files, facts)
    newest = newest_edition(home, quarter)
    if newest is not None and _says_the_same(newest.folder, manifest):
        return newest
    number = newest.number + 1 if newest is not None else 1
    folder = home.published / quarter / f"edition-{number}"
    with folder_aside(folder) as part:
        for name, content in {**files, MANIFEST: manifest}.items():
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_bytes(content)
            (part / name).chmod(0o444)
    return Edition(folder, number, is_new=True)


def _says_the_same(earlier: Path, now: bytes) -> bool:
    """Whether an edition is of the same publication, whatever else changed in what it was made from."""
    then, new = _read_manifest(earlier), json.loads(now)
    if then is None:
        return True  # no edition is laid over one whose papers are gone: its faults are told instead
    return all(
        _published(key, then.get(key)) == _published(key, new.get(key))
        for key in then.keys() | new.keys()
        if key not in PAPERS
    )


def _published(key: str, stated: Any) -> Any:
    """What a manifest states of one thing, without the files that only say where figures come from."""
    if key != "files":
        return stated
    return {name: sha256 for name, sha256 in stated.items() if not name.startswith(PAPER_FILES)}


def _read_manifest(folder: Path) -> dict[str, Any] | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and isinstance(manifest.get("files"), dict) else None


def _manifest(quarter: str, files: Mapping[str, bytes], facts: Mapping[str, Any]) -> bytes:
    content = {
        "quarter": quarter,
        "files": {name: hashlib.sha256(body).hexdigest() for name, body in sorted(files.items())},
        **facts,
    }
    return (json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
