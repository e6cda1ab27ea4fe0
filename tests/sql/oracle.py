"""The rules of rating and direction once more, in plain Python fractions and apart from the SQL.

Written from the rules' wording, as a second opinion; nothing of the pipeline is used here.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor


@dataclass(frozen=True)
class Rules:
    """The settings of rules.yml that matter here."""

    method: str
    tolerance_pct: Decimal
    tolerance_points: Decimal
    green_tolerance_pct: Decimal
    basis: str


@dataclass(frozen=True)
class Earlier:
    """A figure to compare with, and whether the series broke after it."""

    value: Decimal | None
    before_break: bool


@dataclass(frozen=True)
class Figure:
    """One indicator's figure, its target and what the indicator sets for itself; None is not set."""

    polarity: str
    frequency: str
    is_cumulative: bool
    method: str | None
    tolerance: Decimal | None
    basis: str | None
    outturn: Decimal | None
    has_target: bool  # in force; an indicator may have a band of its own without one
    target: Decimal | None
    floor: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    last_reported: Earlier
    last_year: Earlier


def basis(figure: Figure, rules: Rules) -> str:
    """Which earlier figure the short trend compares with."""
    if figure.frequency != "quarterly":
        return "last_reported"
    if figure.is_cumulative:
        return "same_quarter_last_year"
    return figure.basis or rules.basis


def short_trend(figure: Figure, rules: Rules) -> tuple[Decimal | None, str]:
    """The earlier figure and the direction since."""
    earlier = figure.last_reported if basis(figure, rules) == "last_reported" else figure.last_year
    return earlier.value, _direction(figure, earlier)


def long_trend(figure: Figure) -> tuple[Decimal | None, str]:
    """The figure of the same quarter last year and the direction since, for quarterly indicators."""
    earlier = figure.last_year if figure.frequency == "quarterly" else Earlier(None, before_break=False)
    return earlier.value, _direction(figure, earlier)


def _direction(figure: Figure, earlier: Earlier) -> str:
    if earlier.value is None:
        return "No previous"
    if figure.outturn is None or earlier.before_break:
        return "Not comparable"
    before, now = _badness(figure, earlier.value), _badness(figure, figure.outturn)
    if before is None or now is None:
        before, now = Fraction(earlier.value), Fraction(figure.outturn)
        return "Increased" if now > before else "Decreased" if now < before else "No change"
    return "Improved" if now < before else "Declined" if now > before else "No change"


def _badness(figure: Figure, value: Decimal) -> Fraction | None:
    """A number that is the smaller the better the value is; None where nobody says what is better."""
    if figure.polarity == "high":
        return -Fraction(value)
    if figure.polarity == "low":
        return Fraction(value)
    nearest = _nearest_in_band(figure, value) if figure.polarity == "target" else None
    return None if nearest is None else abs(Fraction(value) - nearest)


def _nearest_in_band(figure: Figure, value: Decimal) -> Fraction | None:
    lower = figure.target if figure.lower is None else figure.lower
    upper = figure.target if figure.upper is None else figure.upper
    if lower is None and upper is None:
        return None
    if lower is not None and value < lower:
        return Fraction(lower)
    if upper is not None and value > upper:
        return Fraction(upper)
    return Fraction(value)


def method(figure: Figure, rules: Rules) -> str:
    """The method the figure is rated by."""
    return figure.method or rules.method


def tolerance(figure: Figure, rules: Rules) -> Decimal | None:
    """The tolerance of the methods that have one."""
    councils = {"relative": rules.tolerance_pct, "points": rules.tolerance_points}.get(method(figure, rules))
    if councils is None:
        return None
    return councils if figure.tolerance is None else figure.tolerance


def variance(figure: Figure) -> tuple[Fraction | None, Decimal | None]:
    """The figure less its target or the band's nearer end, and in % of it to one decimal."""
    against = _aim(figure)
    if against is None or figure.outturn is None:
        return None, None
    distance = Fraction(figure.outturn) - against
    if against == 0:
        return distance, None
    tenths = floor(abs(distance / against) * 1000 + Fraction(1, 2))
    return distance, Decimal(tenths if distance > 0 else -tenths) / 10


def rating(figure: Figure, rules: Rules) -> str:
    """Green, Amber, Red or why there is no colour."""
    if figure.polarity == "none":
        return "Not rated"
    if figure.outturn is None:
        return "No data"
    against = _aim(figure)
    if against is None:
        return "No target"
    missed_by = abs(Fraction(figure.outturn) - against)
    is_better_side = figure.outturn >= against if figure.polarity == "high" else figure.outturn <= against
    if missed_by == 0 or (figure.polarity in ("high", "low") and is_better_side):
        return "Green"
    if missed_by <= abs(against) * _green_share(figure, rules):
        return "Green"
    return "Amber" if _is_amber(figure, rules, missed_by, abs(against)) else "Red"


def _aim(figure: Figure) -> Fraction | None:
    if not figure.has_target:
        return None
    if figure.polarity == "target":
        return None if figure.outturn is None else _nearest_in_band(figure, figure.outturn)
    return None if figure.target is None else Fraction(figure.target)


def _green_share(figure: Figure, rules: Rules) -> Fraction:
    share = rules.green_tolerance_pct
    own = tolerance(figure, rules)
    if method(figure, rules) == "relative" and own is not None and own < share:
        share = own
    return Fraction(share) / 100


def _is_amber(figure: Figure, rules: Rules, missed_by: Fraction, size: Fraction) -> bool:
    allowed = Fraction(tolerance(figure, rules) or 0)
    if method(figure, rules) == "relative":
        return missed_by / size <= allowed / 100 if size else False
    if method(figure, rules) == "points":
        return missed_by <= allowed
    if method(figure, rules) == "direction":
        return short_trend(figure, rules)[1] == "Improved"
    if figure.floor is None or figure.outturn is None or figure.polarity == "target":
        return False
    return figure.outturn >= figure.floor if figure.polarity == "high" else figure.outturn <= figure.floor
