"""Framework rows as Arrow tables, for the warehouse to put beside the figures.

Only the change of form belongs here: the columns, their order and meaning are `rows`'.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args

from pmf_pipeline.framework.asked import asked
from pmf_pipeline.framework.load import Framework
from pmf_pipeline.framework.rows import FILES, Row
from pmf_pipeline.periods import parse_period

if TYPE_CHECKING:
    import pyarrow


def as_arrow(name: str, rows: Sequence[Row]) -> "pyarrow.Table":
    """The framework file `name` as an Arrow table, one row per row, in file order with `row_order` from 1."""
    import pyarrow

    fields = FILES[name].model_fields
    schema = pyarrow.schema(
        [(column, _arrow_type(field.annotation)) for column, field in fields.items()] + [("row_order", pyarrow.int32())]
    )
    records = [{**row.model_dump(), "row_order": order} for order, row in enumerate(rows, 1)]
    return pyarrow.Table.from_pylist(records, schema=schema)


ASKED = {
    "quarter": "VARCHAR",
    "service": "VARCHAR",
    "indicator_code": "VARCHAR",
    "period": "VARCHAR",
    "period_start": "DATE",
    "period_end": "DATE",
}


def asked_as_arrow(framework: Framework, until: str) -> "pyarrow.Table":
    """Every figure that services owe in the quarters up to one, as the relation `run.asked` (ASKED)."""
    import pyarrow

    rows = []
    for quarter in framework.quarters:
        for owed in asked(framework, quarter) if quarter <= until else ():
            period = parse_period(owed.period)
            code = owed.indicator.indicator_code
            values = (quarter, owed.service, code, owed.period, period.start, period.end)
            rows.append(dict(zip(ASKED, values, strict=True)))
    kinds = {"VARCHAR": pyarrow.string(), "DATE": pyarrow.date32()}
    schema = pyarrow.schema([(name, kinds[kind]) for name, kind in ASKED.items()])
    return pyarrow.Table.from_pylist(rows, schema=schema)


def _arrow_type(annotation: Any) -> "pyarrow.DataType":
    import pyarrow

    kinds = {annotation, *_leaves(annotation)}
    if Decimal in kinds:
        return pyarrow.decimal128(18, 6)
    if date in kinds:
        return pyarrow.date32()
    if int in kinds:
        return pyarrow.int32()
    return pyarrow.string()


def _leaves(annotation: Any) -> set[Any]:
    found: set[Any] = set()
    for part in get_args(annotation):
        if isinstance(part, type):
            found.add(part)
        found |= _leaves(part)
    return found
