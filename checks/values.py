"""What Great Expectations judges by value: sets, ranges, patterns and missing values of one column.

A column is handed over as its different values, so that its size is that of its vocabulary and not of its table; which
rows hold a failing value is asked of DuckDB.
"""

from typing import TYPE_CHECKING

from checks.counting import by_slice, slice_in
from checks.expectations import Expected, Judgement, judge_beside
from checks.suite import Rule
from pmf_pipeline.catalogue import Table
from resources.session import CANDIDATE, Session

if TYPE_CHECKING:
    import pyarrow


def judge_values(session: Session, table: Table, name: str, rule: Rule) -> tuple[Judgement, dict[str, list[int]]]:
    """Judge one rule, and find the rows that fail it, by slice."""
    (column,) = rule.columns
    values = session.connection.sql(f'select distinct "{column}" as value from {CANDIDATE}').to_arrow_table()
    is_decimal = session.candidate_columns()[column].startswith("DECIMAL")
    given = _as_doubles(values) if is_decimal else values
    assert rule.expect is not None
    expected = {name: Expected(rule.expect, rule.with_, rule.severity)}
    judgement = judge_beside(given.rename_columns([column]), expected)[name]
    if not judgement.failing:
        return judgement, {}
    return judgement, _rows_with(session, table, column, values.take(list(judgement.failing)))


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
