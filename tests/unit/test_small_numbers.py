"""Which indicators have small numbers: those with a limit, and whatever they could be worked out from."""

from dataclasses import replace
from pathlib import Path

from pmf_pipeline.framework import load_framework
from pmf_pipeline.framework.small_numbers import small_numbers
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE


def test_a_limit_makes_small_numbers_and_so_does_being_a_part_or_its_whole() -> None:
    framework = load_framework(Path(FRAMEWORK_TEMPLATE))
    limited, part, *others = framework.tables["indicators"]
    whole, untouched = others[0], others[1]
    rows = (
        limited.model_copy(update={"suppress_below": 5, "part_of": None}),
        part.model_copy(update={"suppress_below": None, "part_of": whole.indicator_code}),
        whole.model_copy(update={"suppress_below": None, "part_of": None}),
        untouched.model_copy(update={"suppress_below": None, "part_of": None}),
    )
    found = small_numbers(replace(framework, tables={**framework.tables, "indicators": rows}))
    assert found == {limited.indicator_code, part.indicator_code, whole.indicator_code}
