"""Great Expectations judges a frame: one suite call per frame, in the second process.

All use of Great Expectations is in this module, imported inside the call because it takes seconds; what a rule
means and what follows from it is not here.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import LazyLoader, find_spec, module_from_spec
from typing import TYPE_CHECKING, Any

from pmf_pipeline.second_process import ask, prepare

if TYPE_CHECKING:
    import pandas
    import pyarrow
    from great_expectations.core.batch_definition import BatchDefinition


@dataclass(frozen=True)
class Judgement:
    """What Great Expectations said of one rule.

    Attributes:
        failing: positions of the rows that failed.
        error: why the rule could not be judged; never a pass.
        success: whether it holds.
    """

    success: bool
    failing: tuple[int, ...] = ()
    error: str | None = None


@dataclass(frozen=True)
class Expected:
    """One expectation to judge: its type, arguments and severity."""

    kind: str
    arguments: Mapping[str, Any]
    severity: str


@cache
def get_ready() -> None:
    """Have Great Expectations imported in the second process, once, and don't wait for it."""
    prepare(_frames)


def judge_beside(asked: Mapping[str, tuple["pyarrow.Table", Expected]]) -> Callable[[], dict[str, Judgement]]:
    """Have each rule judged over rows of its own as `judge_frame` does, in the second process, and go on meanwhile.

    Returns:
        What gives the judgements, as soon as they are there. It raises SecondProcessError where that process ended
        before it answered; nothing was judged then.
    """
    return ask(_judge_each, dict(asked)).result


def _judge_each(asked: Mapping[str, tuple["pyarrow.Table", Expected]]) -> dict[str, Judgement]:
    return {rule: judge_frame(rows.to_pandas(), {rule: wanted})[rule] for rule, (rows, wanted) in asked.items()}


@cache
def _frames() -> "BatchDefinition":
    """What turns a frame into a batch to judge: Great Expectations, set up once for every gate of the process."""
    _put_off("scipy", "stats")  # a third of the import, for expectations that no suite has
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("candidate")
    return source.add_dataframe_asset("candidate").add_batch_definition_whole_dataframe("all")


def _put_off(package: str, name: str) -> None:
    """Have a package's module loaded when something of it is asked for, and not when it is imported."""
    full = f"{package}.{name}"
    spec = find_spec(full)
    if full in sys.modules or spec is None or spec.loader is None:
        return
    spec.loader = LazyLoader(spec.loader)
    module = sys.modules[full] = module_from_spec(spec)
    setattr(sys.modules[package], name, module)
    spec.loader.exec_module(module)


def judge_frame(frame: "pandas.DataFrame", expected: Mapping[str, Expected]) -> dict[str, Judgement]:
    """Judge every rule over one frame in one call.

    Args:
        frame: rows to judge, with a plain 0..n-1 index.
        expected: the expectation of each rule, by rule name.

    Returns:
        A judgement for each rule asked for: a rule that gets no answer is an error, never a pass.
    """
    if not expected:
        return {}
    try:
        results = _validate(frame, expected)
    except Exception as error:  # whatever escapes the validator must not read as a pass
        return {rule: Judgement(False, error=f"the validator failed: {error}") for rule in expected}
    answered = {result.expectation_config.meta["rule"]: _judgement(result) for result in results}
    return {rule: answered.get(rule, Judgement(False, error="the validator gave no answer")) for rule in expected}


def _validate(frame: "pandas.DataFrame", expected: Mapping[str, Expected]) -> Sequence[Any]:
    batch = _frames().get_batch({"dataframe": frame})  # first: a suite needs the context that it sets up
    import great_expectations as gx
    from great_expectations.expectations import registry
    from great_expectations.expectations.metadata_types import FailureSeverity

    suite = gx.ExpectationSuite(name="gate")
    for rule, wanted in expected.items():
        make = registry.get_expectation_impl(wanted.kind)
        suite.add_expectation(make(**wanted.arguments, severity=FailureSeverity(wanted.severity), meta={"rule": rule}))
    return list(batch.validate(suite, result_format="COMPLETE").results)


def _judgement(result: Any) -> Judgement:
    error = _exception_of(result.exception_info or {})
    if error:
        return Judgement(False, error=error)
    positions = (result.result or {}).get("unexpected_index_list") or []
    return Judgement(bool(result.success), tuple(int(position) for position in positions))


def _exception_of(info: Mapping[str, Any]) -> str | None:
    """The exception behind a result, which stands flat or one level down, by metric."""
    entries = [info, *(entry for entry in info.values() if isinstance(entry, Mapping))]
    for entry in entries:
        if entry.get("raised_exception"):
            return str(entry.get("exception_message") or "the expectation raised an error")
    return None
