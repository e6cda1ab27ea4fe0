"""What was edited in a framework since another state of it, and what a decision changed instead."""

from pathlib import Path

import pytest

from pmf_pipeline.framework import load_framework
from pmf_pipeline.framework.edits import Edit, edits
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE

NEW_DECISION = "0099 2023/24,A later decision,2023-10-01,2023-10-01,Cabinet,\n"


@pytest.fixture
def before() -> dict[str, bytes]:
    """The shipped framework as an edition archived it."""
    return {path.name: path.read_bytes() for path in FRAMEWORK_TEMPLATE.iterdir() if path.is_file()}


@pytest.fixture
def folder(before: dict[str, bytes], tmp_path: Path) -> Path:
    """A copy to edit."""
    for name, content in before.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def replace(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def append(folder: Path, name: str, line: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as stream:
        stream.write(line)


def found(before: dict[str, bytes], folder: Path) -> list[Edit]:
    return edits(before, load_framework(folder))


def test_an_untouched_framework_has_no_edits(before: dict[str, bytes], folder: Path) -> None:
    assert found(before, folder) == []


def test_a_title_is_nobodys_rating(before: dict[str, bytes], folder: Path) -> None:
    replace(folder, "indicators.csv", "Missed bin collections", "Missed collections of bins")
    assert found(before, folder) == []


def test_a_polarity_turned_round_is_an_edit(before: dict[str, bytes], folder: Path) -> None:
    replace(folder, "indicators.csv", '"per 100,000",0,low,quarterly', '"per 100,000",0,high,quarterly')
    assert found(before, folder) == [Edit("indicators.csv", "PLC-01, polarity", "low", "high", "PLC-01")]


def test_a_target_that_reads_differently_under_its_decision_is_an_edit(before: dict[str, bytes], folder: Path) -> None:
    replace(folder, "targets.csv", "PLC-05,2023-24,110,", "PLC-05,2023-24,120,")
    (edit,) = found(before, folder)
    assert (edit.file, edit.before, edit.now, edit.indicator_code) == ("targets.csv", "110", "120", "PLC-05")


def test_the_same_target_written_otherwise_is_none(before: dict[str, bytes], folder: Path) -> None:
    replace(folder, "targets.csv", "PLC-05,2023-24,110,", "PLC-05,2023-24,110.0,")
    assert found(before, folder) == []


def test_a_target_under_a_new_decision_is_how_a_target_changes(before: dict[str, bytes], folder: Path) -> None:
    append(folder, "decisions.csv", NEW_DECISION)
    columns = (folder / "targets.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    row = {"indicator_code": "PLC-05", "period": "2023-24", "target": "100", "decision_ref": "0099 2023/24"}
    append(folder, "targets.csv", ",".join(row.get(name, "") for name in columns) + "\n")
    assert found(before, folder) == []


def test_a_wider_tolerance_is_an_edit(before: dict[str, bytes], folder: Path) -> None:
    replace(folder, "rules.yml", "tolerance_pct: 5", "tolerance_pct: 10")
    assert found(before, folder) == [Edit("rules.yml", "rag: tolerance_pct", "5", "10")]


def test_a_removed_indicator_is_an_edit(before: dict[str, bytes], folder: Path) -> None:
    _, first, *_ = before["indicators.csv"].splitlines(keepends=True)
    code = first.partition(b",")[0]
    then = before | {"indicators.csv": before["indicators.csv"] + first.replace(code, b"PLC-99", 1)}
    assert found(then, folder) == [Edit("indicators.csv", "PLC-99", "there", "removed", "PLC-99")]


def test_a_moved_decision_is_an_edit(before: dict[str, bytes], folder: Path) -> None:
    replace(folder, "decisions.csv", "2021-03-24,2021-04-01", "2021-03-24,2021-04-02")
    edited = found(before, folder)
    assert [(edit.file, edit.before, edit.now) for edit in edited] == [("decisions.csv", "2021-04-01", "2021-04-02")]


def test_files_that_were_not_kept_are_not_compared(folder: Path) -> None:
    assert found({}, folder) == []
