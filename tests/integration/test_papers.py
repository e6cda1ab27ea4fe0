"""What an edition was made from: stated in its manifest, kept in the archive."""

import json
from pathlib import Path
from typing import Any

import pytest

from pmf_pipeline.home import Home
from resources import code
from resources.archive import fetch
from tests.helpers.homes import digests, edition


def manifest(home: Home) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((edition(home) / "manifest.json").read_text(encoding="utf-8"))
    return content


def test_the_framework_is_archived_with_the_edition_file_by_file(reported: Home) -> None:
    stated = manifest(reported)["framework_files"]
    assert stated == digests(reported.framework)
    assert "sources/oflog_waste.yml" in stated
    for name, sha256 in stated.items():
        assert fetch(reported, sha256) == (reported.framework / name).read_bytes()


def test_the_landed_files_it_rests_on_are_named_and_no_later_ones(reported: Home) -> None:
    stated = manifest(reported)["landed"]
    assert stated == {name: sha256 for name, sha256 in digests(reported.landing).items() if name in stated}
    assert any(name.startswith("returns/2023-24-Q2/") for name in stated)
    assert any(name.startswith("oflog/") for name in stated)
    assert all(fetch(reported, sha256) for sha256 in stated.values())


@pytest.mark.parametrize("name", ["checks/gate.py", "checks/page.html.jinja", "checks/charts/line.svg"])
def test_every_file_of_a_package_has_a_part_in_its_digest(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / code.LOCK).write_text("", encoding="utf-8")
    for constant, path in (("PROJECT", ""), ("MODELS", "models"), ("SUITES", "suites")):
        monkeypatch.setattr(code, constant, tmp_path / path)
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    found = set()
    for text in ("one", "another"):
        file.write_text(text, encoding="utf-8")
        code.code_digests.cache_clear()
        found.add(code.code_digests()["checks/"])
    code.code_digests.cache_clear()
    assert len(found) == 2


def test_the_code_is_named_model_by_model(reported: Home) -> None:
    names = manifest(reported)["code"].keys()
    assert {"dbt_like_sql/reports/scorecard.sql", "checks/suites/scorecard.yml", "resources/"} <= names
