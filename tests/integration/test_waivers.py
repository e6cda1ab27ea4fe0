"""Waivers: a failure that somebody answers for goes on, is printed with the report, and stops again once it expired."""

from collections.abc import Callable

from pmf_pipeline.home import Home
from resources.slices import SliceStore
from tests.helpers.commands import Command, one_paragraph
from tests.helpers.homes import NEWEST, edition, figure, land, rows_of, run
from tests.helpers.records import checks, fault_of, materialise

HEADER = "table,rule,indicator_code,period,reason,waived_by,waived_on,expires_on"
REASON = "The ledger closes after the report; the figure of the first return stands until then."


def waive(home: Home, *, rule: str = "no_refused_row", code: str = "PLC-01", expires_on: str = "2023-11-30") -> None:
    line = f"internal_returns,{rule},{code},{NEWEST},{REASON},Head of Performance,2023-11-20,{expires_on}"
    (home.framework / "waivers.csv").write_text(f"{HEADER}\n{line}\n", encoding="utf-8")


def test_a_waived_failure_goes_on_and_is_printed_and_stops_again_when_it_has_expired(
    reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(reported)
    land(home, NEWEST, "place--2.csv", figure("PLC-01", "34O"))
    assert not materialise(home, "landing/internal_returns", NEWEST).success

    waive(home)
    passed = run(home, NEWEST)

    assert passed.faults == ()
    check = checks(home, passed.run_id)["landing/internal_returns", "no_refused_row"]
    assert check.passed
    (shown,) = check.metadata["waived"].records
    assert (shown.data["measure"], shown.data["waived_by"]) == ("PLC-01", "Head of Performance")
    passport = SliceStore(home).passport("internal_returns", NEWEST)
    assert passport is not None
    (verdict,) = [verdict for verdict in passport.verdicts if verdict.rule == "no_refused_row"]
    assert (verdict.outcome, verdict.waived[0]["expires_on"]) == ("waived", "2023-11-30")
    printed = rows_of(edition(home, number=2) / "waivers_and_warnings.csv")
    (row,) = [row for row in printed if row["outcome"] == "Waived"]
    assert (row["indicator_code"], row["reason"], row["waived_by"]) == ("PLC-01", REASON, "Head of Performance")
    assert row["origin"] == f"landing/returns/{NEWEST}/place--2.csv, row 2, cell C2"

    waive(home, expires_on="2023-11-28")  # the day before the quarter's report
    stopped = run(home, NEWEST)

    assert '"34O" is not a number' in stopped.faults[0]
    assert not edition(home, number=3).exists()


def test_a_waiver_is_for_its_own_rule_indicator_and_period_alone(
    reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(reported)
    land(home, NEWEST, "place--2.csv", figure("PLC-01", "34O"), figure("PLC-02", "text"))
    waive(home)
    refused = materialise(home, "landing/internal_returns", NEWEST)
    assert "PLC-02" in fault_of(refused)
    assert "Not so for 1 row:" in fault_of(refused)


def test_a_waiver_that_is_taken_away_makes_what_rested_on_it_stale(
    reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(reported)
    land(home, NEWEST, "place--2.csv", figure("PLC-01", "34O"))
    waive(home)
    assert materialise(home, "landing/internal_returns", NEWEST).success
    (home.framework / "waivers.csv").write_text(f"{HEADER}\n", encoding="utf-8")
    alone = fault_of(materialise(home, "outturns/stg_returns", NEWEST))
    assert f"internal_returns/{NEWEST} is stale: framework/waivers.csv is gone" in alone


def test_a_waiver_for_what_cannot_be_waived_is_wrong_configuration(
    demo: Home, a_copy: Callable[[Home], Home], pmf: Command
) -> None:
    home = a_copy(demo)
    for rule, said in (
        ("every_row_has_a_fate", "every_row_has_a_fate can't be waived"),
        ("no_such_rule", "the gate of internal_returns has no rule 'no_such_rule'"),
    ):
        waive(home, rule=rule)
        for command in (("check",), ("run",)):
            done = pmf(*command, "--home", home.path)
            assert done.code == 2
            assert f"waivers.csv, row 2, column rule: {said}" in one_paragraph(done.err)
