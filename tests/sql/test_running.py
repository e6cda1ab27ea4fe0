"""That a case which is written wrongly, or expects the wrong rows, does not pass."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.sql.cases import Case, CaseError, load_cases
from tests.sql.running import check, same

CASE = """
- background: one figure
  common: {quarter: 2023-24-Q2, indicator_code: A, area_code: E08000013}
  given:
    framework.indicators: [{polarity: high}]
    targets_in_force: [{target: 50}]
- name: On the line
  given: {reported_outturns: [{published_value: 47.5}]}
  expect: [{variance: -2.5, rag: Amber}]
"""


def written(folder: Path, text: str) -> Case:
    (folder / "target_comparisons.yml").write_text(text, encoding="utf-8")
    [case] = load_cases(folder)
    return case


def test_a_right_case_passes(tmp_path: Path) -> None:
    check(written(tmp_path, CASE))


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("rag: Amber", "rag: Green", "rag: expected Green, made Amber"),
        ("variance: -2.5", "variance: -2.500001", "variance: expected -2.500001, made -2.500000"),
        ("variance: -2.5", "variance: null", "variance: expected None, made -2.5"),
        ("expect: [{", "expect: [{rag: Amber}, {", "2 rows expected, 1 made"),
        ("expect: [{variance: -2.5, rag: Amber}]", "expect: []", "0 rows expected, 1 made"),
        ("variance: -2.5, rag: Amber", "indicator_code: B", "indicator_code: expected B, made A"),
        (
            "expect: [{variance: -2.5, rag: Amber}]",
            "expect_cte: {missed: [{shortfall: 2.4}]}",
            "shortfall: expected 2.4, made 2.5",
        ),
    ],
)
def test_wrong_rows_fail(tmp_path: Path, right: str, wrong: str, says: str) -> None:
    assert right in CASE
    with pytest.raises(AssertionError, match=says):
        check(written(tmp_path, CASE.replace(right, wrong)))


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("published_value: 47.5", "outturn: 47.5", "reported_outturns has no column outturn"),
        ("variance: -2.5", "varience: -2.5", "there is no column varience"),
        ("reported_outturns:", "outturns:", "target_comparisons doesn't read outturns"),
        ("polarity: high", "polarity: upwards", "framework.indicators, polarity: Input should be 'high'"),
        ("  expect:", "  rules: {tolerence: 5}\n  expect:", "no rule is called tolerence"),
        ("  expect:", "  rules: {rag: {tolerance_pct: -1}}\n  expect:", "tolerance_pct"),
        ("  expect:", "  rules: {rag: {green_tolerance_pct: 6}}\n  expect:", "nothing could be Amber"),
        ("  expect:", "  expected:", "expected"),
        ("  expect: [{variance: -2.5, rag: Amber}]", "", "it expects nothing"),
        ("  expect:", "  given: {}\n  expect:", "given stands twice"),
        ("  expect:", "  expect_cte: {no_step: []}\n  expect:", "target_comparisons has no step no_step"),
    ],
)
def test_wrong_cases_are_refused(tmp_path: Path, right: str, wrong: str, says: str) -> None:
    assert right in CASE
    with pytest.raises(CaseError, match=says):
        check(written(tmp_path, CASE.replace(right, wrong)))


def test_two_cases_of_one_name_are_refused(tmp_path: Path) -> None:
    again = CASE[CASE.index("- name") :]
    with pytest.raises(CaseError, match="On the line"):
        written(tmp_path, CASE + again)


def test_a_file_needs_its_model(tmp_path: Path) -> None:
    (tmp_path / "no_model.yml").write_text(CASE, encoding="utf-8")
    with pytest.raises(CaseError, match=r"no_model.yml: there is no model"):
        check(load_cases(tmp_path)[0])


@pytest.mark.parametrize(
    ("expected", "actual", "is_same"),
    [
        (5, Decimal("5.000"), True),
        ("5.10", Decimal("5.1"), True),
        (Decimal("0.3"), Decimal("0.300001"), False),
        (None, Decimal(0), False),
        (0, None, False),
        (None, None, True),
        (1, True, False),
        ("5", 5, False),
        (Decimal("0.5"), 0.5, False),  # a model that makes a float is at fault
    ],
)
def test_values_are_compared_exactly(expected: object, actual: object, is_same: bool) -> None:
    assert same(expected, actual) is is_same
