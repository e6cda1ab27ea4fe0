"""A gate's rules judged without Great Expectations, and steps without their records, for hundreds of trials.

Great Expectations and the records of a run take more than half of a trial's time. Here the same expectations are judged
by pandas; test_faults.py makes sure that the clean home comes to the same by both, and `__main__` does before it
starts.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from unittest.mock import patch

import pandas
import pyarrow

from checks.expectations import Expected, Judgement


@contextmanager
def lighter_steps() -> Iterator[None]:
    """Within, gates judge by pandas and steps tell nothing of their columns."""
    with (
        patch("checks.gate.judge_beside", _judge_each),
        patch("checks.values.judge_beside", _judge_each),
        patch("assets.making.get_ready", lambda: None),
        patch("assets.making.lineage_metadata", lambda *_: {}),
    ):
        yield


def _judge_each(asked: Mapping[str, tuple[pyarrow.Table, Expected]]) -> Callable[[], dict[str, Judgement]]:
    return lambda: {rule: _judged(rows.to_pandas(), wanted) for rule, (rows, wanted) in asked.items()}


def _judged(frame: pandas.DataFrame, wanted: Expected) -> Judgement:
    column = frame[wanted.arguments["column"]]
    failing = tuple(int(at) for at in (~_holds(column, wanted)).to_numpy().nonzero()[0])
    return Judgement(not failing, failing)


def _holds(column: "pandas.Series[object]", wanted: Expected) -> "pandas.Series[bool]":
    """Which values hold; a missing one does, but where it must not be missing."""
    given = wanted.arguments
    match wanted.kind:
        case "expect_column_values_to_not_be_null":
            return column.notna()
        case "expect_column_values_to_be_in_set":
            return column.isna() | column.isin(given["value_set"])
        case "expect_column_values_to_match_regex":
            return column.isna() | column.astype("str").str.contains(given["regex"], regex=True)
        case "expect_column_values_to_be_between":
            low, high = given.get("min_value"), given.get("max_value")
            above = column >= low if low is not None else True
            below = column <= high if high is not None else True
            return column.isna() | (above & below)
    raise NotImplementedError(wanted.kind)
