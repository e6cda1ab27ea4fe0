"""What of a suppressed figure may be said: that it is suppressed, and where it stands; nothing of its size.

The rule that suppresses is SQL's, and its mark is the marker `c`; here is only what follows from it for a trace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pmf_pipeline.tracing.trace import Competitor, Figure, Origin
from pmf_pipeline.tracing.words import WITHHELD

SUPPRESSED = "c"
REFUSED_UNSEEN = "It was refused: `pmf quarantine` says why."


def is_withheld(marker: str | None) -> bool:
    """Whether a figure with this marker is suppressed."""
    return marker == SUPPRESSED


def hides_its_text(outturn: Mapping[str, Any]) -> bool:
    """Whether the text in a figure's cell is never shown: it would tell a suppressed figure, its own or another."""
    return bool(outturn["is_text_withheld"]) or is_withheld(outturn["marker"])


def withheld_figure(figure: Figure) -> Figure:
    """A suppressed figure without its value and what it could be worked out from."""
    return replace(figure, published_value=None, exact_value=None, numerator=None, denominator=None)


def withheld_origins(origins: Sequence[Origin]) -> tuple[Origin, ...]:
    """Rows with their place and nothing of what stands in them."""
    return tuple(
        replace(origin, text=None, value=None, numerator=None, denominator=None, is_withheld=True, read_again=None)
        for origin in origins
    )


def withheld_competitors(competing: Sequence[Competitor]) -> tuple[Competitor, ...]:
    """Competing figures with their place alone: an earlier submission of a small number is one too."""
    return tuple(
        replace(
            other,
            printed=WITHHELD,
            text=None,
            why=REFUSED_UNSEEN if other.standing == "refused" else other.why,
        )
        for other in competing
    )
