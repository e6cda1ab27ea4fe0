"""What must hold between the framework's rows and files.

Each check returns its faults as sentences that name file, key and column; what can be judged in one row is in
`rows`.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from pmf_pipeline.framework.rows import KEYS
from pmf_pipeline.framework.rules import Rules

Tables = Mapping[str, Sequence[Any]]


def check_consistency(folder: Path, tables: Tables, rules: Rules) -> list[str]:
    """Every fault between the files of the framework in `folder`, none when it is sound."""
    return [
        *_duplicates(tables),
        *_unknown_references(tables),
        *_calendar_faults(tables),
        *_own_area(tables, rules),
        *_own_neighbours(tables),
    ]


def _duplicates(tables: Tables) -> Iterator[str]:
    for name, key in KEYS.items():
        seen: set[tuple[Any, ...]] = set()
        for row in tables[name]:
            value = tuple(getattr(row, column) for column in key)
            if value in seen:
                yield f"{name}.csv: {' and '.join(key)} {' / '.join(value)} stands more than once. Keep one row."
            seen.add(value)


def _unknown_references(tables: Tables) -> Iterator[str]:
    indicators = {row.indicator_code for row in tables["indicators"]}
    decisions = {row.decision_ref for row in tables["decisions"]}
    areas = {row.area_code for row in tables["areas"]}
    references = (
        ("portfolios", "indicator_code", indicators, "indicators.csv"),
        ("targets", "indicator_code", indicators, "indicators.csv"),
        ("targets", "decision_ref", decisions, "decisions.csv"),
        ("indicators", "introduced_by", decisions, "decisions.csv"),
        ("neighbours", "area_code", areas, "areas.csv"),
        ("neighbours", "neighbour_code", areas, "areas.csv"),
    )
    for name, column, known, where in references:
        for row in tables[name]:
            value = getattr(row, column)
            if value is not None and value not in known:
                yield f"{name}.csv, column {column}: {value!r} is not in {where}. Add it there or correct it."


def _calendar_faults(tables: Tables) -> Iterator[str]:
    rows = sorted(tables["calendar"], key=lambda row: row.quarter)
    if not rows:
        yield "calendar.csv has no quarters: a framework needs at least one."
    for before, after in pairwise(rows):
        gap = (after.period_start - before.period_end).days
        if gap != 1:
            fault = "a gap" if gap > 1 else "an overlap"
            yield (
                f"calendar.csv: there is {fault} between {before.quarter} (ends {before.period_end}) and "
                f"{after.quarter} (starts {after.period_start})."
            )


def _own_area(tables: Tables, rules: Rules) -> Iterator[str]:
    if rules.area_code not in {row.area_code for row in tables["areas"]}:
        yield f"rules.yml, area_code: {rules.area_code!r} is not in areas.csv."


def _own_neighbours(tables: Tables) -> Iterator[str]:
    for row in tables["neighbours"]:
        if row.area_code == row.neighbour_code:
            yield f"neighbours.csv: {row.area_code} is given as its own neighbour. Remove the row."
