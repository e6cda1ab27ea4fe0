"""What an edition published of the council's figures, read back from its own files.

Later editions are compared with it. The comparison is SQL's (restatements.sql); which editions there are is the
publisher's (resources/).
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmf_pipeline.errors import GateError
from pmf_pipeline.report.approval import DRAFT
from pmf_pipeline.report.plain_text import unguarded
from pmf_pipeline.sql.editions import PUBLISHED_COLUMNS

if TYPE_CHECKING:
    import pyarrow

SCORECARD, FIGURES, RESTATEMENTS = "scorecard.csv", "figures.csv", "restatements.csv"
FILES = (SCORECARD, FIGURES, RESTATEMENTS)
ORIGIN = (
    "exact_value", "numerator", "denominator", "file_name", "file_sha256", "sheet", "row_number", "cell", "raw_value",
)  # fmt: skip
RATED = ("indicator_code", "period", "target", "target_decision", "rag", "figure_id")
# In a run of many quarters each one's edition is compared with all before it: by folder, and the hashes of its files.
_figures: dict[tuple[Path | str | None, ...], "pyarrow.Table"] = {}


def figures_of_edition(folder: Path, number: int, manifest: Mapping[str, Any]) -> "pyarrow.Table":
    """Each figure that an edition published, as PUBLISHED_COLUMNS in text.

    Args:
        folder: the edition's folder.
        number: its number.
        manifest: its manifest.

    Raises:
        GateError: one of its files is not the one that was published.
    """
    hashes = {name: manifest["files"].get(name) for name in FILES}
    contents = {name: _content(folder, name, sha256) for name, sha256 in hashes.items()}
    said = {"quarter": manifest["quarter"], "edition": str(number), "status": manifest.get("status", DRAFT)}
    key = (folder, *said.values(), *hashes.values())
    if key not in _figures:
        _figures[key] = _as_table(contents, said)
    return _figures[key]


def _as_table(contents: Mapping[str, bytes], said: Mapping[str, str]) -> "pyarrow.Table":
    import pyarrow

    parsed = {name: _parsed(content) for name, content in contents.items()}
    schema = pyarrow.schema([(name, pyarrow.string()) for name in PUBLISHED_COLUMNS])
    rows = _rows(parsed, {**dict.fromkeys(PUBLISHED_COLUMNS), **said})
    return pyarrow.Table.from_pylist(list(rows), schema=schema)


def _rows(
    files: Mapping[str, Sequence[Mapping[str, str | None]]], common: Mapping[str, str | None]
) -> Iterator[dict[str, str | None]]:
    origins = {row["figure_id"]: row for row in files[FIGURES]}
    for row in files[SCORECARD]:
        origin = origins.get(row["figure_id"], {})
        yield {
            **common,
            **{name: row[name] for name in RATED},
            **{name: origin.get(name) for name in ORIGIN},
            "shown_as": "outturn",
            "published_value": row["outturn"],
            "marker": _bare(origin["marker"] if origin else row["marker"]),
        }
    for row in files[FIGURES]:
        if row["shown_as"] == "previous":
            told = ("indicator_code", "period", "shown_as", "published_value", "figure_id", *ORIGIN)
            yield {**common, **{name: row.get(name) for name in told}, "marker": _bare(row["marker"])}
    for row in files[RESTATEMENTS]:
        yield {
            **common,
            "indicator_code": row["indicator_code"],
            "period": row["period"],
            "shown_as": "restated",
            "published_value": row["value_now"],
            "marker": _bare(row["marker_now"]),
            "figure_id": row["figure_id_now"],
            "file_name": row["file_name_now"],
            "file_sha256": row["file_sha256_now"],
            "raw_value": row["raw_value_now"],
        }


def _content(folder: Path, name: str, sha256: str | None) -> bytes:
    if sha256 is None:
        return b""  # editions of before it was published
    try:
        content = (folder / name).read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise GateError(
            f"published/{folder.parent.name}/{folder.name}/{name} is not the file that was published: later editions "
            "are compared with it. Put it back from a backup; `pmf verify` makes it again and names what differs."
        )
    return content


def _parsed(content: bytes) -> Sequence[Mapping[str, str | None]]:
    lines = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
    return [{column: unguarded(value) or None for column, value in line.items()} for line in lines]


def _bare(marker: str | None) -> str | None:
    return marker.strip("[]") if marker else None
