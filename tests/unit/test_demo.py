"""The demonstration as a whole: the same bytes every time, labelled, and never over other files."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pmf_pipeline.demo import write_demo
from pmf_pipeline.demo.values import draw
from pmf_pipeline.errors import PmfError
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE, PROJECT
from tests.helpers.homes import digests


def new_home(path: Path) -> Path:
    shutil.copytree(FRAMEWORK_TEMPLATE, path / "framework")
    return path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = new_home(tmp_path_factory.mktemp("demo"))
    write_demo(made)
    return made


def test_another_process_in_another_time_zone_writes_the_same_bytes(home: Path, tmp_path: Path) -> None:
    other = new_home(tmp_path)
    program = "import sys, pathlib; from pmf_pipeline.demo import write_demo; write_demo(pathlib.Path(sys.argv[1]))"
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(PROJECT)}
    subprocess.run([sys.executable, "-c", program, str(other)], check=True, env=environment)
    assert digests(other / "landing") == digests(home / "landing")


def test_draws_do_not_change_with_the_python_version() -> None:
    assert [str(draw("PLC-05 2023-24-Q1", -1, 1)), str(draw("", 0, 100))] == ["-0.496426", "96.022500"]


def test_every_file_is_where_a_reader_looks_for_it(home: Path) -> None:
    names = set(digests(home / "landing"))
    returns = {name for name in names if name.startswith("returns/")}
    assert names - returns == {
        "README.txt",
        "oflog/adult-social-care-demonstration-synthetic.csv",
        "oflog/waste-demonstration-synthetic.csv",
    }
    # Ten quarters of four services, one corrected return and one sent again.
    assert len(returns) == 10 * 4 + 2
    assert "synthetic" in (home / "landing" / "README.txt").read_text(encoding="utf-8")


def test_files_already_landed_are_left_alone(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    landed = home / "landing" / "returns" / "2023-24-Q2" / "place.csv"
    landed.parent.mkdir(parents=True)
    landed.write_text("the council's own", encoding="utf-8")
    with pytest.raises(PmfError, match=r"holds files already \(such as returns.2023-24-Q2.place\.csv") as refusal:
        write_demo(home)
    assert refusal.value.exit_code == 2
    assert [path for path in (home / "landing").rglob("*") if path.is_file()] == [landed]


def test_a_framework_with_another_indicator_has_figures_for_it_and_the_same_for_the_rest(
    home: Path, tmp_path: Path
) -> None:
    other = new_home(tmp_path)
    indicators = other / "framework" / "indicators.csv"
    lines = indicators.read_text(encoding="utf-8").splitlines()
    (sample,) = (line for line in lines if line.startswith("COR-02,"))
    indicators.write_text("\n".join([*lines, sample.replace("COR-02,", "COR-99,", 1)]), encoding="utf-8")
    write_demo(other)
    path = "landing/returns/2022-23-Q2/corporate-services.csv"
    before = (home / path).read_text(encoding="utf-8").splitlines()
    after = (other / path).read_text(encoding="utf-8").splitlines()
    assert after[: len(before)] == before
    (added,) = after[len(before) :]
    assert added.startswith("COR-99,2022-23-Q2,")
