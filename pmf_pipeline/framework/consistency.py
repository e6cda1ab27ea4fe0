"""What must hold between the framework's rows and files.

Each check yields its faults as sentences that name file, row and column; what can be judged in one row is in
`rows`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise, product
from operator import attrgetter
from typing import Any

from pmf_pipeline.framework.rows import KEYS
from pmf_pipeline.framework.rules import Rules
from pmf_pipeline.periods import parse_period, parse_quarter

Tables = Mapping[str, Any]
ONE_DAY = timedelta(days=1)
MEND = "Correct one of the two."


def check_consistency(tables: Tables, rules: Rules) -> list[str]:
    """Every fault between the framework's files, none when they are sound together."""
    checks: tuple[Callable[[Tables, Rules], Iterator[str]], ...] = (
        _duplicates,
        _unknown_references,
        _calendar_order,
        _calendar_dates,
        _retrospective_decisions,
        _rival_targets,
        _impossible_percentages,
        _periods_of_targets,
        _bands_and_floors,
        _targets_within_reach,
        _peer_types,
        _parts_and_totals,
        _own_area,
        _own_neighbours,
        _replaced_codes,
        _circles_of_codes,
        _codes_out_of_turn,
    )
    return [fault for check in checks for fault in check(tables, rules)]


def _duplicates(tables: Tables, _rules: Rules) -> Iterator[str]:
    for name, key in KEYS.items():
        rows = tables[name]
        first: dict[tuple[Any, ...], Any] = {}
        for row, value in zip(rows, zip(*(map(attrgetter(column), rows) for column in key), strict=True), strict=True):
            if first.setdefault(value, row) is not row:
                yield (
                    f"{name}.csv, row {row.line}, column {key[-1]}: {' / '.join(map(str, value))} stands in row "
                    f"{first[value].line} too. Keep one of them."
                )


def _unknown_references(tables: Tables, _rules: Rules) -> Iterator[str]:
    indicators = {row.indicator_code for row in tables["indicators"]}
    decisions = {row.decision_ref for row in tables["decisions"]}
    areas = {row.area_code for row in tables["areas"]}
    directorates = {row.directorate for row in tables["indicators"]}
    references = (
        ("portfolios", "indicator_code", indicators, "indicators.csv"),
        ("targets", "indicator_code", indicators, "indicators.csv"),
        ("targets", "decision_ref", decisions, "decisions.csv"),
        ("indicators", "introduced_by", decisions, "decisions.csv"),
        ("indicators", "withdrawn_by", decisions, "decisions.csv"),
        ("indicators", "part_of", indicators, "indicators.csv"),
        ("outside_metrics", "indicator_code", indicators, "indicators.csv"),
        ("area_successors", "old_code", areas, "areas.csv"),
        ("area_successors", "new_code", areas, "areas.csv"),
        ("joint_reporting", "member_code", areas, "areas.csv"),
        ("neighbours", "area_code", areas, "areas.csv"),
        ("neighbours", "neighbour_code", areas, "areas.csv"),
        ("services", "directorate", directorates, "indicators.csv"),
        ("waivers", "indicator_code", indicators, "indicators.csv"),
        ("waivers", "area_code", areas, "areas.csv"),
    )
    for name, column, known, where in references:
        for row in tables[name]:
            value = getattr(row, column)
            if value is not None and value not in known:
                yield (
                    f"{name}.csv, row {row.line}, column {column}: {value!r} is not in {where}. Add it there or "
                    "correct it."
                )


def _calendar_order(tables: Tables, _rules: Rules) -> Iterator[str]:
    rows = sorted(tables["calendar"], key=lambda row: row.quarter)
    if not rows:
        yield "calendar.csv has no quarters: a framework needs at least one."
    for before, after in pairwise(rows):
        if after.period_start != before.period_end + ONE_DAY:
            fault = "a gap" if after.period_start > before.period_end else "an overlap"
            yield (
                f"calendar.csv, row {after.line}, column period_start: {after.period_start} leaves {fault} after "
                f"{before.quarter}, which ends on {before.period_end}. Give {before.period_end + ONE_DAY}."
            )


def _calendar_dates(tables: Tables, _rules: Rules) -> Iterator[str]:
    for row in tables["calendar"]:
        quarter = parse_quarter(row.quarter)
        for column, expected in (("period_start", quarter.start), ("period_end", quarter.end)):
            found = getattr(row, column)
            if found != expected:
                yield (
                    f"calendar.csv, row {row.line}, column {column}: {found} is not that of {row.quarter}, which is "
                    f"{expected}."
                )


def _retrospective_decisions(tables: Tables, rules: Rules) -> Iterator[str]:
    if rules.targets.allow_retrospective_decisions:
        return
    for row in tables["decisions"]:
        if row.decided_on > row.effective_from:
            yield (
                f"decisions.csv, row {row.line}, column effective_from: {row.effective_from} is before the decision "
                f"itself, {row.decided_on}. Correct one of them, or set targets: allow_retrospective_decisions in "
                "rules.yml."
            )


def _rival_targets(tables: Tables, _rules: Rules) -> Iterator[str]:
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


def _impossible_percentages(tables: Tables, _rules: Rules) -> Iterator[str]:
    shares = {row.indicator_code for row in tables["indicators"] if row.unit == "%"}
    for name, columns in (("targets", ("target", "floor", "lower", "upper")), ("indicators", ("lower", "upper"))):
        for row, column in product(tables[name], columns):
            value = getattr(row, column)
            if row.indicator_code in shares and value is not None and not 0 <= value <= 100:
                yield (
                    f"{name}.csv, row {row.line}, column {column}: {value} is no percentage of {row.indicator_code}, "
                    "whose unit is %. Give a figure from 0 to 100, or correct the unit in indicators.csv."
                )


def _periods_of_targets(tables: Tables, _rules: Rules) -> Iterator[str]:
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


def _with_indicators(tables: Tables) -> Iterator[tuple[Any, Any]]:
    """Each target with its indicator, where there is one."""
    indicators = {row.indicator_code: row for row in tables["indicators"]}
    return ((row, indicators[row.indicator_code]) for row in tables["targets"] if row.indicator_code in indicators)


def _band(row: Any, indicator: Any) -> tuple[Any, Any]:
    """The ends of a target's band: its own, or else its indicator's."""
    return (
        indicator.lower if row.lower is None else row.lower,
        indicator.upper if row.upper is None else row.upper,
    )


def _bands_and_floors(tables: Tables, rules: Rules) -> Iterator[str]:
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


def _targets_within_reach(tables: Tables, _rules: Rules) -> Iterator[str]:
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


def _peer_types(tables: Tables, _rules: Rules) -> Iterator[str]:
    known = {row.area_type for row in tables["areas"]}
    for row in tables["indicators"]:
        # As benchmark_values takes them apart: one blank after each semicolon.
        for wanted in (row.peer_types or "").replace("; ", ";").split(";"):
            if wanted and wanted not in known:
                yield (
                    f"indicators.csv, row {row.line}, column peer_types: {wanted!r} is no area_type of areas.csv, so "
                    f"{row.indicator_code} would be compared with nobody of it. Known: {', '.join(sorted(known))}."
                )


def _parts_and_totals(tables: Tables, _rules: Rules) -> Iterator[str]:
    indicators = {row.indicator_code: row for row in tables["indicators"]}
    for row in tables["indicators"]:
        total = indicators.get(row.part_of)
        if total is None:
            continue
        place = f"indicators.csv, row {row.line}, column part_of: {row.indicator_code}"
        if total.part_of is not None or total is row:
            yield f"{place} is part of {row.part_of}, which is a part itself. Name the whole that all add up to."
        alike = ("unit", "frequency", "measure_type")
        differing = [column for column in alike if getattr(row, column) != getattr(total, column)]
        if differing:
            yield (
                f"{place} does not add up to {row.part_of}: they differ in {', '.join(differing)}. Correct that, or "
                "leave part_of blank."
            )
        if row.unit == "%" or row.unit.startswith("per "):
            yield f"{place} is in {row.unit!r}, and rates do not add up. Leave part_of blank."


def _own_area(tables: Tables, rules: Rules) -> Iterator[str]:
    if rules.area_code not in {row.area_code for row in tables["areas"]}:
        yield f"rules.yml, area_code: {rules.area_code!r} is not in areas.csv. Add the authority or correct the code."


def _own_neighbours(tables: Tables, _rules: Rules) -> Iterator[str]:
    for row in tables["neighbours"]:
        if row.area_code == row.neighbour_code:
            yield (
                f"neighbours.csv, row {row.line}, column neighbour_code: {row.area_code} is given as its own "
                "neighbour. Remove the row."
            )


def _replaced_codes(tables: Tables, rules: Rules) -> Iterator[str]:
    """The council's own code, or a neighbour's, where one other code replaced it and took its figures over."""
    successors = tables["area_successors"]
    replaced, made_of = (Counter(getattr(row, name) for row in successors) for name in ("old_code", "new_code"))
    # As stg_published_figures has it: one code for another, and nothing else.
    now = {
        row.old_code: row.new_code for row in successors if replaced[row.old_code] == 1 and made_of[row.new_code] == 1
    }
    own = [("rules.yml, area_code", rules.area_code)] + [
        (f"neighbours.csv, row {row.line}, column neighbour_code", row.neighbour_code)
        for row in tables["neighbours"]
        if row.area_code == rules.area_code
    ]
    for place, code in own:
        if code in now:
            yield (
                f"{place}: {code} was replaced by {now[code]} (area_successors.csv), and all its figures stand under "
                f"that, so none would be found. Give {now[code]}."
            )


def _circles_of_codes(tables: Tables, _rules: Rules) -> Iterator[str]:
    """Codes that replace one another: their figures would go nowhere."""
    successors: dict[str, list[str]] = {}
    for row in tables["area_successors"]:
        successors.setdefault(row.old_code, []).append(row.new_code)
    told: set[str] = set()
    for row in tables["area_successors"]:
        way = _way_back(row.old_code, successors)
        if way and row.old_code not in told:
            told.update(way)
            yield (
                f"area_successors.csv, row {row.line}, column new_code: {row.old_code} leads back to itself: "
                f"{', '.join(way)}. Take out the row that is wrong."
            )


def _way_back(code: str, successors: Mapping[str, Sequence[str]]) -> list[str]:
    """The codes from one back to itself; none where it leads elsewhere."""
    ways = [[code]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for after in successors.get(way[-1], ()):
            if after == code:
                return [*way, after]
            if after not in seen:
                seen.add(after)
                ways.append([*way, after])
    return []


def _codes_out_of_turn(tables: Tables, _rules: Rules) -> Iterator[str]:
    in_time = sorted(tables["area_successors"], key=attrgetter("from_date"), reverse=True)
    begun: dict[str, Any] = {row.new_code: row for row in in_time}
    for row in tables["area_successors"]:
        before = begun.get(row.old_code)
        if before is not None and row.from_date < before.from_date:
            yield (
                f"area_successors.csv, row {row.line}, column from_date: {row.old_code} ends on {row.from_date}, "
                f"before it replaces {before.old_code} on {before.from_date} (row {before.line}). Correct one date."
            )
