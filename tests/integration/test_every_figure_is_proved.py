"""Every figure of the demonstration is worked out again from the archived cells that its trace names."""

from collections.abc import Callable

import duckdb

from checks.suite import rule_sentences
from pmf_pipeline.home import Home
from pmf_pipeline.project import load_project
from resources.states import States
from resources.tracing.tracer import Tracer
from tests.helpers.homes import NEWEST, QUARTERS, edition, figure, land, rows_of, run
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


def test_a_quarters_traces_are_the_same_whichever_quarters_were_traced_before(
    reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home, before = a_copy(reported), QUARTERS[-2]
    land(home, NEWEST, "adult-social-care--2.csv", figure("ASC-12", "46.5", before), figure("ASC-12", "46.7"))
    assert run(home, before, NEWEST).faults == ()
    states = States(load_project(home.path))
    with duckdb.connect() as connection:
        tracer = Tracer(connection, states, rule_sentences)
        traces = {quarter: tracer.traces(quarter) for quarter in (NEWEST, before, NEWEST)}
        alone = {quarter: Tracer(connection, states, rule_sentences).traces(quarter) for quarter in traces}
    assert traces == alone
    assert "adult-social-care--2.csv" in str(traces[NEWEST])
