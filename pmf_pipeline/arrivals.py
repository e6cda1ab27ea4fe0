"""When each landed file was first seen: one small record for each content, beside its bytes in archive/.

A record is written once and never changed, so that what is published of it doesn't depend on when it is published.
Keeping the bytes themselves is the landing zone's (resources/).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pmf_pipeline.replacing import replace_file

COUNCIL_TIME = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Arrival:
    """The first time that a content was seen.

    Attributes:
        sha256: of the content.
        file_name: the file it came as, below landing/.
        received_at: when it was first seen.
    """

    sha256: str
    file_name: str
    received_at: datetime

    @property
    def received_on(self) -> date:
        """The council's own day."""
        return self.received_at.astimezone(COUNCIL_TIME).date()


def service_of(file_name: str) -> str:
    """The sender of a return: its file's name before `--` and the suffix."""
    return Path(file_name).stem.split("--")[0].strip().casefold()


def archived(archive: Path, sha256: str) -> Path:
    """Where the bytes of a content are kept, or would be."""
    return archive / sha256[:2] / sha256


def record_arrival(archive: Path, sha256: str, file_name: str, now: Callable[[], datetime]) -> Arrival:
    """The arrival of a content: as recorded, or recorded now for the first time."""
    known = read_arrival(archive, sha256)
    if known is not None:
        return known
    received_at = now().astimezone(UTC).replace(microsecond=0)
    content = {"file_name": file_name, "received_at": received_at.isoformat(), "sha256": sha256}
    path = _record(archive, sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, (json.dumps(content, ensure_ascii=False, sort_keys=True) + "\n").encode(), read_only=True)
    return Arrival(sha256, file_name, received_at)


def read_arrival(archive: Path, sha256: str) -> Arrival | None:
    """The recorded arrival of a content; None where there is no record, or none that can be read."""
    try:
        content = json.loads(_record(archive, sha256).read_text(encoding="utf-8"))
        received_at = datetime.fromisoformat(content["received_at"])
        return Arrival(sha256, str(content["file_name"]), received_at)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _record(archive: Path, sha256: str) -> Path:
    place = archived(archive, sha256)
    return place.with_name(f"{place.name}.json")
