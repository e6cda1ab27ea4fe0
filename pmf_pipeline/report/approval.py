"""Approval of an edition: who approved which content, when, and what warnings and waivers they accepted.

An approval is a file of the home, `approvals/<quarter>.json`, and an input like any other: content that one of its
entries names is published as approved, and anything else as a draft. Who may approve what is the command's to judge.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.home import Home
from pmf_pipeline.replacing import replace_file
from pmf_pipeline.report.papers import PAPERS

DRAFT = "Draft"
APPROVED = "Approved"
# What was published before says nothing of the figures themselves.
TABLES_OF_EDITIONS = ("restatements",)


@dataclass(frozen=True)
class Approval:
    """One approval.

    Attributes:
        approved_by: who approved, as it is printed.
        approved_on: the day.
        edition: the edition that was read.
        content_sha256: the content approved: `content_sha256` of that edition's manifest.
        accepted: each warning and waiver that the edition stated.
    """

    approved_by: str
    approved_on: date
    edition: int
    content_sha256: str
    accepted: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The approval as a manifest and the home's file hold it."""
        return {**asdict(self), "approved_on": self.approved_on.isoformat(), "accepted": list(self.accepted)}

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Self:
        """An approval from its JSON.

        Raises:
            ValueError: it is not one.
        """
        try:
            return cls(
                **{
                    **entry,
                    "approved_on": date.fromisoformat(entry["approved_on"]),
                    "accepted": tuple(entry["accepted"]),
                }
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"not an approval: {error}") from None


def content_sha256(tables: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    """What an approval is of: every figure and statement of an edition, whatever it was made from.

    Args:
        tables: the report tables (`ReportTable`) by name.
        facts: what the manifest states beside the files.
    """
    content = {
        "tables": {
            name: [list(table.table.columns), *(list(map(str, row.values())) for row in table.rows)]
            for name, table in tables.items()
            if name not in TABLES_OF_EDITIONS
        },
        "facts": {name: fact for name, fact in facts.items() if name not in PAPERS},
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def read_approvals(home: Home, quarter: str) -> list[Approval]:
    """The approvals of a quarter, oldest first.

    Raises:
        ConfigurationError: its file is not one of approvals.
    """
    path = home.approvals / f"{quarter}.json"
    if not path.exists():
        return []
    try:
        return [Approval.from_json(entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError) as error:
        raise ConfigurationError(
            f"{path} cannot be read ({error}). `pmf publish` writes it: put back the last good copy, or remove it "
            "and approve the quarter again."
        ) from None


def approval_of(home: Home, quarter: str, content: str) -> Approval | None:
    """The last approval of just this content; None for a draft."""
    return next((entry for entry in reversed(read_approvals(home, quarter)) if entry.content_sha256 == content), None)


def record_approval(home: Home, quarter: str, approval: Approval) -> None:
    """Add an approval to the quarter's file, in one rename; of two at once neither is lost."""
    from filelock import FileLock

    home.approvals.mkdir(exist_ok=True)
    with FileLock(home.approvals / f".{quarter}.lock"):
        entries = [entry.as_json() for entry in [*read_approvals(home, quarter), approval]]
        content = json.dumps(entries, indent=2, ensure_ascii=False) + "\n"
        replace_file(home.approvals / f"{quarter}.json", content.encode())
