"""A file or folder is made or replaced whole, or stays as it was."""

from pathlib import Path

import pytest

from pmf_pipeline.replacing import aside, folder_aside, make_once, replace_file


def test_a_file_is_made_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    replace_file(path, b"one", read_only=True)
    assert path.stat().st_mode & 0o777 == 0o444
    replace_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o200
    assert list(tmp_path.iterdir()) == [path]


def broken_off(path: Path) -> None:
    with aside(path) as part:
        part.write_bytes(b"tw")
        raise OSError("the disk is full")


def test_a_writing_broken_off_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"one")
    with pytest.raises(OSError, match="the disk is full"):
        broken_off(path)
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_two_writers_at_once_do_not_share_what_they_write_to(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with aside(path) as first, aside(path) as second:
        first.write_bytes(b"one")
        second.write_bytes(b"two")
    assert path.read_bytes() == b"one", "the one that was moved there last"


def test_what_is_made_once_stays_as_it_was_made(tmp_path: Path) -> None:
    path = tmp_path / ".key"
    make_once(path, b"one")
    make_once(path, b"two")
    assert path.read_bytes() == b"one"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def folder_broken_off(path: Path) -> None:
    with folder_aside(path) as part:
        (part / "left.csv").touch()
        raise OSError("the disk is full")


def test_a_folder_is_there_whole_and_without_what_was_left_of_one_broken_off(tmp_path: Path) -> None:
    path = tmp_path / "new" / "edition-1"
    with pytest.raises(OSError, match="the disk is full"):
        folder_broken_off(path)
    assert not path.exists()
    with folder_aside(path) as part:
        (part / "a.csv").touch()
        assert not path.exists()
    assert [found.relative_to(tmp_path).as_posix() for found in tmp_path.rglob("*.csv")] == ["new/edition-1/a.csv"]


def test_a_folder_takes_the_place_of_an_empty_one_and_of_no_other(tmp_path: Path) -> None:
    with folder_aside(tmp_path / "home") as part:
        (part / "a.csv").touch()
        (tmp_path / "home").mkdir()
    assert (tmp_path / "home" / "a.csv").exists()
    with pytest.raises(OSError, match="not empty"), folder_aside(tmp_path / "home"):
        pass
    assert (tmp_path / "home" / "a.csv").exists()
