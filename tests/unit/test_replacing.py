"""A file is replaced whole or stays as it was."""

from pathlib import Path

import pytest

from pmf_pipeline.replacing import aside, replace_file


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
