"""Run one model over rows given by hand, in a DuckDB of its own, and compare what it makes with what is expected.

The relations have the types of the models' headers and of the framework's rows, so that a case cannot give a
column that the warehouse would not have. What a case says is `cases`'.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import TypeAdapter, ValidationError

from pmf_pipeline.framework.relations import ASKED, as_arrow
from pmf_pipeline.framework.rows import FILES
from pmf_pipeline.reading.landed_columns import LANDING_COLUMNS
from pmf_pipeline.settings import MODELS
from pmf_pipeline.sql.editions import PUBLISHED_COLUMNS
from pmf_pipeline.sql.folder import load_models
from pmf_pipeline.sql.model import Model
from tests.sql.cases import Case, CaseError, Rows

if TYPE_CHECKING:
    import duckdb


@cache
def models() -> dict[str, Model]:
    """Every SQL model by name."""
    return load_models(MODELS)


@cache
def relations() -> dict[str, dict[str, str]]:
    """Every relation that a model may read, with its columns and their DuckDB types."""
    import duckdb

    found = {name: {column: kind for column, (kind, _) in m.header.columns.items()} for name, m in models().items()}
    landed = {column: kind for column, (kind, _) in LANDING_COLUMNS.items()}
    found |= {"landing.internal_returns": landed, "landing.published_figures": landed}
    for name in FILES:
        table = duckdb.from_arrow(as_arrow(name, []))
        found[f"framework.{name}"] = {c: str(kind) for c, kind in zip(table.columns, table.types, strict=True)}
    found["editions.figures"] = {column: kind for column, (kind, _) in PUBLISHED_COLUMNS.items()}
    return found | {"run.quarters": {"quarter": "VARCHAR"}, "run.asked": ASKED}


def run(
    model: Model, variables: Mapping[str, Any], given: Mapping[str, Rows], common: Mapping[str, Any], cte: str = ""
) -> Rows:
    """The rows that `model`, or its step `cte`, makes of the rows `given`, in the order of its grain.

    Raises:
        CaseError: a relation, column or CTE is not known.
        AssertionError: the result does not have the columns and types that the model's header promises.
    """
    import duckdb

    unread = sorted(given.keys() - set(_inputs(model)))
    if unread:
        raise CaseError(f"{model.name} doesn't read {', '.join(unread)}; it reads {', '.join(_inputs(model))}")
    with duckdb.connect(config={"threads": 1}) as connection:
        for name in _inputs(model):
            _fill(connection, name, [with_common(name, row, common) for row in given.get(name, [])])
        select = model.render(dict(variables))
        result = connection.execute(_up_to(model, select, cte) if cte else select)
        columns = {column[0]: str(column[1]) for column in result.description or ()}
        rows = [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
    assert cte or columns == relations()[model.name], f"{model.name} doesn't keep its header's promise: {columns}"
    return in_order(rows, [name for name in model.header.grain if name in columns])


def with_common(relation: str, row: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
    """The row with the common columns that its relation has and it doesn't name."""
    return {name: value for name, value in common.items() if name in relations()[relation]} | dict(row)


def check(case: Case) -> None:
    """Run a case, and fail with both sides if the rows are not those expected.

    Raises:
        CaseError: the case is written wrongly.
        AssertionError: the model makes other rows.
    """
    if case.model not in models():
        raise CaseError(f"{case.model}.yml: there is no model of that name")
    model = models()[case.model]
    given = case.given
    if "run.quarters" in _inputs(model) and "run.quarters" not in given:
        given = given | {"run.quarters": [{"quarter": quarter} for quarter in case.quarters]}
    if case.expect is not None:
        expected = [with_common(model.name, row, case.common) for row in case.expect]
        _compare(model, expected, run(model, case.variables(), given, case.common))
    for cte, rows in case.expect_cte.items():
        _compare(model, rows, run(model, case.variables(), given, case.common, cte))


def in_order(rows: Rows, keys: Sequence[str]) -> Rows:
    """The rows sorted by `keys`; rows equal in them keep their order."""
    return sorted(rows, key=lambda row: [(row[key] is not None, str(row[key])) for key in keys])


def same(expected: object, actual: object) -> bool:
    """Whether a value is the one expected: decimals by value, to the last digit; anything else as it is."""
    if isinstance(actual, Decimal) and expected is not None:
        return Decimal(str(expected)) == actual
    return type(expected) is type(actual) and expected == actual


def _inputs(model: Model) -> list[str]:
    return [*model.refs, *(f"{source}.{table}" for source, table in model.sources)]


def _compare(model: Model, expected: Rows, actual: Rows) -> None:
    named = set(expected[0]).intersection(*expected) if expected else set()
    expected = in_order(expected, [name for name in model.header.grain if name in named])
    for row in expected:
        if actual and row.keys() - actual[0].keys():
            raise CaseError(f"there is no column {', '.join(sorted(row.keys() - actual[0].keys()))}")
    columns = list(dict.fromkeys(name for row in expected for name in row)) or list(model.header.grain)
    shown = "\n".join(str({name: row.get(name) for name in columns}) for row in actual)
    assert len(expected) == len(actual), f"{len(expected)} rows expected, {len(actual)} made:\n{shown}"
    for at, (want, have) in enumerate(zip(expected, actual, strict=True), 1):
        differing = [
            f"{name}: expected {want[name]}, made {have[name]}" for name in want if not same(want[name], have[name])
        ]
        assert not differing, f"row {at}: {'; '.join(differing)}. All rows made:\n{shown}"


def _fill(connection: "duckdb.DuckDBPyConnection", relation: str, rows: Rows) -> None:
    """Make a relation with its types and put the rows in, as text that DuckDB reads exactly."""
    import pyarrow

    columns = relations()[relation]
    quoted = ".".join(f'"{part}"' for part in relation.split("."))
    if "." in relation:
        connection.execute(f"create schema if not exists {relation.split('.')[0]}")
    connection.execute(f"create table {quoted} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    if relation.startswith("framework."):
        rows = [{"row_order": order} | row for order, row in enumerate(rows, 1)]
    for row in rows:
        _require_known(relation, row)
    used = list(dict.fromkeys(name for row in rows for name in row))
    if used:
        texts = pyarrow.table({name: pyarrow.array([_text(row.get(name)) for row in rows], "string") for name in used})
        connection.register("given_rows", texts)
        connection.execute(f"insert into {quoted} by name from given_rows")
        connection.unregister("given_rows")


def _require_known(relation: str, row: Mapping[str, Any]) -> None:
    unknown = sorted(row.keys() - relations()[relation].keys())
    if unknown:
        raise CaseError(f"{relation} has no column {', '.join(unknown)}; it has {', '.join(relations()[relation])}")
    source, _, name = relation.partition(".")
    if source != "framework":
        return
    for column, value in row.items():
        if value is not None and column != "row_order":
            try:
                _reader(name, column).validate_python(value)
            except ValidationError as error:
                raise CaseError(f"{relation}, {column}: {error.errors()[0]['msg']}, found {value!r}") from None


@cache
def _reader(name: str, column: str) -> TypeAdapter[Any]:
    field = FILES[name].model_fields[column]
    annotation: Any = Annotated[field.annotation, field]
    return TypeAdapter(annotation)


def _text(value: object) -> str | None:
    return (
        value if value is None or isinstance(value, str) else format(value, "f" if isinstance(value, Decimal) else "")
    )


def _up_to(model: Model, select: str, cte: str) -> str:
    import sqlglot

    tree = sqlglot.parse_one(select, read="duckdb")
    assert isinstance(tree, sqlglot.exp.Query)
    names = [step.alias for step in tree.ctes]
    if cte not in names:
        raise CaseError(f"{model.name} has no step {cte}; it has {', '.join(names)}")
    step = sqlglot.select("*").from_(sqlglot.exp.to_identifier(cte, quoted=True))
    step.set("with_", tree.args["with_"])
    return step.sql(dialect="duckdb")
