"""What DuckDB counts for a gate: the rows of each slice that fail a predicate, or share a key, and which they are.

Rows are counted where they are, so that none becomes a frame; that a count has to be nought is for Great Expectations
to judge (`expectations`), and what follows from it is `gate`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checks.suite import Rule
from pmf_pipeline.catalogue import Table
from resources.session import CANDIDATE, Session

EVERY = "every slice"
UNIQUE = ("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique")
Count = tuple[str, str, int]  # rule, slice, rows that fail


@dataclass(frozen=True)
class Counted:
    """What was counted.

    Attributes:
        counts: for each rule and slice, how many rows fail.
        faults: why a rule could not be counted, by rule; never a count of nought.
    """

    counts: tuple[Count, ...]
    faults: Mapping[str, str]


def is_counted(rule: Rule) -> bool:
    """Whether DuckDB can count what fails the rule: predicates, and keys that have to be unique."""
    return rule.holds is not None or rule.expect in UNIQUE


def slice_in(session: Session, table: Table) -> str:
    """The candidate's slice of a row, as SQL; one name for all where it has no such column."""
    column = table.slice_column
    return f'"{column}"' if column and column in session.candidate_columns() else f"'{EVERY}'"


def count_rows(session: Session, table: Table) -> dict[str, int]:
    """How many rows the candidate has, by slice."""
    query = f"select {slice_in(session, table)}, count(*) from {CANDIDATE} group by 1"
    return {str(name): rows for name, rows in session.connection.execute(query).fetchall()}


def count_failing(session: Session, table: Table, rules: Mapping[str, Rule]) -> Counted:
    """Count the failing rows of each rule in each slice of the candidate: all predicates in one pass."""
    predicates = {name: _fails(rule) for name, rule in rules.items() if rule.holds}
    keys = {name: rule for name, rule in rules.items() if not rule.holds}
    faults: dict[str, str] = {}
    try:
        counts = _count(session, table, predicates)
    except Exception:  # some predicate cannot be computed: each is counted alone, to tell which
        counts = []
        for name, fails in predicates.items():
            try:
                counts += _count(session, table, {name: fails})
            except Exception as error:  # whatever it is, the rule was not judged
                faults[name] = str(error).splitlines()[0]
    for name, rule in keys.items():
        counts += _count_alike(session, table, name, rule)
    return Counted(tuple(counts), faults)


def failing_positions(session: Session, table: Table, rule: Rule) -> dict[str, list[int]]:
    """Where the rows that fail a counted rule stand in the candidate, by slice."""
    name = slice_in(session, table)
    if rule.holds:
        query = f"select {name}, rowid from {CANDIDATE} where {_fails(rule)} order by rowid"
    else:
        query = f"select slice_, row_ from ({_alike(rule, name)}) where alike > 1 order by row_"
    return by_slice(session.connection.execute(query).fetchall())


def by_slice(found: Sequence[tuple[object, int]]) -> dict[str, list[int]]:
    """Positions by their slice."""
    positions: dict[str, list[int]] = {}
    for name, position in found:
        positions.setdefault(str(name), []).append(position)
    return positions


def _fails(rule: Rule) -> str:
    return f"not coalesce(cast(({rule.holds}) as boolean), false)"


def _count(session: Session, table: Table, predicates: Mapping[str, str]) -> list[Count]:
    if not predicates:
        return []
    each = ", ".join(f"count(*) filter (where {fails})" for fails in predicates.values())
    query = f"select {slice_in(session, table)}, {each} from {CANDIDATE} group by 1"
    return [
        (rule, str(name), failing)
        for name, *counts in session.connection.execute(query).fetchall()
        for rule, failing in zip(predicates, counts, strict=True)
    ]


def _count_alike(session: Session, table: Table, name: str, rule: Rule) -> list[Count]:
    """How many rows of each slice share their key with another; the window is drawn only where some key repeats."""
    key, given = _key(rule)
    repeated = f"select 1 from {CANDIDATE} where {given} group by {key} having count(*) > 1 limit 1"
    if not session.connection.execute(repeated).fetchall():
        return []
    counted = f"select slice_, count(*) from ({_alike(rule, slice_in(session, table))}) where alike > 1 group by 1"
    return [(name, str(found), rows) for found, rows in session.connection.execute(counted).fetchall()]


def _alike(rule: Rule, slice_name: str) -> str:
    key, given = _key(rule)
    return (
        f"select {slice_name} as slice_, rowid as row_, count(*) over (partition by {key}) as alike "
        f"from {CANDIDATE} where {given}"
    )


def _key(rule: Rule) -> tuple[str, str]:
    """A key's columns, and that one of them is given."""
    names = [f'"{column}"' for column in rule.columns]
    return ", ".join(names), " or ".join(f"{name} is not null" for name in names)
