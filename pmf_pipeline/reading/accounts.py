"""The account of each landed file: nothing of it is lost, and nothing counted twice.

What was read is counted before anything is made of it, and set against what became of it, by accounts.sql. Files that
are not read at all (the same content again, what cannot be a file) are settled here as well; what a row is worth is
decided in `conversion`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmf_pipeline.reading.spec import SourceSpec

if TYPE_CHECKING:
    import duckdb

STATEMENT = Path(__file__).with_name("accounts.sql")


@dataclass(frozen=True)
class SetAside:
    """Why a whole file is left out: the rule, and what to do."""

    rule: str
    reason: str


@dataclass(frozen=True)
class FileAccount:
    """What is known of one landed file apart from the figures made of it.

    Attributes:
        name: its path below landing/.
        sha256: of its bytes; none where it was not opened.
        service: its name before `--`, for returns.
        received_on: when its content was first seen.
        rows: how many rows were read; none where it could not be.
        figures: how many figures those hold.
        quarter: of a return; none for published figures.
        set_aside: why it is not read at all.
        open_row: the row in whose figure it ends without a line's end.
    """

    name: str
    sha256: str | None
    service: str | None
    received_on: date | None = None
    rows: int | None = None
    figures: int | None = None
    set_aside: SetAside | None = None
    quarter: str | None = None
    open_row: int | None = None


def repeated_contents(files: Iterable[tuple[str, str]], order: Callable[[str], tuple[Any, ...]]) -> dict[str, SetAside]:
    """The files, of (name, SHA-256), whose content stands under a later name too, and is read there alone.

    The last name stands, as among different files: a service or publisher may return to an earlier version.

    Args:
        files: their names and the hashes of their bytes.
        order: what orders the names, the latest last: `version` or `published_order`.
    """
    last: dict[str, str] = {}
    same: dict[str, SetAside] = {}
    for name, sha256 in sorted(files, key=lambda file: order(file[0])):
        if sha256 in last:
            same[last[sha256]] = SetAside(
                "same_content",
                f"The same content as landing/{name}, which is read; it is not counted twice. Remove one of the two.",
            )
        last[sha256] = name
    return same


def alike_names(names: Iterable[str]) -> dict[str, str]:
    """The files whose name differs from an earlier one's in capital letters alone, with why they are refused."""
    first: dict[str, str] = {}
    refused = {}
    for name in sorted(names, key=version):
        other = first.setdefault(name.casefold(), name)
        if other != name:
            refused[name] = (
                f"has the name of landing/{other} but for capital letters, so no one can say which is the later. "
                "Remove one, or name the later one as `service--2`"
            )
    return refused


def version(name: str) -> tuple[int, str, str]:
    """What orders files of one service: the name without suffix, the shorter first (place, place--2, place--10).

    Capital letters and blanks have no part in it, as they have none in who the service is.
    """
    stem = re.sub(r"\s|\.[^.]*$", "", name.lower())
    return len(stem), stem, name


def published_order(name: str) -> tuple[str, str]:
    """What orders the files of a published source: the name without suffix, numbers by their size (waste-9, waste-10).

    The macro `publication_order` is the same in SQL.
    """
    stem = re.sub(r"\.[^./]*$", "", name)
    return re.sub(r"[0-9]+", lambda number: number[0].zfill(20)[-20:], stem), name


def settle(
    connection: "duckdb.DuckDBPyConnection", spec: SourceSpec, files: Sequence[FileAccount], *, is_asked: bool = False
) -> None:
    """Make the temporary view `accounted_rows` of `landed_rows`: each row with its file's account.

    A file that was not read has one row that says why. A file of which rows were lost, or counted twice, on the way
    from the file to `landed_rows` has one more, which its gate stops at. So has a published one that may be cut in its
    last figure, or of which nothing is used though indicators are taken from its source (`is_asked`), for a warning.
    """
    connection.execute(
        "create or replace temp table file_accounts (quarter varchar, file_name varchar, file_sha256 varchar, "
        "service varchar, received_on date, "
        "rows_in_file integer, figures_in_file integer, rule varchar, reason varchar, open_row integer)"
    )
    rows = [
        (
            file.quarter, file.name, file.sha256, file.service, file.received_on, file.rows, file.figures,
            file.set_aside and file.set_aside.rule, file.set_aside and file.set_aside.reason, file.open_row,
        )
        for file in files
    ]  # fmt: skip
    if rows:
        connection.executemany("insert into file_accounts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.execute("set variable account_source = ?", [spec.name])
    connection.execute("set variable account_publisher = ?", [spec.publisher])
    connection.execute("set variable account_is_asked = ?", [is_asked])
    connection.execute(STATEMENT.read_text(encoding="utf-8"))
