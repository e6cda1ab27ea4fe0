"""The two real Oflog extracts, run through a home of their own, against figures read from the files by hand."""

import csv
import shutil
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pytest

from pmf_pipeline.home import Home, make_home
from tests.backtests.real import REAL, ST_HELENS
from tests.faults.alarms import OF_REAL_FILES
from tests.helpers.homes import NEWEST, edition, figure, land, rows_of, run
from tests.helpers.proof import prove, prove_cells, traces_of

FILES = {
    "oflog/adult-social-care.csv": REAL / "oflog" / "oflog_asc_long_ASC_data.csv",
    "oflog/waste.csv": REAL / "oflog" / "oflog_waste_long.csv",
}
ABOUT_RETURNS = ("missing_returns", "scorecard")  # of which this home has only one
ROWS = {"oflog_adult_social_care": 6376, "oflog_waste": 7458}

pytestmark = pytest.mark.skipif(
    not all(path.is_file() for path in FILES.values()),
    reason=f"the real Oflog extracts are not in {REAL} (set PMF_REAL_DATA to the folder that holds oflog/)",
)


@dataclass(frozen=True)
class Layout:
    """Where a real file has what."""

    area: str
    measure: str
    period: str
    value: str


LAYOUTS = {
    "oflog/adult-social-care.csv": Layout("Local authority code", "Code", "Financial year", "Value"),
    "oflog/waste.csv": Layout("areaCode", "metric", "period", "value"),
}
MEASURES = {
    "WST-01": ("oflog/waste.csv", "Household waste recycling rate"),
    "WST-02": ("oflog/waste.csv", "Residual household waste"),
    "WST-03": ("oflog/waste.csv", "Recycling contamination rate"),
    **{f"ASC-0{number}": ("oflog/adult-social-care.csv", f"ASC{number}") for number in range(1, 8)},
}


def real_rows(name: str) -> list[dict[str, str]]:
    with FILES[name].open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def series(code: str) -> dict[str, Decimal]:
    """St Helens' figures of one indicator in the real file, by year: only those that have a value."""
    name, measure = MEASURES[code]
    layout = LAYOUTS[name]
    mine = [row for row in real_rows(name) if (row[layout.area], row[layout.measure]) == (ST_HELENS, measure)]
    return {row[layout.period]: Decimal(row[layout.value]) for row in mine if row[layout.value].strip()}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the real extracts and one small return, after its quarter was run."""
    made = make_home(tmp_path_factory.mktemp("oflog") / "home")
    (made.landing / "oflog").mkdir()
    for name, path in FILES.items():
        shutil.copyfile(path, made.landing / name)
    land(made, NEWEST, "place.csv", figure("PLC-01", "72"), figure("PLC-05", "108"))
    assert run(made, NEWEST).faults == ()
    return made


@pytest.fixture(scope="module")
def scorecard(home: Home) -> dict[str, dict[str, str]]:
    return {row["indicator_code"]: row for row in rows_of(edition(home) / "scorecard.csv")}


def test_every_row_of_both_files_is_accounted_for(home: Home) -> None:
    query = "select source, fate, count(*) from read_parquet(?) group by all"
    slices = str(home.warehouse / "published_figures" / "*.parquet")
    fates = {(source, fate): count for source, fate, count in duckdb.execute(query, [slices]).fetchall()}
    assert fates == {(source, "accepted"): count for source, count in ROWS.items()}


def test_the_gates_raise_the_alarms_that_are_listed(home: Home) -> None:
    told = [row for row in rows_of(edition(home) / "waivers_and_warnings.csv") if row["table"] not in ABOUT_RETURNS]
    found = Counter((row["rule"], row["indicator_code"]) for row in told)
    assert found == {(alarm.rule, alarm.about): alarm.rows for alarm in OF_REAL_FILES if alarm.where in ROWS}


def test_every_row_stands_in_the_warehouse_as_the_file_has_it(home: Home) -> None:
    query = "select file_name, area_code, measure, period, value, marker from read_parquet(?)"
    slices = str(home.warehouse / "published_figures" / "*.parquet")
    found = Counter(duckdb.execute(query, [slices]).fetchall())
    expected: Counter[tuple[object, ...]] = Counter()
    for name, layout in LAYOUTS.items():
        for row in real_rows(name):
            text = row[layout.value].strip()
            value = Decimal(text).quantize(Decimal("1e-18")) if text else None
            place = (name, row[layout.area], row[layout.measure], row[layout.period])
            expected[*place, value, None if text else "x"] += 1
    assert found == expected


def test_blank_values_are_marked_and_never_zero(home: Home) -> None:
    query = "select count(*) from read_parquet(?) where marker = 'x' and value is null and raw_value is null"
    slices = str(home.warehouse / "published_figures" / "oflog_adult_social_care.parquet")
    assert duckdb.execute(query, [slices]).fetchone() == (298,)


@pytest.mark.parametrize(
    ("code", "outturn"),
    [
        ("WST-01", "34.0"),
        ("WST-02", "485.6"),
        ("WST-03", "0.2"),
        ("ASC-02", "0.408"),
        ("ASC-05", "61.4"),
        ("ASC-07", "25.3"),
    ],
)
def test_the_council_s_published_figures_for_2022_23(
    code: str, outturn: str, scorecard: dict[str, dict[str, str]]
) -> None:
    assert (scorecard[code]["period"], scorecard[code]["outturn"]) == ("2022-23", outturn)


@pytest.mark.parametrize("code", MEASURES)
def test_each_figure_is_the_latest_and_stands_beside_the_one_reported_before(
    code: str, scorecard: dict[str, dict[str, str]]
) -> None:
    *_, before, latest = sorted(series(code))
    row = scorecard[code]
    step = Decimal(row["outturn"]) * 0 + Decimal(1).scaleb(-len(row["outturn"].partition(".")[2]))
    assert (row["period"], row["previous_period"]) == (latest, before)
    assert row["outturn"] == str(series(code)[latest].quantize(step, ROUND_HALF_UP))
    assert row["previous"] == str(series(code)[before].quantize(step, ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("code", "period", "previous"),
    [("ASC-01", "2021-22", "2018-19"), ("ASC-04", "2021-22", "2018-19"), ("ASC-02", "2022-23", "2021-22")],
)
def test_surveys_skip_years(code: str, period: str, previous: str, scorecard: dict[str, dict[str, str]]) -> None:
    assert (scorecard[code]["period"], scorecard[code]["previous_period"]) == (period, previous)


def test_every_shown_figure_is_a_row_of_the_real_file(home: Home) -> None:
    figures = [row for row in rows_of(edition(home) / "figures.csv") if row["file_name"] in FILES]
    assert len(figures) == 2 * len(MEASURES)
    for row in figures:
        layout = LAYOUTS[row["file_name"]]
        with FILES[row["file_name"]].open(encoding="utf-8", newline="") as stream:
            lines = list(csv.reader(stream))
        header, line = lines[0], lines[int(row["row_number"]) - 1]
        real = dict(zip(header, line, strict=True))
        name, measure = MEASURES[row["indicator_code"]]
        assert (name, ST_HELENS) == (row["file_name"], row["area_code"])
        assert (real[layout.area], real[layout.measure], real[layout.period]) == (ST_HELENS, measure, row["period"])
        assert row["cell"] == f"{'ABCDEFGHIJKL'[header.index(layout.value)]}{row['row_number']}"
        assert real[layout.value] == row["raw_value"]
        assert Decimal(real[layout.value]) == Decimal(row["exact_value"])
        step = Decimal(1).scaleb(-len(row["published_value"].partition(".")[2]))
        rounded = Decimal(row["raw_value"]).quantize(step, ROUND_HALF_UP)
        assert Decimal(row["published_value"]) == rounded


def test_every_figure_of_both_files_is_in_the_archived_cell_that_its_row_names(home: Home) -> None:
    proved, faults = prove_cells(home)
    assert faults == []
    assert proved == sum(ROWS.values())


def test_every_figure_of_the_report_is_worked_out_again_from_its_cells(
    home: Home, scorecard: dict[str, dict[str, str]]
) -> None:
    traces = traces_of(home)
    counts, faults = prove(traces)
    assert faults == []
    assert counts["proved"] == sum(1 for row in scorecard.values() if row["outturn"])
    assert {trace.subject.indicator_code for trace in traces} == set(scorecard)
    compared = [member for trace in traces if trace.comparison for member in trace.comparison.members]
    assert all(Decimal(str(member.text)) == member.value for member in compared)
    assert len(compared) > 1000
