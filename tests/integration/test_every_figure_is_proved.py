"""Every figure of the demonstration is worked out again from the archived cells that its trace names."""

from pmf_pipeline.home import Home
from tests.helpers.homes import QUARTERS, edition, rows_of
from tests.helpers.proof import prove, traces_of


def test_every_figure_of_every_scorecard_comes_from_the_cells_its_trace_names(all_reported: Home) -> None:
    traces = traces_of(all_reported)
    counts, faults = prove(traces)
    assert faults == []
    scorecards = [row for quarter in QUARTERS for row in rows_of(edition(all_reported, quarter) / "scorecard.csv")]
    assert sum(counts.values()) == len(scorecards) == len(traces)
    assert counts["proved"] + counts["withheld"] == sum(
        1 for row in scorecards if row["outturn"] or row["marker"] == "[c]"
    )
    assert counts["proved"] > 250


def test_every_figure_that_a_comparison_rests_on_names_its_cell(all_reported: Home) -> None:
    members = [member for trace in traces_of(all_reported) if trace.comparison for member in trace.comparison.members]
    assert members
    assert all(member.text is not None and member.cell and len(member.file_sha256) == 64 for member in members)
