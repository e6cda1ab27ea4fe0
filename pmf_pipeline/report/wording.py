"""The words that every report file shares: quarters, days and units as people write them, symbols, and the rules.

Sentences about a figure are SQL's (`sentences`, `chart_texts`); what a rule does is SQL's too, and is only said here.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pmf_pipeline.framework.rows import Indicator
from pmf_pipeline.framework.rules import Rag, Rules
from pmf_pipeline.periods import parse_quarter

# Shorthand of the Government Analysis Function.
SYMBOLS = {
    "[p]": "provisional: it may still change",
    "[r]": "revised since it was first published",
    "[e]": "estimated",
    "[u]": "low reliability: take it with care",
    "[b]": "break in the series: not comparable with the figures before",
    "[low]": "rounds to zero but is not zero",
    "[x]": "not available",
    "[z]": "not applicable",
    "[c]": "confidential: a small number, withheld to protect individuals",
    "[f]": "forecast, never an outturn",
}
RATINGS = {
    "Green": "the target is met, or better",
    "Amber": "the target is missed, by no more than the tolerance",
    "Red": "the target is missed by more",
    "No target": "there is a figure, but no target yet",
    "No data": "there is no figure, or it is withheld",
    "Not rated": "for context only: neither way is better",
}
DIRECTIONS = {
    "Improved": "the figure moved the better way",
    "Declined": "the figure moved the worse way",
    "No change": "it did not move, or stayed within its band",
    "Increased": "it rose, and neither way is better",
    "Decreased": "it fell, and neither way is better",
    "Not comparable": "there is no figure now, or the series broke in between",
    "No previous": "there is no earlier figure",
}
UNIT_OF = {"relative": "pct", "points": "points", "floor": "points", "direction": "points"}  # of an own tolerance
HEADLINES = {
    "on_or_above_target": "on or above target",
    "within_tolerance": "within tolerance of their target",
}


class Rule(NamedTuple):
    """A rule with its name and its words."""

    name: str
    words: str


class Shown(NamedTuple):
    """A figure as people write it: what stands before it, the figure itself, and what follows."""

    before: str
    figure: str
    after: str


def quarter_in_words(key: str) -> str:
    """A quarter with its months, such as `Quarter 2 of 2023-24 (July to September 2023)`."""
    quarter = parse_quarter(key)
    return f"Quarter {quarter.number} of {quarter.financial_year.label} ({quarter.start:%B} to {quarter.end:%B %Y})"


def day_in_words(day: date) -> str:
    """A day without a leading zero, such as `8 November 2023`."""
    return f"{day.day} {day:%B %Y}"


def grouped(value: Decimal | int | str) -> str:
    """A number with its decimals as they are and its thousands apart; a band as it is printed; text unchanged."""
    if isinstance(value, str):
        return " to ".join(_grouped_text(part) for part in value.split(" to "))
    return f"{value:,}"


def _grouped_text(text: str) -> str:
    return f"{Decimal(text):,}" if text.replace(".", "", 1).removeprefix("-").isdigit() else text


def with_unit(value: Decimal | str, unit: str) -> Shown:
    """A figure in its unit, as people write it: £ before, % after, other units spelt out; words have none."""
    if isinstance(value, str) and not value[:2].strip("-")[:1].isdigit():
        return Shown("", value, "")
    return Shown("£" if unit == "£" else "", grouped(value), unit_after(unit))


def unit_after(unit: str) -> str:
    """What follows a figure of a unit: `%`, ` days`, ` (score out of 12)`, or nothing."""
    if unit in ("£", "number"):
        return ""
    if unit == "%":
        return unit
    return f" ({unit})" if unit.startswith("score") else f" {unit}"


def days_in_words(text: str) -> str:
    """A text in which every day is written out: `after 31 March 2024`."""
    return re.sub(r"\b\d{4}-\d{2}-\d{2}\b", lambda found: day_in_words(date.fromisoformat(found[0])), text)


def rules_in_words(rules: Rules) -> Iterator[Rule]:
    """The council's rules as a reader needs them; an indicator may have its own."""
    rag = rules.rag
    yield Rule("Rating", f"{_green(rules)} Amber: {_amber(rag)} Red: it is missed by more.")
    if rag.method != "direction":
        yield Rule("On the line", "A figure exactly on the line is on the better side of it, every time.")
    yield Rule(
        "Direction of travel",
        "Compared with the last period that has a figure; totals of a year so far with the same quarter last year."
        if rules.direction.basis == "last_reported"
        else "Compared with the same quarter last year.",
    )
    yield Rule(
        "Beside other authorities",
        "Medians are of the authorities that have a figure for the same period. The council is not among its own "
        "neighbours. Equal values share the better rank; quartile 1 is the best quarter. "
        + (
            "Zeros that a source uses for no figure are left out."
            if rules.benchmarks.false_zeros == "exclude"
            else "Zeros that a source uses for no figure are counted, as the source does."
        ),
    )
    yield Rule(
        "What needs attention",
        "Red indicators, and Amber ones that got worse. Those that were so in the figure before as well come first, "
        "then Red before Amber, then the larger miss.",
    )


def own_rule(indicator: Indicator, rules: Rules) -> str | None:
    """When an indicator with a method or tolerance of its own is Amber; None where the council's rule holds for it."""
    if indicator.rag_method is None and indicator.tolerance is None:
        return None
    method = indicator.rag_method or rules.rag.method
    own = {} if indicator.tolerance is None else {f"tolerance_{UNIT_OF[method]}": indicator.tolerance}
    return _amber(rules.rag.model_copy(update={"method": method, **own}))


def _green(rules: Rules) -> str:
    allowed = rules.rag.green_tolerance_pct
    if not allowed:
        return "Green: the target is met, or better."
    return f"Green: the target is met, or missed by up to and including {allowed:f}% of the target."


def _amber(rag: Rag) -> str:
    return {
        "relative": f"it is missed by up to and including {rag.tolerance_pct:f}% of the target.",
        "points": f"it is missed by up to and including {rag.tolerance_points:f} in the indicator's own unit.",
        "floor": "the figure lies between the target and its floor, the floor included.",
        "direction": "it is missed, but the figure has improved.",
    }[rag.method]
