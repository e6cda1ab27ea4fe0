"""The code, and the packages it's built on, by their digests: what other code makes is not the same.

Which digests a slice or an edition rests on is `states`' and `papers`'.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from pmf_pipeline.settings import MODELS, PROJECT, SUITES

# Folders whose every file has a part in what is published, each by one digest; models and suites are named singly.
PYTHON = ("assets", "checks", "resources", "pmf_pipeline")
LOCK = "requirements.lock"
FRAMEWORK = ("pmf_pipeline/framework", "pmf_pipeline/periods", "pmf_pipeline/yaml_text.py")
# What reading a file goes through; a test holds it against what is imported.
READING = (
    "assets/landing.py",
    "resources/landed_files.py",
    "resources/landing_zone.py",
    "pmf_pipeline/arrivals.py",
    "pmf_pipeline/reading",
    "pmf_pipeline/separators.py",
    "pmf_pipeline/stamps.py",
    "pmf_pipeline/workbooks/expected.py",
)


@cache
def code_digests() -> Mapping[str, str]:
    """SHA-256 of each model, macro and suite by its path, of each Python package as a whole, and of the lock."""
    single = [*MODELS.rglob("*.sql"), *SUITES.glob("*.yml"), PROJECT / LOCK]
    digests = {path.relative_to(PROJECT).as_posix(): _digest([path]) for path in sorted(single)}
    for package in PYTHON:
        digests[f"{package}/"] = _digest(_files(PROJECT / package))
    return digests


def _is_apart(path: Path) -> bool:
    """Whether a file has no part in its package's digest: what Python compiled, and suites, which have their own."""
    return "__pycache__" in path.parts or SUITES in path.parents


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def reading_code() -> str:
    """The digest of what makes a landing table of files, beside their specification."""
    return _digest_of(*READING, *FRAMEWORK, LOCK)


@cache
def model_code() -> str:
    """The digest of what computes a model, beside its SQL: the engine, and what puts the framework before it."""
    return _digest_of("resources/session.py", *FRAMEWORK, LOCK)


@cache
def gate_code() -> str:
    """The digest of what judges a candidate, beside its suite."""
    return _digest_of("checks", LOCK)


def _digest_of(*names: str) -> str:
    return _digest(path for name in sorted(names) for path in _files(PROJECT / name))


def _files(place: Path) -> list[Path]:
    """A file alone, or each of a folder that has a part in its digest."""
    if place.is_file():
        return [place]
    return sorted(path for path in place.rglob("*") if path.is_file() and not _is_apart(path))
