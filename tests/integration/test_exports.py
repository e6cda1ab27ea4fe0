"""What is exported for other programs: provenance as PROV-JSON, and steps as OpenLineage events."""

import json
from decimal import Decimal
from typing import Any

from openlineage.client import event_v2
from prov.model import ProvDerivation, ProvDocument, ProvEntity

from pmf_pipeline.home import Home
from tests.helpers.homes import edition, rows_of


def provenance(home: Home, number: int) -> ProvDocument:
    text = (edition(home, number=number) / "provenance.json").read_text(encoding="utf-8")
    return ProvDocument.deserialize(content=text, format="json")


def events(home: Home) -> list[dict[str, Any]]:
    lines = (home.path / "lineage" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_every_figure_is_an_entity_that_comes_from_its_file(reported: Home) -> None:
    document = provenance(reported, 1)
    entities = {str(record.identifier): record for record in document.get_records(ProvEntity)}
    derived = {
        tuple(str(end) for _, end in record.formal_attributes[:2]) for record in document.get_records(ProvDerivation)
    }
    figures = rows_of(edition(reported) / "figures.csv")
    assert figures
    for row in figures:
        name = f"pmf:figure/{row['figure_id']}"
        if row["published_value"]:
            (value,) = entities[name].get_attribute("pmf:value")
            assert Decimal(value.value) == Decimal(row["published_value"])
        assert (name, f"pmf:file/{row['file_sha256']}") in derived


def test_a_restated_figure_is_a_revision_of_the_published_one(restated: Home) -> None:
    (line,) = [
        row for row in rows_of(edition(restated, number=2) / "restatements.csv") if row["indicator_code"] == "COR-01"
    ]
    found = [
        record
        for record in provenance(restated, 2).get_records(ProvDerivation)
        if "prov:Revision" in {str(kind) for kind in record.get_asserted_types()}
    ]
    ends = {tuple(str(end) for _, end in record.formal_attributes[:2]) for record in found}
    assert (f"pmf:figure/{line['figure_id_now']}", f"pmf:figure/{line['published_figure_id']}") in ends


def test_every_step_tells_when_it_starts_and_ends(reported: Home) -> None:
    told = events(reported)
    for one in told:
        event_v2.RunEvent(
            eventType=event_v2.RunState(one["eventType"]),
            eventTime=one["eventTime"],
            run=event_v2.Run(one["run"]["runId"]),
            job=event_v2.Job(one["job"]["namespace"], one["job"]["name"]),
            producer=one["producer"],
        )
    by_job: dict[str, list[str]] = {}
    for one in told:
        by_job.setdefault(one["job"]["name"], []).append(one["eventType"])
    assert by_job["reports/scorecard"] == ["START", "COMPLETE"]
    assert all(kinds[-1] == "COMPLETE" for kinds in by_job.values())


def test_an_event_carries_its_columns_and_where_they_come_from(reported: Home) -> None:
    (one,) = [x for x in events(reported) if x["job"]["name"] == "reports/scorecard" and x["eventType"] == "COMPLETE"]
    (output,) = one["outputs"]
    fields = output["facets"]["columnLineage"]["fields"]
    assert [source["field"] for source in fields["rag"]["inputFields"]] == ["rag"]
    assert {source["name"] for source in one["inputs"]} >= {"reported_outturns", "framework.indicators"}
