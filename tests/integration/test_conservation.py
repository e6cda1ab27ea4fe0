"""Nothing landed is lost or counted twice: each file's account, and the gate that stops where it isn't even."""

import hashlib
import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assets import landing
from pmf_pipeline.arrivals import record_arrival
from pmf_pipeline.home import Home, make_home
from pmf_pipeline.reading import accounts, conversion
from resources.slices import SliceStore
from tests.helpers.homes import NEWEST, figure, land, run, slices
from tests.helpers.landing import landed_rows, ods_cell, ods_of, xlsx_of
from tests.helpers.records import checks, fault_of, materialisations, materialise


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home")


def whole_files(home: Home) -> dict[str, tuple[str, str, str]]:
    """Each file that was not read, with its fate, rule and reason."""
    return {
        row["file_name"].removeprefix(f"returns/{NEWEST}/"): (row["fate"], row["rule"], row["reason"])
        for row in landed_rows(home, NEWEST)
        if row["row_number"] is None
    }


def test_each_file_has_its_account_and_its_day_of_receipt(demo: Home, a_copy: Callable[[Home], Home]) -> None:
    rows = landed_rows(a_copy(demo), NEWEST)
    by_file = Counter(row["file_name"] for row in rows if row["row_number"])
    assert by_file
    for row in rows:
        assert row["received_on"] is not None
        if row["row_number"]:
            assert (row["rows_in_file"], row["figures_in_file"]) == (by_file[row["file_name"]],) * 2
    # As the demonstration's story has it, not as the clock does.
    assert all(row["received_on"] == row["submitted_on"] for row in rows if row["fate"] == "accepted")


def test_a_date_is_held_against_the_recorded_day_of_receipt_whenever_it_is_read(home: Home) -> None:
    path = land(home, NEWEST, "place.csv", figure("PLC-01", "5", submitted_on="2023-11-11"))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    record_arrival(home.archive, sha256, path.name, lambda: datetime(2023, 11, 10, 23, 59, tzinfo=UTC))
    (row,) = landed_rows(home, NEWEST)
    assert (row["rule"], row["received_on"]) == ("future_date", date(2023, 11, 10))
    assert "2023-11-11 in submitted_on is after the day on which the file was received, 2023-11-10" in row["reason"]


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ("from reasoned where row_number <> 3", "6 rows and 6 figures; 5 rows and 5 figures"),
        ("from reasoned where not file_name like '%place%'", "nothing became of it"),
        ("from (from reasoned union all from reasoned where row_number = 2)", "of them twice"),
    ],
    ids=["a lost row", "a lost file", "a row counted twice"],
)
def test_a_row_that_the_pipeline_loses_stops_the_quarter(
    spoilt: str, said: str,
    reported: Home, a_copy: Callable[[Home], Home], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    home = a_copy(reported)
    before = slices(home)
    broken = tmp_path / "broken.sql"
    text = conversion.STATEMENT.read_text(encoding="utf-8")
    assert text.count("from reasoned") == 1, "the test spoils a line that is no longer there"
    broken.write_text(text.replace("from reasoned", spoilt), encoding="utf-8")
    monkeypatch.setattr(conversion, "STATEMENT", broken)
    land(home, NEWEST, "housing.csv", figure("PLC-05", "210"))  # something new, for the slice to be made again

    refused = materialise(home, "landing/internal_returns", NEWEST)

    assert said in fault_of(refused)
    check = checks(home, refused.run_id)["landing/internal_returns", "every_row_is_accounted_for"]
    assert (check.passed, check.severity.value, check.blocking) == (False, "ERROR", True)
    assert materialisations(home, refused.run_id) == []
    assert slices(home) == before


def test_the_same_content_under_another_name_is_not_counted_twice(home: Home) -> None:
    first = land(home, NEWEST, "place.csv", figure("PLC-01", "5"), figure("PLC-02", "80"))
    (first.parent / "place--2.csv").write_bytes(first.read_bytes())
    rows = landed_rows(home, NEWEST)
    assert [row["file_name"] for row in rows if row["fate"] == "accepted"] == [f"returns/{NEWEST}/place--2.csv"] * 2
    fate, rule, reason = whole_files(home)["place.csv"]
    assert (fate, rule) == ("left_out", "same_content")
    assert f"landing/returns/{NEWEST}/place--2.csv, which is read; it is not counted twice" in reason


def test_a_service_may_return_to_an_earlier_version(home: Home) -> None:
    first = land(home, NEWEST, "place.csv", figure("PLC-01", "5"))
    land(home, NEWEST, "place--2.csv", figure("PLC-01", "50", submitted_on="2023-11-11"))
    (first.parent / "place--3.csv").write_bytes(first.read_bytes())
    accepted = [row["file_name"] for row in landed_rows(home, NEWEST) if row["fate"] == "accepted"]
    assert [name.split("/")[-1] for name in accepted] == ["place--2.csv", "place--3.csv"]
    assert whole_files(home).keys() == {"place.csv"}


def test_of_a_publisher_s_files_with_the_same_content_the_one_that_counts_is_read(home: Home) -> None:
    folder = home.landing / "oflog"
    folder.mkdir()
    header = "areaCode,metric,period,year_start,value"
    for name, value in (("waste-longer-name", 34), ("waste-m", 35), ("waste-z", 34)):
        row = f"E08000013,Household waste recycling rate,2022-23,2022,{value}"
        (folder / f"{name}.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    rows = landed_rows(home, "oflog_waste", source="oflog_waste")
    assert {row["file_name"]: row["rule"] for row in rows} == {
        "oflog/waste-longer-name.csv": "same_content", "oflog/waste-m.csv": None, "oflog/waste-z.csv": None,
    }  # fmt: skip


def test_names_that_differ_in_capital_letters_alone_are_no_versions(home: Home) -> None:
    land(home, NEWEST, "Place.csv", figure("PLC-01", "5"))
    land(home, NEWEST, "place.csv", figure("PLC-01", "6"))
    fate, rule, reason = whole_files(home)["place.csv"]
    assert (fate, rule) == ("quarantined", "unreadable_file")
    assert f"the name of landing/returns/{NEWEST}/Place.csv but for capital letters" in reason


def hostile_folder(home: Home) -> dict[str, tuple[str, str]]:
    """A quarter's folder full of what must not be read beside two sound returns: each with its fate and reason."""
    folder = land(home, NEWEST, "place.csv", figure("PLC-01", "5"), figure("PLC-02", "80")).parent
    land(home, NEWEST, "housing.csv", figure("PLC-05", "210"))
    (home.path / "secret.csv").write_text("indicator_code\n", encoding="utf-8")
    (folder / "linked.csv").symlink_to(home.path / "secret.csv")
    (folder / "two\nlines.csv").write_bytes((folder / "place.csv").read_bytes() + b"\n")
    (folder / "empty.xlsx").write_bytes(b"")
    (folder / "bomb.ods").write_bytes(
        ods_of(f'<table:table-row table:number-rows-repeated="4000">{ods_cell("x", 16_000)}</table:table-row>')
    )
    (folder / "corners.xlsx").write_bytes(xlsx_of('<row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'))
    (folder / "letter.pdf").write_bytes(b"%PDF-1.7")
    (folder / "binary.csv").write_bytes(b"\0" * 100)
    (folder / "unclosed.csv").write_text('indicator_code,"period\n' * 20_000, encoding="utf-8")
    (folder / "more").mkdir()
    (folder / "more" / "social-care.csv").write_text("x", encoding="utf-8")
    os.mkfifo(folder / "pipe.csv")
    return {
        "linked.csv": ("quarantined", "leads out of the landing folder"),
        "two\\nlines.csv": ("quarantined", "Rename it"),
        "empty.xlsx": ("quarantined", "is empty"),
        "bomb.ods": ("quarantined", "over too many cells"),
        "corners.xlsx": ("quarantined", "over too many cells"),
        "letter.pdf": ("quarantined", "Send CSV, XLSX or ODS"),
        "binary.csv": ("quarantined", "binary data"),
        "unclosed.csv": ("quarantined", ""),
        "more": ("left_out", "is a folder"),
        "pipe.csv": ("left_out", "a pipe, a socket or a device"),
    }


def test_hostile_files_are_each_named_with_their_reason_and_harm_no_other(home: Home) -> None:
    expected = hostile_folder(home)
    found = whole_files(home)
    assert found.keys() == expected.keys()
    for name, (fate, reason) in expected.items():
        assert found[name][0] == fate, name
        assert reason in found[name][2], name
    sound = [row for row in landed_rows(home, NEWEST) if row["row_number"]]
    assert {row["measure"]: (row["value"], row["fate"]) for row in sound} == {
        "PLC-01": (5, "accepted"),
        "PLC-02": (80, "accepted"),
        "PLC-05": (210, "accepted"),
    }


def test_what_cannot_be_a_return_is_named_and_stops_nothing(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(reported)
    (home.returns / NEWEST / "more").mkdir()
    (home.returns / NEWEST / "more" / "housing.csv").write_text("x", encoding="utf-8")
    outcome = materialise(home, "landing/internal_returns", NEWEST)
    assert outcome.success
    check = checks(home, outcome.run_id)["landing/internal_returns", "nothing_but_files"]
    assert (check.passed, check.severity.value, check.blocking) == (False, "WARN", False)
    assert check.metadata["rows"].records[0].data["origin"] == f"landing/returns/{NEWEST}/more"


def test_a_reader_that_breaks_refuses_that_file_alone(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from pmf_pipeline.reading import opening

    land(home, NEWEST, "place.csv", figure("PLC-01", "5"))
    land(home, NEWEST, "housing.csv", figure("PLC-05", "210"))
    sound = opening.read_raw_rows

    def broken(content: bytes, name: str, spec: object) -> object:
        if name == "housing.csv":
            raise IndexError("list index out of range")
        return sound(content, name, spec)  # type: ignore[arg-type]

    monkeypatch.setattr(opening, "read_raw_rows", broken)
    _, rule, reason = whole_files(home)["housing.csv"]
    assert rule == "unreadable_file"
    assert "broke its reader (IndexError: list index out of range)" in reason
    assert [row["measure"] for row in landed_rows(home, NEWEST) if row["fate"] == "accepted"] == ["PLC-01"]


def test_versions_are_ordered_as_the_conversion_orders_them(home: Home) -> None:
    """A refused row is mended by the first file after it that gives its figure."""
    values = {"housing--10.csv": "212", "housing--9.csv": "many", "housing--2.csv": "211", "housing.csv": "few"}
    for name, value in values.items():
        land(home, NEWEST, name, figure("PLC-05", value))
    in_order = sorted(values, key=accounts.version)
    after = {name: in_order[at + 1] for at, name in enumerate(in_order) if values[name] in ("few", "many")}
    released = {row["file_name"].split("/")[-1]: row["released_by"] for row in landed_rows(home, NEWEST)}
    assert {name: f"returns/{NEWEST}/{by}" for name, by in after.items()} == {
        name: by for name, by in released.items() if by is not None
    }
    assert after == {"housing.csv": "housing--2.csv", "housing--9.csv": "housing--10.csv"}


def test_files_read_one_at_a_time_come_to_the_same(
    demo: Home, a_copy: Callable[[Home], Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_copy(demo)
    (first,) = (home.landing / "oflog").glob("waste*.csv")
    header, *lines = first.read_text(encoding="utf-8").splitlines(keepends=True)
    (first.parent / "waste-part.csv").write_text("".join([header, *lines[:30], lines[0]]), encoding="utf-8")
    (first.parent / "waste-again.csv").write_bytes(first.read_bytes())
    (first.parent / "waste-wrong.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    together = landed_rows(home, "oflog_waste", source="oflog_waste")
    monkeypatch.setattr(landing, "BYTES_AT_A_TIME", 0)
    assert landed_rows(home, "oflog_waste", source="oflog_waste") == together
    assert Counter((row["file_name"], row["rule"]) for row in together if row["rule"]) == {
        ("oflog/waste-part.csv", "repeated_row"): 2,
        ("oflog/waste-again.csv", "same_content"): 1,
        ("oflog/waste-wrong.csv", "unreadable_file"): 1,
    }


def test_quarters_read_one_at_a_time_come_to_the_same(
    demo: Home, a_copy: Callable[[Home], Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_copy(demo)
    quarters = sorted(folder.name for folder in home.returns.iterdir())
    (home.returns / quarters[-2] / "place.ods").write_bytes(b"no workbook")
    together = landed_rows(home, *quarters)
    monkeypatch.setattr(landing, "BYTES_AT_A_TIME", 0)
    assert landed_rows(home, *quarters) == together
    assert {row["quarter"] for row in together} == set(quarters)
    # What the service sent for the next quarter mends nothing of this one.
    [refused] = [row for row in together if row["file_name"] == f"returns/{quarters[-2]}/place.ods"]
    assert (refused["rule"], refused["released_by"]) == ("unreadable_file", None)


def test_a_file_published_again_under_another_name_stays_one(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(reported)
    (first,) = (home.landing / "oflog").glob("waste*.csv")
    (first.parent / "waste-again.csv").write_bytes(first.read_bytes())
    assert run(home, NEWEST).faults == ()
    passport = SliceStore(home).passport("published_figures", "oflog_waste")
    before = SliceStore(reported).passport("published_figures", "oflog_waste")
    assert passport is not None
    assert before is not None
    assert passport.rows == before.rows + 1
    (warned,) = [verdict for verdict in passport.verdicts if verdict.rule == "no_content_twice"]
    assert warned.outcome == "failed"
    assert "waste-again.csv" in warned.detail
