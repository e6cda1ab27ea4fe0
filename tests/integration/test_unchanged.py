"""A quarter that would come out as it did isn't run again, and whatever changes, it is."""

from collections.abc import Callable
from pathlib import Path

import pytest

import pmf_pipeline.runs
from pmf_pipeline.home import Home
from pmf_pipeline.project import load_project
from resources.finished import record_finished, still_finished
from tests.helpers.commands import Command
from tests.helpers.homes import NEWEST

FIRST = "2021-22-Q1"


@pytest.fixture
def finished(reported: Home, a_copy: Callable[[Home], Home]) -> Home:
    """A home whose newest quarter has been run."""
    return a_copy(reported)


def is_finished(home: Home, *quarters: str) -> bool:
    found = [one.quarter for one in still_finished(load_project(home.path), quarters)]
    return found == list(quarters)


def append(path: Path, text: str) -> None:
    path.chmod(0o644)
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_a_quarter_that_has_not_changed_is_told_and_not_run(
    all_reported: Home, pmf: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pmf_pipeline.runs, "run_quarters", lambda *_, **__: pytest.fail("it was run"))
    done = pmf("run", "--home", all_reported.path)
    assert done.code == 0
    assert f"{NEWEST}: nothing has changed since run" in done.out
    assert "edition 1 is as it was published" in done.out
    assert "Headline:" in done.out
    every = pmf("run", "--all", "--home", all_reported.path)
    assert every.out.count("nothing has changed") == 10


def test_a_forced_run_runs(finished: Home, pmf: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(pmf_pipeline.runs, "run_quarters", lambda *given, **_: asked.append(given) or [])
    pmf("run", "--force", "--home", finished.path)
    assert asked


CHANGES: dict[str, Callable[[Home], None]] = {
    "a return": lambda home: append(home.returns / NEWEST / "adult-social-care.csv", "\n"),
    "an earlier return": lambda home: append(next((home.returns / FIRST).glob("*.csv")), "\n"),
    "a new file": lambda home: (home.returns / NEWEST / "place--2.csv").write_text("indicator_code\n"),
    "an extract": lambda home: append(next((home.landing / "oflog").glob("waste*.csv")), "\n"),
    "an extract gone": lambda home: next((home.landing / "oflog").glob("waste*.csv")).unlink(),
    "a target": lambda home: append(home.framework / "targets.csv", "\n"),
    "a rule": lambda home: append(home.framework / "rules.yml", "# Another word.\n"),
    "a template": lambda home: (home.framework / "template.docx").write_bytes(b"none yet"),
    "a slice gone": lambda home: (home.warehouse / "scorecard" / f"{NEWEST}.parquet").unlink(),
    "a slice altered": lambda home: (home.warehouse / "scorecard" / f"{NEWEST}.parquet").write_bytes(b"PAR1"),
    "an approval": lambda home: (home.approvals / f"{NEWEST}.json").write_text("[]"),
    "a file of the edition": lambda home: append(home.published / NEWEST / "edition-1" / "scorecard.csv", "\n"),
    "an edition gone": lambda home: (home.published / NEWEST / "edition-1").rename(home.path / "elsewhere"),
    "another edition": lambda home: (home.published / FIRST / "edition-1").mkdir(parents=True),
    "what is written down": lambda home: (home.warehouse / ".finished.json").write_text("{"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_the_quarter_is_run_again(change: str, finished: Home) -> None:
    assert is_finished(finished, NEWEST)
    CHANGES[change](finished)
    assert not is_finished(finished, NEWEST)


def test_other_code_is_another_run(finished: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resources.finished.code_digests", lambda: {"assets/": "other"})
    assert not is_finished(finished, NEWEST)


def test_a_later_run_keeps_what_was_finished_under_the_same_fingerprint(
    all_reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(all_reported)
    record_finished(load_project(home.path), [NEWEST], "another")
    assert is_finished(home, FIRST, NEWEST)


def test_what_was_edited_while_the_run_ended_is_not_taken_for_what_it_read(
    finished: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_and_edit(*_: object) -> pmf_pipeline.runs.Outcome:
        rules = finished.framework / "rules.yml"  # no slice rests on the notice: only the edition prints it
        rules.write_text(rules.read_text(encoding="utf-8").replace("Illustrative", "Illustrating", 1), encoding="utf-8")
        return pmf_pipeline.runs.Outcome((NEWEST,), "run", ())

    monkeypatch.setattr(pmf_pipeline.runs, "_run", run_and_edit)
    pmf_pipeline.runs.run_quarters(finished, [NEWEST])
    assert not is_finished(finished, NEWEST)
