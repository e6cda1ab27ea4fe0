"""What is refused before a file is opened: hostile workbooks, and entries of a folder that are no file."""

import io
import os
import random
import socket
import struct
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from pmf_pipeline.reading import containers
from pmf_pipeline.reading.cells import UnreadableFileError
from pmf_pipeline.reading.safety import check_content, is_sent, printable, refusal_of_entry
from tests.helpers.landing import ods_cell, ods_of, xlsx_of, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CELL = '<c r="{}"><v>1</v></c>'


def xlsx_row(*places: str) -> str:
    return f"<row>{''.join(CELL.format(place) for place in places)}</row>"


def ods_row(cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def with_false_size(content: bytes, size: int) -> bytes:
    """The archive, its directory stating that its last part unpacks to `size` bytes."""
    at = content.rfind(b"PK\x01\x02") + 24
    return content[:at] + struct.pack("<I", size) + content[at + 4 :]


UNPACKED_MB = 8
BOMB = zipped({"xl/worksheets/sheet1.xml": bytes(12 << 20)})
HOSTILE = {
    "an empty file": (b"", "is empty"),
    "a workbook cut short": (xlsx_of(xlsx_row("A1"))[:700], "cut short or damaged"),
    "a workbook cut in a part": (zipped({"a.xml": random.Random(1).randbytes(5000)})[:3000], "cut short or damaged"),
    "a password": (OLE + bytes(4096) + "EncryptedPackage".encode("utf-16-le") + bytes(99), "protected by a password"),
    "an ODS password": (ods_of("", encrypted=True), "protected by a password"),
    "a declared bomb": (BOMB, "unpack to more than 8 MB"),
    "an undeclared bomb": (with_false_size(BOMB, 1000), "unpack to more than 8 MB"),
    "a false size": (with_false_size(xlsx_of(xlsx_row("A1")), 10), "does not hold what its directory says"),
    "opposite corners": (xlsx_of(xlsx_row("A1") + xlsx_row("XFD1048576")), "over too many cells"),
    "a row beyond all rows": (xlsx_of(xlsx_row("A1") + xlsx_row("A4000000000")), "over too many cells"),
    "a column beyond all columns": (xlsx_of(xlsx_row("A1") + xlsx_row("ZZZZZ9")), "over too many cells"),
    "cells without a place": (
        xlsx_of(f"<row>{'<c><v>1</v></c>' * 20_000}</row>{'<row/>' * 99_000}<row><c><v>1</v></c></row>"),
        "over too many cells",
    ),
    "repeated cells": (ods_of(ods_row(ods_cell("x", 16_000), 4_000)), "over too many cells"),
    "many repeated rows": (
        ods_of("".join(ods_row(ods_cell("x", 16_000)) for _ in range(4_000))), "over too many cells"
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _smaller_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MAX_UNPACKED", UNPACKED_MB << 20)


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_content_is_refused_with_its_reason_before_it_is_opened(what: str, tmp_path: Path) -> None:
    content, reason = HOSTILE[what]
    kept = tmp_path / "kept"
    kept.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=reason):
        check_content(kept, "place.ods" if "ODS" in what else "place.xlsx")


def test_an_archive_within_a_workbook_is_not_unpacked(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(zipped({"xl/embeddings/inner.zip": BOMB, "a.xml": "<a/>"}))
    check_content(kept, "place.xlsx")


@pytest.mark.parametrize(
    "content",
    [
        # As spreadsheet programs write them: empty cells and rows are repeated to the sheet's edge.
        ods_of(
            ods_row(ods_cell("x") + '<table:table-cell table:number-columns-repeated="16383"/>', 9)
            + ods_row('<table:table-cell table:number-columns-repeated="16384"/>', 1_048_567)
        ),
        xlsx_of(xlsx_row("A1", "XFD1") + xlsx_row("A700")),
        xlsx_of(xlsx_row("A1") + xlsx_row("A1048576")),
    ],
    ids=["empty to the edge", "one wide row", "one long column"],
)
def test_a_workbook_that_reaches_far_and_is_small_is_opened(content: bytes, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(content)
    check_content(kept, "place.ods")
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert workbook.get_sheet_by_name("Return").to_python(skip_empty_area=False)


def test_a_workbook_as_programs_write_it_is_opened(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with xlsxwriter.Workbook(kept) as workbook:
        sheet = workbook.add_worksheet("Return")
        for row in range(300):
            sheet.write_row(row, 0, [row, f"text <c r={row}>", row / 7])
        workbook.add_worksheet("Notes").write_comment("A1", "a comment")
    check_content(kept, "place.xlsx")


def test_what_stands_in_a_files_place_is_named(tmp_path: Path) -> None:
    root, outside = tmp_path / "landing", tmp_path / "outside.csv"
    root.mkdir()
    outside.write_text("secret", encoding="utf-8")
    (root / "place.csv").write_text("x", encoding="utf-8")
    (root / "out.csv").symlink_to(outside)
    (root / "gone.csv").symlink_to(root / "nowhere.csv")
    (root / "loop.csv").symlink_to(root / "loop.csv")
    (root / "within.csv").symlink_to(root / "place.csv")
    (root / "two\nlines.csv").write_text("x", encoding="utf-8")
    (root / "..\\up.csv").write_text("x", encoding="utf-8")
    (root / os.fsdecode(b"caf\xe9.csv")).write_text("x", encoding="utf-8")
    (root / "folder.xlsx").mkdir()
    os.mkfifo(root / "pipe.csv")
    expected = {
        "place.csv": None,
        "within.csv": None,
        "out.csv": (True, "leads out of the landing folder"),
        "gone.csv": (True, "link to a file that is not there"),
        "loop.csv": (True, "link to a file that is not there"),
        "two\nlines.csv": (True, "Rename it"),
        "..\\up.csv": (True, "Rename it"),
        os.fsdecode(b"caf\xe9.csv"): (True, "Rename it"),
        "folder.xlsx": (False, "is a folder"),
        "pipe.csv": (False, "a pipe, a socket or a device"),
    }
    assert {path.name for path in root.iterdir()} == expected.keys()
    for path in root.iterdir():
        refusal, wanted = refusal_of_entry(path, root), expected[path.name]
        assert (refusal is None) == (wanted is None), path.name
        if refusal and wanted:
            assert refusal.could_be_read is wanted[0], path.name
            assert wanted[1] in refusal.reason


def test_a_socket_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path has to be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("place.csv")
        refusal = refusal_of_entry(tmp_path / "place.csv", tmp_path)
    assert refusal is not None
    assert not refusal.could_be_read


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "place.csv"
    path.write_text("x", encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda *_: False)  # who runs the tests may be allowed everything
    refusal = refusal_of_entry(path, tmp_path)
    assert refusal is not None
    assert "may not be read" in refusal.reason


def test_an_empty_folder_is_what_a_desktop_leaves_and_one_with_files_is_not(tmp_path: Path) -> None:
    (tmp_path / "old" / "older").mkdir(parents=True)
    assert not is_sent(tmp_path / "old")
    (tmp_path / "old" / "older" / "place.csv").write_text("x", encoding="utf-8")
    assert is_sent(tmp_path / "old")


def test_a_name_is_shown_as_one_line_of_text() -> None:
    assert printable("place.csv") == "place.csv"
    assert printable("Straße £.csv") == "Straße £.csv"
    assert printable("a\nb\x1b[31m\u202e.csv") == "a\\nb\\x1b[31m\\u202e.csv"
    assert printable(os.fsdecode(b"\xe9")).isascii()
