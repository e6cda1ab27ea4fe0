"""Every fault between the framework's files is named by file, row and column, all at once, before anything runs."""

import csv
import shutil
from pathlib import Path

import pytest

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.framework import load_framework
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped framework to spoil."""
    return Path(shutil.copytree(FRAMEWORK_TEMPLATE, tmp_path / "framework"))


def edit(path: Path, change) -> None:
    """Rewrite a CSV with its rows, as mappings, changed in place."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    change(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows(rows)


def row_of(rows: list[dict[str, str]], **wanted: str) -> dict[str, str]:
    """The first row that has these values."""
    return next(row for row in rows if all(row[name] == value for name, value in wanted.items()))


def test_a_band_may_begin_at_nought(folder: Path) -> None:
    def from_nought(rows: list[dict[str, str]]) -> None:
        for row in rows:
            if row["indicator_code"] == "CYP-02":
                row.update(lower="0" if "period" in row else "", upper="50" if "period" in row else "")

    edit(folder / "targets.csv", from_nought)
    edit(folder / "indicators.csv", from_nought)
    load_framework(folder)


def test_a_target_of_a_yearly_figure_may_be_for_the_year_the_figure_is_of(folder: Path) -> None:
    """Figures of academic and of calendar years have targets too, in any spelling."""
    periods = {"Sep 2021 to Aug 2022": "2021-09 to 2022-08", "2022": "2022", "31 March 2023": "2023-03-31"}

    def of_other_years(rows: list[dict[str, str]]) -> None:
        for row, period in zip((row for row in rows if row["indicator_code"] == "CYP-07"), periods, strict=True):
            row["period"] = period

    edit(folder / "targets.csv", of_other_years)
    targets = [row for row in load_framework(folder).tables["targets"] if row.indicator_code == "CYP-07"]
    assert [row.period for row in targets] == list(periods.values())


def test_a_unit_may_be_a_rate_of_one(folder: Path) -> None:
    edit(folder / "indicators.csv", lambda rows: rows[0].update(unit="per household"))
    load_framework(folder)


FAULTS = {
    "a part of what is not there": (
        "indicators.csv",
        lambda rows: rows[0].update(part_of="NONE-1"),
        ["indicators.csv, row 2, column part_of: 'NONE-1' is not in indicators.csv"],
    ),
    "a part of another kind than its whole": (
        "indicators.csv",
        lambda rows: row_of(rows, indicator_code="PLC-05").update(part_of="PLC-03"),
        ["column part_of: PLC-05 does not add up to PLC-03: they differ in measure_type"],
    ),
    "a rate that is to add up": (
        "indicators.csv",
        lambda rows: row_of(rows, indicator_code="ASC-11").update(part_of="CYP-04"),
        ["column part_of: ASC-11 is in '%', and rates do not add up"],
    ),
    "a part of a part": (
        "indicators.csv",
        lambda rows: row_of(rows, indicator_code="CYP-06").update(part_of="CYP-06"),
        ["column part_of: CYP-06 is part of CYP-06, which is a part itself"],
    ),
    "a duplicate code": (
        "indicators.csv",
        lambda rows: rows.append(dict(rows[0])),
        ["indicators.csv, row 36, column indicator_code", "stands in row 2 too"],
    ),
    "a target for an unknown indicator": (
        "targets.csv",
        lambda rows: rows[0].update(indicator_code="NONE-1"),
        ["targets.csv, row 2, column indicator_code: 'NONE-1' is not in indicators.csv"],
    ),
    "a target of an unknown decision": (
        "targets.csv",
        lambda rows: rows[0].update(decision_ref="0099"),
        ["targets.csv, row 2, column decision_ref: '0099' is not in decisions.csv"],
    ),
    "a decision dated after its effect": (
        "decisions.csv",
        lambda rows: rows[0].update(decided_on="2021-05-01"),
        ["decisions.csv, row 2, column effective_from: 2021-04-01 is before the decision itself, 2021-05-01"],
    ),
    "two decisions of the same days with different targets": (
        "decisions.csv",
        lambda rows: rows[-1].update(decided_on="2023-03-22", effective_from="2023-04-01"),
        ["set different targets of ASC-08 for 2023-24, were both decided on 2023-03-22", "nothing says which counts"],
    ),
    "a band with lower above upper": (
        "targets.csv",
        lambda rows: row_of(rows, indicator_code="CYP-02").update(lower="60", upper="50"),
        ["targets.csv, row ", "lower 60 is above upper 50"],
    ),
    "a calendar with a gap": (
        "calendar.csv",
        lambda rows: rows.pop(3),
        ["calendar.csv, row 5, column period_start: 2022-04-01 leaves a gap after 2021-22-Q3"],
    ),
    "a calendar with an overlap": (
        "calendar.csv",
        lambda rows: rows[1].update(period_start="2021-06-30"),
        ["calendar.csv, row 3, column period_start: 2021-06-30 leaves an overlap after 2021-22-Q1"],
    ),
    "a quarter with another quarter's dates": (
        "calendar.csv",
        lambda rows: rows[0].update(period_start="2021-04-02"),
        ["calendar.csv, row 2, column period_start: 2021-04-02 is not that of 2021-22-Q1, which is 2021-04-01"],
    ),
    "a percentage target of 4500": (
        "targets.csv",
        lambda rows: row_of(rows, indicator_code="WST-01").update(target="4500"),
        ["targets.csv, row 2, column target: 4500 is no percentage of WST-01"],
    ),
    "a floor that is missing": (
        "targets.csv",
        lambda rows: row_of(rows, indicator_code="CYP-04").update(floor=""),
        ["column floor: CYP-04 is rated by its floor"],
    ),
    "an indicator withdrawn before it came": (
        "indicators.csv",
        lambda rows: row_of(rows, indicator_code="PLC-07").update(valid_to="2020-01-01"),
        ["indicators.csv, row ", "valid_to 2020-01-01 is before valid_from 2021-04-01"],
    ),
    "an unknown polarity": (
        "indicators.csv",
        lambda rows: rows[0].update(polarity="up"),
        ["indicators.csv, row 2, column polarity", "found 'up'"],
    ),
    "an unreadable date": (
        "calendar.csv",
        lambda rows: rows[0].update(report_on="soon"),
        ["calendar.csv, row 2, column report_on", "found 'soon'"],
    ),
    "codes that replace one another in a circle": (
        "area_successors.csv",
        lambda rows: rows.append({"old_code": "E06000057", "new_code": "E06000048", "from_date": "2023-04-01"}),
        ["area_successors.csv, row 8, column new_code: E06000048 leads back", "E06000048, E06000057, E06000048"],
    ),
    "a code that replaces itself": (
        "area_successors.csv",
        lambda rows: rows[0].update(new_code=rows[0]["old_code"]),
        ["area_successors.csv, row 2, column new_code: E10000001 leads back to itself: E10000001, E10000001"],
    ),
    "a code that is replaced before it is used": (
        "area_successors.csv",
        lambda rows: rows.append({"old_code": "E06000057", "new_code": "E06000055", "from_date": "2012-04-01"}),
        ["column from_date: E06000057 ends on 2012-04-01, before it replaces E06000048 on 2013-04-01 (row 8)"],
    ),
    "a successor that is no authority": (
        "area_successors.csv",
        lambda rows: rows[0].update(new_code="E06000555"),
        ["area_successors.csv, row 2, column new_code: 'E06000555' is not in areas.csv"],
    ),
    "a kind of authority that there is none of": (
        "indicators.csv",
        lambda rows: rows[0].update(peer_types="Metropolitan district;Metropolitan borough"),
        [
            "indicators.csv, row 2, column peer_types: 'Metropolitan borough' is no area_type of areas.csv",
            "County, District, London borough, Metropolitan district, Unitary authority",
        ],
    ),
    "a portfolio of a quarter": (
        "portfolios.csv",
        lambda rows: rows[0].update(financial_year="2023-24-Q2"),
        ["portfolios.csv, row 2, column financial_year", "is not a financial year such as 2023-24"],
    ),
    "a floor above the target where high is better": (
        "targets.csv",
        lambda rows: row_of(rows, indicator_code="CYP-04").update(target="60", floor="65"),
        ["column floor: 65 is above the target of CYP-04, 60, where high is better"],
    ),
    "a floor below the target where low is better": (
        "targets.csv",
        lambda rows: row_of(rows, indicator_code="WST-02").update(target="560", floor="500"),
        ["column floor: 500 is below the target of WST-02, 560, where low is better"],
    ),
    "a band of which an end in each file leaves nothing": (
        "targets.csv",
        lambda rows: row_of(rows, indicator_code="CYP-02").update(target="60", lower="58", upper=""),
        ["column lower: no figure of CYP-02 lies within its band: lower 58, upper 56.0"],
    ),
    "a target outside its own band": (
        "targets.csv",
        lambda rows: row_of(rows, indicator_code="CYP-02").update(target="70"),
        ["column target: 70 is outside the band of CYP-02: lower 45.0, upper 60.0"],
    ),
    "a band for an indicator that has no band": (
        "targets.csv",
        lambda rows: rows[0].update(target="", lower="30", upper="40"),
        ["targets.csv, row 2, column target: WST-01 is rated by a target", "polarity high"],
    ),
    "a quarter's target for an annual indicator": (
        "targets.csv",
        lambda rows: rows[0].update(period="2021-22-Q2"),
        ["targets.csv, row 2, column period: WST-01 is annual, and no figure of it is for 2021-22-Q2"],
    ),
    "a calendar year's target for a quarterly indicator": (
        "targets.csv",
        lambda rows: row_of(rows, indicator_code="CYP-02").update(period="2021"),
        ["column period: CYP-02 is quarterly, and no figure of it is for 2021", "such as 2023-24-Q2"],
    ),
    "a neighbour by a code that was replaced": (
        "neighbours.csv",
        lambda rows: row_of(rows, area_code="E08000013").update(neighbour_code="E08000020"),
        ["column neighbour_code: E08000020 was replaced by E08000037", "Give E08000037"],
    ),
    "an impossible end of a band in percent": (
        "indicators.csv",
        lambda rows: row_of(rows, indicator_code="ASC-10").update(upper="101"),
        ["column upper: 101 is no percentage of ASC-10"],
    ),
    "a unit that is not scaled by": (
        "indicators.csv",
        lambda rows: rows[0].update(unit="per cent"),
        ["indicators.csv, row 2, column unit", "write % alone", "found 'per cent'"],
    ),
    "a rate in words": (
        "indicators.csv",
        lambda rows: rows[0].update(unit="per thousand people"),
        ["indicators.csv, row 2, column unit", "such as per 1,000", "found 'per thousand people'"],
    ),
    "a rate that begins with a capital": (
        "indicators.csv",
        lambda rows: rows[0].update(unit="Per 100,000"),
        ["indicators.csv, row 2, column unit", "such as per 1,000", "found 'Per 100,000'"],
    ),
    "a year of two digits": (
        "decisions.csv",
        lambda rows: rows[0].update(decided_on="0021-03-01"),
        ["decisions.csv, row 2, column decided_on", "such as 2023-08-15", "found '0021-03-01'"],
    ),
    "a spreadsheet's number of a date": (
        "calendar.csv",
        lambda rows: rows[0].update(report_on="86400"),
        ["calendar.csv, row 2, column report_on", "such as 2023-08-15", "found '86400'"],
    ),
    "its own neighbour": (
        "neighbours.csv",
        lambda rows: rows[0].update(neighbour_code=rows[0]["area_code"]),
        ["neighbours.csv, row 2, column neighbour_code", "as its own neighbour"],
    ),
}


def test_the_shipped_framework_is_sound(folder: Path) -> None:
    """The framework that every new home starts from has no fault."""
    assert load_framework(folder).quarters[0] == "2021-22-Q1"


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_by_file_row_and_column(folder: Path, name: str) -> None:
    """Each kind of fault is refused, and the message says where it stands."""
    file, change, expected = FAULTS[name]
    edit(folder / file, change)
    with pytest.raises(ConfigurationError) as refusal:
        load_framework(folder)
    for words in expected:
        assert words in str(refusal.value)


def test_every_fault_is_named_at_once(folder: Path) -> None:
    """A person mends everything in one go: the faults of several files come in one message."""
    edit(folder / "decisions.csv", lambda rows: rows[0].update(decided_on="2021-05-01"))
    edit(folder / "targets.csv", lambda rows: rows[0].update(indicator_code="NONE-1", target="4500"))
    edit(folder / "calendar.csv", lambda rows: rows.pop(3))
    with pytest.raises(ConfigurationError) as refusal:
        load_framework(folder)
    for words in ("decisions.csv, row 2", "targets.csv, row 2", "calendar.csv, row 5"):
        assert words in str(refusal.value)


def test_a_retrospective_decision_is_allowed_where_the_rules_say_so(folder: Path) -> None:
    """rules.yml decides whether a decision may take effect before it was taken."""
    edit(folder / "decisions.csv", lambda rows: rows[0].update(decided_on="2021-05-01"))
    rules = (folder / "rules.yml").read_text(encoding="utf-8")
    (folder / "rules.yml").write_text(
        rules.replace("allow_retrospective_decisions: false", "allow_retrospective_decisions: true"), encoding="utf-8"
    )
    assert load_framework(folder).rules.targets.allow_retrospective_decisions


def test_a_framework_without_outside_metrics_is_sound(folder: Path) -> None:
    """Setting itself against an outside framework is a council's choice."""
    (folder / "outside_metrics.csv").unlink()
    assert load_framework(folder).tables["outside_metrics"] == ()
