"""A few of the seeded faults, tried with every change; `make faults` tries them all and writes docs/faults.md."""

from collections import Counter
from pathlib import Path

import pytest

from checks.framework_edits import NAME as EDITS_RULE
from checks.suite import load_suite
from pmf_pipeline.home import Home
from pmf_pipeline.settings import SUITES
from tests.faults.alarms import OF_THE_DEMONSTRATION
from tests.faults.catalogue import ORDER, every_fault
from tests.faults.lighter import lighter_steps
from tests.faults.page import PAGE
from tests.faults.sheets import extract_of
from tests.faults.trial import Result, attempt, copy_linked, run_quarter
from tests.helpers.homes import QUARTERS, edition, rows_of

FEW = {
    ("A share of 1 for a percentage, or a figure divided by 100", "PLC-01"): ("stopped", "no_unit_slip"),
    ("Numerator and denominator exchanged", "CYP-04"): ("stopped", "possible_for_its_unit"),
    ("A year to date that falls", "ASC-09"): ("stopped", "never_falls_within_a_year"),
    ("Last quarter's file sent again under this quarter's name", "COR-01"): ("stopped", "not_a_copied_return"),
    ("The first digit doubled", "PLC-05"): ("warned", "no_other_slip"),
    ("The newest year's figures of everybody times 1.6", "WST-01"): ("warned", "median_does_not_jump"),
    ("The first digit one up", "PLC-01"): ("warned", "rating_does_not_jump"),
    ("#N/A in the council's row", "WST-01"): ("stopped", "no_own_row_is_refused"),
    ("Another column read as the value (its heading moved)", "ASC-05"): ("stopped", "authorities_differ"),
    ("A whole measure in another unit (divided by 100)", "WST-01"): ("stopped", "percentages_are_no_shares"),
}


@pytest.fixture(scope="module")
def clean(reported: Home, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What the reported home comes to as it is."""
    return run_quarter(copy_linked(reported, tmp_path_factory.mktemp("clean") / "home"))


@pytest.mark.parametrize(("about", "code"), FEW, ids=lambda value: value)
def test_a_seeded_fault_is_caught(about: str, code: str, reported: Home, clean: Result, tmp_path: Path) -> None:
    (fault,) = [fault for fault in every_fault() if fault.about == about]
    with lighter_steps():
        trial = attempt(fault, code, reported, clean, tmp_path / "home")
    outcome, rule = FEW[about, code]
    assert trial.outcome == outcome
    assert rule in trial.by


def test_trials_are_judged_as_the_gates_judge(reported: Home, clean: Result, tmp_path: Path) -> None:
    with lighter_steps():
        assert run_quarter(copy_linked(reported, tmp_path / "home")) == clean


def test_the_clean_home_is_clean(clean: Result) -> None:
    """The demonstration's own faults, which it tells a story with, and no other."""
    assert clean.stopped is None
    assert {rule for rule, *_ in clean.told} == {"every_return_is_here", "figures_were_returned", "nothing_was_refused"}


def test_a_report_may_go_on_without_the_council_s_refused_row(reported: Home, tmp_path: Path) -> None:
    """By a waiver, which is printed; the report then shows the figure before."""
    (fault,) = [fault for fault in every_fault() if fault.about == "#N/A in the council's row"]
    home = copy_linked(reported, tmp_path / "home")
    fault.spoil(home, "WST-01")
    with (home.framework / "waivers.csv").open("a", encoding="utf-8") as waivers:
        waivers.write(
            "refused_figures,no_own_row_is_refused,WST-01,2022-23,,The publisher corrects it in the next extract.,"
            "Head of Performance,2023-11-20,2023-11-30\n"
        )
    with lighter_steps():
        result = run_quarter(home)
    assert result.stopped is None
    assert ("no_own_row_is_refused", "WST-01", "2022-23") in {told[:3] for told in result.told}
    assert result.scorecard["WST-01"]["period"] == "2021-22"


@pytest.mark.parametrize(
    ("about", "rule"),
    [
        ("The council's history rewritten (the year before changed)", "revised_by_less_than_a_tenth"),
        ("Every year's label one year early", "no_published_figure_is_gone"),
        ("The lower half of the rows lost", "own_kind_is_here"),
        ("The council's newest row missing", "own_figure_goes_on"),
    ],
)
def test_a_faulty_extract_is_told_from_what_was_published(
    about: str, rule: str, all_reported: Home, tmp_path: Path
) -> None:
    """By the report itself: the rules compare with earlier editions, or with the areas that there are."""
    (fault,) = [fault for fault in every_fault() if fault.about == about]
    home = copy_linked(all_reported, tmp_path / "home")
    fault.spoil(home, "WST-01")
    with lighter_steps():
        result = run_quarter(home)
    assert result.stopped is None
    assert (rule, "WST-01") in {(said, code) for said, code, *_ in result.told}


@pytest.mark.parametrize(
    ("about", "rules"),
    [
        ("A whole measure in another unit (divided by 100)", {"not_revised_in_bulk"}),
        ("Every year's label one year early", {"newest_period_stays", "periods_are_not_shifted"}),
        ("The lower half of the rows lost", {"figures_do_not_go_missing"}),
    ],
)
def test_a_faulty_extract_is_told_from_the_one_it_lies_beside(
    about: str, rules: set[str], reported: Home, tmp_path: Path
) -> None:
    """Of every authority, and of an indicator that no report had yet."""
    (fault,) = [fault for fault in every_fault() if fault.about == about]
    home = copy_linked(reported, tmp_path / "home")
    extract = extract_of(home, "ASC-02").path
    before = extract.read_bytes()
    fault.spoil(home, "ASC-02")
    extract.with_name("adult-social-care-0-before.csv").write_bytes(before)
    with lighter_steps():
        result = run_quarter(home)
    assert result.stopped is None
    assert {rule for rule, code, *_ in result.told if code == "ASC-02"} >= rules


def test_the_demonstration_raises_the_alarms_that_are_listed(all_reported: Home) -> None:
    found = Counter(
        (quarter, row["rule"], row["indicator_code"])
        for quarter in QUARTERS
        for row in rows_of(edition(all_reported, quarter) / "waivers_and_warnings.csv")
    )
    assert found == {(alarm.where, alarm.rule, alarm.about): alarm.rows for alarm in OF_THE_DEMONSTRATION}


def test_the_page_is_of_the_faults_and_rules_there_are() -> None:
    """Otherwise `make faults` writes it again."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.read_text("utf-8").splitlines()]
    of_kinds = [row for row in cells if len(row) == 7 and row[0] not in ("Fault", "---")]
    tried = {row[0]: sum(int(count or 0) for count in row[1:6]) for row in of_kinds}
    assert tried == {fault.about: len(fault.codes) for fault in every_fault()}
    named = {rule for row in of_kinds for rule in row[6].split(", ") if rule}
    known = {rule for path in SUITES.glob("*.yml") for rule in load_suite(path.stem).rules} | {EDITS_RULE}
    assert named <= known | {"the framework's own checks"}


def test_there_are_kinds_enough_in_every_group() -> None:
    kinds = {(fault.group, fault.about) for fault in every_fault()}
    assert len(kinds) == len(every_fault()) >= 60
    assert {group for group, _ in kinds} == set(ORDER)
