"""Where two versions of a published file first differ, named as people name a figure.

Only the comparison belongs here; which files are compared is `verifying`'s.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

FIGURE = ("indicator_code", "period")
KEYS = (
    "indicator_code", "period", "figure_id", "scope", "scope_name", "framework", "published_in", "published_edition",
)  # fmt: skip
Row = Mapping[str, str]


def first_difference(name: str, published: bytes, rebuilt: bytes) -> str:
    """The first difference of two files, in words: by figure in a table, by line in a text, else by byte."""
    if PurePosixPath(name).suffix == ".csv":
        found = next(_in_tables(published, rebuilt), None)
        if found is not None:
            return found
    try:
        return _in_lines(published.decode("utf-8"), rebuilt.decode("utf-8"))
    except UnicodeDecodeError:
        at = next((i for i, (a, b) in enumerate(zip(published, rebuilt, strict=False)) if a != b), None)
        return f"byte {min(len(published), len(rebuilt)) if at is None else at}"


def _in_tables(published: bytes, rebuilt: bytes) -> Iterator[str]:
    try:
        then, now = _rows(published), _rows(rebuilt)
    except UnicodeDecodeError:
        return
    columns = [list(rows[0]) if rows else [] for rows in (then, now)]
    if then and now and columns[0] != columns[1]:
        yield f"columns: published {', '.join(columns[0])}, rebuilt {', '.join(columns[1])}"
        return
    keys = [name for name in KEYS if name in (columns[0] or columns[1])]
    known = {tuple(row[name] for name in keys): row for row in now}
    for row in then:
        other = known.pop(tuple(row[name] for name in keys), None)
        if other is None:
            yield f"{_name(row, keys)}: published, and not rebuilt"
        else:
            yield from (
                f"{_name(row, keys)}, {column}: published {value!r}, rebuilt {other[column]!r}"
                for column, value in row.items()
                if value != other[column]
            )
    yield from (f"{_name(row, keys)}: rebuilt, and not published" for row in known.values())


def _rows(content: bytes) -> Sequence[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), restval=""))


def _name(row: Row, keys: Sequence[str]) -> str:
    wanted = [name for name in FIGURE if row.get(name)] or keys
    return ", ".join(row[name] for name in wanted if row[name]) or "first row"


def _in_lines(published: str, rebuilt: str) -> str:
    then, now = published.splitlines(), rebuilt.splitlines()
    for number, (left, right) in enumerate(zip(then, now, strict=False), 1):
        if left != right:
            at = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), 0)
            start = max(0, at - 30)
            return f"line {number}: published {left[start : at + 50]!r}, rebuilt {right[start : at + 50]!r}"
    return f"line {min(len(then), len(now)) + 1}: one of them ends"
