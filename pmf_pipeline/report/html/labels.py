"""Labels of a chart: how much room their texts take, and how those beside it stay clear of one another.

Widths and heights are those of a wide type, so that they hold in whatever type a reader's computer has.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Literal

SIZES = {"own": 14.0, "range": 10.5}  # as in style.css
SIZE = 11.5
LETTER, BOLD_LETTER = 0.62, 0.7  # the width of a letter, in parts of its size
ASCENT, DESCENT = 0.93, 0.24  # how far letters reach above and below their line, in parts of their size
FIRMNESS = {"own": 3.0}  # how much more than another a label stays at its mark; where two must give way, this one less
GAP, LEADING = 6.0, 1.0  # between texts in a row, and between rows


@dataclass(frozen=True)
class Label:
    """A text in a chart, in units of its view box.

    Attributes:
        x: where it starts, ends or has its middle, as `anchor` says.
        y: the line it is written on.
        text: what it says.
        kind: what it names: own, target, agreed, range, first, mark, break or period.
        anchor: start, middle or end.
    """

    x: float
    y: float
    text: str
    kind: str
    anchor: Literal["start", "middle", "end"] = "start"

    @property
    def size(self) -> float:
        """The size of its type."""
        return SIZES.get(self.kind, SIZE)

    @property
    def width(self) -> float:
        """How wide it is, at most."""
        return len(self.text) * self.size * (BOLD_LETTER if self.kind in ("own", "mark") else LETTER)

    @property
    def height(self) -> float:
        """How high it is, with what reaches below its line."""
        return (ASCENT + DESCENT) * self.size

    def centred_on(self, y: float) -> "Label":
        """The label with its middle at a height."""
        return replace(self, y=y + (ASCENT - DESCENT) / 2 * self.size)


def spread(marked: Sequence[tuple[float, Label]], top: float, bottom: float) -> list[Label]:
    """Labels one below the other, clear of one another and each as near its mark as can be.

    Args:
        marked: each label with the height of its mark.
        top: where the middle of the first may be.
        bottom: where the middle of the last may be; where there is too little room, the first go beyond the top.
    """
    ordered = sorted(((y, label) for y, label in marked if label.text), key=lambda found: found[0])
    labels = [label for _, label in ordered]
    steps = [(above.height + below.height) / 2 + LEADING for above, below in pairwise(labels)]
    offsets = list(accumulate(steps, initial=0.0))[: len(labels)]
    wished = [y - offset for (y, _), offset in zip(ordered, offsets, strict=True)]
    lowest = bottom - offsets[-1] if offsets else bottom
    heights = [
        min(max(height, top), lowest) for height in _rising(wished, [FIRMNESS.get(label.kind, 1.0) for label in labels])
    ]
    return [label.centred_on(y + offset) for label, y, offset in zip(labels, heights, offsets, strict=True)]


def clear_of_one_another(labels: Sequence[Label]) -> list[Label]:
    """Centred labels in a row, oldest first, without those that would lie over a newer one."""
    kept: list[Label] = []
    for label in reversed(labels):
        if not kept or kept[-1].x - label.x >= (label.width + kept[-1].width) / 2:
            kept.append(label)
    return kept[::-1]


def _rising(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The values that never fall and are nearest to the given ones: those that would fall share their mean."""
    shared: list[tuple[float, float, int]] = []  # a mean, its weight, and how many share it
    for value, weight in zip(values, weights, strict=True):
        mean, total, count = value, weight, 1
        while shared and shared[-1][0] > mean:
            before, heavy, many = shared.pop()
            mean, total, count = (before * heavy + mean * total) / (heavy + total), heavy + total, many + count
        shared.append((mean, total, count))
    return [mean for mean, _, count in shared for _ in range(count)]
