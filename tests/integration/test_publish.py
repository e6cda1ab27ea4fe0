"""Approving an edition: the same figures without the draft mark, and never what nobody has read."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from checks.framework_edits import NAME as EDITS
from pmf_pipeline.cli import pmf as pmf_command
from pmf_pipeline.home import Home
from tests.helpers.commands import Command
from tests.helpers.homes import NEWEST, copy_home, digests, edit_framework, edition, figure, land, rows_of, run
from tests.helpers.records import materialise

ASKED = ("publish", "--quarter", NEWEST, "--by", "Director of Finance", "--on", "2023-11-21", "--home")


@pytest.fixture(scope="module")
def approved(reported: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demonstration home with its newest quarter approved. Never changed."""
    home = copy_home(reported, tmp_path_factory.mktemp("approved"))
    done = CliRunner().invoke(pmf_command, [*ASKED, str(home.path)])
    assert done.exit_code == 0, done.output
    return home


def manifest(home: Home, number: int) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((edition(home, number=number) / "manifest.json").read_text(encoding="utf-8"))
    return content


def test_an_edition_is_a_draft_until_it_is_approved(approved: Home) -> None:
    draft, final = manifest(approved, 1), manifest(approved, 2)
    assert (draft["status"], draft["approval"]) == ("Draft", None)
    assert final["status"] == "Approved"
    assert final["approval"] == {
        "approved_by": "Director of Finance",
        "approved_on": "2023-11-21",
        "edition": 1,
        "content_sha256": draft["content_sha256"],
        "accepted": draft["warnings"],
    }
    assert final["content_sha256"] == draft["content_sha256"]


def test_approving_changes_no_table(approved: Home) -> None:
    assert digests(edition(approved, number=1), "*.csv") == digests(edition(approved, number=2), "*.csv")


def test_another_run_of_the_same_figures_keeps_the_approved_edition(
    approved: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(approved)
    assert run(home, NEWEST).faults == ()
    assert not edition(home, number=3).exists()


def test_other_figures_are_a_draft_again_and_cannot_be_approved_unread(
    approved: Home, a_copy: Callable[[Home], Home], pmf: Command
) -> None:
    home = a_copy(approved)
    land(home, NEWEST, "place--9.csv", figure("PLC-02", "71.3", submitted_on="2023-12-01"))
    stale = pmf(*ASKED, home.path)
    assert stale.code == 1
    assert "2023-24-Q2 cannot be approved" in stale.err
    assert "landing/returns/2023-24-Q2/place--9.csv is new" in stale.err
    assert run(home, NEWEST).faults == ()
    assert (manifest(home, 3)["status"], manifest(home, 3)["approval"]) == ("Draft", None)
    unread = pmf(*ASKED, home.path, "--edition", 2)
    assert unread.code == 1
    assert "edition 2 is not the newest, which is edition 3" in unread.err
    assert "edition-3, draft" in pmf("status", "--home", home.path).out
    assert not edition(home, number=4).exists()


def test_approving_twice_changes_nothing(approved: Home, pmf: Command) -> None:
    again = pmf("publish", "--quarter", NEWEST, "--by", "Somebody else", "--home", approved.path)
    assert again.code == 0
    assert "was approved already, and nothing was changed: edition 2, by Director of Finance on 2023-11-21" in again.out
    assert not edition(approved, number=3).exists()


def test_the_command_says_what_was_accepted_and_status_what_is_approved(approved: Home, pmf: Command) -> None:
    said = pmf(*ASKED, approved.path).out
    accepted = manifest(approved, 2)["approval"]["accepted"]
    assert f"{len(accepted)} warning" in said
    assert all(f"- {warning}" in said for warning in accepted)
    assert "edition-2, approved" in pmf("status", "--home", approved.path).out


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("--quarter", "2022-23-Q1", "--by", "A"), 2, "2022-23-Q1 has no edition to approve"),
        (("--quarter", "1999-00-Q1", "--by", "A"), 2, "1999-00-Q1 is not a quarter of framework/calendar.csv"),
        (("--quarter", NEWEST, "--by", " "), 2, "--by is printed in every report"),
        (("--quarter", NEWEST, "--by", "A", "--on", "21/11/2023"), 2, "--on '21/11/2023' is not a date such as"),
        (("--quarter", NEWEST, "--by", "A", "--on", "2023-09-30"), 2, "must be after the quarter's end, 2023-09-30"),
        (("--quarter", NEWEST, "--by", "A", "--on", "2999-01-01"), 2, "not after today"),
    ],
)
def test_what_cannot_be_approved_is_refused(
    reported: Home, pmf: Command, options: tuple[str, ...], code: int, says: str
) -> None:
    done = pmf("publish", *options, "--home", reported.path)
    assert (done.code, done.out) == (code, "")
    assert says in done.err
    assert not list(reported.approvals.iterdir())


def test_an_edition_changed_by_hand_is_not_approved(
    reported: Home, a_copy: Callable[[Home], Home], pmf: Command
) -> None:
    home = a_copy(reported)
    path = edition(home) / "scorecard.csv"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"\n")
    done = pmf(*ASKED, home.path)
    assert done.code == 1
    assert "edition-1/scorecard.csv has been changed" in done.err


def test_a_spoilt_file_of_approvals_stops_the_edition_in_words(
    reported: Home, a_copy: Callable[[Home], Home], pmf: Command
) -> None:
    home = a_copy(reported)
    (home.approvals / f"{NEWEST}.json").write_text('[{"approved_by": "A"}]', encoding="utf-8")
    done = pmf(*ASKED, home.path)
    assert done.code == 2
    assert f"{NEWEST}.json cannot be read" in done.err


def told_of_edits(home: Home, number: int) -> dict[str, str]:
    """What an edition says was edited without a decision, by indicator."""
    rows = rows_of(edition(home, number=number) / "waivers_and_warnings.csv")
    return {row["indicator_code"]: row["found"] for row in rows if row["rule"] == EDITS}


def test_an_edit_after_the_approval_is_told_until_another_is_approved_with_it(
    approved: Home, a_copy: Callable[[Home], Home], pmf: Command
) -> None:
    home = a_copy(approved)
    edit_framework(home, "targets.csv", "PLC-04,2023-24,92.0,", "PLC-04,2023-24,85.0,")
    assert run(home, NEWEST).faults == ()
    found = "PLC-04 2023-24 ILL-01 2023/24, target: 92.0 in 2023-24-Q2, edition-2, now 85.0"
    assert told_of_edits(home, 3) == {"PLC-04": found}
    assert manifest(home, 3)["status"] == "Draft"

    edit_framework(home, "indicators.csv", "Head of Planning", "Head of Place Planning")  # which decides no rating
    assert run(home, NEWEST).faults == ()
    assert told_of_edits(home, 4) == {"PLC-04": found}, "a draft in between takes nothing away"

    assert pmf(*ASKED, home.path).code == 0
    assert manifest(home, 5)["status"] == "Approved"
    assert materialise(home, "reports/report_pack", NEWEST).success
    assert not edition(home, number=6).exists(), "approving changes nothing that is told"

    edit_framework(home, "targets.csv", "PLC-04,2023-24,85.0,", "PLC-04,2023-24,84.0,")
    assert run(home, NEWEST).faults == ()
    found = "PLC-04 2023-24 ILL-01 2023/24, target: 85.0 in 2023-24-Q2, edition-5, now 84.0"
    assert told_of_edits(home, 6) == {"PLC-04": found}


def test_an_edit_since_the_first_draft_is_told(edited: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(edited)
    assert run(home, NEWEST).faults == ()
    assert "92.0 in 2023-24-Q2, edition-1, now 85.0" in told_of_edits(home, 2)["PLC-04"]
    assert not edition(home, number=3).exists()
