"""Verifying: every edition is made again from the archive, and what differs is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from checks.framework_edits import NAME as EDITS
from pmf_pipeline.arrivals import archived
from pmf_pipeline.errors import GateError
from pmf_pipeline.home import Home
from pmf_pipeline.verifying import verify
from resources.code import code_digests
from tests.helpers.commands import Command
from tests.helpers.homes import NEWEST, digests, edition


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.chmod(0o644)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_edition_is_made_again_byte_for_byte_and_the_home_is_only_read(restated: Home, pmf: Command) -> None:
    before = digests(restated.path)
    done = pmf("verify", "--home", restated.path)
    assert (done.code, done.err) == (0, "")
    assert f"{NEWEST}/edition-1: " in done.out
    assert "All 2 editions are what the archive makes of them." in done.out
    assert digests(restated.path) == before


def test_what_was_changed_since_is_named_by_figure_with_the_code_that_may_be_why(
    edited: Home, a_copy: Callable[[Home], Home], monkeypatch: pytest.MonkeyPatch, pmf: Command
) -> None:
    """And nothing else is: what an edition tells of an edit is made again as it was published."""
    home = a_copy(edited)
    assert EDITS in (edition(home, number=2) / "waivers_and_warnings.csv").read_text(encoding="utf-8")
    spoil(edition(home, number=2) / "scorecard.csv", "COR-01,", "COR-01,Other: ")
    (home.framework / "targets.csv").unlink()  # the framework of the edition's day counts, not today's
    changed = {**code_digests(), "dbt_like_sql/reports/scorecard.sql": "other"}
    monkeypatch.setattr("pmf_pipeline.verifying.code_digests", lambda: changed)
    done = pmf("verify", "--home", home.path)
    assert done.code == 1
    assert f"{NEWEST}/edition-1: " in done.out
    assert f"{NEWEST}/edition-2: 2 faults" in done.err
    assert "scorecard.csv has been changed" in done.err
    assert f"scorecard.csv differs, first at COR-01, {NEWEST}, title: published 'Other: " in done.err
    assert "have changed, which may be why: dbt_like_sql/reports/scorecard.sql" in done.err
    assert "1 of 2 editions could not be verified." in done.err


@pytest.mark.parametrize("name", [f"landing/returns/{NEWEST}/corporate-services.csv", "framework/targets.csv"])
def test_what_the_archive_no_longer_has_is_named(
    restated: Home, a_copy: Callable[[Home], Home], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    home = a_copy(restated)
    sha256 = digests(home.path)[name]
    path = archived(home.archive, sha256)
    path.chmod(0o644)
    path.write_bytes(b"something else")

    def stop(*_: object, **__: object) -> None:
        raise GateError("no run is needed here")

    monkeypatch.setattr("pmf_pipeline.verifying.run_quarters", stop)
    first, second = (" ".join(found.faults) for found in verify(home))
    assert f"archive/{sha256[:2]}/{sha256}, which keeps {name}, is missing or has been changed" in second
    assert first == "it cannot be made again: no run is needed here"


def test_there_must_be_something_to_verify(demo: Home, pmf: Command) -> None:
    done = pmf("verify", "--home", demo.path)
    assert done.code == 2
    assert "has no edition to verify" in done.err
