"""Editions: plain files that are frozen once, safe to open, and never laid over one another."""

import csv
import io
import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_pipeline.home import Home
from pmf_pipeline.report.csv_tables import csv_bytes
from resources.publisher import Edition, all_editions, editions, publish_edition
from tests.helpers.homes import digests

QUARTER = "2023-24-Q2"
FILES = {"scorecard.csv": b"a\n1\n", "figures.csv": b"b\n"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def publish(home: Home, **changes: bytes) -> Edition:
    files = FILES | {f"{name}.csv": content for name, content in changes.items()}
    return publish_edition(home, QUARTER, files, {"notice": "Synthetic", "tables": {}})


def as_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r")), min_size=2, max_size=2))
def test_no_text_can_start_a_formula_and_none_is_lost(texts: list[str]) -> None:
    _, row = as_rows(csv_bytes(["one", "two"], [dict(zip(["one", "two"], texts, strict=True))]))
    for given_text, found in zip(texts, row, strict=True):
        assert not found.startswith(("=", "+", "-", "@", "\t", "\r")) or set(found) <= set("-0123456789.,")
        assert found in (given_text, f"'{given_text}")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=18, min_value=-(10**15), max_value=10**15))
def test_a_number_stays_a_number_to_its_last_digit(number: Decimal) -> None:
    _, (found,) = as_rows(csv_bytes(["n"], [{"n": number}]))
    assert Decimal(found) == number
    assert "e" not in found.lower()


def test_nothing_is_an_empty_cell() -> None:
    assert csv_bytes(["a", "b"], [{"a": None, "b": 3, "not asked for": 1}]) == b"a,b\n,3\n"


def test_a_file_with_no_rows_has_its_header() -> None:
    assert csv_bytes(["a", "b"], []) == b"a,b\n"


def test_the_first_edition_is_frozen_with_its_manifest(home: Home) -> None:
    made = publish(home)
    assert (made.number, made.is_new, made.faults()) == (1, True, [])
    found = digests(made.folder)
    manifest = json.loads((made.folder / "manifest.json").read_bytes())
    del found["manifest.json"]
    assert manifest == {"quarter": QUARTER, "files": found, "notice": "Synthetic", "tables": {}}
    assert all(path.stat().st_mode & 0o222 == 0 for path in made.folder.iterdir())


def test_the_same_content_makes_no_new_edition(home: Home) -> None:
    publish(home)
    again = publish(home)
    assert (again.number, again.is_new) == (1, False)
    assert len(editions(home, QUARTER)) == 1


def test_other_content_makes_the_next_edition_and_leaves_the_first(home: Home) -> None:
    first = publish(home)
    before = digests(first.folder)
    second = publish(home, scorecard=b"a\n2\n")
    assert (second.number, second.is_new) == (2, True)
    assert digests(first.folder) == before
    back = publish(home)
    assert (back.number, back.is_new) == (3, True), "what was published last is what counts"


def test_editions_are_counted_past_nine(home: Home) -> None:
    for number in range(11):
        publish(home, scorecard=f"a\n{number}\n".encode())
    assert [edition.folder.name for edition in editions(home, QUARTER)][-2:] == ["edition-10", "edition-11"]


@pytest.mark.parametrize(
    "name",
    [
        "edition-1.zip",
        "edition-2 - Copy",
        "edition-2 (old)",
        "edition-2-draft",
        "edition-two",
        "edition-",
        "edition-02",
    ],
)
def test_what_somebody_puts_beside_editions_is_none(home: Home, name: str) -> None:
    """Whoever sends an edition on zips or copies it where it lies."""
    first = publish(home)
    if name.endswith(".zip"):
        first.folder.with_name(name).touch()
    else:
        shutil.copytree(first.folder, first.folder.with_name(name))
    assert [found.number for found in editions(home, QUARTER)] == [1]
    shutil.copytree(first.folder.parent, home.published / f"{QUARTER} - Copy")
    assert [quarter for quarter, _ in all_editions(home)] == [QUARTER]
    assert publish(home, more=b"c\n").number == 2


def test_a_publication_broken_off_leaves_no_edition(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    write, written = Path.write_bytes, []

    def write_one(path: Path, content: bytes) -> int:
        if written:
            raise OSError("the disk is full")
        written.append(path)
        return write(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", write_one)
        with pytest.raises(OSError, match="the disk is full"):
            publish(home)
    assert editions(home, QUARTER) == []
    assert publish(home).faults() == []
    assert [path.name for path in (home.published / QUARTER).iterdir()] == ["edition-1"]


def spoil(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def test_a_changed_missing_or_added_file_is_a_fault(home: Home) -> None:
    made = publish(home)
    spoil(made.folder / "scorecard.csv", b"a\n2\n")
    (made.folder / "figures.csv").unlink()
    (made.folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert made.faults() == [
        "edition-1/figures.csv is missing",
        "edition-1/notes.txt is not in the manifest",
        "edition-1/scorecard.csv has been changed",
    ]


def test_files_may_stand_in_folders_of_the_edition(home: Home) -> None:
    pages = {"figures/A-01.html": b"<p>1</p>", "figures/A-02.html": b"<p>2</p>"}
    made = publish_edition(home, QUARTER, FILES | pages, {})
    assert made.faults() == []
    assert digests(made.folder).keys() == {*FILES, *pages, "manifest.json"}
    assert publish_edition(home, QUARTER, FILES | pages, {}).is_new is False
    spoil(made.folder / "figures" / "A-01.html", b"<p>3</p>")
    (made.folder / "figures" / "A-02.html").rename(made.folder / "figures" / "A-03.html")
    assert made.faults() == [
        "edition-1/figures/A-01.html has been changed",
        "edition-1/figures/A-02.html is missing",
        "edition-1/figures/A-03.html is not in the manifest",
    ]


@pytest.mark.parametrize("content", [None, b"", b"[]", b"{"])
def test_an_edition_without_its_papers_is_a_fault_and_not_laid_over(home: Home, content: bytes | None) -> None:
    made = publish(home)
    if content is None:
        (made.folder / "manifest.json").unlink()
    else:
        spoil(made.folder / "manifest.json", content)
    again = publish(home, scorecard=b"a\n2\n")
    assert (again.number, again.is_new) == (1, False)
    assert again.faults() == ["edition-1/manifest.json is missing or cannot be read"]
