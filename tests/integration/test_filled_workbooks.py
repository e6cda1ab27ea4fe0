"""Return workbooks filled in with a real spreadsheet program, and what is read of them.

LibreOffice Calc types, as a person would, and saves as XLSX and as ODS; both are read to the same figures. Each
workbook's rows are in the framework's order, from row 2 on.
"""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from pmf_pipeline.cli import pmf as pmf_command
from pmf_pipeline.framework import load_framework
from pmf_pipeline.home import Home
from pmf_pipeline.new_sources.trial import Row, Trial, try_file
from pmf_pipeline.reading.letters import column_letter
from pmf_pipeline.reading.spec import load_specification
from pmf_pipeline.workbooks.return_sheet import AT
from tests.helpers.calc import Typing, lacking, type_into
from tests.helpers.homes import copy_home
from tests.helpers.records import materialise

QUARTER = "2023-24-Q3"
SAID = 'Commas, "quotes" & <brackets>;\nand a second line: £5, 3% more'
FORMULA = "=SUM(A1) is no formula here"
WHO = {"submitted_by": "Head of Service", "submitted_on": "2024-01-21"}

PLACE: dict[int, dict[str, str]] = {
    2: {"value": "72", "marker": "[p]", "commentary": SAID, **WHO, "submitted_on": "20/01/2024"},
    3: {"value": "34%", "commentary": FORMULA, **WHO},
    4: {"value": "-12", "accumulation": "in_quarter", **WHO},
    5: {"numerator": "57", "denominator": "64", **WHO},
    6: {"marker": "[x]", "commentary": "12", **WHO},
    # Row 7 is left as it came; row 8 is the first for late and corrected figures.
    8: {"indicator_code": "PLC-02", "period": "2023-24-Q1", "value": "87.65%", "marker": "[r]", **WHO},
}
CORPORATE: dict[int, dict[str, str]] = {
    2: {"value": "12.30%", **WHO},
    3: {"value": "12.30", **WHO},
    4: {"value": "0.345", **WHO},
    5: {"value": "1234567", **WHO},
}
FILLED = {"place": PLACE, "corporate-services": CORPORATE}
LOCKED = {"indicator_code": "HACK", "period": "2020-21-Q1", "unit": "apples", "target": "1"}

pytestmark = pytest.mark.skipif(lacking() is not None, reason=str(lacking()))


@dataclass(frozen=True)
class Filled:
    """Workbooks of a quarter, filled in."""

    home: Home
    folder: Path

    def read(self, name: str) -> Trial:
        spec = load_specification(self.home.framework / "sources" / "internal_returns.yml")
        return try_file(self.folder / name, spec, load_framework(self.home.framework), quarter=QUARTER, sample=100)

    def accepted(self, name: str) -> dict[tuple[str | None, str | None], Row]:
        return {(row.measure, row.period): row for row in self.read(name).samples["accepted"]}


def typed(rows: dict[int, dict[str, str]]) -> dict[str, str]:
    return {f"{column_letter(AT[name])}{row}": text for row, cells in rows.items() for name, text in cells.items()}


@pytest.fixture(scope="module")
def filled(demo: Home, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    blank, folder = tmp_path_factory.mktemp("blank"), tmp_path_factory.mktemp("filled")
    done = CliRunner().invoke(
        pmf_command, ["template", "--quarter", QUARTER, "--out", str(blank), "--home", str(demo.path)]
    )
    assert done.exit_code == 0, done.output
    type_into(
        [
            Typing(blank / f"{service}.xlsx", "Return", typed({2: LOCKED}) | typed(rows),
                   [folder / f"{service}.{kind}" for kind in ("xlsx", "ods")])
            for service, rows in FILLED.items()
        ]
    )  # fmt: skip
    return Filled(demo, folder)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_every_figure_typed_is_read_as_it_was_meant(filled: Filled, kind: str) -> None:
    rows = {**filled.accepted(f"place.{kind}"), **filled.accepted(f"corporate-services.{kind}")}
    values = {
        (code, period): None if row.value is None else row.value.normalize() for (code, period), row in rows.items()
    }
    assert values == {
        ("PLC-01", QUARTER): Decimal(72),
        ("PLC-02", QUARTER): Decimal(34),
        ("PLC-03", QUARTER): Decimal(-12),
        ("PLC-04", QUARTER): None,  # given as numerator and denominator
        ("PLC-05", QUARTER): None,  # not available
        ("PLC-02", "2023-24-Q1"): Decimal("87.65"),
        ("COR-01", QUARTER): Decimal("12.3"),
        ("COR-02", QUARTER): Decimal("12.3"),
        ("COR-03", QUARTER): Decimal("34.5"),
        ("COR-04", QUARTER): Decimal(1234567),
    }
    assert {key: row.marker for key, row in rows.items() if row.marker} == {
        ("PLC-01", QUARTER): "p",
        ("PLC-05", QUARTER): "x",
        ("PLC-02", "2023-24-Q1"): "r",
    }


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_row_left_as_it_came_is_no_fault(filled: Filled, kind: str) -> None:
    trial = filled.read(f"place.{kind}")
    assert trial.counts["left_out"] == {"nothing_filled_in": 1}
    assert trial.total("quarantined") == 0
    assert [row.measure for row in trial.samples["left_out"]] == ["PLC-06"]


def test_a_filled_workbook_lands_with_every_word_and_date(filled: Filled, demo: Home, tmp_path: Path) -> None:
    home = copy_home(demo, tmp_path)
    folder = home.returns / QUARTER
    folder.mkdir()
    for service, kind in (("place", "xlsx"), ("corporate-services", "ods")):
        (folder / f"{service}.{kind}").write_bytes((filled.folder / f"{service}.{kind}").read_bytes())
    assert materialise(home, "landing/internal_returns", QUARTER).success
    rows = duckdb.execute(
        """
        select measure, commentary, cast(submitted_on as varchar), submitted_by, numerator, denominator, accumulation
        from read_parquet(?) where fate = 'accepted' and file_name like '%place%' and period = ? order by measure
        """,
        [str(home.warehouse / "internal_returns" / f"{QUARTER}.parquet"), QUARTER],
    ).fetchall()
    who = "Head of Service"
    assert rows == [
        ("PLC-01", SAID, "2024-01-20", who, None, None, None),
        ("PLC-02", FORMULA, "2024-01-21", who, None, None, None),
        ("PLC-03", None, "2024-01-21", who, None, None, "in_quarter"),
        ("PLC-04", None, "2024-01-21", who, Decimal(57), Decimal(64), None),
        ("PLC-05", "12", "2024-01-21", who, None, None, None),
    ]
