"""Repeatable made-up numbers: single draws, and a series of figures that keeps near its targets.

Every number depends on its key alone, so adding an indicator changes no other's figures. Which indicators do
well or badly is told in `story`; files are made elsewhere.
"""

import random
from collections.abc import Sequence
from decimal import Decimal

from pmf_pipeline.demo.plan import OwedFigure
from pmf_pipeline.framework.rows import Indicator

MILLION = 1_000_000
NOISE = Decimal("0.35")  # the random part of a figure's distance from its target, in amber widths
MOST_PERCENT = Decimal("99.5")


def draw(key: str, low: Decimal | int | str, high: Decimal | int | str) -> Decimal:
    """A number from `low` up to `high`, always the same for the same key.

    One call of `random()` on a text seed is exact on every machine and Python version, which `gauss` is not.
    """
    # This makes a demonstration, not a secret.
    fraction = Decimal(int(random.Random(key).random() * MILLION)) / MILLION
    return Decimal(low) + (Decimal(high) - Decimal(low)) * fraction


def figures(
    indicator: Indicator, asked: Sequence[OwedFigure], path: tuple[Decimal, Decimal], level: Decimal
) -> list[Decimal]:
    """The indicator's figures, one for each asked, at its published decimals.

    Args:
        indicator: whose figures; its polarity says which side of a target is the better one.
        asked: the figures owed, in order of time.
        path: the distance from target of the first and the last figure, in amber widths (see `amber_width`):
            0.5 is better than target by half of what Amber allows, -1.5 is Red.
        level: stands in for the target of an indicator that has none.
    """
    aims = _aims(indicator, asked, level)
    side = 1 if indicator.polarity in ("high", "none") else -1
    step = Decimal(1).scaleb(-indicator.decimals)
    made: list[Decimal] = []
    for number, (owed, aim) in enumerate(zip(asked, aims, strict=True)):
        gap = _gap(indicator.indicator_code, owed.period, path, number, len(asked))
        value = _possible(indicator, aim + side * gap * amber_width(indicator, owed, aim)).quantize(step)
        if indicator.measure_type == "cumulative" and made and _same_year(owed, asked[number - 1]):
            value = max(value, made[-1])
        made.append(value)
    return made


def amber_width(indicator: Indicator, owed: OwedFigure, aim: Decimal) -> Decimal:
    """By how much `aim` may be missed and still be Amber, in the indicator's unit."""
    tolerance = indicator.tolerance or Decimal(5)
    if indicator.rag_method == "points":
        return tolerance
    if owed.target and owed.target.target is not None and owed.target.floor is not None:
        return abs(owed.target.target - owed.target.floor)
    return abs(aim) * tolerance / 100


def aim_of(owed: OwedFigure, otherwise: Decimal) -> Decimal:
    """The number to be met: the target, or the upper edge of a band."""
    if owed.target is None:
        return otherwise
    edge = owed.target.upper if owed.target.target is None else owed.target.target
    return otherwise if edge is None else edge


def _aims(indicator: Indicator, asked: Sequence[OwedFigure], level: Decimal) -> list[Decimal]:
    """What the figures keep near: quarters' profiles, or a straight line from the first target to the last.

    A straight line, since services move steadily and targets in yearly steps.
    """
    known = [aim_of(owed, level) for owed in asked if owed.target] or [level]
    if indicator.measure_type == "cumulative":
        return [aim_of(owed, known[0]) for owed in asked]
    first, last = known[0], known[-1]
    steps = max(len(asked) - 1, 1)
    return [first + (last - first) * number / steps for number in range(len(asked))]


def _gap(code: str, period: str, path: tuple[Decimal, Decimal], number: int, count: int) -> Decimal:
    first, last = path
    if number == count - 1:
        return last
    return first + (last - first) * number / (count - 1) + draw(f"{code} {period}", -NOISE, NOISE)


def _possible(indicator: Indicator, value: Decimal) -> Decimal:
    if indicator.unit == "%":
        value = min(value, MOST_PERCENT)
    return max(value, Decimal(0))


def _same_year(one: OwedFigure, other: OwedFigure) -> bool:
    return one.period[:7] == other.period[:7]
