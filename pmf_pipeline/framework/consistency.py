"""What must hold between the framework's rows and files.

Each check yields its faults as sentences that name file, row and column. Those of targets and of authorities are in
`target_faults` and `area_faults`; what can be judged in one row is in `rows`.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from operator import attrgetter
from typing import Any

from pmf_pipeline.framework import area_faults, target_faults
from pmf_pipeline.framework.rows import KEYS, AnyTables
from pmf_pipeline.framework.rules import Rules
from pmf_pipeline.periods import parse_quarter

ONE_DAY = timedelta(days=1)


def check_consistency(tables: AnyTables, rules: Rules) -> list[str]:
    """Every fault between the framework's files, none when they are sound together."""
    checks: tuple[Callable[[AnyTables, Rules], Iterator[str]], ...] = (
        _duplicates,
        _unknown_references,
        _calendar_order,
        _calendar_dates,
        _retrospective_decisions,
        target_faults.rival_targets,
        target_faults.impossible_percentages,
        target_faults.finer_than_figures,
        target_faults.periods_of_targets,
        target_faults.bands_and_floors,
        target_faults.targets_within_reach,
        _peer_types,
        _parts_and_totals,
        area_faults.own_area,
        area_faults.own_neighbours,
        area_faults.replaced_codes,
        area_faults.circles_of_codes,
        area_faults.codes_out_of_turn,
    )
    return [fault for check in checks for fault in check(tables, rules)]


def _duplicates(tables: AnyTables, _rules: Rules) -> Iterator[str]:
    for name, key in KEYS.items():
        rows = tables[name]
        first: dict[tuple[Any, ...], Any] = {}
        for row, value in zip(rows, zip(*(map(attrgetter(column), rows) for column in key), strict=True), strict=True):
            if first.setdefault(value, row) is not row:
                yield (
                    f"{name}.csv, row {row.line}, column {key[-1]}: {' / '.join(map(str, value))} stands in row "
                    f"{first[value].line} too. Keep one of them."
                )


def _unknown_references(tables: AnyTables, _rules: Rules) -> Iterator[str]:
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


def _calendar_order(tables: AnyTables, _rules: Rules) -> Iterator[str]:
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


def _calendar_dates(tables: AnyTables, _rules: Rules) -> Iterator[str]:
    for row in tables["calendar"]:
        quarter = parse_quarter(row.quarter)
        for column, expected in (("period_start", quarter.start), ("period_end", quarter.end)):
            found = getattr(row, column)
            if found != expected:
                yield (
                    f"calendar.csv, row {row.line}, column {column}: {found} is not that of {row.quarter}, which is "
                    f"{expected}."
                )


def _retrospective_decisions(tables: AnyTables, rules: Rules) -> Iterator[str]:
    if rules.targets.allow_retrospective_decisions:
        return
    for row in tables["decisions"]:
        if row.decided_on > row.effective_from:
            yield (
                f"decisions.csv, row {row.line}, column effective_from: {row.effective_from} is before the decision "
                f"itself, {row.decided_on}. Correct one of them, or set targets: allow_retrospective_decisions in "
                "rules.yml."
            )


def _peer_types(tables: AnyTables, _rules: Rules) -> Iterator[str]:
    known = {row.area_type for row in tables["areas"]}
    for row in tables["indicators"]:
        # As benchmark_values takes them apart: one blank after each semicolon.
        for wanted in (row.peer_types or "").replace("; ", ";").split(";"):
            if wanted and wanted not in known:
                yield (
                    f"indicators.csv, row {row.line}, column peer_types: {wanted!r} is no area_type of areas.csv, so "
                    f"{row.indicator_code} would be compared with nobody of it. Known: {', '.join(sorted(known))}."
                )


def _parts_and_totals(tables: AnyTables, _rules: Rules) -> Iterator[str]:
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
