"""Where a chart's marks stand: lines that join only what may be joined, steps, ranges, and labels that can be read."""

from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

from pmf_pipeline.report.html.charts import BOTTOM, TOP, WIDTH, chart_of
from pmf_pipeline.report.html.labels import Label, clear_of_one_another, spread

EMPTY = dict.fromkeys(
    ("value", "marker", "target", "target_lower", "target_upper", "target_decision",
     "neighbours_minimum", "neighbours_median", "neighbours_maximum")
)  # fmt: skip


def point(year: int, value: str | None = None, **others: Any) -> dict[str, Any]:
    """A printed row of figure_history: a year and its figure."""
    numbers = {name: Decimal(text) if name.startswith(("target", "neigh")) and name != "target_decision" else text
               for name, text in others.items()}  # fmt: skip
    figure = None if value is None else Decimal(value)
    return {**EMPTY, "is_joined": True, "period": f"{year}-{(year + 1) % 100}", "period_end": date(year + 1, 3, 31),
            "value": figure, **numbers}  # fmt: skip


def test_without_a_figure_there_is_no_chart() -> None:
    assert chart_of([], {}) is None
    assert chart_of([point(2021, marker="[c]")], {}) is None


def test_a_line_starts_anew_where_it_may_not_be_joined() -> None:
    chart = chart_of([point(2018, "1", is_joined=False), point(2019, "2"), point(2021, "3", is_joined=False)], {})
    assert chart
    assert [step[0] for step in chart.line.split() if step[0].isalpha()] == ["M", "L", "M"]
    (first, _), (second, _), (third, _) = chart.points
    assert third - second > 1.9 * (second - first), "a year that is left out takes its room"


def test_larger_figures_stand_higher_and_all_within_the_plot() -> None:
    chart = chart_of([point(2020, "-3.5"), point(2021, "0"), point(2022, "1200")], {})
    assert chart
    heights = [y for _, y in chart.points]
    assert heights == sorted(heights, reverse=True)
    assert all(TOP <= y <= BOTTOM and 0 <= x <= WIDTH for x, y in chart.points)


def test_a_missing_figure_has_its_shorthand_and_a_break_its_line() -> None:
    chart = chart_of([point(2020, "1"), point(2021, marker="[c]"), point(2022, "2", marker="[b]")], {})
    assert chart
    assert [label.text for label in chart.labels if label.kind == "mark"] == ["[c]"]
    assert chart.breaks == [chart.points[-1][0]]


def test_a_target_is_a_step_and_what_it_was_before_is_a_second_one() -> None:
    history = [
        point(2021, "5", target="6", target_decision="OLD"),
        point(2022, "5", target="8", target_decision="NEW"),
    ]
    chart = chart_of(history, {("2022-23", "NEW"): Decimal("6.5")})
    assert chart
    assert (chart.target.count("M"), chart.target.count("V"), chart.target.count("H")) == (1, 1, 2)
    assert chart.agreed.count("H") == 1
    assert {"target 8", "was 6.5", "5"} <= {label.text for label in chart.labels}


def test_a_quarter_follows_the_revision_of_its_year_and_a_gap_in_the_target_stays_one() -> None:
    quarter = {"period": "2022-23-Q1", "target_decision": "NEW"}
    history = [point(2020, "5", target="6"), point(2021, "5"), {**point(2022, "5", target="7"), **quarter}]
    chart = chart_of(history, {("2022-23", "NEW"): Decimal(6)})
    assert chart
    assert chart.target.count("M") == 2
    assert chart.agreed


def test_a_band_comes_before_a_target_within_it() -> None:
    """Within the band a figure is Green, as the scorecard says: a line at the target alone would show a miss."""
    history = [point(2022, "50", target="50", target_lower="44.0", target_upper="56.0")]
    chart, band = chart_of(history, {}), chart_of([{**history[0], "target": None}], {})
    assert chart == band


def test_a_band_has_two_ends_and_neighbours_a_range() -> None:
    around = {"neighbours_minimum": "1", "neighbours_median": "5", "neighbours_maximum": "9"}
    chart = chart_of([point(2022, "50", target_lower="44.0", target_upper="56.0", **around)], {})
    assert chart
    assert chart.target
    assert chart.target_floor
    ((_, top, bottom, median),) = chart.ranges
    assert top < median < bottom
    said = {label.text for label in chart.labels}
    assert {"target to 56.0", "from 44.0", "neighbours 9", "neighbours 1"} <= said


def test_figures_that_never_change_stand_in_the_middle() -> None:
    chart = chart_of([point(2021, "0"), point(2022, "0")], {})
    assert chart
    assert {round(y) for _, y in chart.points} == {round((TOP + BOTTOM) / 2)}


def test_a_first_figure_is_named_before_the_plot_and_a_newest_that_is_not_of_the_end_with_its_period() -> None:
    chart = chart_of([point(2020, "958965"), point(2021, "2"), point(2022, marker="[x]")], {})
    assert chart
    named = {label.text: label for label in chart.labels if label.kind == "first"}
    assert set(named) == {"958,965", "2 in 2021-22"}
    assert named["958,965"].x < chart.points[0][0]
    assert named["2 in 2021-22"].x > chart.points[-1][0]


def test_labels_stay_clear_of_one_another_near_their_marks_and_within_the_plot() -> None:
    own, target = Label(0, 0, "5.4", "own"), Label(0, 0, "target 5.5", "target")
    close = [(y, own if y == 60 else target) for y in (TOP, 59, 60, 61, BOTTOM, BOTTOM)]
    placed = spread(close, TOP, BOTTOM)
    reach = [(label.y - 0.93 * label.size, label.y + 0.24 * label.size) for label in placed]
    assert all(one[1] <= other[0] or other[1] <= one[0] for one, other in combinations(reach, 2))
    assert [label.text for label in placed] == [label.text for _, label in close]
    assert abs(placed[2].y - own.centred_on(60).y) < 1, "the figure's own stays where it is"
    assert placed[0].y >= target.centred_on(TOP).y
    assert placed[-1].y <= target.centred_on(BOTTOM).y


def test_of_labels_in_a_row_the_newest_stay() -> None:
    row = [Label(x, 0, f"[{x}]", "mark", "middle") for x in (10, 60, 110, 115)]
    assert [label.x for label in clear_of_one_another(row)] == [10, 60, 115]
