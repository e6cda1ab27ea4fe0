"""A few of the seeded faults, tried with every change; `make faults` tries them all and writes docs/faults.md."""

from pathlib import Path

import pytest

from pmf_pipeline.home import Home
from tests.faults.catalogue import ORDER, every_fault
from tests.faults.trial import Result, attempt, copy_linked, run_quarter

FEW = {
    ("A share of 1 for a percentage, or a figure divided by 100", "PLC-01"): ("stopped", "no_unit_slip"),
    ("Numerator and denominator exchanged", "CYP-04"): ("stopped", "possible_for_its_unit"),
    ("A year to date that falls", "ASC-09"): ("stopped", "never_falls_within_a_year"),
    ("Last quarter's file sent again under this quarter's name", "COR-01"): ("stopped", "not_a_copied_return"),
    ("The first digit doubled", "PLC-05"): ("warned", "no_other_slip"),
    ("The newest year's figures of everybody times 1.6", "WST-01"): ("warned", "median_does_not_jump"),
}


@pytest.fixture(scope="module")
def clean(reported: Home, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What the reported home comes to as it is."""
    return run_quarter(copy_linked(reported, tmp_path_factory.mktemp("clean") / "home"))


@pytest.mark.parametrize(("about", "code"), FEW, ids=lambda value: value)
def test_a_seeded_fault_is_caught(about: str, code: str, reported: Home, clean: Result, tmp_path: Path) -> None:
    (fault,) = [fault for fault in every_fault() if fault.about == about]
    trial = attempt(fault, code, reported, clean, tmp_path / "home")
    outcome, rule = FEW[about, code]
    assert trial.outcome == outcome
    assert rule in trial.by


def test_the_clean_home_is_clean(clean: Result) -> None:
    """The demonstration's own faults, which it tells a story with, and no other."""
    assert clean.stopped is None
    assert {rule for rule, *_ in clean.told} == {"every_return_is_here", "figures_were_returned", "nothing_was_refused"}


def test_there_are_kinds_enough_in_every_group() -> None:
    kinds = {(fault.group, fault.about) for fault in every_fault()}
    assert len(kinds) == len(every_fault()) >= 60
    assert {group for group, _ in kinds} == set(ORDER)
