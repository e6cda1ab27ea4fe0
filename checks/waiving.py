"""Waivers at the gate: which of the rows that fail a rule somebody answers for.

What a waiver says is the framework's (waivers.csv); that a waiver names a rule which exists and may be waived is
checked here, since only the suites know.
"""

from collections.abc import Mapping, Sequence

from checks import framework_edits
from checks.suite import Rule, load_suite
from pmf_pipeline.catalogue import Table
from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.framework.rows import Waiver
from pmf_pipeline.project import Project
from resources.session import CANDIDATE, Session

INDICATOR_COLUMNS = ("indicator_code", "measure")


def check_waivers(project: Project) -> None:
    """Make sure that every waiver is for a rule which exists and may be waived.

    Raises:
        ConfigurationError: naming file, row and column of every one that isn't.
    """
    waivers = project.framework.tables["waivers"]
    faults = [f"waivers.csv, row {waiver.line}, {fault}" for waiver in waivers if (fault := _fault_of(waiver, project))]
    if faults:
        raise ConfigurationError("The framework cannot be used:\n  " + "\n  ".join(faults))


def waived_rows(
    session: Session, table: Table, rule: str, positions: Sequence[int], slices: Sequence[str]
) -> dict[int, Waiver]:
    """The failing rows of a rule that have a waiver, by their position."""
    waivers = {name: [row for row in session.states.waivers(table, name) if row.rule == rule] for name in slices}
    if not positions or not any(waivers.values()):
        return {}
    own = session.states.project.framework.rules.area_code
    found = {}
    for position, *row in session.connection.execute(
        f"select rowid, {_key_columns(session.candidate_columns(), table)} from {CANDIDATE} "
        "where rowid in (select unnest(?))",
        [list(positions)],
    ).fetchall():
        waiver = _waiver_for(row, waivers, slices, own)
        if waiver is not None:
            found[position] = waiver
    return found


def _fault_of(waiver: Waiver, project: Project) -> str | None:
    if waiver.table == framework_edits.TABLE:
        known = waiver.rule == framework_edits.NAME
        return None if known else f"column rule: of the framework only {framework_edits.NAME} can be waived."
    table = project.catalogue.tables.get(waiver.table)
    if table is None:
        return f"column table: there is no table {waiver.table!r}. `pmf gates` lists them."
    rule: Rule | None = load_suite(table.name).all_rules().get(waiver.rule)
    if rule is None:
        return f"column rule: the gate of {waiver.table} has no rule {waiver.rule!r}."
    if not rule.may_be_waived or not any(column in table.columns for column in INDICATOR_COLUMNS):
        return f"column rule: {waiver.rule} can't be waived. {rule.mend}"
    return None


def _key_columns(columns: Mapping[str, str], table: Table) -> str:
    """A row's slice, indicator, period and area, as far as its table has them."""
    indicator = next(name for name in INDICATOR_COLUMNS if name in columns)
    parts = (
        table.slice_column or "'whole'",
        indicator,
        "period" if "period" in columns else "null",
        "area_code" if "area_code" in columns else "null",
    )
    return ", ".join(parts)


def _waiver_for(
    row: Sequence[str | None], waivers: Mapping[str, Sequence[Waiver]], slices: Sequence[str], own: str
) -> Waiver | None:
    name, indicator, period, area = row
    mine = waivers[name if name is not None and name in waivers else slices[0]]
    for waiver in mine:
        same_area = area is None or area == (waiver.area_code or own)
        if waiver.indicator_code == indicator and waiver.period in (period, name) and same_area:
            return waiver
    return None
