"""Labels beside a chart: moved apart where they would lie over one another, each as near its mark as it can be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

APART = 13.0


@dataclass(frozen=True)
class Label:
    """A text in a chart, in units of its view box.

    Attributes:
        x: where it starts, ends or has its middle, as `anchor` says.
        y: its height; for a label at the right, the mark's own height.
        text: what it says.
        kind: what it names: own, target, agreed, range, first or period.
        anchor: start, middle or end.
    """

    x: float
    y: float
    text: str
    kind: str
    anchor: Literal["start", "middle", "end"] | str


def spread(labels: Sequence[Label], top: float, bottom: float) -> list[Label]:
    """The labels from top to bottom, at least `APART` from one another, within the plot where there is room."""
    placed: list[Label] = []
    for label in sorted((label for label in labels if label.text), key=lambda label: label.y):
        lowest = placed[-1].y + APART if placed else top
        placed.append(replace(label, y=max(label.y, lowest)))
    limit = bottom
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = replace(placed[at], y=min(placed[at].y, limit))
        limit = placed[at].y - APART
    return placed
