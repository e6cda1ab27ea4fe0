"""The archive: bytes under their own SHA-256, kept once and never changed.

Landed files come here by the landing zone; the framework comes here with every edition. What an edition was made from
is stated by `papers`.
"""

import hashlib

from pmf_pipeline.arrivals import archived
from pmf_pipeline.home import Home
from pmf_pipeline.replacing import replace_file


def keep(home: Home, content: bytes) -> str:
    """Keep a content, and say by which SHA-256 it is found."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = archived(home.archive, sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content, read_only=True)
    return sha256


def fetch(home: Home, sha256: str) -> bytes | None:
    """The bytes of a content; None where they are missing or are no longer the ones that were kept."""
    try:
        content = archived(home.archive, sha256).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None
