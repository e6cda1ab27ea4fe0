"""Landed files that nothing reads: they lie in no quarter's folder, and no specification looks for them.

A corrected return or a new extract in the wrong place would otherwise leave the figures before it standing, in silence.
"""

from collections.abc import Iterator
from pathlib import Path

from pmf_pipeline.home import Home
from pmf_pipeline.project import Project
from pmf_pipeline.reading.safety import is_sent, printable
from resources.landing_zone import LandingZone

ABOUT_THE_FOLDER = "README.txt"


def unread_files(project: Project) -> Iterator[str]:
    """A warning for each landed file that nothing reads."""
    home, zone = project.home, LandingZone(project.home)
    read = {landed.path for spec in project.sources if spec.kind == "published" for landed in zone.files(spec)}
    for path in sorted(home.landing.rglob("*")):
        if path not in read and not _is_anothers(home, path):
            yield f"landing/{printable(path.relative_to(home.landing).as_posix())} is not read: {_remedy(home, path)}"


def _is_anothers(home: Home, path: Path) -> bool:
    """Whether it is what a quarter's own gate looks at, or no file that somebody sent."""
    place = path.relative_to(home.landing)
    is_a_quarters = path.is_relative_to(home.returns) and len(path.relative_to(home.returns).parts) > 1
    return is_a_quarters or path.is_dir() or not is_sent(path) or place.as_posix() == ABOUT_THE_FOLDER


def _remedy(home: Home, path: Path) -> str:
    if path.is_relative_to(home.returns):
        return "it lies in no quarter's folder. Move it into its own, such as landing/returns/2023-24-Q2/."
    return (
        "no specification in framework/sources/ looks for it there. Move or rename it as one does, write one "
        "(`pmf source guess`), or take it out."
    )
