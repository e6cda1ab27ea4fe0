"""Return workbooks that are not the ones expected: each is refused whole, with the reason and what to do."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from pmf_pipeline.home import Home
from pmf_pipeline.packing import stored_zip, unpacked
from tests.helpers.commands import Command, one_paragraph
from tests.helpers.records import materialise

QUARTER, BEFORE = "2023-24-Q3", "2023-24-Q2"


def replaced(content: bytes, changes: Mapping[str, str]) -> bytes:
    """A workbook with texts changed in all of its parts."""
    members = []
    for name, body in unpacked(content):
        text = body.decode()
        for old, new in changes.items():
            text = text.replace(old, new)
        members.append((name, text.encode()))
    return stored_zip(members)


@pytest.fixture
def templates(demo: Home, pmf: Command, tmp_path: Path) -> Callable[..., dict[str, bytes]]:
    """Makes the workbooks of a quarter, from a home's framework."""

    def make(quarter: str, home: Home = demo) -> dict[str, bytes]:
        out = tmp_path / f"templates {quarter} {home.path.parent.name}"
        done = pmf("template", "--quarter", quarter, "--out", out, "--home", home.path)
        assert done.code == 0, done.err
        return {path.stem: path.read_bytes() for path in out.iterdir()}

    return make


def test_each_wrong_workbook_is_refused_with_its_reason_and_the_others_are_read(
    demo: Home, a_copy: Callable[[Home], Home], pmf: Command, templates: Callable[..., dict[str, bytes]]
) -> None:
    home, made = a_copy(demo), templates(QUARTER)
    folder = home.returns / QUARTER
    folder.mkdir()
    sent = {
        "place": templates(BEFORE)["place"],
        "childrens-services": replaced(made["childrens-services"], {"E08000013": "E08000014", "St Helens": "Sefton"}),
        "corporate-services": replaced(made["corporate-services"], {"<t>1</t>": "<t>0</t>"}),
        "adult-social-care": made["adult-social-care"],
    }
    for service, content in sent.items():
        (folder / f"{service}.xlsx").write_bytes(content)
    assert not materialise(home, "landing/internal_returns", QUARTER).success
    done = pmf("quarantine", "--quarter", QUARTER, "--home", home.path)
    said = one_paragraph(done.out.replace("\n\n", "\n"))
    for words in (
        f"is the return workbook of {BEFORE}, but lies in the folder of {QUARTER}",
        f"move it to landing/returns/{BEFORE}/",
        "is a return workbook of Sefton Borough Council (E08000014), not of St Helens Borough Council (E08000013)",
        "is a return workbook of template version 0; the one in use is 1",
        f"pmf template --quarter {QUARTER}",
    ):
        assert words in said, words
    assert "adult-social-care" not in said


def test_figures_asked_for_in_another_unit_than_now_are_refused(
    demo: Home, a_copy: Callable[[Home], Home], pmf: Command, templates: Callable[..., dict[str, bytes]], tmp_path: Path
) -> None:
    made, home = templates(QUARTER), a_copy(demo)
    indicators = home.framework / "indicators.csv"
    line = next(line for line in indicators.read_text(encoding="utf-8").splitlines() if line.startswith("PLC-01,"))
    changed = line.replace('"per 100,000"', '"per 1,000"')
    assert changed != line
    indicators.write_text(indicators.read_text(encoding="utf-8").replace(line, changed), encoding="utf-8")
    file = tmp_path / "place.xlsx"
    file.write_bytes(made["place"])
    spec = home.framework / "sources" / "internal_returns.yml"
    done = pmf("source", "try", file, "--spec", spec, "--quarter", QUARTER, "--home", home.path)
    assert (done.code, done.out) == (1, "")
    words = "PLC-01 was asked in per 100,000, snapshot, and is in per 1,000, snapshot now"
    assert words in one_paragraph(done.err)
    assert pmf("source", "try", file, "--spec", spec, "--quarter", QUARTER, "--home", demo.path).code == 0


@pytest.mark.parametrize(
    ("name", "code"), [("corporate-services--2.xlsx", 1), ("Place--2.xlsx", 0), ("return.xlsx", 0)]
)
def test_a_workbook_of_one_service_under_the_name_of_another_is_refused(
    name: str, code: int, demo: Home, pmf: Command, templates: Callable[..., dict[str, bytes]], tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(templates(QUARTER)["place"])
    spec = demo.framework / "sources" / "internal_returns.yml"
    done = pmf("source", "try", file, "--spec", spec, "--quarter", QUARTER, "--home", demo.path)
    words = "is the return workbook of place, but is named after corporate-services. Name it place, or place--2"
    assert (done.code, words in " ".join(done.err.split())) == (code, code == 1)


def test_a_workbook_whose_stamp_was_changed_is_refused(
    demo: Home, pmf: Command, templates: Callable[..., dict[str, bytes]], tmp_path: Path
) -> None:
    file = tmp_path / "place.xlsx"
    file.write_bytes(replaced(templates(QUARTER)["place"], {"template_version": "version"}))
    spec = demo.framework / "sources" / "internal_returns.yml"
    done = pmf("source", "try", file, "--spec", spec, "--quarter", QUARTER, "--home", demo.path)
    assert done.code == 1
    assert "hidden sheet _version was changed: it lacks template_version" in one_paragraph(done.err)


def test_a_stamp_says_all_that_tells_one_workbook_from_another(templates: Callable[..., dict[str, bytes]]) -> None:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(templates(QUARTER)["place"])).get_sheet_by_name("_version")
    stamp = {row[0]: row[1] for row in rows.to_python()}
    assert len(stamp.pop("framework_sha256")) == 64
    assert {name: text for name, text in stamp.items() if not name.startswith("indicator ")} == {
        "template_version": "1",
        "quarter": QUARTER,
        "area_code": "E08000013",
        "council": "St Helens Borough Council",
        "service": "place",
    }
    assert stamp["indicator PLC-03"] == "number, cumulative"
