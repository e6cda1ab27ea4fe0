"""The demonstration's returns: complete but for the faults told, plausible, and readable as real ones are."""

import csv
import shutil
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineError, CalamineWorkbook

from pmf_pipeline.demo import write_demo
from pmf_pipeline.reading.accounts import version
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE

HEADER = [
    *("indicator_code", "period", "value", "numerator", "denominator", "marker", "commentary"),
    *("submitted_by", "submitted_on"),
]
LAST = "2023-24-Q2"
CUT_OFF = "2023-24-Q2/childrens-services.xlsx"


def framework(name: str) -> list[dict[str, str]]:
    with (FRAMEWORK_TEMPLATE / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


INDICATORS = {row["indicator_code"]: row for row in framework("indicators") if row["source"] == "internal_returns"}
CALENDAR = {row["quarter"]: row for row in framework("calendar") if row["quarter"] <= LAST}


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("demo")
    shutil.copytree(FRAMEWORK_TEMPLATE, home / "framework")
    write_demo(home)
    return home / "landing" / "returns"


def read(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as stream:
            header, *cells = csv.reader(stream)
    else:
        header, *cells = CalamineWorkbook.from_path(path).get_sheet_by_name("Return").to_python()
    assert header == HEADER
    return [dict(zip(header, row, strict=True)) for row in cells]


def in_order(folder: Path) -> list[Path]:
    """The readable files, each service's in the order that they follow one another."""
    readable = (path for path in folder.iterdir() if f"{folder.name}/{path.name}" != CUT_OFF)
    return sorted(readable, key=lambda path: version(path.name))


@pytest.fixture(scope="module")
def latest(returns: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """The last row sent for each indicator and period."""
    paths = (path for quarter in sorted(CALENDAR) for path in in_order(returns / quarter))
    return {(row["indicator_code"], row["period"]): row for path in paths for row in read(path)}


def figure(row: dict[str, Any]) -> Decimal | None:
    if row["numerator"] != "":
        return 100 * Decimal(str(row["numerator"])) / Decimal(str(row["denominator"]))
    return None if row["value"] == "" else Decimal(str(row["value"]))


def active(indicator: dict[str, str], quarter: str) -> bool:
    end = CALENDAR[quarter]["period_end"]
    return indicator["valid_from"] <= end <= (indicator["valid_to"] or "9999")


def test_all_ten_quarters_have_four_services(returns: Path) -> None:
    assert sorted(path.name for path in returns.iterdir()) == sorted(CALENDAR)
    assert len(CALENDAR) == 10
    for quarter in CALENDAR:
        services = {path.stem.partition("--")[0] for path in (returns / quarter).iterdir()}
        assert services == {"adult-social-care", "childrens-services", "corporate-services", "place"}


def test_every_active_indicator_has_a_row_except_the_one_left_out(latest: dict[tuple[str, str], Any]) -> None:
    quarterly = {code: row for code, row in INDICATORS.items() if row["frequency"] == "quarterly"}
    expected = {(code, quarter) for code, row in quarterly.items() for quarter in CALENDAR if active(row, quarter)}
    annual = {("CYP-07", year) for year in ("2020-21", "2021-22", "2022-23")}
    assert (expected | annual) - set(latest) == {("PLC-06", LAST)}
    assert set(latest) <= expected | annual


def test_each_row_has_a_value_or_a_count_of_a_whole_or_a_marker(latest: dict[tuple[str, str], Any]) -> None:
    forms = Counter()
    for row in latest.values():
        form = tuple(row[column] != "" for column in ("value", "numerator", "denominator"))
        forms[form] += 1
        if form == (False, False, False):
            assert row["marker"] == "[x]"
            assert row["commentary"].startswith("Not available")
        assert row["submitted_by"].endswith("(synthetic)")
    assert set(forms) == {(True, False, False), (False, True, True), (False, False, False)}


def test_markers_tell_the_story(latest: dict[tuple[str, str], Any]) -> None:
    marked = defaultdict(set)
    for (code, period), row in latest.items():
        marked[row["marker"]].add((code, period))
    assert marked["[x]"] == {("ASC-12", LAST), ("PLC-02", "2022-23-Q1")}
    assert marked["[r]"] == {("ASC-08", "2023-24-Q1"), ("ASC-11", "2023-24-Q1")}
    assert len(marked["[p]"]) >= 4
    assert {period for _, period in marked["[p]"]} == {LAST}
    assert set(marked) == {"", "[p]", "[r]", "[x]"}


def test_cumulative_figures_never_fall_within_a_year(latest: dict[tuple[str, str], Any]) -> None:
    cumulative = [code for code, row in INDICATORS.items() if row["measure_type"] == "cumulative"]
    assert len(cumulative) >= 3
    for code in cumulative:
        for year in ("2021-22", "2022-23", "2023-24"):
            rows = [latest.get((code, f"{year}-Q{number}")) for number in range(1, 5)]
            figures = [figure(row) for row in rows if row]
            known = [value for value in figures if value is not None]
            assert known == sorted(known), (code, year)


def test_values_have_the_published_decimals_and_percentages_stay_below_100(
    latest: dict[tuple[str, str], Any],
) -> None:
    for (code, _), row in latest.items():
        value = figure(row)
        if value is None:
            continue
        assert value >= 0
        if INDICATORS[code]["unit"] == "%":
            assert value <= 100
        if row["value"] != "":
            assert value == round(value, int(INDICATORS[code]["decimals"]))


def test_the_corrected_return_changes_only_its_revised_figures(returns: Path) -> None:
    folder = returns / "2023-24-Q1"
    first = {row["indicator_code"]: row for row in read(folder / "adult-social-care.csv")}
    second = {row["indicator_code"]: row for row in read(folder / "adult-social-care--2.csv")}
    assert first.keys() == second.keys()
    changed = {code for code in first if figure(first[code]) != figure(second[code])}
    assert changed == {code for code, row in second.items() if row["marker"] == "[r]"} == {"ASC-08", "ASC-11"}
    sent = [{row["submitted_on"] for row in rows.values()} for rows in (first, second)]
    assert [len(dates) for dates in sent] == [1, 1]
    assert max(sent[0]) < max(sent[1])


def test_the_cut_off_workbook_cannot_be_read_and_its_replacement_can(returns: Path) -> None:
    cut_off = returns / CUT_OFF
    with pytest.raises(CalamineError):
        CalamineWorkbook.from_path(cut_off)
    replacement = read(cut_off.with_name("childrens-services--2.xlsx"))
    assert {row["indicator_code"] for row in replacement} == {f"CYP-0{number}" for number in range(1, 7)}


def test_one_return_is_late_and_the_others_are_on_time(returns: Path) -> None:
    late = set()
    for quarter, plan in CALENDAR.items():
        for path in in_order(returns / quarter):
            sent = {date.fromisoformat(str(row["submitted_on"])) for row in read(path)}
            assert min(sent) > date.fromisoformat(plan["period_end"])
            if max(sent) > date.fromisoformat(plan["returns_due"]):
                late.add(f"{quarter}/{path.name}")
    assert late == {"2022-23-Q3/place.ods", "2023-24-Q1/adult-social-care--2.csv"}


@pytest.mark.parametrize("name", ["place.ods", "childrens-services--2.xlsx"])
def test_workbooks_hold_real_numbers_and_dates_and_say_they_are_synthetic(returns: Path, name: str) -> None:
    path = returns / LAST / name
    for row in read(path):
        assert isinstance(row["submitted_on"], date)
        assert all(row[column] == "" or isinstance(row[column], float) for column in HEADER[2:5])
    workbook = CalamineWorkbook.from_path(path)
    assert workbook.sheet_names == ["Return", "About"]
    assert "synthetic" in str(workbook.get_sheet_by_name("About").to_python())


def rating(code: str, value: Decimal, before: Decimal | None) -> str:
    """Green, Amber or Red as the default rules and the indicator's own say, worked out apart from them."""
    indicator, period = INDICATORS[code], LAST if INDICATORS[code]["frequency"] == "quarterly" else "2022-23"
    rows = [row for row in framework("targets") if row["indicator_code"] == code]
    in_force = [row for row in rows if row["period"] == period] or [r for r in rows if r["period"] == period[:7]]
    target = in_force[-1]  # the file keeps the latest decision last
    goal = Decimal(target["target"] or target["upper"])
    missed = goal - value if indicator["polarity"] == "high" else value - goal
    if target["lower"]:
        missed = max(missed, Decimal(target["lower"]) - value)
    if missed <= 0:
        return "Green"
    method, tolerance = indicator["rag_method"] or "relative", Decimal(indicator["tolerance"] or 5)
    if method == "direction":
        assert before is not None
        return "Amber" if (value - before) * (1 if indicator["polarity"] == "high" else -1) > 0 else "Red"
    if method == "floor":
        allowed = abs(goal - Decimal(target["floor"]))
    else:
        allowed = tolerance if method == "points" else goal * tolerance / 100
    return "Amber" if missed <= allowed else "Red"


def test_the_last_quarter_has_a_realistic_spread(latest: dict[tuple[str, str], Any]) -> None:
    ratings, moves = Counter(), Counter()
    for code, indicator in INDICATORS.items():
        annual = indicator["frequency"] == "annual"
        now, then = ("2022-23", "2021-22") if annual else (LAST, "2023-24-Q1")
        if indicator["measure_type"] == "cumulative":
            then = "2022-23-Q2"
        row, earlier = latest.get((code, now)), latest.get((code, then))
        value = figure(row) if row else None
        if value is None or indicator["polarity"] == "none":
            continue
        before = figure(earlier) if earlier else None
        ratings[rating(code, value, before)] += 1
        if before is not None and indicator["polarity"] != "target":
            better = (value > before) == (indicator["polarity"] == "high")
            moves["better" if better else "worse"] += value != before
    total = ratings.total()
    assert total >= 18
    assert 0.50 <= ratings["Green"] / total <= 0.65
    assert 0.15 <= ratings["Amber"] / total <= 0.25
    assert ratings["Red"] >= 3
    assert min(moves["better"], moves["worse"]) >= 5


def test_the_four_revised_targets_had_outturns_that_justify_them(latest: dict[tuple[str, str], Any]) -> None:
    targets = framework("targets")
    for code in {row["indicator_code"] for row in targets if row["decision_ref"] == "0026 2023/24"}:
        old = next(row for row in targets if (row["indicator_code"], row["period"]) == (code, "2023-24"))
        outturn = figure(latest[code, "2022-23-Q4"])
        assert outturn is not None
        side = 1 if INDICATORS[code]["polarity"] == "high" else -1
        assert (outturn - Decimal(old["target"])) * side > 0, code
