"""`pmf trace` on the demonstration: from a figure back to its cell, and what is said when there is none."""

import json
import re
import shutil
from collections.abc import Callable
from decimal import Decimal

import jsonschema
import pytest

from pmf_pipeline.home import Home
from pmf_pipeline.reference import FOLDER
from tests.helpers.commands import Command
from tests.helpers.guides import blocks, not_printed
from tests.helpers.homes import NEWEST, edition, figure, land, rows_of, run

SUPPRESSED = "CYP-04"


@pytest.fixture(scope="module")
def schema() -> dict:
    return json.loads((FOLDER / "trace.schema.json").read_text(encoding="utf-8"))


def answer(pmf: Command, home: Home, *arguments: str) -> dict:
    done = pmf("trace", *arguments, "--json", "--home", home.path)
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_tree_leads_from_the_figure_to_the_cell_and_fits_a_terminal(reported: Home, pmf: Command) -> None:
    done = pmf("trace", "COR-02", NEWEST, "--home", reported.path)
    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= 100
    for words in (
        "synthetic", "COR-02 Working days lost", "Published: edition 1 of 1", "Now: the same",
        "From: returns/2023-24-Q2/corporate-services.csv", "read again from the archive: the same",
        "dbt_like_sql/outturns/outturns.sql @ ", "in force: ILL-01 2023/24, Cabinet", "Previous: ", "Gates: ",
        "http://127.0.0.1:3000/runs/",
    ):  # fmt: skip
        assert words in done.out
    assert pmf("trace", "cor-02", "Q2 2023/24", "--home", reported.path).out == done.out


def test_every_figure_of_the_scorecard_is_the_one_its_trace_gives(reported: Home, pmf: Command, schema: dict) -> None:
    scorecard = {row["indicator_code"]: row for row in rows_of(edition(reported) / "scorecard.csv")}
    for code in ("WST-01", "ASC-08", "PLC-03", "COR-04"):
        found = answer(pmf, reported, code, NEWEST)
        jsonschema.validate(found, schema)
        row, trace = scorecard[code], found["trace"]
        assert trace["figure"]["printed"] == " ".join(filter(None, (row["outturn"], row["marker"])))
        assert trace["figure"]["figure_id"] == row["figure_id"]
        assert found["published"]["rag"] == trace["rating"]["rag"] == row["rag"]
        assert trace["rating"]["targets"][0]["decision_ref"] == row["target_decision"] or not row["target_decision"]
        assert [origin["read_again"]["agrees"] for origin in trace["origins"]] == [True] * len(trace["origins"])
        assert found["changes"] == []
        assert found["runs"]


def test_a_ratio_shows_both_its_parts_as_they_stand_in_the_row(reported: Home, pmf: Command) -> None:
    trace = answer(pmf, reported, "ASC-08", NEWEST)["trace"]
    (origin,) = trace["origins"]
    row = dict(origin["read_again"]["row"])
    assert Decimal(row["numerator"]) == Decimal(trace["figure"]["numerator"]) == 331
    assert Decimal(row["denominator"]) == Decimal(trace["figure"]["denominator"]) == 397
    assert "commentary" not in row, "what a service says may be about people"


def test_a_revised_target_stands_above_the_one_it_superseded(reported: Home, pmf: Command) -> None:
    targets = answer(pmf, reported, "ASC-08", NEWEST)["trace"]["rating"]["targets"]
    assert [(target["decision_ref"], target["standing"]) for target in targets] == [
        ("0026 2023/24", "in force"),
        ("ILL-01 2023/24", "superseded"),
    ]


def test_medians_name_their_members_with_the_cell_of_each(reported: Home, pmf: Command) -> None:
    comparison = answer(pmf, reported, "WST-01", NEWEST)["trace"]["comparison"]
    for group in comparison["groups"]:
        values = sorted(Decimal(one["value"]) for one in comparison["members"] if group["kind"] in one["groups"])
        assert len(values) == group["authorities"]
        middle = [values[(len(values) - 1) // 2], values[len(values) // 2]]
        assert Decimal(group["exact_median"]) == sum(middle) / 2
        named = {one["area_name"]: Decimal(one["value"]) for one in comparison["members"]}
        assert sorted({named[name] for name in group["middle"]}) == sorted(set(middle))
    assert all(one["file_sha256"] and one["cell"] for one in comparison["members"])


def test_another_authority_s_figure_is_traced_by_name_or_code(reported: Home, pmf: Command) -> None:
    by_name = answer(pmf, reported, "WST-01", NEWEST, "--area", "wigan")
    assert by_name == answer(pmf, reported, "WST-01", NEWEST, "--area", "E08000010")
    assert by_name["trace"]["subject"]["area_name"] == "Wigan"
    assert by_name["trace"]["origins"][0]["read_again"]["agrees"] is True
    assert by_name["published"] is None
    assert by_name["trace"]["rating"] is None


@pytest.mark.parametrize(
    ("code", "when", "quarter"), [("WST-01", "2021-22", "2022-23-Q3"), ("PLC-06", "2022-23-Q2", "2022-23-Q2")]
)
def test_a_figure_whose_own_quarter_has_no_edition_is_told_as_another_shows_it(
    code: str, when: str, quarter: str, reported: Home, pmf: Command
) -> None:
    found = answer(pmf, reported, code, when)
    assert (found["trace"]["subject"]["quarter"], found["published"]) == (quarter, None)
    elsewhere = found["elsewhere"]
    (period,) = [one for one in answer(pmf, reported, code, "--history")["periods"] if one["period"] == when]
    assert elsewhere == period["values"][-1]
    assert (elsewhere["quarter"], elsewhere["shown_as"]) == (NEWEST, "previous")
    tree = pmf("trace", code, when, "--home", reported.path).out
    assert f"Published: {elsewhere['printed']} as the previous of {NEWEST} edition 1" in tree
    assert f"`pmf trace {code} --history`" in tree
    assert "Now: the same" in tree


@pytest.mark.parametrize(("code", "when"), [("PLC-06", "2023-24-Q1"), ("WST-01", "2015-16")])
def test_a_figure_that_stands_in_a_chart_alone_is_told_as_published(
    code: str, when: str, reported: Home, pmf: Command
) -> None:
    """The chart, the table below it and figure_history.csv show it to whoever reads the report."""
    (row,) = [
        row
        for row in rows_of(edition(reported) / "figure_history.csv")
        if (row["indicator_code"], row["period"]) == (code, when)
    ]
    found = answer(pmf, reported, code, when)
    assert found["published"] is None
    elsewhere = found["elsewhere"]
    assert (elsewhere["printed"], elsewhere["shown_as"]) == (row["value"], "figure in the chart")
    (period,) = [one for one in answer(pmf, reported, code, "--history")["periods"] if one["period"] == when]
    assert period["values"] == [elsewhere]
    tree = pmf("trace", code, when, "--home", reported.path).out
    assert f"Published: {row['value']} as the figure in the chart of {NEWEST} edition 1" in tree
    assert "Now: the same" in tree


def test_a_figure_that_no_edition_shows_is_said_to_be_in_none(
    reported: Home, a_copy: Callable[[Home], Home], pmf: Command
) -> None:
    home = a_copy(reported)
    shutil.rmtree(home.published)
    found = answer(pmf, home, "PLC-06", "2023-24-Q1")
    assert (found["published"], found["elsewhere"]) == (None, None)
    tree = pmf("trace", "PLC-06", "2023-24-Q1", "--home", home.path).out
    assert "Published: in no edition" in tree
    assert "Now: 17" in tree


@pytest.mark.usefixtures("as_wide_as_the_guides")
def test_the_mended_and_the_superseded_stand_beside_what_counts(
    reported: Home, a_copy: Callable[[Home], Home], pmf: Command
) -> None:
    home = a_copy(reported)
    land(home, NEWEST, "place--2.csv", figure("PLC-05", "109", submitted_on="2023-11-12"))
    assert run(home, NEWEST).faults == ()
    found = answer(pmf, home, "PLC-05", NEWEST)
    assert (found["is_of_edition"], found["published"]["edition"]) == (False, 2)
    (other,) = found["trace"]["competing"]
    assert (other["standing"], other["text"]) == ("superseded", "108")
    first = answer(pmf, home, "PLC-05", NEWEST, "--edition", "1")
    assert (first["is_of_edition"], first["trace"]["figure"]["printed"]) == (True, "108")
    assert first["now"]["figure"]["printed"] == "109"
    (change,) = [change for change in first["changes"] if change["what"] == "figure"]
    assert change["why"] == "later submission: returns/2023-24-Q2/place--2.csv counts now"
    tree = pmf("trace", "PLC-05", NEWEST, "--edition", "1", "--home", home.path).out
    assert "figure: was 108, is 109: later submission" in tree
    assert not_printed(blocks("question-a-figure.md", "text")[1], tree) == []


def test_a_cell_changed_in_the_archive_is_told_and_not_believed(
    reported: Home, a_copy: Callable[[Home], Home], pmf: Command
) -> None:
    home = a_copy(reported)
    (origin,) = answer(pmf, home, "COR-02", NEWEST)["trace"]["origins"]
    kept = home.archive / origin["file_sha256"][:2] / origin["file_sha256"]
    kept.chmod(0o644)
    kept.write_bytes(kept.read_bytes().replace(b"10.85", b"10.05"))
    (again,) = answer(pmf, home, "COR-02", NEWEST)["trace"]["origins"]
    assert again["read_again"]["agrees"] is False
    assert "no longer what its name says" in again["read_again"]["fault"]
    kept.unlink()
    assert "is missing" in pmf("trace", "COR-02", NEWEST, "--home", home.path).out


def test_nothing_of_a_suppressed_figure_is_given(reported: Home, a_copy: Callable[[Home], Home], pmf: Command) -> None:
    home = a_copy(reported)
    indicators = home.framework / "indicators.csv"
    lines = rows_of(indicators)
    for row in lines:
        if row["indicator_code"] == "PLC-05":
            row["suppress_below"] = "200"
    indicators.write_text(
        ",".join(lines[0]) + "\n" + "\n".join(",".join(f'"{cell}"' for cell in row.values()) for row in lines) + "\n",
        encoding="utf-8",
    )
    land(home, NEWEST, "place--2.csv", figure("PLC-05", "187", submitted_on="2023-11-12"))
    assert run(home, NEWEST).faults == ()
    told = [
        pmf("trace", "PLC-05", NEWEST, *more, "--home", home.path).out
        for more in ([], ["--json"], ["--edition", "2", "--json"])
    ]
    told += [(edition(home, number=2) / "figures" / f"PLC-05.{kind}").read_text(encoding="utf-8")
             for kind in ("html", "json")]  # fmt: skip
    for text in told:
        assert "withheld" in text or '"is_withheld": true' in text or '"is_withheld":true' in text
        shown = re.sub(r"[0-9a-f]{12,}|\d{4}-\d\d(-Q\d|-\d\d)?", "", text)
        assert not re.search(r"(?<![\w.])(187|108)(?![\w])", shown)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["WST-1", NEWEST], "Indicator 'WST-1' is not in framework/indicators.csv. Nearest: WST-01"),
        (["recycling rate", NEWEST], "Nearest: WST-01 Household waste recycling rate"),
        (["WST-01", "2033-34-Q2"], "calendar.csv, which runs from 2021-22-Q1"),
        (["WST-01", "whenever"], "whenever"),
        (["WST-01", NEWEST, "--area", "Wigann"], "Nearest: E08000010 Wigan"),
        (["WST-01", NEWEST, "--edition", "7"], "has no edition 7. Its editions: 1."),
        ([], "Ask one thing: pmf trace WST-01 2023-24-Q2"),
    ],
)
def test_a_wrong_name_is_answered_with_the_nearest(
    arguments: list[str], words: str, reported: Home, pmf: Command
) -> None:
    done = pmf("trace", *arguments, "--home", reported.path)
    assert (done.code, done.out) == (2, "")
    assert words in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["WST-01", "2023-24-Q3"], "2023-24-Q3 has not been made. Make it: `pmf run --quarter 2023-24-Q3`"),
        (["WST-01", "1999-00"], "no landed file gives a figure for 1999-00"),
        (["WST-03", "2021-22-Q1"], "the indicator was not in the framework then; it is from 2023-07-01"),
    ],
)
def test_what_cannot_be_traced_says_why(arguments: list[str], words: str, all_reported: Home, pmf: Command) -> None:
    done = pmf("trace", *arguments, "--home", all_reported.path)
    assert (done.code, done.out) == (1, "")
    assert words in done.err


def test_an_annual_figure_is_traced_by_its_year(all_reported: Home, pmf: Command) -> None:
    found = answer(pmf, all_reported, "WST-01", "2021/22")
    assert found["trace"]["figure"]["period"] == "2021-22"
    assert found["trace"]["subject"]["quarter"] == "2022-23-Q3", "the last quarter that reported it"
    earlier = answer(pmf, all_reported, "WST-01", "2019-20")
    assert (earlier["trace"]["figure"]["period"], earlier["trace"]["rating"]) == ("2019-20", None)
