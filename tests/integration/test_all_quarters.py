"""All ten demonstration quarters as one run."""

import json
from collections import Counter

import dagster as dg

from pmf_pipeline.home import Home
from pmf_pipeline.runs import instance_of
from resources.publisher import MANIFEST
from tests.helpers.homes import NEWEST, QUARTERS, digests, edition, rows_of
from tests.helpers.records import materialisations


def test_ten_quarters_are_one_run(all_reported: Home) -> None:
    with instance_of(all_reported) as instance:
        (record,) = instance.get_run_records()
    assert record.dagster_run.status == dg.DagsterRunStatus.SUCCESS


def test_every_quarter_is_recorded_for_every_quarterly_asset(all_reported: Home) -> None:
    with instance_of(all_reported) as instance:
        (record,) = instance.get_run_records()
    made = materialisations(all_reported, record.dagster_run.run_id)
    partitions = Counter(asset for asset, partition in made if partition)
    assert set(partitions.values()) == {len(QUARTERS)}
    assert {"landing/internal_returns", "outturns/outturns", "reports/scorecard", "reports/report_pack"} <= set(
        partitions
    )


def test_every_quarter_has_its_edition(all_reported: Home) -> None:
    assert sorted(path.name for path in all_reported.published.iterdir()) == list(QUARTERS)
    for quarter in QUARTERS:
        assert [path.name for path in (all_reported.published / quarter).iterdir()] == ["edition-1"]


def test_every_quarter_shows_the_indicators_in_the_framework_then(all_reported: Home) -> None:
    codes = {
        quarter: {row["indicator_code"] for row in rows_of(edition(all_reported, quarter) / "scorecard.csv")}
        for quarter in QUARTERS
    }
    assert "PLC-07" in codes["2021-22-Q4"]
    assert "PLC-07" not in codes["2022-23-Q1"]
    assert "ASC-02" not in codes["2023-24-Q1"]
    assert "ASC-02" in codes["2023-24-Q2"]


def test_a_quarter_run_alone_is_byte_for_byte_the_one_run_with_all(reported: Home, all_reported: Home) -> None:
    alone, beside_all = (edition(home, NEWEST) for home in (reported, all_reported))
    manifests = [json.loads((folder / MANIFEST).read_text(encoding="utf-8")) for folder in (alone, beside_all)]
    # The one thing that differs: which earlier editions there were to compare with, none of which said otherwise.
    assert [set(manifest.pop("compared_with")) for manifest in manifests] == [
        set(),
        {f"{quarter}/edition-1" for quarter in QUARTERS[:-1]},
    ]
    assert manifests[0] == manifests[1]
    files = digests(alone)
    assert {**files, MANIFEST: ""} == {**digests(beside_all), MANIFEST: ""}
