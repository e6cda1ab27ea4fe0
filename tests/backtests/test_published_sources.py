"""The departments' own files, read by the specifications that ship: every row, symbol, footnote and total counted.

Against Oflog's extract of the same figures, and against counts made by hand. The files are in `real`.
"""

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from assets.notices import notices
from pmf_pipeline.home import Home, make_home
from pmf_pipeline.project import load_project
from pmf_pipeline.runs import run_quarters
from resources.states import States
from tests.backtests.real import DEFRA, DFT, MHCLG, REAL, ST_HELENS, below, cells
from tests.faults.alarms import OF_REAL_FILES
from tests.helpers.homes import NEWEST, figure, land
from tests.helpers.proof import prove_cells

OFLOG = REAL / "oflog" / "oflog_waste_long.csv"
LANDED = {
    "defra/LA_collected_waste_2023-24.ods": DEFRA,
    "dft/RDC0120_road_condition.ods": DFT,
    "mhclg/RS_2017-18.xlsx": MHCLG,
}
INDICATORS = {
    "WST-01": ("defra_waste_rates", "Household waste recycling rate", "%"),
    "WST-02": ("defra_waste_rates", "Residual household waste", "kg per household"),
    "WST-03": ("defra_waste_tonnages", "Recycling contamination rate", "%"),
    "RDS-01": ("dft_road_condition", "A roads", "%"),
    "RDS-02": ("dft_road_condition", "B and C roads", "%"),
    "FIN-01": ("mhclg_revenue_summary", "Service Expenditure | 190 | Education services", "£"),
}
STAGED = ("stg_derived_figures", "stg_published_figures", "refused_figures")
JUDGED = ("stg_returns", "year_to_date", "suppressions", "outturns", "plausibility")
COMPARED = ("benchmark_values", "benchmark_groups")
SHEETS = {"RDC0120_A_Roads_and_Motorways": "A roads", "RDC0120_B_and_C_Roads": "B and C roads"}

pytestmark = pytest.mark.skipif(
    not all(path.is_file() for path in (*LANDED.values(), OFLOG)),
    reason=f"the real files are not in {REAL} (set PMF_REAL_DATA to the folder that holds them)",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the departments' files, its waste indicators taken from Defra; landed and judged, not reported."""
    made = make_home(tmp_path_factory.mktemp("departments") / "home")
    take_from_departments(made.framework / "indicators.csv")
    for name, path in LANDED.items():
        (made.landing / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(path, made.landing / name)
    land(made, NEWEST, "place.csv", figure("PLC-01", "72"))
    sources = {source for source, _, _ in INDICATORS.values()}
    only = [dg.AssetKey(["landing", name]) for name in (*sources, "internal_returns")]
    only += [dg.AssetKey(["outturns", name]) for name in (*STAGED, *JUDGED)]
    only += [dg.AssetKey(["comparisons", name]) for name in COMPARED]
    (outcome,) = run_quarters(made, [NEWEST], only=only)
    assert outcome.faults == ()
    return made


def take_from_departments(path: Path) -> None:
    """Let indicators.csv take its figures from the departments' files."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = {row["indicator_code"]: row for row in csv.DictReader(stream)}
    for code, (source, measure, unit) in INDICATORS.items():
        row = dict(rows.get(code) or {**rows["WST-01"], "indicator_code": code, "title": code, "decimals": "0"})
        rows[code] = row | {"source": source, "source_measure": measure, "unit": unit}
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows["WST-01"])
        writer.writeheader()
        writer.writerows(rows.values())


def ask(home: Home, sql: str) -> list[Any]:
    """Ask the home's warehouse; `{table}` stands for a table's slices."""
    tables = {folder.name: f"read_parquet('{folder}/*.parquet')" for folder in home.warehouse.iterdir()}
    return duckdb.execute(sql.format(**tables)).fetchall()


def landed_fates(home: Home, source: str) -> dict[tuple[str, str | None], tuple[int, int]]:
    """Fate and rule to the number of figures and of rows of the file."""
    query = f"""
        select fate, rule, count(*), count(distinct (sheet, row_number))
        from {{published_figures}} where source = '{source}' group by all
    """
    return {(fate, rule): (figures, rows) for fate, rule, figures, rows in ask(home, query)}


def markers(home: Home, source: str, sheet: str = "%") -> Counter[tuple[str, str]]:
    """How often each text that is no number stands for each marker."""
    query = f"""
        select raw_value, marker, count(*) from {{published_figures}}
        where source = '{source}' and sheet like '{sheet}' and value is null and raw_value is not null group by all
    """
    return Counter({(text, marker): count for text, marker, count in ask(home, query)})


def oflog(measure: str) -> dict[tuple[str, str], Decimal]:
    with OFLOG.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["metric"] == measure]
    return {(row["areaCode"], row["period"]): Decimal(row["value"]) for row in rows}


def staged(home: Home, code: str) -> dict[tuple[str, str], tuple[Decimal | None, str]]:
    """Authority and period to the figure at one decimal, and the code that the file gives it under."""
    query = f"""
        select area_code, period, value, reported_area_code from {{stg_published_figures}}
        where indicator_code = '{code}'
    """
    step = Decimal("0.1")
    return {
        (area, period): (None if value is None else value.quantize(step, ROUND_HALF_UP), reported)
        for area, period, value, reported in ask(home, query)
    }


def test_the_gates_raise_the_alarms_that_are_listed(home: Home) -> None:
    """Every rule of landing, plausibility and comparison, over every row of the real files."""
    found = Counter(
        (row["slice"], row["rule"], str(row["found"]).partition("area_code ")[2].partition(",")[0])
        for row in notices(States(load_project(home.path)), NEWEST)
    )
    sources = {source for source, _, _ in INDICATORS.values()}
    listed = [alarm for alarm in OF_REAL_FILES if alarm.where in sources]
    assert found == {(alarm.where, alarm.rule, alarm.about): alarm.rows for alarm in listed}


@pytest.mark.parametrize(
    ("code", "measure", "same_code", "other_code"),
    [
        ("WST-01", "Household waste recycling rate", 2454, 32),
        ("WST-02", "Residual household waste", 2454, 32),
        ("WST-03", "Recycling contamination rate", 2469, 17),
    ],
)
def test_defra_gives_every_figure_that_oflog_publishes(
    code: str, measure: str, same_code: int, other_code: int, home: Home
) -> None:
    published, derived = oflog(measure), staged(home, code)
    assert {place: derived[place][0] for place in published} == published
    in_file = codes_in_file("Table_1" if code == "WST-03" else "Table_3")
    assert Counter(place in in_file for place in published) == {True: same_code, False: other_code}


def codes_in_file(sheet: str) -> set[tuple[str, str]]:
    """The code and year of every row of a table of Defra's."""
    return {(row[2], row[0]) for row in below(DEFRA, sheet, 4)}


@pytest.mark.parametrize("member", ["E07000008", "E07000012"])
def test_a_joint_figure_reaches_each_member_as_oflog_repeats_it(member: str, home: Home) -> None:
    ours = {period: found for (area, period), found in staged(home, "WST-01").items() if area == member}
    joint = {period: value for period, (value, reported) in ours.items() if reported == "E50000008"}
    theirs = oflog("Household waste recycling rate")
    assert joint == {p: v for (a, p), v in theirs.items() if a == member and p >= "2016-17"} | {
        "2023-24": Decimal("48.6")
    }


def test_a_negative_tonnage_of_rejects_is_a_rate_of_nothing(home: Home) -> None:
    query = (
        "select area_code, period, value from {stg_published_figures} where indicator_code = 'WST-03' and numerator < 0"
    )
    negative = {(area, period): value for area, period, value in ask(home, query)}
    below_nothing = {
        (row[2], row[0]) for row in below(DEFRA, "Table_1", 4) if isinstance(row[15], float) and row[15] < 0
    }
    published = oflog("Recycling contamination rate")
    assert len(below_nothing & published.keys()) == 111
    assert below_nothing & published.keys() <= negative.keys()
    assert set(negative.values()) == {0}


def test_a_derived_figure_leads_to_both_its_cells(home: Home) -> None:
    query = f"""
        select cell, raw_value, row_number, value from {{stg_published_figures}}
        where indicator_code = 'WST-03' and area_code = '{ST_HELENS}' and period = '2022-23'
    """
    ((cell, raw, row, value),) = ask(home, query)
    line = cells(DEFRA, "Table_1")[row - 1]
    assert (line[0], line[2], cell) == ("2022-23", ST_HELENS, f"P{row} / I{row}")
    assert raw == f"{line[15]:.0f} / {line[8]:.0f}"
    assert value == Decimal(oflog("Recycling contamination rate")[ST_HELENS, "2022-23"])


def test_every_row_of_defra_s_rates_ends_somewhere(home: Home) -> None:
    rows = below(DEFRA, "Table_3", 4)
    fates = landed_fates(home, "defra_waste_rates")
    assert fates[("left_out", "footnote")] == (24, 24)
    assert fates[("left_out", "total")] == (4 * 140, 140)
    assert fates[("left_out", "disposal_authority")] == (4 * 434, 434)
    # Somerset's waste partnership and two districts under one cell's two codes are nobody's here.
    assert fates[("quarantined", "unknown_area")] == (2 * 7, 7)
    assert fates[("accepted", None)] == (2 * 4382, 4382)
    assert len(rows) == 24 + 140 + 434 + 7 + 4382
    assert sum(count for count, _ in fates.values()) == 4 * (len(rows) - 24) + 24


def test_every_symbol_of_defra_is_a_marker(home: Home) -> None:
    assert markers(home, "defra_waste_rates") == {("-", "z"): 3102, (":", "x"): 54}
    assert markers(home, "defra_waste_tonnages") == {(":", "x"): 17}


def test_defra_s_footnotes_are_kept_as_notes(home: Home) -> None:
    query = "select sheet, row_number, notes from {published_figures} where source like 'defra%' and rule = 'footnote'"
    notes = {(sheet, row): text for sheet, row, text in ask(home, query)}
    assert len(notes) == 24 + 26
    for (sheet, row), text in notes.items():
        assert text.split() == " ".join(str(cell) for cell in cells(DEFRA, sheet)[row - 1]).split()


def test_every_cell_of_the_road_tables_is_a_figure_or_a_marker(home: Home) -> None:
    assert landed_fates(home, "dft_road_condition") == {("accepted", None): (2 * 160 * 18, 2 * 160)}
    found = {sheet: markers(home, "dft_road_condition", sheet) for sheet in SHEETS}
    a_roads, b_and_c = found.values()
    assert a_roads == {("[x]", "x"): 113, ("[y]", "x"): 14, ("[z]", "z"): 148}
    assert b_and_c == {("[x]", "x"): 159, ("[y]", "x"): 27, ("[z]", "z"): 148}


@pytest.mark.parametrize(
    ("code", "period", "value", "marker", "cell"),
    [
        ("RDS-01", "2024-25", 6, None, "U36"),
        ("RDS-01", "2023-24", 6, "r", "T36"),
        ("RDS-01", "2020-21", None, "x", "Q36"),
        ("RDS-02", "2024-25", 11, None, "U36"),
        ("RDS-02", "2020-21", None, "x", "Q36"),
    ],
)
def test_st_helens_roads(code: str, period: str, value: int | None, marker: str | None, cell: str, home: Home) -> None:
    query = f"""
        select value, marker, cell from {{stg_published_figures}}
        where indicator_code = '{code}' and area_code = '{ST_HELENS}' and period = '{period}'
    """
    assert ask(home, query) == [(value, marker, cell)]


def test_a_road_note_counts_for_the_cells_it_names_and_no_others(home: Home) -> None:
    named: Counter[tuple[str, str]] = Counter()
    for sheet in SHEETS:
        for row in below(DFT, sheet, 5):
            for part in str(row[-1]).replace(" and ", ", ").split("["):
                tag, _, rest = part.partition("] applies to ")
                named[sheet, tag] += sum(1 for word in rest.replace(",", " ").split() if word[-1:].isdigit())
    query = """
        select sheet, tag, count(*) from (
            select sheet, unnest(string_split(coalesce(notes, ''), '; ')) as tag
            from {published_figures} where source = 'dft_road_condition'
        ) where tag in ('note 7', 'note 8') group by all
    """
    noted = {(sheet, tag.removeprefix("note ")): count for sheet, tag, count in ask(home, query)}
    assert noted == {key: count for key, count in named.items() if key[1] in ("7", "8")}


def test_a_road_figure_is_revised_where_the_notes_say_so(home: Home) -> None:
    query = "select sheet, cell from {published_figures} where source = 'dft_road_condition' and marker = 'r'"
    assert set(ask(home, query)) == {(sheet, cell) for sheet, cell, text in revised_cells() if not text.startswith("[")}
    assert Counter(text for _, _, text in revised_cells() if text.startswith("[")) == {"[y]": 17, "[x]": 5}


def revised_cells() -> Iterator[tuple[str, str, str]]:
    """Sheet, cell and text of each cell that a Notes column calls revised."""
    for sheet in SHEETS:
        for row in below(DFT, sheet, 5):
            _, _, rest = str(row[-1]).partition("[r] applies to ")
            for word in rest.replace(",", " ").replace("and", " ").split():
                yield sheet, word, str(row[ord(word[0]) - ord("A")])


def test_every_cell_of_the_revenue_summary_ends_somewhere(home: Home) -> None:
    rows = below(MHCLG, "RS LA Data 2017-18", 7)
    fates = landed_fates(home, "mhclg_revenue_summary")
    assert {key: rows for key, (_, rows) in fates.items() if key[1] in ("footnote", "total", "other_authority")} == {
        ("left_out", "footnote"): 10,
        ("left_out", "total"): 8,
        ("left_out", "other_authority"): 92,
    }
    # The publisher gives North Yorkshire a code that no authority has.
    assert fates[("quarantined", "unknown_area")] == (1, 1)
    assert fates[("accepted", None)] == (352, 352)
    assert len(rows) == 10 + 8 + 92 + 353
    missing = markers(home, "mhclg_revenue_summary")
    assert (missing["...", "x"], missing["…", "x"]) == (886, 95)


def test_thousands_of_pounds_are_pounds_and_only_st_helens_is_st_helens(home: Home) -> None:
    query = f"""
        select area_name, value, raw_value from {{published_figures}}
        where source = 'mhclg_revenue_summary' and fate = 'accepted' and area_code = '{ST_HELENS}'
    """
    assert ask(home, query) == [("St Helens", Decimal(137496000), "137496")]
    query = (
        "select distinct fate, rule, area_code from {published_figures} where area_name like 'The Halton%St Helens%'"
    )
    assert ask(home, query) == [("left_out", "other_authority", "E47000004")]


def test_every_figure_is_in_the_archived_cell_that_its_row_names(home: Home) -> None:
    proved, faults = prove_cells(home)
    assert faults == []
    assert [(proved,)] == ask(home, "select count(*) from {published_figures} where fate = 'accepted'")
    assert proved > 20_000


def test_a_derived_figure_names_both_the_cells_it_is_derived_from(home: Home) -> None:
    derived = "source = 'defra_waste_tonnages' and raw_value is not null"
    proved, faults = prove_cells(home, "stg_published_figures", derived)
    assert faults == []
    assert [(proved,)] == ask(
        home, f"select count(*) from {{stg_published_figures}} where {derived} and cell like '% / %'"
    )
    assert proved > 2_000
