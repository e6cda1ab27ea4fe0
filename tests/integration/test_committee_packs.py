"""The committees' packs: what the UI shows of an edition, and that no pack is of other figures than those of now."""

import base64
import hashlib
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import dagster as dg
import pytest

from pmf_pipeline.home import Home
from pmf_pipeline.runs import instance_of
from tests.helpers.homes import NEWEST, edition, rows_of
from tests.helpers.records import fault_of, materialise

PICTURE = re.compile(r"!\[([^\]]*)\]\(data:image/svg\+xml;base64,([^)]+)\)")
LINK = re.compile(r"\[([^\]]+)\]\((file://[^)]+)\) \| (\w{64})")


@pytest.fixture(scope="module")
def shown(reported: Home) -> dict[str, dict[str, Any]]:
    """What the newest materialisation of each pack says."""
    found = {}
    with instance_of(reported) as instance:
        for name in ("cabinet_pack", "scrutiny_pack"):
            event = instance.get_latest_materialization_event(dg.AssetKey(["reports", name]))
            assert event is not None
            assert event.asset_materialization is not None
            found[name] = {key: value.value for key, value in event.asset_materialization.metadata.items()}
    return found


@pytest.mark.parametrize("name", ["cabinet_pack", "scrutiny_pack"])
def test_a_pack_says_its_status_and_links_to_files_that_are_there(shown: dict[str, dict[str, Any]], name: str) -> None:
    assert shown[name]["status"].startswith("Draft")
    assert "Illustrative" in shown[name]["notice"]
    assert shown[name]["edition"] == f"{NEWEST}, edition-1"
    links = LINK.findall(shown[name]["files"])
    assert len(links) >= 4
    for _, url, digest in links:
        with open(unquote(urlsplit(url).path), "rb") as stream:  # noqa: PTH123
            assert hashlib.sha256(stream.read()).hexdigest() == digest


def test_cabinet_sees_headline_and_scorecard(shown: dict[str, dict[str, Any]], reported: Home) -> None:
    pack = shown["cabinet_pack"]
    assert "rated indicators" in pack["headline"]
    rows = rows_of(edition(reported) / "scorecard.csv")
    assert all(f"| {row['indicator_code']} | " in pack["scorecard"] for row in rows)
    assert pack["scorecard"].count("\n") == len(rows) + 1


def test_scrutiny_sees_exceptions_position_and_revisions(shown: dict[str, dict[str, Any]], reported: Home) -> None:
    pack = shown["scrutiny_pack"]
    placed = [row for row in rows_of(edition(reported) / "standings.csv") if row["place"]]
    lines = pack["exceptions"].splitlines()[2:]
    assert [line.split(" | ")[1] for line in lines] == [
        row["indicator_code"] for row in sorted(placed, key=lambda row: int(row["place"]))
    ]
    assert "| oflog | WST-01 |" in pack["position on outside frameworks"]
    assert "0026 2023/24" in pack["target revisions"]


@pytest.mark.parametrize(
    ("name", "title"),
    [("cabinet_pack", "ratings by portfolio"), ("scrutiny_pack", "how far exceptions miss their targets")],
)
def test_charts_are_pictures_that_say_in_words_what_they_show(
    shown: dict[str, dict[str, Any]], name: str, title: str
) -> None:
    found = PICTURE.fullmatch(shown[name][title])
    assert found
    svg = ElementTree.fromstring(base64.b64decode(found[2]))
    labels = [text.text for text in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert all(str(label).replace("[", "(") in found[1] for label in labels)


def test_a_pack_alone_is_refused_when_its_edition_was_changed(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(reported)
    path = edition(home) / "report.docx"
    path.chmod(0o644)
    path.write_bytes(b"")
    alone = materialise(home, "reports/cabinet_pack", NEWEST)
    assert not alone.success
    assert "edition-1/report.docx has been changed" in fault_of(alone)
