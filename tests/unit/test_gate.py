"""The gate over small made-up candidates: what it stops, what it only warns of, and that a fault is never a pass."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import duckdb
import pytest

from checks import gate
from checks.expectations import Expected, Judgement, judge_frame
from checks.gate import GateReport, judge
from checks.suite import ROWS_RULE, SHAPE_RULE, Suite
from pmf_pipeline.catalogue import WHOLE, Table
from pmf_pipeline.framework.rows import Waiver
from pmf_pipeline.provenance import Passport, Recipe, RuleVerdict
from resources.session import CANDIDATE, Session
from resources.states import States

Q1, Q2 = "2023-24-Q1", "2023-24-Q2"
TABLE = Table(
    name="made_up",
    group="outturns",
    slicing="quarter",
    columns={"quarter": ("VARCHAR", ""), "code": ("VARCHAR", ""), "value": ("DECIMAL(18,6)", "")},
    grain=("quarter", "code"),
    inputs=(),
    framework=(),
    description="",
    owner="team:tests",
)
POSITIVE = {"says": "Figures are positive.", "mend": "Correct it.", "holds": "value > 0", "show": ["value"]}
ROWS = [(Q1, "A", "1"), (Q1, "B", "2"), (Q2, "A", "3")]
Judge = Callable[..., GateReport]


class NoWaivers:
    """As much of the slices' states as a gate asks for: nobody has waived anything, and nothing is suppressed."""

    project = SimpleNamespace(framework=SimpleNamespace(tables={"indicators": ()}))

    def waivers(self, _table: Table, _slice: str) -> tuple[Waiver, ...]:
        return ()


def judge_here(asked: Mapping[str, tuple[Any, Expected]]) -> Callable[[], dict[str, Judgement]]:
    """Judges in this process."""
    return lambda: {name: judge_frame(rows.to_pandas(), {name: rule})[name] for name, (rows, rule) in asked.items()}


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Iterator[Judge]:
    """Judges rows, as a candidate of some table, by some rules."""
    with duckdb.connect() as connection:

        def call(
            rows: list[tuple[str, str, str | None]],
            rules: dict[str, Any],
            *slices: str,
            table: Table = TABLE,
            create: str = "quarter varchar, code varchar, value decimal(18, 6)",
            **settings: Any,
        ) -> GateReport:
            suite = Suite.model_validate({"table": table.name, "rules": rules, **settings})
            monkeypatch.setattr(gate, "load_suite", lambda _name: suite)
            connection.execute(f"create or replace temp table {CANDIDATE} ({create})")
            if rows:
                connection.executemany(f"insert into {CANDIDATE} values (?, ?, ?)", rows)
            return judge(Session(connection, cast(States, NoWaivers())), table, slices or (Q1, Q2))

        yield call


def verdict(report: GateReport, rule: str, name: str = Q1) -> RuleVerdict:
    (found,) = [found for found in report.verdicts[name] if found.rule == rule]
    return found


def passes(report: GateReport, name: str = Q1) -> bool:
    """Whether a slice with these verdicts would be published."""
    return Passport("made_up", name, 1, "", Recipe("", {}, {}, ""), report.verdicts[name]).passed


def test_a_sound_candidate_passes_every_rule_in_the_suites_order(judged: Judge) -> None:
    report = judged(ROWS, {"positive": POSITIVE})
    assert [found.rule for found in report.verdicts[Q1]] == [SHAPE_RULE, ROWS_RULE, "positive"]
    assert passes(report, Q1)
    assert passes(report, Q2)


def test_only_the_slice_with_the_fault_is_stopped(judged: Judge) -> None:
    report = judged([*ROWS, (Q2, "B", "-1"), (Q2, "C", "0")], {"positive": POSITIVE})
    assert passes(report, Q1)
    assert not passes(report, Q2)
    found = verdict(report, "positive", Q2)
    assert (found.outcome, found.failing) == ("failed", 2)
    for word in ("Figures are positive.", "2 rows", "code B", "value -1", "Correct it."):
        assert word in found.detail
    assert [row["code"] for row in report.reports[-1].rows] == ["B", "C"]


def test_a_warning_is_told_and_does_not_stop(judged: Judge) -> None:
    report = judged([(Q1, "A", "-1")], {"positive": {**POSITIVE, "severity": "warning"}}, Q1)
    assert verdict(report, "positive").outcome == "failed"
    assert passes(report)


def test_what_is_unknown_counts_as_false(judged: Judge) -> None:
    report = judged([(Q1, "A", None)], {"positive": POSITIVE}, Q1)
    assert not passes(report)


@pytest.mark.parametrize("nowhere", [None, "2022-23-Q4"])
def test_rows_of_no_slice_that_is_made_stop_all_of_them(judged: Judge, nowhere: str | None) -> None:
    """They would be stored nowhere, and so be lost."""
    report = judged([*ROWS, (nowhere, "A", "1")], {"positive": POSITIVE})  # type: ignore[list-item]
    for name in (Q1, Q2):
        assert not passes(report, name)
        assert verdict(report, ROWS_RULE, name).failing == 1
        assert f"of {nowhere}, not a slice being made" in verdict(report, ROWS_RULE, name).detail


def test_an_empty_table_never_passes(judged: Judge) -> None:
    report = judged([], {"positive": POSITIVE}, Q1)
    assert verdict(report, ROWS_RULE).outcome == "failed"
    assert not passes(report)


def test_a_slice_without_rows_is_stopped_where_another_has_some(judged: Judge) -> None:
    report = judged([(Q1, "A", "1")], {"positive": POSITIVE})
    assert passes(report, Q1)
    assert not passes(report, Q2)
    assert verdict(report, ROWS_RULE, Q2).outcome == "failed"


def test_a_suite_may_allow_an_empty_slice(judged: Judge) -> None:
    assert passes(judged([], {"positive": POSITIVE}, Q1, min_rows=0))


@pytest.mark.parametrize(
    ("create", "said"),
    [
        ("quarter varchar, code varchar, val decimal(18, 6)", "val DECIMAL(18,6)"),
        ("quarter varchar, code varchar, value double", "value DOUBLE"),
        ("code varchar, quarter varchar, value decimal(18, 6)", "code VARCHAR"),
        ("quarter varchar, code varchar, value decimal(18, 6), more integer default 1", "more INTEGER"),
    ],
    ids=["another name", "another type", "another order", "one more"],
)
def test_other_columns_than_promised_are_stopped(create: str, said: str, judged: Judge) -> None:
    table = TABLE
    rows = [] if "more" in create else [(Q1, "1", "1")]
    report = judged(rows, {}, Q1, create=create, table=table, min_rows=0)
    found = verdict(report, SHAPE_RULE)
    assert found.outcome == "failed"
    assert said in found.detail
    assert not passes(report)


def test_a_missing_column_is_an_error_of_the_rules_that_read_it(judged: Judge) -> None:
    rules = {
        "unique": {"says": "s.", "mend": "m.", "expect": "expect_column_values_to_be_unique", "with": {"column": "id"}},
        "positive": {**POSITIVE, "holds": "amount > 0"},
        "named": {"says": "s.", "mend": "m.", "holds": "code is not null"},
    }
    report = judged(ROWS, rules)
    assert (verdict(report, "unique").outcome, verdict(report, "positive").outcome) == ("errored", "errored")
    assert "could not be judged" in verdict(report, "unique").detail
    assert verdict(report, "named").outcome == "passed"
    assert not passes(report)


@pytest.mark.parametrize(
    "holds",
    ["value >", "no_such_function(value)", "cast(code as integer) > 0", "error('broken')", "code"],
    ids=["syntax", "unknown function", "fails on a row", "raises", "not a truth value"],
)
@pytest.mark.parametrize("severity", ["critical", "warning"])
def test_a_rule_that_cannot_be_judged_stops_whatever_its_severity(holds: str, severity: str, judged: Judge) -> None:
    report = judged(ROWS, {"broken": {**POSITIVE, "holds": holds, "severity": severity}, "positive": POSITIVE})
    assert verdict(report, "broken").outcome == "errored"
    assert verdict(report, "positive").outcome == "passed"
    assert not passes(report, Q1)
    assert not passes(report, Q2)


def test_an_exception_in_an_expectation_is_no_pass(judged: Judge) -> None:
    rule = {"says": "s.", "mend": "m.", "expect": "expect_column_values_to_be_between",
            "with": {"column": "code", "max_value": 5}}  # fmt: skip
    report = judged(ROWS, {"between": rule})
    assert verdict(report, "between").outcome == "errored"
    assert not passes(report)


def test_a_validator_that_fails_altogether_passes_nothing(judged: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr("checks.expectations._validate", fail)
    monkeypatch.setattr("checks.gate.judge_beside", judge_here)
    report = judged(ROWS, {"positive": POSITIVE})
    assert {found.outcome for found in report.verdicts[Q1]} == {"errored"}
    assert not passes(report)


def test_failing_rows_are_capped_and_counted_in_full(judged: Judge) -> None:
    report = judged([(Q1, f"C{number}", "-1") for number in range(500)], {"positive": POSITIVE}, Q1)
    assert verdict(report, "positive").failing == 500
    assert len(report.reports[-1].rows) == gate.MAX_ROWS_SHOWN


def test_a_table_without_slices_is_judged_as_one(judged: Judge) -> None:
    table = replace(TABLE, slicing="whole")
    assert passes(judged(ROWS, {"positive": POSITIVE}, WHOLE, table=table), WHOLE)
    report = judged([*ROWS, (Q1, "Z", "-1")], {"positive": POSITIVE}, WHOLE, table=table)
    assert not passes(report, WHOLE)


def test_a_repeated_key_is_found_in_its_own_slice(judged: Judge) -> None:
    rule = {"says": "s.", "mend": "m.", "expect": "expect_compound_columns_to_be_unique",
            "with": {"column_list": ["quarter", "code"]}}  # fmt: skip
    report = judged([*ROWS, (Q2, "A", "9")], {"one_row_each": rule})
    assert passes(report, Q1)
    assert (verdict(report, "one_row_each", Q2).failing, passes(report, Q2)) == (2, False)
