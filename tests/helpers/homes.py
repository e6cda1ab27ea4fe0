"""Homes in tests: copying, landing returns, running, and looking at files.

What Dagster recorded of a run is read in `records`.
"""

import csv
import hashlib
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from pmf_pipeline.demo.returns import HEADER
from pmf_pipeline.home import Home, open_home
from pmf_pipeline.runs import Outcome, run_quarters

QUARTERS = tuple(
    f"{year}-Q{number}" for year in ("2021-22", "2022-23", "2023-24") for number in (1, 2, 3, 4)
)[:10]  # fmt: skip
NEWEST = QUARTERS[-1]


def copy_home(home: Home, folder: Path) -> Home:
    """A copy of `home` in `folder`, with its files' times, so that nothing looks changed."""
    place = folder / "home"
    shutil.copytree(home.path, place)
    return open_home(place)


def run(home: Home, *quarters: str, force: bool = False) -> Outcome:
    """Run quarters that follow one another, as the one run they are."""
    (outcome,) = run_quarters(home, quarters, force=force)
    return outcome


def land(home: Home, quarter: str, name: str, *rows: Mapping[str, str] | str) -> Path:
    """Land a CSV return: each row as cells by column, or as one line of text."""
    folder = home.returns / quarter
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    lines = [",".join(HEADER)]
    lines += [row if isinstance(row, str) else ",".join(row.get(column, "") for column in HEADER) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def figure(code: str, value: str = "1", period: str = NEWEST, **others: str) -> dict[str, str]:
    """A row of a return."""
    return {"indicator_code": code, "period": period, "value": value, "submitted_on": "2023-11-10",
            "submitted_by": "Officer", **others}  # fmt: skip


def edit_framework(home: Home, name: str, old: str, new: str) -> None:
    """Put one text in the place of another, once, in a framework file."""
    path = home.framework / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a published CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def edition(home: Home, quarter: str = NEWEST, number: int = 1) -> Path:
    """The folder of one edition."""
    return home.published / quarter / f"edition-{number}"


def digests(folder: Path, pattern: str = "*") -> dict[str, str]:
    """SHA-256 of every file below a folder, by its path in it."""
    files: Iterable[Path] = (path for path in folder.rglob(pattern) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def times(folder: Path, pattern: str = "*") -> dict[str, int]:
    """When every file below a folder was last written, in nanoseconds, by its path in it."""
    files: Iterable[Path] = (path for path in folder.rglob(pattern) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in files}


def slices(home: Home) -> dict[str, str]:
    """SHA-256 of every slice in the warehouse, by `table/slice.parquet`."""
    return digests(home.warehouse, "*.parquet")


def change_what_was_published(home: Home) -> None:
    """Correct COR-01 in its own file, return ASC-12 late, and let a decision lower the target of COR-02."""
    sent = home.returns / NEWEST / "corporate-services.csv"
    text = sent.read_text(encoding="utf-8")
    assert "COR-01,2023-24-Q2,55.82," in text
    sent.write_text(text.replace("COR-01,2023-24-Q2,55.82,", "COR-01,2023-24-Q2,52.82,"), encoding="utf-8")
    land(home, NEWEST, "adult-social-care--2.csv", figure("ASC-12", "46.5"))
    decisions, targets = home.framework / "decisions.csv", home.framework / "targets.csv"
    _append(decisions, decision_ref="LATE-1", title="A later target", decided_on="2023-11-01",
            effective_from="2023-11-01", decided_by="Cabinet")  # fmt: skip
    _append(targets, indicator_code="COR-02", period=NEWEST, target="11", decision_ref="LATE-1", rationale="Later")


def _append(path: Path, **cells: str) -> None:
    """Add a row to a framework file."""
    text = path.read_text(encoding="utf-8")
    header = text.splitlines()[0].split(",")
    row = ",".join(cells.pop(name, "") for name in header)
    assert not cells
    path.write_text(text.rstrip("\n") + "\n" + row + "\n", encoding="utf-8")
