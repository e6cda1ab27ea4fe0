"""Our suites as dbt's own tests, so that a build with tests judges as much as a run with gates."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from checks.suite import Rule, load_suite


def write_dbt_tests(tables: Iterable[str], path: Path) -> int:
    """Write a properties file with every rule of the tables' suites; gives back how many there are."""
    models = [{"name": table, "data_tests": _tests(table)} for table in tables]
    path.write_text(yaml.safe_dump({"version": 2, "models": models}, sort_keys=False), encoding="utf-8")
    return sum(len(model["data_tests"]) for model in models)


def _tests(table: str) -> list[dict[str, Any]]:
    suite = load_suite(table)
    tests = [{"at_least": {"name": f"{table}__rows", "arguments": {"rows": suite.min_rows}}}] if suite.min_rows else []
    return tests + [_test(f"{table}__{name}", rule) for name, rule in suite.rules.items()]


def _test(name: str, rule: Rule) -> dict[str, Any]:
    kind, arguments = _as_generic_test(rule)
    severity = "error" if rule.severity == "critical" else "warn"
    return {kind: {"name": name, "arguments": arguments, "config": {"severity": severity}}}


def _as_generic_test(rule: Rule) -> tuple[str, dict[str, Any]]:
    given = rule.with_
    column = given.get("column")
    match rule.expect:
        case None:
            return "holding", {"predicate": rule.holds}
        case "expect_column_values_to_not_be_null":
            return "holding", {"predicate": f"{column} is not null"}
        case "expect_column_values_to_be_unique":
            return "together_unique", {"columns": [column]}
        case "expect_compound_columns_to_be_unique":
            return "together_unique", {"columns": given["column_list"]}
        case "expect_column_values_to_be_in_set":
            values = ", ".join(f"'{value}'" for value in given["value_set"])
            return "holding", {"predicate": f"{column} is null or cast({column} as varchar) in ({values})"}
        case "expect_column_values_to_be_between":
            return "between", {"column": column, "least": given.get("min_value"), "most": given.get("max_value")}
        case "expect_column_values_to_match_regex":
            return "matching", {"column": column, "pattern": given["regex"]}
