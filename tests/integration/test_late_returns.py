"""A service that sends nothing: the report goes out with [x], says who owes what, and a late return makes it whole."""

from collections.abc import Callable

from pmf_pipeline.home import Home
from tests.helpers.commands import Command
from tests.helpers.homes import NEWEST, digests, edition, figure, land, rows_of, run
from tests.helpers.records import checks

OWED = ("PLC-01", "PLC-02", "PLC-03", "PLC-04", "PLC-05", "PLC-06")


def test_a_service_without_a_return_is_named_and_its_late_return_makes_a_new_edition(
    reported: Home, a_copy: Callable[[Home], Home], pmf: Command
) -> None:
    home = a_copy(reported)
    first = digests(edition(home))
    (home.returns / NEWEST / "place.ods").unlink()

    early = run(home, NEWEST)

    assert early.faults == (), "a missing return is a warning"
    check = checks(home, early.run_id)["outturns/missing_returns", "every_return_is_here"]
    assert (check.passed, check.severity.value, check.blocking) == (False, "WARN", False)
    missing = {row["indicator_code"]: row for row in rows_of(edition(home, number=2) / "missing_returns.csv")}
    assert tuple(missing) == OWED
    assert {row["status"] for row in missing.values()} == {"Missing"}
    assert {row["service"] for row in missing.values()} == {"place"}
    assert missing["PLC-01"]["returns_due"] == "2023-11-03"
    scorecard = {row["indicator_code"]: row for row in rows_of(edition(home, number=2) / "scorecard.csv")}
    for code in OWED:
        assert (scorecard[code]["outturn"], scorecard[code]["marker"], scorecard[code]["rag"]) == ("", "[x]", "No data")
    assert all(row["sent_by"] != "place" for row in rows_of(edition(home, number=2) / "landed_files.csv"))
    status = " ".join(pmf("status", "--home", home.path).out.split())
    assert "Missing: place has not returned PLC-01 Missed bin collections for 2023-24-Q2, due 2023-11-03." in status
    assert "Missing: adult-social-care has sent no file for 2023-24-Q3, due 2024-02-02." in status

    values = {"PLC-03": "300", "PLC-06": "60"}  # they add up over the year
    land(home, NEWEST, "place.csv", *(figure(code, values.get(code, "30"), submitted_on="2023-11-13") for code in OWED))
    late = run(home, NEWEST)

    assert late.faults == ()
    rows = rows_of(edition(home, number=3) / "missing_returns.csv")
    assert {(row["status"], row["submitted_on"], row["days_late"]) for row in rows} == {("Late", "2023-11-13", "10")}
    assert tuple(row["indicator_code"] for row in rows) == OWED
    scorecard = {row["indicator_code"]: row for row in rows_of(edition(home, number=3) / "scorecard.csv")}
    assert all(scorecard[code]["outturn"] for code in OWED)
    (landed,) = [row for row in rows_of(edition(home, number=3) / "landed_files.csv") if row["sent_by"] == "place"]
    assert (landed["rows_read"], landed["accepted"], landed["quarantined"]) == ("6", "6", "0")
    status = " ".join(pmf("status", "--home", home.path).out.split())
    assert f"Late: place returned {', '.join(OWED)} of {NEWEST} 10 days late." in status
    assert digests(edition(home)) == first


def test_a_correction_that_a_later_quarters_older_one_overrules_is_told(
    reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home, before = a_copy(reported), "2023-24-Q1"
    land(home, NEWEST, "corporate-services--2.csv", figure("COR-03", "97.6", before, submitted_on="2023-11-09"))
    with (home.returns / NEWEST / "corporate-services--2.csv").open("a", encoding="utf-8") as sent:
        sent.write(f"COR-02,{NEWEST},10.85,,,[p],,Officer,2023-11-09\n")
    land(home, before, "corporate-services--2.csv", figure("COR-03", "97.9", before, submitted_on="2023-12-09"))

    assert run(home, NEWEST).faults == ()

    told = rows_of(edition(home, number=2) / "waivers_and_warnings.csv")
    (warned,) = [row for row in told if row["rule"] == "last_submission_counts"]
    assert (warned["indicator_code"], warned["period"]) == ("COR-03", before)
    assert "published_value 97.9, submitted_on 2023-12-09" in warned["found"]
    assert "Land the correction in the later quarter's folder too" in warned["what_to_do"]


def test_nothing_is_owed_twice_over_the_demonstrations_quarters(all_reported: Home) -> None:
    owed = {
        quarter.name: [(row["indicator_code"], row["status"]) for row in rows_of(path)]
        for quarter in sorted(all_reported.published.iterdir())
        for path in quarter.glob("edition-1/missing_returns.csv")
    }
    late = [
        ("PLC-01", "Late"),
        ("PLC-02", "Late"),
        ("PLC-03", "Late"),
        ("PLC-04", "Late"),
        ("PLC-05", "Late"),
        ("PLC-06", "Late"),
    ]
    assert {quarter: rows for quarter, rows in owed.items() if rows} == {
        "2022-23-Q3": late,
        NEWEST: [("PLC-06", "Missing")],
    }
