"""Restatements: what an edition says of figures that were published otherwise, and the marks on its scorecard."""

import csv
import json
from collections.abc import Callable

import pytest

from pmf_pipeline.home import Home
from tests.helpers.homes import NEWEST, digests, edition, rows_of, run


def lines(home: Home, number: int = 2) -> dict[str, dict[str, str]]:
    found = rows_of(edition(home, number=number) / "restatements.csv")
    assert len({row["indicator_code"] for row in found}) == len(found)
    return {row["indicator_code"]: row for row in found}


def scorecard(home: Home, number: int) -> dict[str, dict[str, str]]:
    return {row["indicator_code"]: row for row in rows_of(edition(home, number=number) / "scorecard.csv")}


def test_a_first_edition_restates_nothing(reported: Home) -> None:
    assert rows_of(edition(reported) / "restatements.csv") == []


def test_each_change_is_a_line_with_its_reason_and_both_origins(restated: Home) -> None:
    found = lines(restated)
    assert {code: row["reason"] for code, row in found.items()} == {
        "COR-01": "corrected file", "ASC-12": "late return", "COR-02": "changed target",
    }  # fmt: skip
    corrected = found["COR-01"]
    assert (corrected["published_in"], corrected["published_edition"]) == (NEWEST, "1")
    assert (corrected["published_raw_value"], corrected["raw_value_now"]) == ("55.82", "52.82")
    assert corrected["published_file_sha256"] != corrected["file_sha256_now"]
    late = found["ASC-12"]
    assert (late["published_value"], late["published_marker"], late["published_rag"]) == ("", "[x]", "No data")
    assert late["file_name_now"].endswith("adult-social-care--2.csv")
    target = found["COR-02"]
    assert target["published_target"] != target["target_now"]
    assert target["target_decision_now"] == "LATE-1"


def test_only_restated_figures_are_marked(restated: Home) -> None:
    before, now = scorecard(restated, 1), scorecard(restated, 2)
    marked = {code for code in now if now[code]["marker"] == "[r]" and before[code]["marker"] != "[r]"}
    assert marked == {"COR-01", "ASC-12"}
    untouched = now.keys() - lines(restated).keys()
    assert {code for code in untouched if now[code]["outturn"] != before[code]["outturn"]} == set()


def test_the_first_edition_stays_as_it_was(reported: Home, restated: Home) -> None:
    assert digests(edition(restated, number=1)) == digests(edition(reported))


def test_publishing_again_adds_nothing(restated: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(restated)
    assert run(home, NEWEST).faults == ()
    assert digests(home.published) == digests(restated.published)


def test_the_manifest_says_what_was_compared(restated: Home) -> None:
    stated = json.loads((edition(restated, number=2) / "manifest.json").read_text(encoding="utf-8"))["compared_with"]
    assert stated == {f"{NEWEST}/edition-1": digests(edition(restated, number=1))["manifest.json"]}


def test_a_spoilt_edition_is_not_compared_with(restated: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(restated)
    path = edition(home) / "scorecard.csv"
    path.chmod(0o644)
    path.write_text(path.read_text(encoding="utf-8").replace("Green", "Amber"), encoding="utf-8")
    (fault,) = run(home, NEWEST).faults
    assert f"published/{NEWEST}/edition-1/scorecard.csv is not the file that was published" in fault


@pytest.mark.parametrize("name", ["restatements.csv"])
def test_the_file_is_one_that_any_reader_of_csv_understands(restated: Home, name: str) -> None:
    with (edition(restated, number=2) / name).open(encoding="utf-8", newline="") as stream:
        assert len({len(row) for row in csv.reader(stream)}) == 1
