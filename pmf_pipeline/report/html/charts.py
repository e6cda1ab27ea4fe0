"""Where the marks of an indicator's small chart stand: history, target steps, neighbours' range and direct labels.

No label stands where a line may run: the first figure is named at the left of the plot, the newest figure, target and
neighbours at the right, periods and shorthand below, a break above. Only positions are computed here, from figures as
they are; what a line may join is SQL's (`figure_history`), and what a mark looks like is chart.svg's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from pmf_pipeline.report.html.labels import GAP, Label, clear_of_one_another, spread
from pmf_pipeline.report.wording import grouped

WIDTH, HEIGHT = 320, 152
LEFT, TOP, BOTTOM = 14, 18, 116
BREAKS, MARKS, PERIODS = 10, 128, 144  # the lines on which breaks, shorthand and periods are named
CLEAR = 10  # from the plot to a label beside it
LABELS_ROOM = (56, 176)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Chart:
    """One chart, in units of its view box.

    Attributes:
        line: the council's figures, as a path with a gap wherever two may not be joined.
        points: each figure, oldest first.
        target: the target, as a path of steps; for a band, its upper end.
        target_floor: the band's lower end, as such a path.
        agreed: what the target was before it was revised, over the periods it was revised for.
        ranges: the neighbours' range in each period that has one: x, top, bottom, median.
        breaks: where the series breaks.
        labels: what is written: figures, targets, periods, breaks, and shorthand where a figure is missing.
    """

    line: str
    points: Sequence[tuple[float, float]]
    target: str
    target_floor: str
    agreed: str
    ranges: Sequence[tuple[float, float, float, float]]
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
    missing = [(at, row["marker"]) for at, row in enumerate(history) if row["value"] is None]
    left = _first(history)
    right = [(value, Label(0, 0, text, kind)) for value, text, kind in _right_texts(history, before)]
    widest = max((label.width for _, label in right), default=0)
    room = min(max(LABELS_ROOM[0], CLEAR + widest), LABELS_ROOM[1])
    scale = _Scale.of(history, before, LEFT if left is None else max(LEFT, left.width + CLEAR), WIDTH - room)
    beside = [(scale.y(value), replace(label, x=scale.right + CLEAR)) for value, label in right]
    breaks = [scale.x(at) for at, row in enumerate(history) if row["marker"] == "[b]"]
    return Chart(
        line=_line(history, scale),
        points=[(scale.x(at), scale.y(row["value"])) for at, row in enumerate(history) if row["value"] is not None],
        target=_steps(scale, [_target(row) for row in history]),
        target_floor=_steps(scale, [row["target_lower"] for row in history]),
        agreed=_steps(scale, before),
        ranges=list(_ranges(history, scale)),
        breaks=breaks,
        labels=[
            *([] if left is None else [replace(left, x=scale.left - CLEAR).centred_on(scale.y(history[0]["value"]))]),
            *spread(beside, TOP, BOTTOM),
            *clear_of_one_another([Label(x, BREAKS, "[b]", "break", "middle") for x in breaks]),
            *clear_of_one_another([Label(scale.x(at), MARKS, marker, "mark", "middle") for at, marker in missing]),
            *_periods(history, scale),
        ],
    )


@dataclass(frozen=True)
class _Scale:
    """Time across, figures upwards."""

    days: Sequence[int]
    low: float
    high: float
    left: float
    right: float

    @classmethod
    def of(cls, history: Sequence[Row], before: Iterable[Any], left: float, right: float) -> "_Scale":
        names = ("value", "target", "target_lower", "target_upper", "neighbours_minimum", "neighbours_maximum")
        values = [float(row[name]) for row in history for name in names if row[name] is not None]
        values += [float(value) for value in before if value is not None]
        low, high = min(values), max(values)
        room = (high - low) * 0.06 or abs(high) * 0.1 or 1
        return cls([row["period_end"].toordinal() for row in history], low - room, high + room, left, right)

    def x(self, at: int) -> float:
        first, last = self.days[0], self.days[-1]
        if first == last:
            return (self.left + self.right) / 2
        return self.left + (self.right - self.left) * (self.days[at] - first) / (last - first)

    def y(self, value: Any) -> float:
        return BOTTOM - (BOTTOM - TOP) * (float(value) - self.low) / (self.high - self.low)

    def span(self, at: int) -> tuple[float, float]:
        """From where to where a period reaches: half-way to its neighbours, within the plot."""
        here = self.x(at)
        earlier = self.x(at - 1) if at else 2 * self.left - here
        later = self.x(at + 1) if at + 1 < len(self.days) else 2 * self.right - here
        return (earlier + here) / 2, (here + later) / 2


def _target(row: Row) -> Any:
    """A period's target; the upper end of its band where it has one, which comes before a target within it."""
    return row["target"] if row["target_upper"] is None else row["target_upper"]


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
    else:
        newest = next(row for row in reversed(history) if row["value"] is not None)
        yield newest["value"], f"{grouped(newest['value'])} in {newest['period']}", "first"
    if last["target_upper"] is not None:
        yield last["target_upper"], f"target to {grouped(last['target_upper'])}", "target"
        yield last["target_lower"], f"from {grouped(last['target_lower'])}", "target"
    elif last["target"] is not None:
        yield last["target"], f"target {grouped(last['target'])}", "target"
    if before[-1] is not None:
        yield before[-1], f"was {grouped(before[-1])}", "agreed"
    if last["neighbours_minimum"] is not None:
        yield last["neighbours_maximum"], f"neighbours {grouped(last['neighbours_maximum'])}", "range"
        yield last["neighbours_minimum"], f"neighbours {grouped(last['neighbours_minimum'])}", "range"


def _first(history: Sequence[Row]) -> Label | None:
    """The first figure's label, where the plot begins with one and has others."""
    first, *others = history
    if first["value"] is None or all(row["value"] is None for row in others):
        return None
    return Label(0, 0, grouped(first["value"]), "first", "end")


def _periods(history: Sequence[Row], scale: _Scale) -> Iterator[Label]:
    """The first and the last period, each about below its point."""
    first = Label(scale.left - GAP, PERIODS, history[0]["period"], "period")
    yield first
    if len(history) > 1:
        last = Label(scale.right + GAP, PERIODS, history[-1]["period"], "period", "end")
        yield replace(last, x=max(last.x, first.x + first.width + GAP + last.width))
