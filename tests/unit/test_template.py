"""`pmf template` in a home that has never run: every model it asks is there, and what is not known is blank."""

from pathlib import Path

from pmf_pipeline.home import Home
from tests.helpers.commands import Command
from tests.helpers.workbooks import form


def test_a_home_without_figures_gives_workbooks_with_blanks(demo: Home, pmf: Command, tmp_path: Path) -> None:
    done = pmf("template", "--quarter", "2023-24-Q1", "--out", tmp_path / "new", "--home", demo.path)
    assert (done.code, done.err) == (0, "")
    rows = form(tmp_path / "new" / "childrens-services.xlsx")
    assert rows["CYP-07"]["period"] == "2022-23"  # annual, asked for in the first quarter
    assert {(row["last_period"], row["last_value"], row["year_before_value"]) for row in rows.values()} == {
        ("", "", "")
    }
    assert rows["CYP-01"]["target"] != ""
