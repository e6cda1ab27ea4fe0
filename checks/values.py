"""What Great Expectations judges by value: sets, ranges, patterns and missing values of one column.

A column is handed over as its different values, so that its size is that of its vocabulary and not of its table; which
rows hold a failing value is asked of DuckDB.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from checks.counting import by_slice, slice_in
from checks.expectations import Expected, Judgement, judge_beside
from checks.suite import Rule
from pmf_pipeline.catalogue import Table
from resources.session import CANDIDATE, Session

if TYPE_CHECKING:
    import pyarrow


class Values:
    """The values that some rules judge, and what was said of them."""

    def __init__(self, session: Session, table: Table, rules: Mapping[str, Rule]) -> None:
        """Have the rules judged, and don't wait for it."""
        self._session, self._table, self._rules = session, table, rules
        columns = sorted({column for rule in rules.values() for column in rule.columns})
        self._values = {column: _different(session, column) for column in columns}
        self._judgements = judge_beside({name: self._asked(rule) for name, rule in rules.items()}) if rules else dict

    def judged(self, name: str) -> tuple[Judgement, dict[str, list[int]]]:
        """What was said of one rule, and the rows that fail it, by slice."""
        judgement = self._judgements()[name]
        if not judgement.failing:
            return judgement, {}
        (column,) = self._rules[name].columns
        failing = self._values[column].take(list(judgement.failing))
        return judgement, _rows_with(self._session, self._table, column, failing)

    def _asked(self, rule: Rule) -> tuple["pyarrow.Table", Expected]:
        (column,) = rule.columns
        values = self._values[column]
        is_decimal = self._session.candidate_columns()[column].startswith("DECIMAL")
        given = _as_doubles(values) if is_decimal else values
        assert rule.expect is not None
        return given.rename_columns([column]), Expected(rule.expect, rule.with_, rule.severity)


def _different(session: Session, column: str) -> "pyarrow.Table":
    return session.connection.sql(f'select distinct "{column}" as value from {CANDIDATE}').to_arrow_table()


def _as_doubles(values: "pyarrow.Table") -> "pyarrow.Table":
    import pyarrow

    return values.cast(pyarrow.schema([("value", pyarrow.float64())]))


def _rows_with(session: Session, table: Table, column: str, values: "pyarrow.Table") -> dict[str, list[int]]:
    session.connection.register("failing_values", values)
    query = (
        f"select {slice_in(session, table)}, candidate_.rowid from {CANDIDATE} as candidate_ "
        f'inner join failing_values on candidate_."{column}" is not distinct from failing_values.value order by 2'
    )
    try:
        return by_slice(session.connection.execute(query).fetchall())
    finally:
        session.connection.unregister("failing_values")
