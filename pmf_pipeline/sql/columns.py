"""Where each column of a SELECT comes from, read from the SQL itself with sqlglot.

One statement at a time: how models hang together is `pmf_pipeline.lineage`'s. What counts as a source is what the
value is computed from: columns in the expression, through CTEs and subqueries, and the keys of its windows. Filters
and join conditions decide which rows there are, not what a column says, and are left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.sql.model import RULE, Model

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.optimizer.scope import Scope

Kind = Literal["copied", "computed", "counted", "constant", "read", "given"]
MAIN = "main"
ROWS = "*"
RULES = "rules"
RULE_TEXT = re.compile(rf"\${RULE}(\w+)")


@dataclass(frozen=True, order=True)
class Source:
    """A column that another is made from.

    Attributes:
        relation: `outturns`, `landing.published_figures`, `framework.indicators`, `run.quarters` or `rules`.
        column: its column, or `*` where rows are counted.
    """

    relation: str
    column: str


@dataclass(frozen=True)
class Derivation:
    """How one output column comes about.

    Attributes:
        kind: `copied` as it is, `computed`, `counted` (from rows alone) or `constant`; `read` from a landed file, or
            `given` by people.
        sources: the columns it is made from, sorted.
    """

    kind: Kind
    sources: tuple[Source, ...]


def derive_columns(model: Model, schema: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, Derivation]:
    """Each output column of a model with its sources.

    Args:
        model: the model.
        schema: the columns of everything it reads: `main`, `landing`, `framework`, `run` to table to columns.

    Raises:
        ConfigurationError: the SQL cannot be followed; models keep to what can be (docs/add-a-model.md).
    """
    from sqlglot import ParseError, parse_one
    from sqlglot.errors import OptimizeError
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import build_scope

    known: dict[str, object] = {
        db: {table: dict.fromkeys(names, "varchar") for table, names in db_.items()} for db, db_ in schema.items()
    }
    try:
        tree = qualify(parse_one(model.outline(), dialect="duckdb"), schema=known, dialect="duckdb",
                       quote_identifiers=False)  # fmt: skip
    except (ParseError, OptimizeError) as error:
        raise ConfigurationError(
            f"{model.path}: the columns of its SELECT cannot be followed: {str(error).splitlines()[0]}"
        ) from None
    scope = build_scope(tree)
    assert scope is not None
    walk = _Walk()
    return {name: walk.output(scope, at) for at, name in enumerate(_names(scope))}


class _Walk:
    """A walk through one statement's scopes that follows every column once."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, int], Derivation] = {}

    def output(self, scope: "Scope", at: int) -> Derivation:
        """The derivation of a scope's output column by position."""
        key = (id(scope), at)
        if key not in self._seen:
            self._seen[key] = Derivation("constant", ())  # a recursive CTE meets itself here
            self._seen[key] = self._output(scope, at)
        return self._seen[key]

    def _output(self, scope: "Scope", at: int) -> Derivation:
        if scope.set_operation_scopes:
            branches = [self.output(branch, index) for branch, index in _same_column(scope, at)]
            kinds = {branch.kind for branch in branches}
            sources = [source for branch in branches for source in branch.sources]
            return _derivation("computed" if len(kinds) > 1 else branches[0].kind, sources)
        projection = _query(scope).selects[at].unalias()
        found = list(self._parts(scope, projection))
        if _is_column(projection) and len(found) == 1:
            return found[0]
        return _derivation("computed", [source for part in found for source in part.sources])

    def _parts(self, scope: "Scope", expression: "exp.Expr") -> Iterator[Derivation]:
        """The derivation of everything an expression mentions, nested SELECTs by their own scopes."""
        from sqlglot import exp

        stack: list[exp.Expr] = [expression]
        while stack:
            node = stack.pop()
            if isinstance(node, exp.Query):
                yield from self._nested(scope, node)
                continue
            if isinstance(node, exp.Column):
                yield from self._column(scope, node)
            elif isinstance(node, exp.Count) and isinstance(node.this, exp.Star):
                yield _derivation("counted", [Source(name, ROWS) for name in _relations(scope)])
            elif rules := _rules_in(node):
                yield _derivation("copied", [Source(RULES, name) for name in rules])
            stack.extend(node.iter_expressions())
            stack.extend(_named_window(scope, node))

    def _column(self, scope: "Scope", column: "exp.Column") -> Iterator[Derivation]:
        from sqlglot import exp

        source: Any = scope.sources.get(column.table)
        if isinstance(source, exp.Table):
            yield _derivation("copied", [Source(_relation(source), column.name)])
        elif source is not None:
            names = _names(source)
            if column.name in names:
                yield self.output(source, names.index(column.name))

    def _nested(self, scope: "Scope", query: "exp.Query") -> Iterator[Derivation]:
        for nested in scope.subquery_scopes:
            if nested.expression is query or nested.expression is query.this:
                for at in range(len(_names(nested))):
                    yield self.output(nested, at)


def _query(scope: "Scope") -> "exp.Query":
    return cast("exp.Query", scope.expression)


def _names(scope: "Scope") -> list[str]:
    """The output columns of a scope, in order."""
    return list(_query(scope).named_selects)


def _same_column(scope: "Scope", at: int) -> Iterator[tuple["Scope", int]]:
    """A set operation's column in each of its branches: by position, or by name where it is a union by name."""
    name = _names(scope)[at]
    for branch in scope.set_operation_scopes:
        names = _names(branch)
        if not scope.expression.args.get("by_name"):
            yield branch, at
        elif name in names:
            yield branch, names.index(name)


def _derivation(kind: Kind, sources: Sequence[Source]) -> Derivation:
    if not sources:
        return Derivation("constant", ())
    if all(source.column == ROWS for source in sources):
        kind = "counted"
    return Derivation(kind, tuple(sorted(set(sources))))


def _is_column(expression: "exp.Expr") -> bool:
    from sqlglot import exp

    return isinstance(expression, exp.Column)


def _relation(table: "exp.Table") -> str:
    return table.name if table.db in ("", MAIN) else f"{table.db}.{table.name}"


def _relations(scope: "Scope") -> Iterator[str]:
    """The relations whose rows a scope's rows are."""
    from sqlglot import exp

    for branch in scope.set_operation_scopes:
        yield from _relations(branch)
    for _, source in scope.selected_sources.values():
        if isinstance(source, exp.Table):
            yield _relation(source)
        else:
            yield from _relations(source)


def _rules_in(node: "exp.Expr") -> list[str]:
    """The rules a literal, or a bare parameter, stands for."""
    from sqlglot import exp

    if isinstance(node, exp.Literal):
        return RULE_TEXT.findall(str(node.this))
    if isinstance(node, exp.Parameter | exp.Placeholder):
        return RULE_TEXT.findall(f"${node.name}")
    return []


def _named_window(scope: "Scope", node: "exp.Expr") -> list["exp.Expr"]:
    """The definition of a window that an expression calls by name."""
    from sqlglot import exp

    name = node.args.get("alias") if isinstance(node, exp.Window) else None
    defined = scope.expression.args.get("windows") or () if name is not None else ()
    return [window for window in defined if window.name == getattr(name, "name", name)]
