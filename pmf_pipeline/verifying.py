"""Verifying editions: each made again from the archive, in a home of its own, and compared byte for byte.

What goes into that home is resources.rebuilding's, the comparison of two files report.differing's.
"""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pmf_pipeline.errors import ConfigurationError, PmfError
from pmf_pipeline.home import Home
from pmf_pipeline.report.differing import first_difference
from pmf_pipeline.report.papers import CODE, PAPERS
from pmf_pipeline.runs import run_quarters
from resources.code import code_digests
from resources.publisher import MANIFEST, Edition, newest_edition
from resources.rebuilding import Published, home_for, in_order, missing_papers


@dataclass(frozen=True)
class Verified:
    """What came of verifying one edition.

    Attributes:
        published: the edition.
        files: how many of its files are the same, byte for byte.
        faults: everything that is not as it was published, a sentence each.
        changed_code: the models, suites and other code that have changed since, where something differs.
    """

    published: Published
    files: int
    faults: tuple[str, ...]
    changed_code: tuple[str, ...] = ()


def verify(home: Home, quarter: str | None = None) -> Iterator[Verified]:
    """Verify every edition of a home, or of one quarter, in the order in which they were published.

    The home is only read. An edition that others were compared with goes into their homes as it was published, or as it
    is made again where it has been changed since.

    Raises:
        ConfigurationError: nothing has been published.
    """
    every = in_order(home)
    if not any(quarter in (None, published.quarter) for published in every):
        raise ConfigurationError(f"{quarter or home.path} has no edition to verify. `pmf run` publishes one.")
    earlier: dict[str, Path] = {}
    with tempfile.TemporaryDirectory(prefix="pmf-verify-") as folder:
        for published in every:
            intact = not published.edition.faults()
            if quarter in (None, published.quarter) or not intact:
                made, found = _again(home, published, Path(folder) / "home", earlier)
                kept = _keep(made, Path(folder) / "made" / published.name)
                if quarter in (None, published.quarter):
                    yield found
                earlier[published.name] = published.edition.folder if intact or kept is None else kept
            else:
                earlier[published.name] = published.edition.folder


def _again(
    home: Home, published: Published, place: Path, earlier: Mapping[str, Path]
) -> tuple[Edition | None, Verified]:
    """Make an edition again, and say what differs."""
    faults = [fault.split("/", 1)[1] for fault in published.edition.faults()]
    missing = missing_papers(home, published)
    if missing:
        return None, Verified(published, 0, (*faults, *missing))
    try:
        rebuilt = home_for(home, published, place, earlier)
        (outcome,) = run_quarters(rebuilt, [published.quarter], quiet=True)
        stopped = outcome.faults
    except PmfError as error:
        stopped = (str(error),)
    made = newest_edition(rebuilt, published.quarter) if not stopped else None
    if made is None:
        said = "; ".join(stopped) or "nothing was published"
        return None, Verified(published, 0, (*faults, f"it cannot be made again: {said}"), _changed_code(published))
    same, differing = _compare(published, made)
    return made, Verified(published, same, (*faults, *differing), _changed_code(published) if differing else ())


def _compare(published: Published, made: Edition) -> tuple[int, list[str]]:
    then, now = _files(published.edition.folder), _files(made.folder)
    differing = [f"{name} is published, and not made again" for name in sorted(then.keys() - now.keys())]
    differing += [f"{name} is made again, and not published" for name in sorted(now.keys() - then.keys())]
    same = 0
    for name in sorted(then.keys() & now.keys()):
        before, after = then[name].read_bytes(), now[name].read_bytes()
        if before == after:
            same += 1
        else:
            differing.append(f"{name} differs, first at {first_difference(name, before, after)}")
    stated, again = published.manifest, made.statements()
    differing += [
        f"{MANIFEST} differs: it states another {key}"
        for key in sorted(stated.keys() | again.keys())
        if key not in (*PAPERS, "files", "content_sha256") and stated.get(key) != again.get(key)
    ]
    return same, differing


def _files(folder: Path) -> dict[str, Path]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): path for path in paths}


def _changed_code(published: Published) -> tuple[str, ...]:
    then, now = published.manifest.get(CODE, {}), code_digests()
    return tuple(name for name in sorted(then.keys() | now.keys()) if then.get(name) != now.get(name))


def _keep(made: Edition | None, place: Path) -> Path | None:
    """The edition as made again, for those compared with it, out of the way of the next home."""
    if made is None:
        return None
    place.parent.mkdir(parents=True, exist_ok=True)
    made.folder.rename(place)
    return place
