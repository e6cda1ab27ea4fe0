"""Reading the framework's files: what a spreadsheet may do to them, and how a wrong one is named.

What must hold between files is tested with the faults themselves.
"""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.framework import load_framework
from pmf_pipeline.framework.rows import FILES
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped framework to spoil."""
    return Path(shutil.copytree(FRAMEWORK_TEMPLATE, tmp_path / "framework"))


def replace_in(path: Path, old: str, new: str, count: int = -1) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def refused(folder: Path) -> str:
    with pytest.raises(ConfigurationError) as found:
        load_framework(folder)
    assert found.value.exit_code == 2
    return str(found.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_how_a_spreadsheet_saves_a_file_does_not_matter(folder: Path, encoding: str, line_end: str) -> None:
    expected = load_framework(folder)
    for name in FILES:
        path = folder / f"{name}.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_bytes((line_end.join([*lines, "", "," * lines[0].count(","), ""])).encode(encoding))
    found = load_framework(folder)
    assert found.tables == expected.tables
    assert found.digests == expected.digests


def test_columns_may_stand_in_another_order(folder: Path) -> None:
    expected = load_framework(folder).digests
    with (folder / "calendar.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    with (folder / "calendar.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(row[::-1] for row in rows)
    assert load_framework(folder).digests == expected


def test_a_changed_value_has_another_digest_in_its_own_file_alone(folder: Path) -> None:
    before = load_framework(folder).digests
    replace_in(folder / "areas.csv", "St. Helens", "St Helens")
    after = load_framework(folder).digests
    assert {name for name in before if before[name] != after[name]} == {"areas"}


def test_quarters_are_in_order_whatever_the_files(folder: Path) -> None:
    path = folder / "calendar.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    quarters = load_framework(folder).quarters
    assert list(quarters) == sorted(quarters)


def test_an_unknown_quarter_is_refused_with_the_calendars_ends(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match="2021-22-Q1 to 2023-24-Q4"):
        load_framework(folder).quarter("2031-32-Q1")


def wrong_encoding(folder: Path) -> None:
    (folder / "areas.csv").write_bytes("area_code,area_name\nE1,Ynys Môn\n".encode("cp1252"))


def missing_file(folder: Path) -> None:
    (folder / "neighbours.csv").unlink()


def empty_file(folder: Path) -> None:
    (folder / "decisions.csv").write_text("", encoding="utf-8")


def unknown_column(folder: Path) -> None:
    replace_in(folder / "indicators.csv", "polarity", "direction", 1)


def repeated_column(folder: Path) -> None:
    replace_in(folder / "decisions.csv", "decided_by", "title", 1)


def row_too_short(folder: Path) -> None:
    replace_in(folder / "neighbours.csv", "E08000001,", "E08000001", 1)


def row_too_long(folder: Path) -> None:
    replace_in(folder / "decisions.csv", "Cabinet,", "Cabinet, the whole,", 1)


def semicolons(folder: Path) -> None:
    replace_in(folder / "calendar.csv", ",", ";")


def tabs(folder: Path) -> None:
    replace_in(folder / "services.csv", ",", "\t")


def wrong_code(folder: Path) -> None:
    replace_in(folder / "indicators.csv", "\nWST-01,", "\nwst 01,", 1)


def wrong_number(folder: Path) -> None:
    replace_in(folder / "targets.csv", "PLC-05,2023-24,110,", "PLC-05,2023-24,about 110,")


def too_many_digits(folder: Path) -> None:
    replace_in(folder / "targets.csv", "PLC-05,2023-24,110,", "PLC-05,2023-24,110.12345678,")


def no_period(folder: Path) -> None:
    replace_in(folder / "targets.csv", "PLC-05,2023-24,110,", "PLC-05,next year,110,")


def missing_rules(folder: Path) -> None:
    (folder / "rules.yml").unlink()


def unknown_rule(folder: Path) -> None:
    replace_in(folder / "rules.yml", "tolerance_pct:", "tolerence_pct:")


def rule_out_of_range(folder: Path) -> None:
    replace_in(folder / "rules.yml", "  tolerance_pct: 5", "  tolerance_pct: -5")


def broken_yaml(folder: Path) -> None:
    (folder / "rules.yml").write_text("rag: [", encoding="utf-8")


FAULTS: dict[Callable[[Path], None], list[str]] = {
    wrong_encoding: ["areas.csv", "UTF-8", "CSV UTF-8"],
    missing_file: ["neighbours.csv is missing"],
    empty_file: ["decisions.csv, row 1: column 'decision_ref' is missing; found nothing"],
    unknown_column: ["indicators.csv, row 1: column 'direction' is not known", "column 'polarity' is missing"],
    repeated_column: ["decisions.csv, row 1: column 'title' stands twice"],
    row_too_short: [
        "neighbours.csv, row 2: it has 1 cell, but the header has 2 columns: area_code, neighbour_code.",
        "leave the cell blank",
    ],
    row_too_long: [
        "decisions.csv, row 2: it has 7 cells, but the header has 6 columns: decision_ref, title, decided_on,",
        "quotation marks",
    ],
    semicolons: [
        "calendar.csv, row 1: the columns are separated by semicolons (found quarter;period_start;",
        "Save it as CSV separated by commas.",
    ],
    tabs: ["services.csv, row 1: the columns are separated by tabs (found service\tdirectorate)"],
    wrong_code: ["indicators.csv, row 2, column indicator_code", "found 'wst 01'"],
    wrong_number: ["targets.csv, row ", "column target", "found 'about 110'"],
    too_many_digits: ["targets.csv, row ", "column target", "found '110.12345678'"],
    no_period: ["targets.csv, row ", "column period", "'next year'"],
    missing_rules: ["rules.yml is missing"],
    unknown_rule: ["rules.yml", "rag.tolerence_pct"],
    rule_out_of_range: ["rules.yml", "rag.tolerance_pct", "found -5"],
    broken_yaml: ["rules.yml could not be read as YAML"],
}


@pytest.mark.parametrize("spoil", FAULTS, ids=lambda spoil: spoil.__name__)
def test_a_wrong_file_is_named_with_what_was_found(spoil: Callable[[Path], None], folder: Path) -> None:
    spoil(folder)
    said = refused(folder)
    for words in FAULTS[spoil]:
        assert words in said


def test_rows_are_counted_as_a_spreadsheet_counts_them(folder: Path) -> None:
    path = folder / "decisions.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    several_lines = rows[0].replace("Illustrative: ", '"Illustrative:\n\n', 1).replace(" 2021-22,", ' 2021-22",', 1)
    path.write_text("\n".join([header, several_lines, rows[1].replace("2022-03-23", "soon")]) + "\n", encoding="utf-8")
    assert "decisions.csv, row 3, column decided_on" in refused(folder)


def test_a_very_wrong_framework_is_not_a_flood(folder: Path) -> None:
    replace_in(folder / "areas.csv", ",E12", ",E12,")
    said = refused(folder)
    assert "more" in said.splitlines()[-1]
    assert len(said.splitlines()) < 50
