"""A target has no more decimals than the figures that are rated by it: what is printed is what is compared."""

import csv
import shutil
from pathlib import Path

import pytest

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.framework import load_framework
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped framework to change."""
    return Path(shutil.copytree(FRAMEWORK_TEMPLATE, tmp_path / "framework"))


def set_column(path: Path, code: str, column: str, value: str) -> None:
    """Write a value into one column of every row of an indicator."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        if row["indicator_code"] == code:
            row[column] = value
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("file", "code", "column", "value"),
    [
        ("targets.csv", "PLC-01", "target", "71.5"),
        ("targets.csv", "CYP-04", "floor", "50.05"),
        ("targets.csv", "CYP-02", "lower", "44.25"),
        ("indicators.csv", "CYP-02", "upper", "56.05"),
    ],
)
def test_a_target_finer_than_its_figures_is_refused(
    folder: Path, file: str, code: str, column: str, value: str
) -> None:
    set_column(folder / file, code, column, value)
    with pytest.raises(ConfigurationError) as refused:
        load_framework(folder)
    assert f"column {column}: {value} has more decimals than the figures of {code}" in str(refused.value)


def test_noughts_at_its_end_are_no_decimals(folder: Path) -> None:
    set_column(folder / "targets.csv", "PLC-01", "target", "71.00")
    assert load_framework(folder)
