"""Which quarters may be reported, and how they are put into runs."""

from datetime import date
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_pipeline.due import newest_due, newest_returned, stretches
from pmf_pipeline.framework import Framework, load_framework
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE


@cache
def framework() -> Framework:
    return load_framework(FRAMEWORK_TEMPLATE)


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        ("1999-01-01", None),
        ("2021-07-29", None),
        ("2021-07-30", "2021-22-Q1"),
        ("2023-11-02", "2023-24-Q1"),
        ("2023-11-03", "2023-24-Q2"),
        ("2050-01-01", "2023-24-Q4"),
    ],
)
def test_a_quarter_is_due_from_its_date_in_the_calendar(today: str, quarter: str | None) -> None:
    assert newest_due(framework(), date.fromisoformat(today)) == quarter


@pytest.mark.parametrize(
    ("returned", "quarter"),
    [
        ([], None),
        (["2022-23-Q1"], "2022-23-Q1"),
        (["2023-24-Q1", "2022-23-Q4"], "2023-24-Q1"),
        (["autumn", "2099-00-Q1"], None),
    ],
)
def test_the_newest_returned_quarter_is_one_of_the_calendar(returned: list[str], quarter: str | None) -> None:
    assert newest_returned(framework(), returned) == quarter


@given(st.lists(st.sampled_from(framework().quarters)))
def test_stretches_hold_every_quarter_once_and_in_order(quarters: list[str]) -> None:
    runs = stretches(framework(), quarters)
    assert [quarter for run in runs for quarter in run] == sorted(set(quarters))


@given(st.lists(st.sampled_from(framework().quarters)))
def test_a_stretch_has_no_gap_and_two_are_not_neighbours(quarters: list[str]) -> None:
    order = framework().quarters
    runs = [[order.index(quarter) for quarter in run] for run in stretches(framework(), quarters)]
    assert all(run == list(range(run[0], run[-1] + 1)) for run in runs)
    assert all(after[0] - before[-1] > 1 for before, after in pairwise(runs))
