"""Where the marks of an indicator's small chart stand: history, target steps, neighbours' range and direct labels.

Only positions are computed here, from figures as they are; what a line may join is SQL's (`figure_history`), and what
a mark looks like is chart.svg's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pmf_pipeline.report.html.labels import Label, spread
from pmf_pipeline.report.wording import grouped

WIDTH, HEIGHT = 320, 152
LEFT, TOP, BOTTOM = 14, 18, 116
CHARACTER = 6.2  # the width of a letter of a label, about
LABELS_ROOM = (56, 132)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Chart:
    """One chart, in units of its view box.

    Attributes:
        right: where the plot ends and the labels begin.
        line: the council's figures, as a path with a gap wherever two may not be joined.
        points: each figure, oldest first.
        target: the target, as a path of steps; for a band, its upper end.
        target_floor: the band's lower end, as such a path.
        agreed: what the target was before it was revised, over the periods it was revised for.
        ranges: the neighbours' range in each period that has one: x, top, bottom, median.
        marks: shorthand where a figure is missing or withheld: x and text.
        breaks: where the series breaks.
        labels: the direct labels.
    """

    right: float
    line: str
    points: Sequence[tuple[float, float]]
    target: str
    target_floor: str
    agreed: str
    ranges: Sequence[tuple[float, float, float, float]]
    marks: Sequence[tuple[float, str]]
    breaks: Sequence[float]
    labels: Sequence[Label]
    width: int = field(default=WIDTH, init=False)
    height: int = field(default=HEIGHT, init=False)
    top: int = field(default=TOP, init=False)
    bottom: int = field(default=BOTTOM, init=False)


def chart_of(history: Sequence[Row], agreed: Mapping[tuple[str, str], Any]) -> Chart | None:
    """The chart of an indicator's history; None where no period has a figure.

    Args:
        history: its printed rows of figure_history, oldest first.
        agreed: what a target was before it was revised, by period and by the decision that revised it.
    """
    if not any(row["value"] is not None for row in history):
        return None
    before = [_agreed(row, agreed) for row in history]
    texts = list(_right_texts(history, before))
    longest = max((len(text) for _, text, _ in texts), default=0)
    room = min(max(LABELS_ROOM[0], CHARACTER * longest + 14), LABELS_ROOM[1])
    scale = _Scale.of(history, before, WIDTH - room)
    points = [(scale.x(at), scale.y(row["value"])) for at, row in enumerate(history) if row["value"] is not None]
    right = [Label(scale.right + 10, scale.y(value), text, kind, "start") for value, text, kind in texts]
    return Chart(
        right=scale.right,
        line=_line(history, scale),
        points=points,
        target=_steps(scale, [row["target_upper"] if row["target"] is None else row["target"] for row in history]),
        target_floor=_steps(scale, [row["target_lower"] for row in history]),
        agreed=_steps(scale, before),
        ranges=list(_ranges(history, scale)),
        marks=[(scale.x(at), row["marker"]) for at, row in enumerate(history) if row["value"] is None],
        breaks=[scale.x(at) for at, row in enumerate(history) if row["marker"] == "[b]"],
        labels=[*spread(right, TOP, BOTTOM), *_own_labels(history, scale, points)],
    )


@dataclass(frozen=True)
class _Scale:
    """Time across, figures upwards."""

    days: Sequence[int]
    low: float
    high: float
    right: float

    @classmethod
    def of(cls, history: Sequence[Row], before: Iterable[Any], right: float) -> "_Scale":
        names = ("value", "target", "target_lower", "target_upper", "neighbours_minimum", "neighbours_maximum")
        values = [float(row[name]) for row in history for name in names if row[name] is not None]
        values += [float(value) for value in before if value is not None]
        low, high = min(values), max(values)
        room = (high - low) * 0.06 or abs(high) * 0.1 or 1
        return cls([row["period_end"].toordinal() for row in history], low - room, high + room, right)

    def x(self, at: int) -> float:
        first, last = self.days[0], self.days[-1]
        if first == last:
            return (LEFT + self.right) / 2
        return LEFT + (self.right - LEFT) * (self.days[at] - first) / (last - first)

    def y(self, value: Any) -> float:
        return BOTTOM - (BOTTOM - TOP) * (float(value) - self.low) / (self.high - self.low)

    def span(self, at: int) -> tuple[float, float]:
        """From where to where a period reaches: half-way to its neighbours, within the plot."""
        here = self.x(at)
        earlier = self.x(at - 1) if at else 2 * LEFT - here
        later = self.x(at + 1) if at + 1 < len(self.days) else 2 * self.right - here
        return (earlier + here) / 2, (here + later) / 2


def _agreed(row: Row, agreed: Mapping[tuple[str, str], Any]) -> Any:
    """What the target of a period was before the decision that it was compared under; for a quarter also its year's."""
    decision = row["target_decision"]
    return agreed.get((row["period"], decision), agreed.get((row["period"][:7], decision)))


def _line(history: Sequence[Row], scale: _Scale) -> str:
    return " ".join(
        f"{'L' if row['is_joined'] else 'M'}{scale.x(at):.1f} {scale.y(row['value']):.1f}"
        for at, row in enumerate(history)
        if row["value"] is not None
    )


def _steps(scale: _Scale, values: Sequence[Any]) -> str:
    """A path with one tread a period; where the one before has no value it starts anew."""
    steps = []
    for at, (before, value) in enumerate(pairwise([None, *values])):
        if value is None:
            continue
        start, end = scale.span(at)
        y = f"{scale.y(value):.1f}"
        steps.append(f"M{start:.1f} {y}H{end:.1f}" if before is None else f"V{y}H{end:.1f}")
    return "".join(steps)


def _ranges(history: Sequence[Row], scale: _Scale) -> Iterator[tuple[float, float, float, float]]:
    for at, row in enumerate(history):
        if row["neighbours_minimum"] is not None:
            ends = (row["neighbours_maximum"], row["neighbours_minimum"], row["neighbours_median"])
            top, bottom, median = (scale.y(value) for value in ends)
            yield scale.x(at), top, bottom, median


def _right_texts(history: Sequence[Row], before: Sequence[Any]) -> Iterator[tuple[Any, str, str]]:
    """What is named at the right: value, text and kind."""
    last = history[-1]
    if last["value"] is not None:
        yield last["value"], grouped(last["value"]), "own"
    if last["target"] is not None:
        yield last["target"], f"target {grouped(last['target'])}", "target"
    elif last["target_lower"] is not None:
        yield last["target_upper"], f"target to {grouped(last['target_upper'])}", "target"
        yield last["target_lower"], f"from {grouped(last['target_lower'])}", "target"
    if before[-1] is not None:
        yield before[-1], f"was {grouped(before[-1])}", "agreed"
    if last["neighbours_minimum"] is not None:
        yield last["neighbours_maximum"], f"neighbours {grouped(last['neighbours_maximum'])}", "range"
        yield last["neighbours_minimum"], f"neighbours {grouped(last['neighbours_minimum'])}", "range"


def _own_labels(history: Sequence[Row], scale: _Scale, points: Sequence[tuple[float, float]]) -> Iterator[Label]:
    """The first figure beside its point, the newest where it is not at the right end, and the first and last period."""
    known = [row for row in history if row["value"] is not None]
    if len(known) > 1:
        rises = points[1][1] < points[0][1]
        yield _beside(points[0], known[0], "start", below=rises and points[0][1] < BOTTOM - 4)
    if history[-1]["value"] is None:
        yield _beside(points[-1], known[-1], "middle", below=False)
    yield Label(LEFT - 6, HEIGHT - 8, history[0]["period"], "period", "start")
    if len(history) > 1:
        yield Label(scale.right + 6, HEIGHT - 8, history[-1]["period"], "period", "end")


def _beside(point: tuple[float, float], row: Row, anchor: str, *, below: bool) -> Label:
    x, y = point
    left = x - 6 if anchor == "start" else x
    return Label(left, y + 15 if below else y - 8, grouped(row["value"]), "first", anchor)
