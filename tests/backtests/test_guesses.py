"""`pmf source guess` on every real file: each guess can be tried as it stands, and reads nearly all of it.

The files are not the project's to ship: see test_oflog_extracts.
"""

from functools import cache
from pathlib import Path

import pytest

from pmf_pipeline.framework import load_framework
from pmf_pipeline.new_sources.as_yaml import as_yaml
from pmf_pipeline.new_sources.grids import open_file
from pmf_pipeline.new_sources.proposal import propose
from pmf_pipeline.new_sources.trial import Trial, try_file
from pmf_pipeline.reading.spec import SourceSpec
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE
from pmf_pipeline.yaml_text import parse_yaml
from tests.backtests.test_oflog_extracts import REAL

FILES = {
    "adult social care": REAL / "oflog" / "oflog_asc_long_ASC_data.csv",
    "waste": REAL / "oflog" / "oflog_waste_long.csv",
    "collected waste": REAL / "defra" / "LA_collected_waste_2023-24.ods",
    "road condition": REAL / "dft" / "RDC0120_road_condition_FYE2008-2025.ods",
    "revenue summary": REAL / "mhclg" / "RS_2017-18_data_by_LA.xlsx",
}
# Figures in the file, by the guess, and the least of them that it accepts: measured.
FIGURES = {
    "adult social care": (6376, 6376),
    "waste": (7458, 7458),
    "collected waste": (19876, 18896),
    "road condition": (5760, 5743),
    "revenue summary": (43139, 33535),
}

pytestmark = pytest.mark.skipif(
    not all(path.is_file() for path in FILES.values()),
    reason=f"the real files are not in {REAL} (set PMF_REAL_DATA to the folder that holds oflog/ and the others)",
)


@cache
def guessed(path: Path) -> tuple[SourceSpec, Trial]:
    framework = load_framework(FRAMEWORK_TEMPLATE)
    text = as_yaml(propose(open_file(path), framework))
    spec = SourceSpec.model_validate({**parse_yaml(text), "name": "guessed"})
    return spec, try_file(path, spec, framework, sample=10**6)


@pytest.mark.parametrize("name", FILES)
def test_a_guess_reads_nearly_all_of_a_real_file(name: str) -> None:
    _, trial = guessed(FILES[name])
    figures, accepted = FIGURES[name]
    assert trial.figures == figures
    assert trial.total("accepted") >= accepted
    # Nearly every figure is accepted, or left out because it is no authority's.
    assert trial.total("quarantined") <= 0.01 * figures


def test_a_guess_reads_the_figures_that_the_publisher_printed() -> None:
    spec, trial = guessed(FILES["road condition"])
    roads = {
        (row.sheet, row.period): (row.value, row.marker)
        for row in trial.samples["accepted"]
        if row.area_code == "E08000013"
    }
    assert roads[("RDC0120_A_Roads_and_Motorways", "2024-25")][0] == 6
    assert roads[("RDC0120_B_and_C_Roads", "2024-25")][0] == 11
    assert roads[("RDC0120_A_Roads_and_Motorways", "2020-21")] == (None, "x")
    assert spec.wide is not None
    _, waste = guessed(FILES["collected waste"])
    (recycling,) = (
        row for row in waste.samples["accepted"]
        if (row.area_code, row.period) == ("E08000013", "2023-24") and "sent for reuse" in (row.measure or "")
    )  # fmt: skip
    assert recycling.value is not None
    assert 20 < recycling.value < 50  # a percentage, not a share from 0 to 1
