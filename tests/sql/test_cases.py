"""Every case of every model, and that there are cases for every model and every setting."""

from collections import defaultdict
from itertools import combinations

import pytest

from pmf_pipeline.framework.rules import Rules
from tests.sql.cases import OWN_AREA, Case, Rows, load_cases
from tests.sql.running import check, models

CASES = load_cases()
VARIABLES = sorted(Rules(area_code=OWN_AREA, council="The council").variables())


def contradict(some: Rows, others: Rows) -> bool:
    """Whether no result could be both: another number of rows, or another value in the same place."""
    return len(some) != len(others) or any(
        one[name] != other[name] for one, other in zip(some, others, strict=True) for name in one.keys() & other.keys()
    )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("model", models())
def test_every_model_has_cases(model: str) -> None:
    assert [case for case in CASES if case.model == model and case.expect is not None]


@pytest.mark.parametrize("variable", VARIABLES)
def test_every_setting_changes_what_is_made(variable: str) -> None:
    shown = defaultdict(list)
    for case in CASES:
        if case.setting == variable:
            others = {name: value for name, value in case.variables().items() if name != variable}
            shown[repr((case.model, case.common, case.given, case.quarters, others))].append(case)
    assert [
        (str(one), str(other))
        for cases in shown.values()
        for one, other in combinations(cases, 2)
        if one.variables()[variable] != other.variables()[variable] and contradict(one.expect or [], other.expect or [])
    ], f"no two cases with `setting: {variable}` differ in that setting and in what they expect, and in nothing else"


def test_settings_are_spelt_as_the_variables() -> None:
    assert {case.setting for case in CASES} - {None} <= set(VARIABLES)
