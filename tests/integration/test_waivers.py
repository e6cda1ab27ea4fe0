"""Waivers: a failure that somebody answers for goes on, is printed with the report, and stops again once it expired."""

from collections.abc import Callable

from assets.notices import edit_notices
from checks.framework_edits import NAME as EDITS
from pmf_pipeline.home import Home
from pmf_pipeline.project import load_project
from resources.slices import SliceStore
from resources.states import States
from tests.helpers.commands import Command, one_paragraph
from tests.helpers.homes import NEWEST, edit_framework, edition, figure, land, rows_of, run
from tests.helpers.records import checks, fault_of, materialise

HEADER = "table,rule,indicator_code,period,reason,waived_by,waived_on,expires_on"
REASON = "The ledger closes after the report; the figure of the first return stands until then."


def waive(
    home: Home,
    *,
    table: str = "internal_returns",
    rule: str = "no_refused_row",
    code: str = "PLC-01",
    period: str = NEWEST,
    expires_on: str = "2023-11-30",
) -> None:
    line = f"{table},{rule},{code},{period},{REASON},Head of Performance,2023-11-20,{expires_on}"
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


def edits_of(home: Home) -> dict[str | None, str | None]:
    """The outcome of each edit of the framework by what it is about, as the newest quarter would print it."""
    found = edit_notices(States(load_project(home.path)), NEWEST)
    return {row["indicator_code"]: row["outcome"] for row in found}


def test_an_edit_of_the_framework_can_be_waived_for_its_indicator(
    all_reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(all_reported)
    edit_framework(home, "targets.csv", "COR-04,2023-24-Q2,1600000,", "COR-04,2023-24-Q2,1500000,")
    edit_framework(home, "targets.csv", "COR-04,2023-24-Q1,800000,", "COR-04,2023-24-Q1,700000,")
    edit_framework(home, "rules.yml", "tolerance_pct: 5", "tolerance_pct: 6")
    waive(home, table="framework", rule=EDITS, code="COR-04")

    done = run(home, NEWEST)

    assert done.faults == ()
    rows = rows_of(edition(home, number=2) / "waivers_and_warnings.csv")
    by_indicator: dict[str, set[tuple[str, str, str]]] = {}
    for row in rows:
        if row["rule"] == EDITS:
            by_indicator.setdefault(row["indicator_code"], set()).add((row["outcome"], row["period"], row["waived_by"]))
    assert by_indicator["COR-04"] == {
        ("Waived", "2023-24-Q1", "Head of Performance"),
        ("Waived", "2023-24-Q2", "Head of Performance"),
    }
    assert by_indicator[""] == {("Warning", "", "")}
    (told,) = {row["what_to_do"] for row in rows if row["rule"] == EDITS and row["outcome"] == "Warning"}
    assert "can't be waived" in told
    check = checks(home, done.run_id)["reports/report_pack", EDITS]
    assert not check.passed  # the rules' edit is nobody's
    assert "waived by Head of Performance until the report of 2023-11-30" in check.description

    waive(home, table="framework", rule=EDITS, code="COR-04", period="2023-24-Q1")
    assert edits_of(home) == {None: "Warning", "COR-04": "Warning"}  # the last of its two, of the other quarter
    waive(home, table="framework", rule=EDITS, code="COR-04", expires_on="2023-11-28")
    assert edits_of(home)["COR-04"] == "Warning"
    waive(home, table="framework", rule=EDITS, code="COR-03")
    assert edits_of(home)["COR-04"] == "Warning"


def test_of_the_framework_nothing_else_can_be_waived(demo: Home, a_copy: Callable[[Home], Home], pmf: Command) -> None:
    home = a_copy(demo)
    waive(home, table="framework", rule="no_refused_row")
    done = pmf("check", "--home", home.path)
    assert done.code == 2
    assert f"waivers.csv, row 2, column rule: of the framework only {EDITS} can be waived." in one_paragraph(done.err)
