"""Returns whose file is named after no service: they are read, and what is published as their sender is nobody.

Which services there are is the framework's to say.
"""

import difflib
from collections.abc import Iterator
from pathlib import PurePath

from pmf_pipeline.framework.asked import INTERNAL_RETURNS, known_services
from pmf_pipeline.project import Project
from resources.landing_zone import LandingZone


def unknown_senders(project: Project, quarter: str) -> Iterator[str]:
    """A warning for each return of a quarter that is named after no service."""
    known = known_services(project.framework)
    for spec in project.catalogue[INTERNAL_RETURNS].sources:
        for landed in LandingZone(project.home).files(spec, quarter):
            if landed.sha256 is not None and landed.service not in known:
                yield (
                    f'landing/{landed.name} is named after no service, so that "{landed.service}" is published as who '
                    f"sent it. The framework's services are {', '.join(known)}. {_remedy(landed.name, known)}"
                )


def _remedy(name: str, known: tuple[str, ...]) -> str:
    path = PurePath(name)
    near = difflib.get_close_matches("-".join(path.stem.casefold().split()), known, n=1)
    if near:
        return f"Rename it to {near[0]}{path.suffix}, or {near[0]}--2{path.suffix} beside one that is there."
    return f"Rename it after the service that sent it, such as {known[0]}{path.suffix}."
