"""Reading back what an edition published: as it was said, and from the very files that were published."""

import hashlib
from pathlib import Path

import pytest

from pmf_pipeline.errors import GateError
from pmf_pipeline.report.csv_tables import csv_bytes
from pmf_pipeline.report.published import ORIGIN, RATED, figures_of_edition

SCORECARD = (*RATED, "outturn", "marker")
FIGURES = ("figure_id", "indicator_code", "period", "shown_as", "published_value", "marker", *ORIGIN)


def edition(folder: Path, raw_value: str) -> dict[str, object]:
    row = dict.fromkeys(SCORECARD) | {
        "indicator_code": "A", "period": "2023-24-Q2", "outturn": "45", "figure_id": "F", "rag": "Green",
        "marker": "[r]",
    }  # fmt: skip
    figure = dict.fromkeys(FIGURES) | {"figure_id": "F", "shown_as": "outturn", "marker": "[p]", "raw_value": raw_value}
    contents = {"scorecard.csv": csv_bytes(SCORECARD, [row]), "figures.csv": csv_bytes(FIGURES, [figure])}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    files = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    return {"quarter": "2023-24-Q2", "files": files}


@pytest.mark.parametrize("text", ["-45", "=1+1", "'quoted'", "one\u2028two", "a\nb", '"', "45.0"])
def test_a_text_is_read_back_as_it_stood_in_its_cell(tmp_path: Path, text: str) -> None:
    (row,) = figures_of_edition(tmp_path, 1, edition(tmp_path, text)).to_pylist()
    assert row["raw_value"] == text
    assert (row["published_value"], row["rag"], row["status"]) == ("45", "Green", "Draft")


def test_the_marker_is_the_figures_own_not_the_scorecards(tmp_path: Path) -> None:
    (row,) = figures_of_edition(tmp_path, 1, edition(tmp_path, "45")).to_pylist()
    assert row["marker"] == "p"


def test_an_edition_without_figures_or_restatements_files_says_what_it_has(tmp_path: Path) -> None:
    manifest = edition(tmp_path, "45")
    del manifest["files"]["figures.csv"]  # type: ignore[attr-defined]
    (row,) = figures_of_edition(tmp_path, 1, manifest).to_pylist()
    assert (row["published_value"], row["file_name"], row["marker"]) == ("45", None, "r")


def test_a_file_that_is_not_the_published_one_is_not_read(tmp_path: Path) -> None:
    manifest = edition(tmp_path, "45")
    (tmp_path / "figures.csv").write_bytes(b"figure_id\n")
    with pytest.raises(GateError, match=r"figures\.csv is not the file that was published"):
        figures_of_edition(tmp_path, 1, manifest)


def test_a_file_that_was_changed_since_it_was_read_is_not_read_again(tmp_path: Path) -> None:
    manifest = edition(tmp_path, "45")
    figures_of_edition(tmp_path, 1, manifest)
    (tmp_path / "scorecard.csv").write_bytes(b"indicator_code\n")
    with pytest.raises(GateError, match=r"scorecard\.csv is not the file that was published"):
        figures_of_edition(tmp_path, 1, manifest)
