"""A home in which an edition can be made again: its own framework, landed files and approval, taken from the archive.

Only what goes into such a home belongs here; making the edition in it, and comparing, is pmf_pipeline.verifying's.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmf_pipeline.arrivals import archived
from pmf_pipeline.home import FOLDERS, Home, open_home
from pmf_pipeline.report.papers import COMPARED_WITH, FRAMEWORK_FILES, LANDED
from resources.archive import fetch
from resources.publisher import MANIFEST, Edition, all_editions


@dataclass(frozen=True)
class Published:
    """A published edition with its manifest.

    Attributes:
        edition: the edition.
        quarter: its quarter.
        manifest: its manifest; empty where it is missing or cannot be read.
    """

    edition: Edition
    quarter: str
    manifest: Mapping[str, Any]

    @property
    def name(self) -> str:
        """As manifests and messages name it."""
        return f"{self.quarter}/{self.edition.folder.name}"

    @property
    def archived(self) -> dict[str, str]:
        """What it was made from, as kept in the archive: SHA-256 by path below the home."""
        return {
            f"{folder}/{name}": sha256
            for folder, paper in (("framework", FRAMEWORK_FILES), ("landing", LANDED))
            for name, sha256 in self.manifest.get(paper, {}).items()
        }


def in_order(home: Home) -> list[Published]:
    """Every edition of a home, each after those it was compared with."""
    found = [Published(edition, quarter, edition.statements()) for quarter, edition in all_editions(home)]
    ahead, done, order = list(found), set[str](), list[Published]()
    names = {published.name for published in found}
    while ahead:
        ready = [each for each in ahead if set(each.manifest.get(COMPARED_WITH, {})) & names <= done]
        following = (ready or ahead)[0]
        ahead.remove(following)
        done.add(following.name)
        order.append(following)
    return order


def missing_papers(home: Home, published: Published) -> list[str]:
    """What the archive no longer has as it was kept, in words; an edition cannot be made again without it."""
    if FRAMEWORK_FILES not in published.manifest:
        return ["its manifest does not say what it was made from: it is missing, cannot be read, or is too old"]
    return [
        f"archive/{sha256[:2]}/{sha256}, which keeps {name}, is missing or has been changed. Put it back from a backup"
        for name, sha256 in published.archived.items()
        if fetch(home, sha256) is None
    ]


def home_for(home: Home, published: Published, place: Path, earlier: Mapping[str, Path]) -> Home:
    """A home at `place` with what `published` was made from, and with nothing else.

    A warehouse that is there already is kept as long as no file that it was made from has gone.

    Args:
        home: the home that published it, which is only read.
        published: the edition to be made again.
        place: the folder, new or of the edition before.
        earlier: the folder of each edition that has been verified already, by name.
    """
    wanted = published.archived
    held = {
        path.relative_to(place).as_posix()
        for name in ("framework", "landing")
        for path in (place / name).rglob("*")
        if path.is_file()
    }
    if held - wanted.keys():
        shutil.rmtree(place)
    for name in (*FOLDERS, "landing/returns"):
        (place / name).mkdir(parents=True, exist_ok=True)
    for name, sha256 in wanted.items():
        _put(home, sha256, place, name)
    _publish_earlier(home, published, place, earlier)
    approval = published.manifest.get("approval")
    approvals = place / "approvals" / f"{published.quarter}.json"
    approvals.write_text(json.dumps([approval] if approval else []), encoding="utf-8")
    return open_home(place)


def _put(home: Home, sha256: str, place: Path, name: str) -> None:
    """One file as it landed or stood in the framework, with its copy and the record of its arrival in the archive."""
    path, kept = place / name, archived(home.archive, sha256)
    content = kept.read_bytes()
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    _archive(home, sha256, place)


def _archive(home: Home, sha256: str, place: Path) -> None:
    for source in archived(home.archive, sha256).parent.glob(f"{sha256}*"):
        copy = place / "archive" / sha256[:2] / source.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.exists():
            shutil.copyfile(source, copy)


def _publish_earlier(home: Home, published: Published, place: Path, earlier: Mapping[str, Path]) -> None:
    """The editions that were there before, with the frameworks they were made under in the archive."""
    shutil.rmtree(place / "published")
    for name in published.manifest.get(COMPARED_WITH, {}):
        if name in earlier:
            shutil.copytree(earlier[name], place / "published" / name)
            manifest = json.loads((earlier[name] / MANIFEST).read_text(encoding="utf-8"))
            for sha256 in manifest.get(FRAMEWORK_FILES, {}).values():
                _archive(home, sha256, place)
    (place / "published").mkdir(exist_ok=True)
