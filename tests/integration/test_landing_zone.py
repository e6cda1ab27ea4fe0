"""The landing zone: which files count, which are what a desktop leaves behind, and the archive of their bytes."""

import hashlib
from pathlib import Path

import pytest

from pmf_pipeline.errors import GateError
from pmf_pipeline.home import Home, make_home
from pmf_pipeline.project import load_project
from resources.landing_zone import LandingZone
from tests.helpers.homes import NEWEST, digests, figure, land


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home")


def returns_of(home: Home) -> list[str]:
    (spec,) = [spec for spec in load_project(home.path).sources if spec.kind == "returns"]
    return [landed.path.name for landed in LandingZone(home).files(spec, NEWEST)]


def archived(home: Home) -> dict[str, str]:
    """SHA-256 of each content in the archive, by its name."""
    return {name.split("/")[1]: sha256 for name, sha256 in digests(home.archive).items() if not name.endswith(".json")}


def test_what_a_desktop_leaves_behind_is_no_return(home: Home) -> None:
    folder = land(home, NEWEST, "place.csv", figure("PLC-01")).parent
    for name in ("~$place.xlsx", ".DS_Store", "Thumbs.db", ".place.csv.part"):
        (folder / name).write_bytes(b"x")
    (folder / "old").mkdir()
    assert returns_of(home) == ["place.csv"]


def test_a_folder_without_files_is_a_quarter_without_returns(home: Home) -> None:
    (home.returns / NEWEST).mkdir()
    (home.returns / NEWEST / ".DS_Store").write_bytes(b"x")
    assert LandingZone(home).quarters() == []


@pytest.mark.parametrize(
    ("name", "service"),
    [("place.csv", "place"), ("Place--2.xlsx", "place"), ("adult-social-care--10.ods", "adult-social-care")],
)
def test_a_return_is_its_services_by_name(name: str, service: str, home: Home) -> None:
    land(home, NEWEST, name, figure("PLC-01"))
    (spec,) = [spec for spec in load_project(home.path).sources if spec.kind == "returns"]
    (landed,) = LandingZone(home).files(spec, NEWEST)
    assert landed.service == service


def test_bytes_are_kept_once_under_their_hash(home: Home) -> None:
    path = land(home, NEWEST, "place.csv", figure("PLC-01"))
    (spec,) = [spec for spec in load_project(home.path).sources if spec.kind == "returns"]
    zone = LandingZone(home)
    (landed,) = zone.files(spec, NEWEST)
    assert landed.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert zone.keep(landed) == zone.keep(landed)
    assert zone.keep(landed).read_bytes() == path.read_bytes()
    assert archived(home) == {landed.sha256: landed.sha256}


def test_a_file_that_changes_while_it_is_read_is_not_kept_under_a_wrong_hash(home: Home) -> None:
    path = land(home, NEWEST, "place.csv", figure("PLC-01"))
    (spec,) = [spec for spec in load_project(home.path).sources if spec.kind == "returns"]
    zone = LandingZone(home)
    (landed,) = zone.files(spec, NEWEST)
    path.write_text("something else", encoding="utf-8")
    with pytest.raises(GateError, match=r"place\.csv was still being copied while it was read. Run again"):
        zone.keep(landed)
    assert digests(home.archive) == {}
