"""The landing zone: which files have landed for a slice, and the archive that keeps their bytes.

Finding and keeping files belongs here; what must not be opened is `pmf_pipeline.reading.safety`'s to say, and reading
is `pmf_pipeline.reading`'s. Landed files are never changed.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pmf_pipeline.arrivals import Arrival, archived, read_arrival, record_arrival, service_of
from pmf_pipeline.errors import GateError
from pmf_pipeline.home import Home
from pmf_pipeline.reading.safety import Refusal, is_sent, printable, refusal_of_entry
from pmf_pipeline.reading.spec import SourceSpec
from pmf_pipeline.replacing import aside
from pmf_pipeline.stamps import Stamp, stamp

CHUNK = 1 << 20
STILL_BEING_COPIED = Refusal("was still being copied while it was read. Run again once it is there whole")

_digests: dict[tuple[Path, Stamp], str] = {}


@dataclass(frozen=True)
class Landed:
    """A file in the landing zone, or what stands in a file's place.

    Attributes:
        path: where it is.
        name: its path below landing/, as it can be shown.
        sha256: of its bytes; none where it must not be opened.
        refusal: why it must not be opened, or isn't read.
    """

    path: Path
    name: str
    sha256: str | None
    refusal: Refusal | None = None

    @property
    def service(self) -> str:
        """The sender of a return: its file's name before `--` and the suffix."""
        return service_of(self.name)

    @property
    def fingerprint(self) -> str:
        """What changes when the file does: its hash, or why it has none."""
        return self.sha256 or f"not opened: {self.refusal.reason if self.refusal else ''}"


class LandingZone:
    """The landing and archive folders of one home."""

    def __init__(self, home: Home) -> None:
        """Open the landing zone of `home`."""
        self._home = home

    def quarters(self) -> list[str]:
        """The quarters whose returns folder holds files."""
        if not self._home.returns.is_dir():
            return []
        return sorted(
            folder.name
            for folder in self._home.returns.iterdir()
            if folder.is_dir() and any(is_sent(path) and not path.is_dir() for path in folder.iterdir())
        )

    def files(self, spec: SourceSpec, quarter: str | None = None) -> list[Landed]:
        """The files landed for a source, or for a quarter's returns, in name order."""
        folder = self._home.returns / quarter if quarter else self._home.landing
        return [self._look_at(path) for path in sorted(folder.glob(spec.files)) if is_sent(path)]

    def keep(self, landed: Landed) -> Path:
        """Keep a file's bytes in the archive under their SHA-256, read-only, and say where.

        What is read is the archive's copy, so that the bytes are those the hash was taken of, whatever happens to the
        landed file meanwhile. The first time a content is kept its arrival is recorded.

        Raises:
            GateError: the file changed since its hash was taken, or the archive's copy was changed by hand.
        """
        assert landed.sha256 is not None
        kept = archived(self._home.archive, landed.sha256)
        if not kept.exists():
            self._copy(landed, kept)
        elif _sha256(kept) != landed.sha256:
            raise GateError(
                f"archive/{kept.parent.name}/{kept.name}, which keeps landing/{landed.name}, is not what was kept: it "
                "was changed by hand. Put it back from a backup, or remove it to have the landed file kept afresh."
            )
        record_arrival(self._home.archive, landed.sha256, landed.name, lambda: datetime.now(UTC))
        return kept

    def arrival(self, sha256: str) -> Arrival | None:
        """When a content was first seen, as what file, from which service; None before it was first kept.

        This is the one place to ask for a file's date of receipt. It is read from the record written once in
        archive/, never from a clock or a file's own times, so that publishing again gives the same bytes.
        """
        return read_arrival(self._home.archive, sha256)

    def _look_at(self, path: Path) -> Landed:
        name = printable(path.relative_to(self._home.landing).as_posix())
        refusal = refusal_of_entry(path, self._home.landing)
        if refusal is not None:
            return Landed(path, name, None, refusal)
        try:
            return Landed(path, name, _sha256(path))
        except OSError as error:
            return Landed(path, name, None, Refusal(f"could not be read ({error.strerror})"))

    def _copy(self, landed: Landed, kept: Path) -> None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with aside(kept) as part:
            with part.open("wb") as copy:
                for chunk in _chunks(landed.path):
                    digest.update(chunk)
                    copy.write(chunk)
                copy.flush()
                os.fsync(copy.fileno())
            if digest.hexdigest() != landed.sha256:
                raise GateError(f"landing/{landed.name} {STILL_BEING_COPIED.reason}.")
            part.chmod(0o444)


def _sha256(path: Path) -> str:
    key = (path, stamp(path.stat()))
    if key not in _digests:
        digest = hashlib.sha256()
        for chunk in _chunks(path):
            digest.update(chunk)
        _digests[key] = digest.hexdigest()
    return _digests[key]


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
