"""The guides that lead through commands are followed, step by step, and show what really comes out."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pmf_pipeline.home import Home
from pmf_pipeline.settings import PROJECT
from tests.helpers.commands import Command
from tests.helpers.guides import blocks
from tests.helpers.homes import NEWEST, edition
from tests.helpers.records import materialise


def shown(text: str) -> str:
    """An output as a page shows it: without blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.rstrip().splitlines()) + "\n"


def indicator_of_the_page() -> dict[str, str]:
    """The columns of the page's table, of which one row may name several."""
    text = (PROJECT / "docs" / "add-a-published-file.md").read_text(encoding="utf-8")
    row: dict[str, str] = {}
    for columns, values in re.findall(r"^\| (`.*?`) \| (`.*?`) \|$", text, re.MULTILINE):
        names, cells = (re.findall(r"`([^`]+)`", part) for part in (columns, values))
        row |= zip(names, cells, strict=True)
    return row


@pytest.fixture
def home(demo: Home, a_copy: Callable[[Home], Home], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Home:
    """A demonstration home in the folder that the guide's commands are given in."""
    made = a_copy(demo)
    monkeypatch.setenv("PMF_HOME", str(made.path))
    monkeypatch.chdir(tmp_path)
    return made


def test_a_source_that_is_not_shipped_is_added_as_the_tutorial_says(home: Home, pmf: Command, tmp_path: Path) -> None:
    page = "add-a-published-file.md"
    (table,), (guess, spec), (first, second) = (blocks(page, kind) for kind in ("csv", "yaml", "text"))
    file, specification = tmp_path / "charging-devices-2024.csv", tmp_path / "charging_devices.yml"
    file.write_text(table, encoding="utf-8")

    guessed = pmf("source", "guess", file.name)
    assert (guessed.code, guessed.out) == (0, guess)
    specification.write_text(guessed.out, encoding="utf-8")
    attempt = ("source", "try", file.name, "--spec", specification.name, "--rows", "2")
    tried = pmf(*attempt)
    assert (tried.code, shown(tried.out)) == (1, first)
    specification.write_text(spec, encoding="utf-8")
    tried = pmf(*attempt)
    assert (tried.code, shown(tried.out)) == (0, second)

    indicators = home.framework / "indicators.csv"
    with indicators.open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
    with indicators.open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, header).writerow(indicator_of_the_page())
    (home.landing / "charging").mkdir()
    (home.landing / "charging" / file.name).write_bytes(file.read_bytes())
    (home.framework / "sources" / specification.name).write_bytes(specification.read_bytes())
    assert pmf("check").code == 0
    assert materialise(home, "landing/charging_devices", None).success
    (line,) = (line for line in pmf("status").out.splitlines() if line.startswith("charging/"))
    assert re.findall(r"\b\d+\b", line)[-4:] == ["9", "18", "5", "0"]
    slice_path = str(home.warehouse / "published_figures" / "charging_devices.parquet")
    figures = duckdb.execute(
        "select period, cast(value as double), marker from read_parquet(?) where area_code = 'E08000013' order by 1",
        [slice_path],
    ).fetchall()
    assert figures == [("2021-22", 9.4, None), ("2022-23", 14.1, "r"), ("2023-24", 27.7, None)]


def test_the_workbooks_of_a_quarter_are_those_the_guide_names(home: Home, pmf: Command) -> None:
    done = pmf("template", "--quarter", "2023-24-Q3", "--out", "returns-2023-24-Q3")
    assert (done.code, done.out) == (0, blocks("collect-returns.md", "text")[0])


@pytest.mark.usefixtures("as_wide_as_the_guides")
def test_the_traces_shown_are_those_of_the_demonstration(reported: Home, pmf: Command) -> None:
    figure, _, history, _ = blocks("question-a-figure.md", "text")
    traced = pmf("trace", "ASC-08", NEWEST, "--home", reported.path)
    assert figure in traced.out
    assert pmf("trace", "PLC-06", "--history", "--home", reported.path).out == history


def test_every_file_of_an_edition_is_explained(reported: Home) -> None:
    page = (PROJECT / "docs" / "read-the-scorecard.md").read_text(encoding="utf-8").split("\n## ")[0]
    explained = re.findall(r"`([\w.-]+\.\w+|figures/)`", "".join(re.findall(r"^\| (`.*?) \|", page, re.MULTILINE)))
    found = [path.name + ("/" if path.is_dir() else "") for path in edition(reported).iterdir()]
    assert sorted(explained) == sorted(found)
