"""The comparisons with other authorities, against the publisher's own workings and the source behind them.

Oflog's adult social care extract carries its medians and scores, and Defra's workbook the figures behind the waste
metrics. The files are not the project's to ship: see test_oflog_extracts.
"""

import csv
import json
import shutil
from pathlib import Path

import duckdb
import pytest

from pmf_pipeline.definitions import build_definitions
from pmf_pipeline.home import Home, make_home
from pmf_pipeline.runs import run_quarters
from tests.backtests.real import DEFRA, cells
from tests.backtests.test_oflog_extracts import FILES, REAL, ST_HELENS, real_rows
from tests.helpers.homes import NEWEST, figure, land

NEIGHBOURS = REAL / "oflog" / "nearest_neighbours_NN.json"
TOLERANCE = 1e-6

pytestmark = pytest.mark.skipif(
    not all(path.is_file() for path in (*FILES.values(), DEFRA, NEIGHBOURS)),
    reason=f"the real extracts are not in {REAL} (set PMF_REAL_DATA to the folder that holds them)",
)


@pytest.fixture(scope="module")
def as_oflog(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the real extracts and neighbours, run as Oflog counted: false zeros in."""
    home = make_home(tmp_path_factory.mktemp("benchmarks") / "home")
    (home.landing / "oflog").mkdir()
    for name, path in FILES.items():
        shutil.copyfile(path, home.landing / name)
    write_neighbours(home.framework / "neighbours.csv")
    count_false_zeros(home, "include")
    land(home, NEWEST, "place.csv", figure("PLC-01", "72"))
    return compared(home)


@pytest.fixture(scope="module")
def as_reported(as_oflog: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The same home, run as the report counts: false zeros out."""
    path = tmp_path_factory.mktemp("reported") / "home"
    shutil.copytree(as_oflog.path, path)
    home = Home(path)
    count_false_zeros(home, "exclude")
    return compared(home)


def compared(home: Home) -> Home:
    """The home after its newest quarter was run up to the comparisons; the report is test_oflog_extracts'."""
    assets = build_definitions(home.path).resolve_asset_graph().materializable_asset_keys
    (outcome,) = run_quarters(home, [NEWEST], only=sorted(key for key in assets if key.path[0] != "reports"))
    assert outcome.faults == ()
    return home


def count_false_zeros(home: Home, how: str) -> None:
    """Set whether zeros that stand for no figure count."""
    rules = home.framework / "rules.yml"
    lines = rules.read_text(encoding="utf-8").splitlines()
    changed = [f"  false_zeros: {how}" if line.startswith("  false_zeros:") else line for line in lines]
    rules.write_text("\n".join(changed) + "\n", encoding="utf-8")


def write_neighbours(path: Path) -> None:
    """The publisher's nearest neighbours of St Helens, without St Helens itself."""
    codes = [code for code in json.loads(NEIGHBOURS.read_text(encoding="utf-8"))[ST_HELENS] if code != ST_HELENS]
    rows = "".join(f"{ST_HELENS},{code}\n" for code in codes)
    path.write_text(f"area_code,neighbour_code\n{rows}", encoding="utf-8")


def query(home: Home, sql: str) -> list[tuple]:
    """Ask the home's warehouse; `{table}` stands for a table's slices."""
    tables = {folder.name: f"read_parquet('{folder}/*.parquet')" for folder in home.warehouse.iterdir()}
    return duckdb.execute(sql.format(**tables)).fetchall()


def published_workings() -> dict[tuple[str, str, str], tuple[float, float]]:
    """Oflog's median and score for each indicator, year and authority that has a value."""
    return {
        (row["Code"].replace("ASC", "ASC-0"), row["Financial year"], row["Local authority code"]): (
            float(row["MEDIAN"]),
            float(row["MADs_from_median"]),
        )
        for row in real_rows("oflog/adult-social-care.csv")
        if row["Value"].strip()
    }


def own_workings(home: Home) -> dict[tuple[str, str, str], tuple[float, float]]:
    """The same from the warehouse."""
    rows = query(
        home,
        """
        select indicator_code, period, area_code, median, mads_from_median
        from {benchmark_positions} as positions inner join {benchmark_groups} as groups using (indicator_code, period)
        where group_kind = 'england' and indicator_code like 'ASC%'
        """,
    )
    return {(code, period, area): (float(median), float(score)) for code, period, area, median, score in rows}


def differing(ours: dict, theirs: dict) -> list[tuple[str, str, str]]:
    """The cases in which median or score differ by more than the tolerance."""
    return [
        case
        for case in theirs.keys() & ours.keys()
        if any(abs(one - other) > TOLERANCE for one, other in zip(ours[case], theirs[case], strict=True))
    ]


def test_median_and_score_are_the_publisher_s_in_every_case(as_oflog: Home) -> None:
    """With false zeros counted, as Oflog did, all 6,078 medians and scores come out the same."""
    theirs, ours = published_workings(), own_workings(as_oflog)
    assert len(theirs) == 6078
    assert ours.keys() == theirs.keys()
    assert differing(ours, theirs) == []


def test_the_report_differs_only_where_false_zeros_were(as_reported: Home) -> None:
    """Left out, the six false zeros are gone, and only their two groups have another median or score."""
    theirs, ours = published_workings(), own_workings(as_reported)
    gone = theirs.keys() - ours.keys()
    assert {case[:2] for case in gone} == {("ASC-02", "2019-20"), ("ASC-05", "2016-17")}
    assert len(gone) == 6
    assert {case[:2] for case in differing(ours, theirs)} <= {("ASC-02", "2019-20"), ("ASC-05", "2016-17")}


def test_the_council_is_not_its_own_neighbour(as_reported: Home) -> None:
    """Of the publisher's sixteen entries fifteen are neighbours, named in the comparison."""
    ((count, names),) = query(
        as_reported,
        "select neighbours_authorities, neighbours from {benchmark_comparisons} where indicator_code = 'WST-01'",
    )
    assert count == 15
    assert "Halton" in names
    assert "St. Helens" not in names


@pytest.mark.parametrize(("code", "column", "best"), [("WST-01", 7, max), ("WST-02", 6, min)])
def test_the_place_among_neighbours_is_the_source_s(as_reported: Home, code: str, column: int, best) -> None:
    """St Helens' place for recycling and residual waste is the same from Defra's workbook as from Oflog's extract."""
    values = defra_values("2022-23", column)
    with (as_reported.framework / "neighbours.csv").open(encoding="utf-8", newline="") as stream:
        group = [row["neighbour_code"] for row in csv.DictReader(stream)]
    own = values[ST_HELENS]
    better = [code for code in group if values[code] != own and best(values[code], own) == values[code]]
    ((place,),) = query(
        as_reported, f"select neighbours_place from {{benchmark_comparisons}} where indicator_code = '{code}'"
    )
    assert place == 1 + len(better)


def defra_values(year: str, column: int) -> dict[str, float]:
    """One measure of Defra's Table 3 by authority, one decimal as Oflog publishes it."""
    scale = 100 if column == 7 else 1
    return {
        row[2]: round(row[column] * scale, 1)
        for row in cells(DEFRA, "Table_3")
        if row[0] == year and isinstance(row[column], float)
    }
