"""The home's seal: tells a passport that the pipeline wrote from one that somebody made by hand.

A passport says what a gate found, and stands in a file that people can write to. The seal is a keyed hash of it; the
key is made with the home's first slice and is readable by the home's owner alone. Whoever can read the key can forge a
passport, so this keeps out accidents and shortcuts, not a determined owner: `pmf verify` rebuilds and compares.
"""

import hashlib
import hmac
import secrets

from pmf_pipeline.home import Home
from pmf_pipeline.replacing import make_once

KEY_BYTES = 32


class Seal:
    """The seal of one home."""

    def __init__(self, home: Home) -> None:
        """Use the key of `home`, which is made when something is first sealed."""
        self._path = home.path / ".seal"

    def of(self, text: str) -> str:
        """The seal for a text, in hexadecimal."""
        return hmac.new(self._key(), text.encode(), hashlib.sha256).hexdigest()

    def holds(self, text: str, seal: str) -> bool:
        """Whether `seal` is this home's for the text."""
        return self._path.exists() and hmac.compare_digest(self.of(text), seal)

    def _key(self) -> bytes:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            make_once(self._path, secrets.token_bytes(KEY_BYTES))
            return self._path.read_bytes()
