"""A file of a kind that has no specification: the one guessed for it, and what trying one says."""

import csv
import io
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pmf_pipeline.demo.ods import Cell, ods_bytes
from pmf_pipeline.demo.xlsx import xlsx_bytes
from pmf_pipeline.framework import Framework, load_framework
from pmf_pipeline.home import Home
from pmf_pipeline.new_sources.as_yaml import as_yaml
from pmf_pipeline.new_sources.grids import open_file
from pmf_pipeline.new_sources.proposal import propose
from pmf_pipeline.new_sources.trial import Trial, try_file
from pmf_pipeline.reading.cells import UnreadableFileError
from pmf_pipeline.reading.spec import SourceSpec
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE
from pmf_pipeline.yaml_text import parse_yaml
from tests.helpers.commands import Command, one_paragraph
from tests.helpers.homes import digests

AREAS = ("E08000011", "E08000012", "E08000013", "E08000014", "E08000015")
NAMES = ("Knowsley", "Liverpool", "St. Helens [note 7]", "Sefton", "Wirral")


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework(FRAMEWORK_TEMPLATE)


def guess(path: Path, framework: Framework) -> tuple[dict, Trial]:
    """The guessed specification's fields, and what it makes of the file."""
    fields = parse_yaml(as_yaml(propose(open_file(path), framework)))
    spec = SourceSpec.model_validate({**fields, "name": "guessed"})
    return fields, try_file(path, spec, framework, sample=50)


def fates(trial: Trial) -> dict[str, int]:
    return {fate: trial.total(fate) for fate in trial.counts}


def rule_counts(trial: Trial, fate: str) -> dict[str, int]:
    return trial.counts[fate]


# ---- guessing --------------------------------------------------------------------------------------------------


def test_a_long_csv_of_another_encoding_and_delimiter(framework: Framework, tmp_path: Path) -> None:
    path = tmp_path / "spend-2023.csv"
    lines = ["Area name;ONS code;Year;Measure;Value;Spend rank"]
    for measure in ("Café spend (£)", "Library spend (£)"):
        for order, (code, name) in enumerate(zip(AREAS, NAMES, strict=True), 1):
            lines += [f'"{name}";{code};{year};{measure};1,{order}00;{order}' for year in ("2021/22", "2022/23")]
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    fields, trial = guess(path, framework)
    assert (fields["encoding"], fields["delimiter"]) == ("detect", ";")
    assert fields["columns"] == {
        "measure": "Measure", "period": "Year", "value": "Value", "area_code": "ONS code", "area_name": "Area name",
    }  # fmt: skip
    assert fields["ignored_columns"] == ["Spend rank"]
    assert fates(trial) == {"accepted": 20, "left_out": 0, "quarantined": 0}
    assert trial.measures == ("Café spend (£)", "Library spend (£)")
    assert {str(row.value) for row in trial.samples["accepted"]} >= {"1100.000000000000000000"}


def years_in_columns() -> list[list[Cell]]:
    rows: list[list[Cell]] = [["Roads that need mending"], ["[x] not available"], []]
    rows.append(["ONS Area Code", "Local Authority", "FYE 2022", "FYE 2023 [r]", "FYE 2024"])
    for order, (code, name) in enumerate(zip(AREAS, NAMES, strict=True)):
        rows.append([code, name, order + 1, "[x]" if order == 2 else order + 2, ":" if order == 3 else order + 3])
    rows.append(["Total", "All", 15, 20, 25])
    rows.append(["E50000006", "Merseyside WDA", 1, 2, 3])
    rows += [[], ["Note 7: not by the usual survey."], ["Source: the publisher"]]
    return rows


def test_years_in_columns_with_totals_symbols_and_footnotes(framework: Framework, tmp_path: Path) -> None:
    path = tmp_path / "roads.ods"
    path.write_bytes(ods_bytes({"Cover": [["About this file"]], "Data": years_in_columns()}))
    fields, trial = guess(path, framework)
    assert (fields["title"], fields["sheet"], fields["header_row"]) == ("Roads that need mending", "Data", 4)
    assert fields["wide"] == {"gives": "period", "pattern": r"FYE \d{4}"}
    assert fields["constants"] == {"measure": "Data"}
    assert fields["symbols"] == {":": "x"}
    assert fates(trial) == {"accepted": 15, "left_out": 8, "quarantined": 0}
    assert rule_counts(trial, "left_out") == {"another_geography": 3, "no_single_area": 3, "footnote": 2}
    markers = {row.cell: row.marker for row in trial.samples["accepted"] if row.marker}
    assert markers["D7"] == "x"
    assert markers["E8"] == "x"


def measures_in_columns() -> list[list[Cell]]:
    rows: list[list[Cell]] = [["", "", "Household waste", "", "All waste", ""]]
    rows.append(["ONS code", "Authority", "Tonnes", "Share recycled (%)", "Tonnes", "Share recycled (%)"])
    for order, (code, name) in enumerate(zip(AREAS, NAMES, strict=True), 1):
        rows.append([code, name, 1000 * order, f"0.{order}", 2000 * order, f"0.{order}5"])
    return rows


def test_measures_in_columns_under_a_header_of_two_rows(framework: Framework, tmp_path: Path) -> None:
    path = tmp_path / "waste_2022-23.xlsx"
    path.write_bytes(xlsx_bytes({"Table": measures_in_columns()}))
    fields, trial = guess(path, framework)
    assert fields["header_rows"] == 2
    assert "Household waste | Share recycled (%)" in fields["wide"]["columns"]
    assert fields["scale"] == {"Household waste | Share recycled (%)": 100, "All waste | Share recycled (%)": 100}
    assert fields["found_in"]["period"] == {"place": "file", "pattern": r"(\d{4}-\d{2})"}
    assert fates(trial) == {"accepted": 20, "left_out": 0, "quarantined": 0}
    shares = [str(row.value.normalize()) for row in trial.samples["accepted"] if row.cell == "D3"]
    assert shares == ["1E+1"]


def test_a_year_and_a_quarter_in_two_columns_and_a_measure_that_needs_a_second(
    framework: Framework, tmp_path: Path
) -> None:
    path = tmp_path / "applications.csv"
    lines = ["LA code,Year,Quarter,Type of application,Speed,Number"]
    lines += [
        f"{code},2023-24,{quarter},{kind},{speed},7"
        for code in AREAS
        for quarter in ("Q1", "Q2")
        for kind in ("Major", "Minor")
        for speed in ("in time", "late")
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    fields, trial = guess(path, framework)
    assert fields["columns"]["quarter"] == "Quarter"
    assert {fields["columns"]["measure"], fields["columns"]["measure_detail"]} == {"Type of application", "Speed"}
    assert fates(trial) == {"accepted": 40, "left_out": 0, "quarantined": 0}
    assert {row.period for row in trial.samples["accepted"]} == {"2023-24-Q1", "2023-24-Q2"}


def test_what_it_does_not_know_it_says_and_leaves_to_be_refused(framework: Framework, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    lines = [
        "code,year,value",
        *(f"{code},2022-23,{at}" for at, code in enumerate(AREAS)),
        f"{AREAS[0]},2021-22,about 7",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    text = as_yaml(propose(open_file(path), framework))
    assert "no known symbol, and would be quarantined: 'about 7' 1." in " ".join(text.replace("# ", "").split())
    _, trial = guess(path, framework)
    assert rule_counts(trial, "quarantined") == {"unreadable_value": 1}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("names.csv", b"Authority,Year,Value\nSt Helens,2022-23,4\n", "no column of area codes"),
        ("data.json", b"{}", "is a .json file"),
        ("empty.csv", b"", "is empty"),
        ("broken.xlsx", b"PK\x03\x04 cut off", "was cut short or damaged"),
        ("codes.csv", b"E08000013,2022-23,4\n", "no column of area codes"),
    ],
)
def test_a_file_it_cannot_guess_is_said_to_be_one(
    name: str, content: bytes, words: str, demo: Home, pmf: Command, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    done = pmf("source", "guess", path, "--home", demo.path)
    assert (done.code, done.out) == (2, "")
    assert words in one_paragraph(done.err)


CELLS = st.sampled_from(
    ["2022-23", "FYE 2024", "Year", "Value", "Measure", "ONS code", "12", "1,234", "34%", "£5", "[x]", ":", "nk", "-3",
     "", "Q1", "Notes:", "a\nb", 'q"q', "*", "[r]", "0.3", "=1+1", "2016", "1e5", "Total", *AREAS]
)  # fmt: skip


@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=12), delimiter=st.sampled_from(",;\t"))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_table_a_guess_is_a_specification_or_a_refusal(
    rows: list[list[str]], delimiter: str, framework: Framework, tmp_path: Path
) -> None:
    path, text = tmp_path / "any.csv", io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode())
    with suppress(UnreadableFileError):
        _, trial = guess(path, framework)
        assert trial.figures == sum(fates(trial).values())


# ---- trying ----------------------------------------------------------------------------------------------------

SPEC = """\
title: Road condition
publisher: Somebody
kind: published
files: roads/road-condition*.csv
columns: {measure: Class, area_code: Code, period: Year, value: Share}
"""
ROWS = "Code,Year,Class,Share\nE08000013,2022-23,A roads,4.1\n"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "roads.yml"
    path.write_text(SPEC, encoding="utf-8")
    return path


def test_trying_says_what_each_row_becomes_and_writes_nothing(
    demo: Home, spec: Path, pmf: Command, tmp_path: Path
) -> None:
    file = tmp_path / "road-condition-2023.csv"
    file.write_text(ROWS + "E08000014,2022-23,A roads,:\nE08000099,2022-23,A roads,5\n", encoding="utf-8")
    before = digests(demo.path)
    done = pmf("source", "try", file, "--spec", spec, "--home", demo.path)
    assert (done.code, done.err) == (1, "")
    for words in (
        "3 figures and notes in 3 rows",
        "unreadable_value",
        "unknown_area",
        "D2",
        "4.1",
        "E08000099",
        "every measure was",
    ):
        assert words in done.out
    assert digests(demo.path) == before


def test_trying_a_file_without_fault_ends_well(demo: Home, spec: Path, pmf: Command, tmp_path: Path) -> None:
    file = tmp_path / "road-condition-2023.csv"
    file.write_text(ROWS, encoding="utf-8")
    done = pmf("source", "try", file, "--spec", spec, "--home", demo.path, "--rows", "0")
    assert (done.code, done.err) == (0, "")
    assert "Ready: the specification goes to framework/sources/" in done.out
    assert "E08000013" not in done.out
    other = file.rename(tmp_path / "other.csv")
    assert "would not be found" in pmf("source", "try", other, "--spec", spec, "--home", demo.path).out


def test_a_file_refused_whole_is_a_refusal_and_a_wrong_specification_wrong_use(
    demo: Home, spec: Path, pmf: Command, tmp_path: Path
) -> None:
    file = tmp_path / "road-condition-2023.csv"
    file.write_text("Code,Year,Class\nE08000013,2022-23,A roads\n", encoding="utf-8")
    done = pmf("source", "try", file, "--spec", spec, "--home", demo.path)
    assert (done.code, done.out) == (1, "")
    assert "lacks Share" in one_paragraph(done.err)
    spec.write_text(SPEC + "colour: red\n", encoding="utf-8")
    done = pmf("source", "try", file, "--spec", spec, "--home", demo.path)
    assert (done.code, done.out) == (2, "")
    assert "colour" in done.err


def test_only_the_measures_that_indicators_ask_for_are_accepted(demo: Home, pmf: Command, tmp_path: Path) -> None:
    source = demo.framework / "sources" / "oflog_waste.yml"
    file = tmp_path / "waste.csv"
    file.write_text(
        "areaCode,period,year_start,metric,value\nE08000013,2022-23,2022,Household waste recycling rate,34.1\n"
        "E08000013,2022-23,2022,Something else,34.1\n",
        encoding="utf-8",
    )
    done = pmf("source", "try", file, "--spec", source, "--home", demo.path)
    assert done.code == 0, done.out + done.err
    assert "not_in_framework" in done.out


def test_trying_a_return_needs_its_quarter(demo: Home, pmf: Command) -> None:
    source, file = demo.framework / "sources" / "internal_returns.yml", demo.returns / "2023-24-Q2" / "place.ods"
    done = pmf("source", "try", file, "--spec", source, "--home", demo.path)
    assert done.code == 2
    assert "--quarter" in one_paragraph(done.err)
    done = pmf("source", "try", file, "--spec", source, "--home", demo.path, "--quarter", "Q2 2023/24")
    assert done.code == 0, done.out + done.err
