"""What is wrong with a target, beside its decision, its indicator and the other targets for its period.

Each check yields its faults as sentences that name file, row and column; `consistency` goes through them all.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

from pmf_pipeline.framework.rows import AnyTables
from pmf_pipeline.framework.rules import Rules
from pmf_pipeline.periods import parse_period

MEND = "Correct one of the two."


def rival_targets(tables: AnyTables, _rules: Rules) -> Iterator[str]:
    """Different targets of one indicator and period by decisions of the same days: nothing says which counts."""
    decisions = {row.decision_ref: row for row in tables["decisions"]}
    first: dict[tuple[Any, ...], Any] = {}
    for row in tables["targets"]:
        decision = decisions.get(row.decision_ref)
        if decision is None:
            continue
        rival: Any = first.setdefault((row.indicator_code, row.period, decision.precedence), row)
        if _set_by(rival) != _set_by(row):
            yield (
                f"targets.csv, row {row.line}, column target: {row.decision_ref} and {rival.decision_ref} (row "
                f"{rival.line}) set different targets of {row.indicator_code} for {row.period}, were both decided on "
                f"{decision.decided_on} and take effect on {decision.effective_from}: nothing says which counts. Take "
                "out the row that was overruled, or correct the dates in decisions.csv."
            )


def _set_by(row: Any) -> tuple[Any, ...]:
    return (row.target, row.floor, row.lower, row.upper)


def impossible_percentages(tables: AnyTables, _rules: Rules) -> Iterator[str]:
    """Targets, or ends of an indicator's band, that no percentage can be."""
    for place, indicator, value in _agreed(tables):
        if indicator.unit == "%" and not 0 <= value <= 100:
            yield (
                f"{place}: {value} is no percentage of {indicator.indicator_code}, whose unit is %. Give a figure from "
                "0 to 100, or correct the unit in indicators.csv."
            )


def finer_than_figures(tables: AnyTables, _rules: Rules) -> Iterator[str]:
    """Targets of which a report would print less than it rates by: 72 beside a target of 71.5, printed 72, is Amber."""
    for place, indicator, value in _agreed(tables):
        if value != round(value, indicator.decimals):
            yield (
                f"{place}: {value} has more decimals than the figures of {indicator.indicator_code}, which are "
                f"published at {indicator.decimals}, so nobody could check a rating by it. Give it at theirs, or more "
                "decimals in indicators.csv."
            )


def _agreed(tables: AnyTables) -> Iterator[tuple[str, Any, Any]]:
    """Each figure of a target, and each end of a band in indicators.csv: its place, its indicator and its value."""
    indicators = {row.indicator_code: row for row in tables["indicators"]}
    for name, columns in (("targets", ("target", "floor", "lower", "upper")), ("indicators", ("lower", "upper"))):
        for row, column in product(tables[name], columns):
            value = getattr(row, column)
            if value is not None and row.indicator_code in indicators:
                yield f"{name}.csv, row {row.line}, column {column}", indicators[row.indicator_code], value


def periods_of_targets(tables: AnyTables, _rules: Rules) -> Iterator[str]:
    """Targets for a period that no figure of their indicator is for."""
    for row, indicator in _with_indicators(tables):
        kind = parse_period(row.period).kind
        if indicator.frequency == "quarterly":
            is_possible, wanted = (
                kind in ("quarter", "financial_year"),
                "a quarter such as 2023-24-Q2, or the year 2023-24",
            )
        else:
            is_possible, wanted = kind != "quarter", "the year"
        if not is_possible:
            yield (
                f"targets.csv, row {row.line}, column period: {row.indicator_code} is {indicator.frequency}, and no "
                f"figure of it is for {row.period}. Give {wanted}, or correct the frequency in indicators.csv."
            )


def _with_indicators(tables: AnyTables) -> Iterator[tuple[Any, Any]]:
    """Each target with its indicator, where there is one."""
    indicators = {row.indicator_code: row for row in tables["indicators"]}
    return ((row, indicators[row.indicator_code]) for row in tables["targets"] if row.indicator_code in indicators)


def _band(row: Any, indicator: Any) -> tuple[Any, Any]:
    """The ends of a target's band: its own, or else its indicator's."""
    return (
        indicator.lower if row.lower is None else row.lower,
        indicator.upper if row.upper is None else row.upper,
    )


def bands_and_floors(tables: AnyTables, rules: Rules) -> Iterator[str]:
    """Targets without the band or the floor that their indicator is rated by."""
    for row, indicator in _with_indicators(tables):
        if indicator.polarity == "target" and None in _band(row, indicator):
            yield (
                f"targets.csv, row {row.line}, column lower: {row.indicator_code} is to stay within a band (polarity "
                "target). Give lower and upper here or in indicators.csv."
            )
        if (indicator.rag_method or rules.rag.method) == "floor" and row.floor is None:
            yield (
                f"targets.csv, row {row.line}, column floor: {row.indicator_code} is rated by its floor. Give one, "
                "or another rag_method in indicators.csv."
            )


def targets_within_reach(tables: AnyTables, _rules: Rules) -> Iterator[str]:
    """Targets that contradict their own band or floor, or that no figure could meet."""
    for row, indicator in _with_indicators(tables):
        place, code = f"targets.csv, row {row.line}, column", row.indicator_code
        if indicator.polarity == "target":
            yield from _bands_within_reach(place, row, indicator)
        elif indicator.polarity in ("high", "low") and row.target is None:
            yield (
                f"{place} target: {code} is rated by a target (polarity {indicator.polarity}), and none is given: a "
                "band does not count. Give one, or polarity target in indicators.csv."
            )
        elif row.floor is not None and row.target is not None:
            yield from _floors_beyond(place, row, indicator)


def _floors_beyond(place: str, row: Any, indicator: Any) -> Iterator[str]:
    is_above, is_better = row.floor > row.target, indicator.polarity
    if (is_above and is_better == "high") or (row.floor < row.target and is_better == "low"):
        side = "above" if is_above else "below"
        yield (
            f"{place} floor: {row.floor} is {side} the target of {row.indicator_code}, {row.target}, where {is_better} "
            f"is better. {MEND}"
        )


def _bands_within_reach(place: str, row: Any, indicator: Any) -> Iterator[str]:
    lower, upper = _band(row, indicator)
    if lower is None or upper is None:
        return
    band = f"lower {lower}, upper {upper}"
    if lower > upper:
        yield (
            f"{place} lower: no figure of {row.indicator_code} lies within its band: {band}. What is blank here is "
            f"that of indicators.csv. {MEND}"
        )
    elif row.target is not None and not lower <= row.target <= upper:
        yield f"{place} target: {row.target} is outside the band of {row.indicator_code}: {band}. {MEND}"
