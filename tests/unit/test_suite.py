"""Suites: the rules of each table's gate, as people write them."""

from pathlib import Path

import pytest

from checks.suite import ROWS_RULE, SHAPE_RULE, load_suite
from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.project import load_project
from pmf_pipeline.settings import PROJECT, SUITES

RULE = """\
rules:
  positive:
    says: Every figure is positive.
    mend: Correct the figure.
    holds: value > 0
"""


def written(folder: Path, text: str) -> Path:
    (folder / "outturns.yml").write_text(text, encoding="utf-8")
    return folder


def test_every_table_has_the_two_rules_of_its_contract(tmp_path: Path) -> None:
    rules = load_suite("outturns", written(tmp_path, RULE)).all_rules()
    assert list(rules) == [SHAPE_RULE, ROWS_RULE, "positive"]
    assert {rule.severity for rule in rules.values()} == {"critical"}


def test_an_empty_slice_never_passes_unless_the_suite_says_so(tmp_path: Path) -> None:
    assert load_suite("outturns", written(tmp_path, RULE)).min_rows == 1
    assert load_suite("outturns", written(tmp_path, f"min_rows: 0\n{RULE}")).min_rows == 0


def test_a_changed_suite_is_read_again(tmp_path: Path) -> None:
    load_suite("outturns", written(tmp_path, RULE))
    changed = load_suite("outturns", written(tmp_path, RULE.replace("value > 0", "value > 10")))
    assert changed.rules["positive"].holds == "value > 10"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rules: [",
        "- a list",
        RULE.replace("    holds: value > 0\n", ""),
        f"{RULE}    expect: expect_column_values_to_be_unique\n",
        RULE.replace("    mend: Correct the figure.\n", ""),
        f"{RULE}    severity: fatal\n",
        RULE.replace("holds: value > 0", "expect: expect_the_unexpected"),
        f"{RULE}    colour: red\n",
        f"min_rows: -1\n{RULE}",
    ],
)
def test_a_wrong_suite_is_refused_by_name(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"outturns\.yml"):
        load_suite("outturns", written(tmp_path, text))


def test_a_table_without_a_suite_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"outturns has no gate.*outturns\.yml"):
        load_suite("outturns", tmp_path)


def test_every_table_has_a_suite_and_every_suite_its_table() -> None:
    tables = load_project(PROJECT).catalogue.tables
    assert {path.stem for path in SUITES.glob("*.yml")} == set(tables)


def test_every_rule_of_ours_speaks_in_sentences_of_columns_that_exist() -> None:
    for name, table in load_project(PROJECT).catalogue.tables.items():
        for rule_name, rule in load_suite(name).rules.items():
            assert rule.says.endswith("."), (name, rule_name)
            assert rule.mend.endswith("."), (name, rule_name)
            assert {*rule.columns, *rule.show} <= set(table.columns), (name, rule_name)


@pytest.mark.parametrize(
    ("unit", "outturn", "holds"),
    [
        ("%", "85.0", True),
        ("%", "0", True),
        ("%", "100", True),
        ("%", "8500.0", False),
        ("%", "100.1", False),
        ("%", "-0.5", False),
        ("%", "null", True),
        ("% change", "-12.5", True),
        ("days", "400", True),
    ],
)
def test_a_percentage_that_is_none_stops_the_scorecard(unit: str, outturn: str, holds: bool) -> None:
    import duckdb

    rule = load_suite("scorecard").rules["percentages_are_within_0_and_100"]
    assert rule.severity == "critical"
    row = f"select '{unit}' as unit, cast({outturn} as decimal(18, 6)) as outturn"
    assert duckdb.execute(f"select {rule.holds} from ({row})").fetchall() == [(holds,)]
