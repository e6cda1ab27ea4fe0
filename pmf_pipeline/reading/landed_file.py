"""A landed file on its way to being figures: what was read of it, or why nothing could be.

Only its shape belongs here; opening files is `opening`'s, making figures of them `conversion`'s.
"""

from dataclasses import dataclass
from datetime import date

from pmf_pipeline.reading.raw_rows import RawRows


@dataclass(frozen=True)
class QuarterDates:
    """The quarter whose folder a return landed in."""

    key: str
    start: date
    end: date


@dataclass(frozen=True)
class LandedFile:
    """One file, read or refused: `rows` or `fault` is set.

    Attributes:
        name: path below landing/.
        sha256: of its bytes; none where it was not opened.
        service: its name before `--`, for returns.
        rows: its texts, when it could be read.
        fault: why it could not.
        quarter: of a return; none for published figures.
        received_on: when its content was first seen; none where that isn't known.
    """

    name: str
    sha256: str | None
    service: str | None
    rows: RawRows | None
    fault: str | None
    quarter: QuarterDates | None = None
    received_on: date | None = None
