"""A home: the folder that holds one council's framework, landed files, warehouse and editions.

What a home looks like and how a new one is made belong here; what its files mean does not.
"""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.replacing import folder_aside
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE, INSTANCE_TEMPLATE
from pmf_pipeline.yaml_text import YAMLError, parse_yaml

FOLDERS = ("framework", "landing", "archive", "warehouse", "quarantine", "published", "approvals")

# Dagster writes the path of its records into an address, in which these mean something else.
MEANS_ELSE = re.compile(r"\?|%[0-9A-Fa-f]{2}")


@dataclass(frozen=True)
class Home:
    """The folders of one home."""

    path: Path

    @property
    def framework(self) -> Path:
        """The performance framework's files."""
        return self.path / "framework"

    @property
    def landing(self) -> Path:
        """Files as they were sent; never changed by the pipeline."""
        return self.path / "landing"

    @property
    def returns(self) -> Path:
        """Services' internal returns, one folder per quarter."""
        return self.landing / "returns"

    @property
    def archive(self) -> Path:
        """Landed bytes under their SHA-256."""
        return self.path / "archive"

    @property
    def warehouse(self) -> Path:
        """One Parquet file per table and slice."""
        return self.path / "warehouse"

    @property
    def quarantine(self) -> Path:
        """Refused candidates and files."""
        return self.path / "quarantine"

    @property
    def published(self) -> Path:
        """Editions, frozen."""
        return self.path / "published"

    @property
    def approvals(self) -> Path:
        """Who approved which edition: one file for each quarter."""
        return self.path / "approvals"

    @property
    def instance(self) -> Path:
        """Dagster's own records of this home's runs."""
        return self.path / ".dagster"


def open_home(path: Path) -> Home:
    """The home at `path`, with its instance folder ready.

    Raises:
        ConfigurationError: there is no home at `path`, or none can be there.
    """
    _refuse_what_no_record_can_be_under(path)
    home = Home(path)
    if not home.framework.is_dir():
        raise ConfigurationError(
            f"There is no home at {path}: it has no framework/ folder. "
            f"Make one with `pmf init {path}` (add --demo for demonstration files), "
            "or name another with --home or PMF_HOME."
        )
    for name in FOLDERS:
        if (path / name).is_file():
            raise ConfigurationError(
                f"{path / name} is a file, and has to be a folder of the home. Move the file elsewhere; if the folder "
                "was there before, put it back from a backup."
            )
        (path / name).mkdir(exist_ok=True)
    home.instance.mkdir(exist_ok=True)
    if not (home.instance / "dagster.yaml").exists():
        shutil.copyfile(INSTANCE_TEMPLATE, home.instance / "dagster.yaml")
    return home


def lacking_settings(home: Home) -> list[str]:
    """The sections of the project's dagster.yaml that a home's own copy lacks, as one made before they came does."""
    try:
        own = parse_yaml((home.instance / "dagster.yaml").read_text(encoding="utf-8")) or {}
    except YAMLError:
        return []  # Dagster says so, with the line
    return [section for section in parse_yaml(INSTANCE_TEMPLATE.read_text(encoding="utf-8")) if section not in own]


def make_home(path: Path, fill: Callable[[Path], None] | None = None) -> Home:
    """A new home at `path`: the project's framework, empty folders and whatever `fill` puts in.

    It is made beside its place and moved there whole, so that an interrupted start leaves no half home.

    Raises:
        ConfigurationError: something is at `path` already, or no home can be there.
    """
    _refuse_what_no_record_can_be_under(path)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ConfigurationError(
            f"{path} is not empty, so no home was made there and nothing was changed. Name a new folder."
        )
    with folder_aside(path) as part:
        for name in (*FOLDERS, "landing/returns"):
            (part / name).mkdir(parents=True)
        shutil.copytree(FRAMEWORK_TEMPLATE, part / "framework", dirs_exist_ok=True)
        if fill is not None:
            fill(part)
    return open_home(path)


def _refuse_what_no_record_can_be_under(path: Path) -> None:
    found = MEANS_ELSE.search(str(path.absolute()))
    if found:
        raise ConfigurationError(
            f"{path} can't be a home: its path holds {found[0]!r}, under which Dagster can't keep the record of runs. "
            "Rename that folder, or keep the home in another."
        )
