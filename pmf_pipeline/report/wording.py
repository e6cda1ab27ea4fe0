"""The words that every report file shares: quarters, days and units as people write them, symbols, and the rules.

Sentences about a figure are SQL's (`sentences`, `chart_texts`); what a rule does is SQL's too, and is only said here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from pmf_pipeline.framework.load import Framework
from pmf_pipeline.framework.rows import Indicator
from pmf_pipeline.framework.rules import Rag, Rules
from pmf_pipeline.framework.small_numbers import small_numbers
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
RATINGS = ("Green", "Amber", "Red", "No target", "No data", "Not rated")
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
MONEY = re.compile(r"£(k|m|bn)?( .*)?")  # £, £m and £ per dwelling stand around a figure; £000s comes after it
NOTHING_RATED = "No indicator has both a figure and a target."


class Rule(NamedTuple):
    """A rule with its name and its words."""

    name: str
    words: str


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


def with_symbol(value: Decimal | str, unit: str) -> str:
    """A figure, or each end of a band, with the £ or % of its unit, its minus sign before all else; words as they are.

    What follows a figure of another unit is `unit_after`'s. Both are as in sentences.sql; a test holds them together.
    """
    return " to ".join(_with_symbol(part, unit) for part in grouped(value).split(" to "))


def _with_symbol(figure: str, unit: str) -> str:
    if money := MONEY.fullmatch(unit):
        return re.sub(r"^(-?)(\d.*)", rf"\1£\2{money[1] or ''}", figure)
    return f"{figure}%" if unit == "%" and figure[-1:].isdigit() else figure


def unit_after(unit: str) -> str:
    """What follows a figure that has its £ or % already: ` days`, ` per dwelling`, ` (score out of 12)`, or nothing."""
    if unit in ("%", "number"):
        return ""
    if money := MONEY.fullmatch(unit):
        return money[2] or ""
    return f" ({unit})" if unit.startswith("score") else f" {unit}"


def days_in_words(text: str) -> str:
    """A text in which every day is written out: `after 31 March 2024`."""
    return re.sub(r"\b\d{4}-\d{2}-\d{2}\b", lambda found: day_in_words(date.fromisoformat(found[0])), text)


def rules_in_words(rules: Rules) -> Iterator[Rule]:
    """The council's rules as a reader needs them; an indicator may have its own."""
    rag = rules.rag
    yield Rule("Rating", f"Green: {_green(rag)} Amber: {_amber(rag)} Red: {_red(rag)}")
    if rag.method != "direction":
        yield Rule("On the line", "A figure exactly on the line is on the better side of it, every time.")
    yield Rule(
        "Direction of travel",
        "Compared with the last period that has a figure; totals of a year so far with the same quarter last year."
        if rules.direction.basis == "last_reported"
        else "Compared with the same quarter last year; figures of years with the last year that has one.",
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


def ratings_in_words(rules: Rules) -> dict[str, str]:
    """What each rating means by the council's rules; an indicator may have its own."""
    meanings = (
        _green(rules.rag),
        _amber(rules.rag),
        _red(rules.rag),
        "there is a figure, but no target yet.",
        "there is no figure, or it is withheld.",
        "for context only: neither way is better.",
    )
    return dict(zip(RATINGS, meanings, strict=True))


def headline_in_words(headline: Mapping[str, Any], rules: Rules) -> str:
    """What the indicators that a headline counts did: `met their target`."""
    if headline["headline_count"] == "within_tolerance":
        return "met their target, or missed it within tolerance"
    near = ", or missed it within the green tolerance" if rules.rag.green_tolerance_pct else ""
    return f"met their target{near}"


def left_out_of_warnings(framework: Framework) -> str:
    """That checks of small numbers aren't told, where some indicator has them; empty where none has."""
    if not small_numbers(framework):
        return ""
    return "What checks found in the figures of indicators whose small numbers are withheld is not told."


def own_rules(framework: Framework, scorecard: Iterable[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], str]]:
    """The rows of indicators that are rated by a rule of their own, with when they are Amber."""
    ruled = ((row, own_rule(framework.indicators[row["indicator_code"]], framework.rules)) for row in scorecard)
    return [(row, words) for row, words in ruled if words]


def own_rule(indicator: Indicator, rules: Rules) -> str | None:
    """When an indicator with a method or tolerance of its own is Amber; None where the council's rule holds for it."""
    if indicator.rag_method is None and indicator.tolerance is None:
        return None
    method = indicator.rag_method or rules.rag.method
    own = {} if indicator.tolerance is None else {f"tolerance_{UNIT_OF[method]}": indicator.tolerance}
    return _amber(rules.rag.model_copy(update={"method": method, **own}))


def _green(rag: Rag) -> str:
    if not rag.green_tolerance_pct:
        return "the target is met, or better."
    return f"the target is met, or missed by up to and including {rag.green_tolerance_pct:f}% of the target."


def _amber(rag: Rag) -> str:
    return {
        "relative": f"it is missed by up to and including {rag.tolerance_pct:f}% of the target.",
        "points": f"it is missed by up to and including {rag.tolerance_points:f} in the indicator's own unit.",
        "floor": "the figure lies between the target and its floor, the floor included.",
        "direction": "it is missed, but the figure has improved.",
    }[rag.method]


def _red(rag: Rag) -> str:
    return "it is missed, and the figure has not improved." if rag.method == "direction" else "it is missed by more."
