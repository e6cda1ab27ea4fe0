"""The archive keeps a content once, under its own SHA-256, and hands out nothing else."""

import hashlib
from datetime import date, datetime
from pathlib import Path

import pytest

from pmf_pipeline.arrivals import archived, record_arrival
from pmf_pipeline.home import Home
from resources.archive import fetch, keep


def test_a_content_is_kept_once_and_given_back(tmp_path: Path) -> None:
    home = Home(tmp_path)
    sha256 = keep(home, b"one")
    assert sha256 == hashlib.sha256(b"one").hexdigest()
    before = archived(home.archive, sha256).stat().st_mtime_ns
    assert keep(home, b"one") == sha256
    assert archived(home.archive, sha256).stat().st_mtime_ns == before
    assert fetch(home, sha256) == b"one"
    assert [path.name for path in home.archive.rglob("*") if path.is_file()] == [sha256]


def test_what_is_missing_or_was_changed_is_not_given_back(tmp_path: Path) -> None:
    home = Home(tmp_path)
    sha256 = keep(home, b"one")
    archived(home.archive, sha256).chmod(0o644)
    archived(home.archive, sha256).write_bytes(b"two")
    assert fetch(home, sha256) is None
    assert fetch(home, hashlib.sha256(b"never").hexdigest()) is None


@pytest.mark.parametrize(
    ("seen", "day"),
    [
        ("2023-06-30T23:30:00+00:00", date(2023, 7, 1)),
        ("2023-03-26T00:30:00+00:00", date(2023, 3, 26)),
        ("2023-10-28T23:30:00+00:00", date(2023, 10, 29)),
        ("2023-10-29T23:30:00+00:00", date(2023, 10, 29)),
    ],
)
def test_a_content_is_received_on_the_council_s_own_day_in_summer_too(seen: str, day: date, tmp_path: Path) -> None:
    arrival = record_arrival(tmp_path, "0" * 64, "a.csv", lambda: datetime.fromisoformat(seen))
    assert arrival.received_on == day
