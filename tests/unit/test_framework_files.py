"""The shipped framework files: the columns of the contract, and the shape of the decision they illustrate."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from pmf_pipeline.settings import FRAMEWORK_TEMPLATE as FRAMEWORK

OFLOG_DECISION = "0026 2023/24"
COLUMNS = {
    "indicators": "indicator_code,title,definition,theme,portfolio,directorate,owner,tier,unit,decimals,"
    "polarity,frequency,measure_type,source,source_measure,frameworks,rag_method,tolerance,lower,upper,"
    "direction_basis,suppress_below,introduced_by,valid_from,valid_to",
    "portfolios": "indicator_code,financial_year,portfolio",
    "targets": "indicator_code,period,target,floor,lower,upper,decision_ref,rationale",
    "decisions": "decision_ref,title,decided_on,effective_from,decided_by,url",
    "calendar": "quarter,period_start,period_end,returns_due,report_on",
    "areas": "area_code,area_name,area_type,region_code,region_name",
    "area_successors": "old_code,new_code,from_date",
    "joint_reporting": "joint_code,member_code,from_date,to_date",
    "neighbours": "area_code,neighbour_code",
}


def rows(name: str, folder: Path = FRAMEWORK) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_are_the_contract(name: str) -> None:
    header = (FRAMEWORK / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.startswith(COLUMNS[name])  # optional columns may follow the contract's


def test_every_indicator_was_introduced_by_a_decision() -> None:
    assert all(row["introduced_by"] for row in rows("indicators"))


def test_the_decision_adds_seven_oflog_metrics_that_have_no_targets_yet() -> None:
    oflog = [row for row in rows("indicators") if "oflog" in row["frameworks"]]
    added = [row for row in oflog if row["introduced_by"] == OFLOG_DECISION]
    assert (len(oflog), len(added)) == (10, 7)
    assert {row["valid_from"] for row in added} == {"2023-07-01"}
    assert not {row["indicator_code"] for row in added} & {row["indicator_code"] for row in rows("targets")}


def test_the_decision_revises_four_targets_for_three_years_and_keeps_the_old_ones() -> None:
    polarity = {row["indicator_code"]: row["polarity"] for row in rows("indicators")}
    targets = rows("targets")
    revised = [row for row in targets if row["decision_ref"] == OFLOG_DECISION]
    assert sorted(Counter(row["indicator_code"] for row in revised).values()) == [3, 3, 3, 3]
    assert {row["period"] for row in revised} == {"2023-24", "2024-25", "2025-26"}
    for row in revised:
        (old,) = (
            other
            for other in targets
            if (other["indicator_code"], other["period"]) == (row["indicator_code"], row["period"])
            and other["decision_ref"] != OFLOG_DECISION
        )
        harder = float(row["target"]) > float(old["target"])
        assert harder == (polarity[row["indicator_code"]] == "high"), row


def test_polarity_and_targets_agree() -> None:
    polarity = {row["indicator_code"]: row["polarity"] for row in rows("indicators")}
    assert set(polarity.values()) == {"high", "low", "target", "none"}
    for row in rows("targets"):
        kind = polarity[row["indicator_code"]]
        assert kind != "none", row
        assert bool(row["target"]) == (kind != "target"), row
        assert bool(row["lower"] and row["upper"]) == (kind == "target"), row


def test_cumulative_indicators_have_a_profile_for_every_quarter() -> None:
    quarters = {row["quarter"] for row in rows("calendar")}
    profiles = {(row["indicator_code"], row["period"]) for row in rows("targets") if "-Q" in row["period"]}
    cumulative = [row["indicator_code"] for row in rows("indicators") if row["measure_type"] == "cumulative"]
    assert len(cumulative) >= 3
    assert profiles == {(code, quarter) for code in cumulative for quarter in quarters}


def test_illustrations_say_so() -> None:
    assert all(row["title"].startswith("Illustrative: ") for row in rows("decisions"))
    assert all(row["rationale"].startswith("Illustrative: ") for row in rows("targets"))


def test_neighbours_are_ten_other_metropolitan_districts() -> None:
    neighbours = rows("neighbours")
    counts = Counter(row["area_code"] for row in neighbours)
    assert len(counts) == 36
    assert set(counts.values()) == {10}
    assert {row["neighbour_code"] for row in neighbours} == set(counts)
    assert all(row["area_code"] != row["neighbour_code"] for row in neighbours)


def test_areas_have_the_nine_regions_and_every_successor() -> None:
    areas = rows("areas")
    regions = {(row["region_code"], row["region_name"]) for row in areas}
    assert [code for code, _ in sorted(regions)] == [f"E1200000{number}" for number in range(1, 10)]
    codes = {row["area_code"]: row["area_name"] for row in areas}
    assert codes["E08000013"] == "St. Helens"
    assert {row["old_code"] for row in rows("area_successors")} <= set(codes)
    assert {row["new_code"] for row in rows("area_successors")} <= set(codes)
