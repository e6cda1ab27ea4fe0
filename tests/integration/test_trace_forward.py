"""The other way round: from a landed file and a decision to every figure, and an indicator's whole history."""

import json
from collections.abc import Callable

import jsonschema
import pytest

from pmf_pipeline.home import Home
from pmf_pipeline.reference import FOLDER
from tests.helpers.commands import Command
from tests.helpers.homes import NEWEST, edition, figure, land, rows_of, run

WASTE = "oflog/waste-demonstration-synthetic.csv"


@pytest.fixture
def told(pmf: Command) -> Callable[..., dict]:
    schema = json.loads((FOLDER / "trace.schema.json").read_text(encoding="utf-8"))

    def ask(home: Home, *arguments: str) -> dict:
        done = pmf("trace", *arguments, "--json", "--home", home.path)
        assert done.code == 0, done.err
        found: dict = json.loads(done.out)
        jsonschema.validate(found, schema)
        return found

    return ask


def test_a_file_leads_to_its_figures_tables_and_editions(reported: Home, told: Callable[..., dict]) -> None:
    found = told(reported, "--file", WASTE)
    (content,) = found["contents"]
    assert (content["in_landing"], content["in_archive"]) == (True, True)
    assert content["rows"].keys() == {"accepted"}
    published = [row for row in rows_of(edition(reported) / "figures.csv") if row["file_name"] == WASTE]
    shown = {(one["indicator_code"], one["period"]) for one in found["figures"]}
    assert shown >= {(row["indicator_code"], row["period"]) for row in published}
    assert {"published_figures/oflog_waste", f"outturns/{NEWEST}", f"scorecard/{NEWEST}"} <= set(found["slices"])
    assert f"stg_returns/{NEWEST}" not in found["slices"]
    (resting,) = found["editions"]
    assert set(resting["figures"]) == {"WST-01", "WST-02", "WST-03"}
    assert told(reported, "--file", content["file_sha256"][:8]) == found
    assert told(reported, "--file", WASTE.split("/")[1].upper()) == found


def test_a_file_that_was_replaced_is_still_known(
    reported: Home, a_copy: Callable[[Home], Home], told: Callable[..., dict]
) -> None:
    home = a_copy(reported)
    for value in ("30", "31"):
        land(home, NEWEST, "place--2.csv", figure("PLC-06", value))
        assert run(home, NEWEST).faults == ()
    found = told(home, "--file", "place--2.csv")
    assert sorted(one["in_landing"] for one in found["contents"]) == [False, True]
    assert [(one["indicator_code"], one["printed"]) for one in found["figures"]] == [("PLC-06", "31")]
    assert {one["edition"] for one in found["editions"]} == {2, 3}
    history = told(home, "PLC-06", "--history")
    (period,) = [one for one in history["periods"] if one["period"] == NEWEST]
    assert [(one["edition"], one["printed"]) for one in period["values"]] == [(1, "[x]"), (2, "30 [r]"), (3, "31 [r]")]
    reasons = [one["why"] for one in period["values"]]
    assert reasons[0] is None
    assert "late return: returns/2023-24-Q2/place--2.csv" in reasons[1]
    assert "corrected file: returns/2023-24-Q2/place--2.csv" in reasons[2]


def test_a_decision_leads_to_its_targets_and_the_figures_rated_by_them(
    all_reported: Home, told: Callable[..., dict], pmf: Command
) -> None:
    found = told(all_reported, "--decision", "0026 2023/24")
    assert "WST-03" in found["added"]
    scorecards = {
        (quarter, row["indicator_code"]): row["rag"]
        for quarter in ("2023-24-Q1", NEWEST)
        for row in rows_of(edition(all_reported, quarter) / "scorecard.csv")
        if row["target_decision"] == "0026 2023/24"
    }
    assert {(one["quarter"], one["indicator_code"]): one["how"] for one in found["figures"]} == {
        place: f"rated {rag}" for place, rag in scorecards.items()
    }
    asc = [one for one in found["targets"] if (one["indicator_code"], one["period"]) == ("ASC-08", "2023-24")]
    assert asc[0]["replaced"] == ["83.0 (ILL-01 2023/24)"]
    earlier = told(all_reported, "--decision", "ILL-01 2023/24")
    replaced = {one["indicator_code"] for one in earlier["targets"] if one["replaced_by"]}
    assert replaced == {one["indicator_code"] for one in found["targets"]}
    assert pmf("trace", "--decision", "0026", "--home", all_reported.path).out.startswith("0026 2023/24: Illustrative")


def test_history_has_every_value_of_every_edition(all_reported: Home, told: Callable[..., dict]) -> None:
    found = told(all_reported, "WST-01", "--history")
    values = {
        (one["quarter"], period["period"], one["printed"])
        for period in found["periods"]
        for one in period["values"]
        if one["shown_as"] == "outturn"
    }
    for quarter in ("2021-22-Q1", "2022-23-Q4", NEWEST):
        (row,) = [row for row in rows_of(edition(all_reported, quarter) / "scorecard.csv")
                  if row["indicator_code"] == "WST-01"]  # fmt: skip
        assert (quarter, row["period"], row["outturn"]) in values


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--file", "no-such.csv"], 1, "No file 'no-such.csv' has landed"),
        (["--decision", "0099"], 2, "Decision '0099' is not in framework/decisions.csv"),
        (["--decision", "0026", "--file", "x"], 2, "Ask one thing"),
        (["WST-01", NEWEST, "--history"], 2, "Ask one thing"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    arguments: list[str], code: int, words: str, reported: Home, pmf: Command
) -> None:
    done = pmf("trace", *arguments, "--home", reported.path)
    assert (done.code, done.out) == (code, "")
    assert words in done.err
