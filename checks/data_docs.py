"""A page of data docs: each table's suite as Great Expectations knows it, with what it said of a quarter.

Made from the suites and the passports, so nothing is judged again; the library's own pages load scripts and styles
from other people's servers, and this one loads nothing. What a rule means for people is in docs/reference/gates.md.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checks.suite import ROWS_RULE, SHAPE_RULE, Rule, load_suite
from checks.wording import row_in_words
from pmf_pipeline.catalogue import Table
from pmf_pipeline.provenance import RuleVerdict
from resources.states import States

TEMPLATE = Path(__file__).with_name("data_docs.html.jinja")
OF_THE_TABLE = {
    SHAPE_RULE: ("expect_column_values_to_be_in_set", '{"column": "same", "value_set": [true]} over the columns'),
    ROWS_RULE: ("expect_column_values_to_be_between", '{"column": "rows", "min_value": %d} over the slices'),
}


@dataclass(frozen=True)
class Expectation:
    """One expectation and what came of it."""

    kind: str
    arguments: str
    rule: str
    says: str
    severity: str
    verdict: RuleVerdict
    rows: list[str]


@dataclass(frozen=True)
class Validation:
    """One suite over one slice."""

    table: str
    slice: str
    state: str
    run_id: str
    expectations: list[Expectation]

    @property
    def met(self) -> int:
        """How many expectations were met or waived."""
        return sum(found.verdict.outcome in ("passed", "waived") for found in self.expectations)


def data_docs(states: States, quarter: str) -> str:
    """The page for a quarter: a validation for each slice that was judged."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    rules = states.project.framework.rules
    return template.render(
        quarter=quarter, council=rules.council, notice=rules.notice, validations=list(_validations(states, quarter))
    )


def _validations(states: States, quarter: str) -> Iterator[Validation]:
    for table in states.project.catalogue.tables.values():
        known = states.store.known(table.name)
        for name in [name for name in known if name == quarter] if table.slicing == "quarter" else known:
            passport = states.store.newest_passport(table.name, name)
            if passport is not None:
                found = list(_expectations(table, name, passport.verdicts))
                state = states.state(table.name, name).kind
                yield Validation(table.name, name, state, passport.run_id, found)


def _expectations(table: Table, name: str, verdicts: tuple[RuleVerdict, ...]) -> Iterator[Expectation]:
    suite = load_suite(table.name)
    rules = suite.all_rules()
    for verdict in verdicts:
        rule = rules.get(verdict.rule)
        if rule is None:
            continue  # judged by an earlier suite: the slice is stale, and says so
        kind, arguments = _as_expectation(verdict.rule, rule, suite.min_rows)
        rows = [row_in_words(row, name) for row in (*verdict.rows, *verdict.waived)]
        yield Expectation(kind, arguments, verdict.rule, rule.says, rule.severity, verdict, rows)


def _as_expectation(name: str, rule: Rule, least: int) -> tuple[str, str]:
    if name in OF_THE_TABLE:
        kind, arguments = OF_THE_TABLE[name]
        return kind, arguments % least if "%d" in arguments else arguments
    if rule.expect:
        return rule.expect, json.dumps(rule.with_)
    return (
        "expect_column_values_to_be_in_set",
        f'{{"column": "{name}", "value_set": [true]}} where {name} is: {rule.holds}',
    )
