"""Great Expectations behind its adapter: a failure names its rows, and what could not be judged is an error."""

import subprocess
import sys
from typing import Any

import pandas
import pytest

from checks import expectations
from checks.expectations import Expected, Judgement, judge_frame

FRAME = pandas.DataFrame(
    {"code": ["A", "B", "B", None], "value": [1.0, 2.0, 300.0, None], "ok": [True, True, False, True]}
)
RULES: dict[str, Expected] = {
    "in_set": Expected("expect_column_values_to_be_in_set", {"column": "ok", "value_set": [True]}, "critical"),
    "not_null": Expected("expect_column_values_to_not_be_null", {"column": "code"}, "warning"),
    "between": Expected("expect_column_values_to_be_between", {"column": "value", "max_value": 100}, "critical"),
    "regex": Expected("expect_column_values_to_match_regex", {"column": "code", "regex": "^[A-Z]$"}, "critical"),
    "unique": Expected("expect_column_values_to_be_unique", {"column": "code"}, "critical"),
    "compound": Expected("expect_compound_columns_to_be_unique", {"column_list": ["code", "ok"]}, "critical"),
}


def judged(frame: pandas.DataFrame = FRAME, **rules: Expected) -> dict[str, Judgement]:
    return judge_frame(frame, rules)


def test_each_rule_is_answered_with_the_rows_that_fail_it() -> None:
    found = judged(**RULES)
    assert {rule: (judgement.success, judgement.failing) for rule, judgement in found.items()} == {
        "in_set": (False, (2,)),
        "not_null": (False, (3,)),
        "between": (False, (2,)),
        "regex": (True, ()),
        "unique": (False, (1, 2)),
        "compound": (True, ()),
    }
    assert all(judgement.error is None for judgement in found.values())


def test_repeated_pairs_are_found() -> None:
    frame = pandas.DataFrame({"code": ["A", "A", "A"], "ok": [True, False, True]})
    assert judged(frame, compound=RULES["compound"])["compound"] == Judgement(False, (0, 2))


@pytest.mark.parametrize("rule", RULES)
def test_a_missing_column_is_an_error_and_no_failing_row(rule: str) -> None:
    frame = pandas.DataFrame({"other": [1, 2]})
    found = judged(frame, wanted=RULES[rule])["wanted"]
    assert not found.success
    assert found.error
    assert found.failing == ()


def test_a_wrong_type_is_an_error() -> None:
    frame = pandas.DataFrame({"value": ["a few", "many"]})
    found = judged(frame, wanted=RULES["between"])["wanted"]
    assert not found.success
    assert found.error


@pytest.mark.parametrize(
    "broken",
    [
        Expected("expect_nothing_at_all", {}, "critical"),
        Expected("expect_column_values_to_be_between", {"colour": "red"}, "critical"),
        Expected("expect_column_values_to_be_in_set", {"column": "ok", "value_set": [True]}, "fatal"),
    ],
    ids=["unknown expectation", "unknown argument", "unknown severity"],
)
def test_an_expectation_that_cannot_be_made_leaves_nothing_passed(broken: Expected) -> None:
    found = judged(sound=RULES["regex"], broken=broken)
    assert {rule: judgement.success for rule, judgement in found.items()} == {"sound": False, "broken": False}
    assert all(judgement.error for judgement in found.values())


def test_a_rule_that_gets_no_answer_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer_none(*_: object) -> list[Any]:
        return []

    monkeypatch.setattr(expectations, "_validate", answer_none)
    assert judged(**RULES) == {rule: Judgement(False, error="the validator gave no answer") for rule in RULES}


def test_the_statistics_that_no_rule_asks_for_are_loaded_when_one_does() -> None:
    script = """
import sys, pandas
from checks.expectations import Expected, judge_frame
wanted = Expected("expect_column_values_to_be_between", {"column": "value", "max_value": 1}, "critical")
print(judge_frame(pandas.DataFrame({"value": [0, 2]}), {"between": wanted})["between"].failing)
print("scipy.stats._stats_py" in sys.modules)
shares = {"bins": [0, 1, 2], "weights": [0.5, 0.5]}
arguments = {"column": "value", "partition_object": shares, "threshold": 0.1}
wanted = Expected("expect_column_kl_divergence_to_be_less_than", arguments, "critical")
print(judge_frame(pandas.DataFrame({"value": [0, 1] * 50}), {"shares": wanted})["shares"].success)
print("scipy.stats._stats_py" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:4] == ["(1,)", "False", "True", "True"]


def test_nothing_to_judge_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(expectations, "_validate")
    assert judge_frame(FRAME, {}) == {}
