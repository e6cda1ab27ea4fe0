"""The landing zone: which files have landed for a slice, and the archive that keeps their bytes.

Finding and keeping files belongs here; reading them is `pmf_pipeline.reading`'s. Landed files are never changed.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from pmf_pipeline.errors import GateError
from pmf_pipeline.home import Home
from pmf_pipeline.reading.spec import SourceSpec

_digests: dict[tuple[Path, int, int], str] = {}


@dataclass(frozen=True)
class Landed:
    """A file in the landing zone.

    Attributes:
        path: where it is.
        name: its path below landing/.
        sha256: of its bytes.
    """

    path: Path
    name: str
    sha256: str

    @property
    def service(self) -> str:
        """The sender of a return: its file's name before `--` and the suffix."""
        return self.path.stem.split("--")[0].strip().casefold()


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
            if folder.is_dir() and any(_is_sent(path) for path in folder.iterdir())
        )

    def files(self, spec: SourceSpec, quarter: str | None = None) -> list[Landed]:
        """The files landed for a source, or for a quarter's returns, in name order."""
        folder = self._home.returns / quarter if quarter else self._home.landing
        paths = sorted(path for path in folder.glob(spec.files) if _is_sent(path))
        return [Landed(path, path.relative_to(self._home.landing).as_posix(), _sha256(path)) for path in paths]

    def keep(self, landed: Landed) -> bytes:
        """Keep a file's bytes in the archive under their SHA-256, and give them back.

        The bytes are what the hash was taken of, whatever happens to the landed file meanwhile.

        Raises:
            GateError: the file changed since its hash was taken.
        """
        kept = self._home.archive / landed.sha256[:2] / landed.sha256
        if not kept.exists():
            content = landed.path.read_bytes()
            if hashlib.sha256(content).hexdigest() != landed.sha256:
                raise GateError(
                    f"landing/{landed.name} changed while it was read. Run again once it has been copied whole."
                )
            kept.parent.mkdir(parents=True, exist_ok=True)
            part = kept.with_name(f".{kept.name}.{os.getpid()}.part")
            part.write_bytes(content)
            part.replace(kept)
        return kept.read_bytes()


def _is_sent(path: Path) -> bool:
    """Whether a path is a file somebody sent, not one that a desktop leaves behind."""
    return path.is_file() and not path.name.startswith((".", "~$")) and path.name.lower() != "thumbs.db"


def _sha256(path: Path) -> str:
    status = path.stat()
    key = (path, status.st_mtime_ns, status.st_size)
    if key not in _digests:
        with path.open("rb") as stream:
            _digests[key] = hashlib.file_digest(stream, "sha256").hexdigest()
    return _digests[key]
