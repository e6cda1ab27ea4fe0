"""A home opened for work: its framework, sources, models and catalogue, read and checked together.

Loading belongs here, and that it is done once per change of the files; what is made of them does not.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pmf_pipeline.catalogue import Catalogue, build_catalogue
from pmf_pipeline.framework import Framework, load_framework
from pmf_pipeline.home import Home
from pmf_pipeline.reading.spec import SourceSpec, load_sources
from pmf_pipeline.settings import MODELS
from pmf_pipeline.sql.folder import load_models
from pmf_pipeline.stamps import Stamp, stamp


@dataclass(frozen=True, eq=False)
class Project:
    """What a step works with, apart from the figures themselves.

    It never changes, so that what follows from it alone can be kept beside it: when a file changes, it's another one.
    """

    home: Home
    framework: Framework
    sources: tuple[SourceSpec, ...]
    catalogue: Catalogue

    def source(self, name: str) -> SourceSpec | None:
        """The source specification of a name; none where it was taken away."""
        return next((spec for spec in self.sources if spec.name == name), None)


def load_project(home: Path, models: Path = MODELS) -> Project:
    """The project of `home`, read again only when one of its files has changed.

    Raises:
        ConfigurationError: the framework, a source specification or a model is wrong.
    """
    folders = (home / "framework", home / "framework" / "sources", *sorted(models.glob("*")))
    stamps = tuple(
        (str(path), stamp(path.stat())) for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())
    )
    return _load(home, models, stamps)


@lru_cache(maxsize=4)
def _load(home: Path, models: Path, _stamps: tuple[tuple[str, Stamp], ...]) -> Project:
    sources = load_sources(home / "framework" / "sources")
    return Project(
        home=Home(home),
        framework=load_framework(home / "framework"),
        sources=sources,
        catalogue=build_catalogue(sources, load_models(models)),
    )
