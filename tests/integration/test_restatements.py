"""Restatements: what an edition says of figures that were published otherwise, and the marks on its scorecard."""

import json
from collections.abc import Callable

import pytest

from pmf_pipeline.home import Home
from tests.helpers.commands import Command
from tests.helpers.homes import NEWEST, digests, edit_framework, edition, rows_of, run


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
    shown = {row["figure_id"]: row["marker"] for row in rows_of(edition(restated, number=2) / "figure_history.csv")}
    assert {shown[now[code]["figure_id"]] for code in marked} == {"[r]"}
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


def test_the_command_lists_every_restatement_once(restated: Home, pmf: Command) -> None:
    done = pmf("restatements", "--home", restated.path)
    assert done.code == 0
    for words in ("ASC-12", "late return", "COR-01", "corrected file", "COR-02", "changed target", f"{NEWEST}/1"):
        assert words in done.out
    assert "Nothing that was published" in pmf("restatements", "--since", f"{NEWEST}/2", "--home", restated.path).out


def test_a_quarter_since_which_is_asked_needs_no_edition_of_its_own(restated: Home, pmf: Command) -> None:
    assert not edition(restated, "2023-24-Q1").exists()
    done = pmf("restatements", "--since", "2023-24-Q1", "--home", restated.path)
    assert (done.code, done.out) == (0, pmf("restatements", "--home", restated.path).out)


def test_the_note_says_what_was_and_what_is_and_why(restated: Home, pmf: Command) -> None:
    note = pmf("restatements", "--note", "--home", restated.path).out
    assert "3 published figures differ from what stands now." in note
    assert "said: 55.82, Green, target 55.60. It should now read: 52.82, Amber, target 55.60." in note
    assert "said: no figure [x], No data" in note
    assert "The target now follows decision LATE-1." in note
    assert "synthetic" in note


def test_the_note_claims_no_decision_for_a_target_that_was_edited(
    restated: Home, a_copy: Callable[[Home], Home], pmf: Command
) -> None:
    home = a_copy(restated)
    edit_framework(home, "targets.csv", "PLC-04,2023-24,92.0,", "PLC-04,2023-24,85.0,")
    assert run(home, NEWEST).faults == ()
    (said,) = [line for line in pmf("restatements", "--note", "--home", home.path).out.split("\n") if "PLC-04" in line]
    assert "The same decision is behind it, ILL-01 2023/24: the target itself was edited since." in said
    assert "now follows" not in said


@pytest.mark.parametrize(
    ("given", "said"),
    [(["--since", "2020-21-Q1"], "'2020-21-Q1' is not in"), (["--since", "soon"], "'soon' is not a period"),
     (["--since", "2023-24-Q3"], f"Nothing of 2023-24-Q3 or later has been published: the newest is {NEWEST}/2."),
     (["--since", f"{NEWEST}/3"], f"no edition 3 of {NEWEST}"), (["--since", "2023-24-Q1/1"], "no edition 1 of"),
     (["--quarter", "2021-22-Q1"], "has no edition yet")],
)  # fmt: skip
def test_the_command_refuses_what_was_never_published(
    restated: Home, pmf: Command, given: list[str], said: str
) -> None:
    done = pmf("restatements", *given, "--home", restated.path)
    assert done.code == 2
    assert said in done.err


def test_a_run_of_an_earlier_quarter_names_what_was_reported_since(
    reported: Home, a_copy: Callable[[Home], Home], pmf: Command
) -> None:
    home = a_copy(reported)
    sent = home.returns / "2023-24-Q1" / "corporate-services.csv"
    sent.write_text(sent.read_text(encoding="utf-8").replace("COR-01,2023-24-Q1,28.90,", "COR-01,2023-24-Q1,28.10,"))
    said = pmf("run", "--quarter", "2023-24-Q1", "--home", home.path).out
    assert f"{NEWEST} was reported before, and looks back on figures that have changed since" in said
    assert f"`pmf run --quarter {NEWEST}` publishes it anew" in said
