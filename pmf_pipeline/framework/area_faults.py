"""What is wrong with authorities: the council's own, its neighbours, and codes that others replaced.

Each check yields its faults as sentences that name file, row and column; `consistency` goes through them all.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from pmf_pipeline.framework.rows import AnyTables
from pmf_pipeline.framework.rules import Rules


def own_area(tables: AnyTables, rules: Rules) -> Iterator[str]:
    """The council itself, where areas.csv does not have it."""
    if rules.area_code not in {row.area_code for row in tables["areas"]}:
        yield f"rules.yml, area_code: {rules.area_code!r} is not in areas.csv. Add the authority or correct the code."


def own_neighbours(tables: AnyTables, _rules: Rules) -> Iterator[str]:
    """Authorities that are given as their own neighbours."""
    for row in tables["neighbours"]:
        if row.area_code == row.neighbour_code:
            yield (
                f"neighbours.csv, row {row.line}, column neighbour_code: {row.area_code} is given as its own "
                "neighbour. Remove the row."
            )


def replaced_codes(tables: AnyTables, rules: Rules) -> Iterator[str]:
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


def circles_of_codes(tables: AnyTables, _rules: Rules) -> Iterator[str]:
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


def codes_out_of_turn(tables: AnyTables, _rules: Rules) -> Iterator[str]:
    """Codes that end before they have begun."""
    in_time = sorted(tables["area_successors"], key=attrgetter("from_date"), reverse=True)
    begun: dict[str, Any] = {row.new_code: row for row in in_time}
    for row in tables["area_successors"]:
        before = begun.get(row.old_code)
        if before is not None and row.from_date < before.from_date:
            yield (
                f"area_successors.csv, row {row.line}, column from_date: {row.old_code} ends on {row.from_date}, "
                f"before it replaces {before.old_code} on {before.from_date} (row {before.line}). Correct one date."
            )
