"""What changes while a run is under way: no step rests on it unseen, and no edition says anything of it."""

import shutil
from collections.abc import Callable, Sequence

import pyarrow.parquet
import pytest

from pmf_pipeline.catalogue import Table
from pmf_pipeline.home import Home
from resources.session import Session
from resources.slices import SliceStore
from tests.helpers.homes import NEWEST, edition, rows_of, run


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[], object]], None]:
    """Has something happen as a run comes to a model."""

    def arrange(model: str, happen: Callable[[], object]) -> None:
        compute = Session.run_model

        def run_model(session: Session, table: Table, slices: Sequence[str]) -> None:
            if table.name == model:
                happen()
            compute(session, table, slices)

        monkeypatch.setattr(Session, "run_model", run_model)

    return arrange


def without(home: Home, *tables: str) -> Home:
    """The home, in which a run comes to these tables: their slices of the newest quarter are gone, and its edition."""
    for name in tables:
        SliceStore(home).path(name, NEWEST).unlink()
    shutil.rmtree(home.published / NEWEST)
    return home


def test_a_landed_file_that_changes_during_a_run_reaches_no_edition(
    reported: Home,
    a_copy: Callable[[Home], Home],
    meanwhile: Callable[[str, Callable[[], object]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = without(a_copy(reported), "scorecard")
    sent = home.returns / NEWEST / "corporate-services.csv"
    text = sent.read_text(encoding="utf-8")
    assert "COR-01,2023-24-Q2,55.82," in text
    corrected = text.replace("COR-01,2023-24-Q2,55.82,", "COR-01,2023-24-Q2,52.82,")
    meanwhile("scorecard", lambda: sent.write_text(corrected, encoding="utf-8"))
    faults = run(home, NEWEST).faults
    assert (
        f"internal_returns/{NEWEST} is stale: landing/returns/{NEWEST}/corporate-services.csv has changed" in faults[0]
    )
    assert not edition(home).exists()
    monkeypatch.undo()
    assert run(home, NEWEST).faults == ()
    (row,) = [row for row in rows_of(edition(home) / "scorecard.csv") if row["indicator_code"] == "COR-01"]
    assert row["outturn"] == "52.82"


def test_a_slice_changed_by_hand_during_a_run_is_not_read(
    reported: Home, a_copy: Callable[[Home], Home], meanwhile: Callable[[str, Callable[[], object]], None]
) -> None:
    home = without(a_copy(reported), "scorecard", "commentary")
    path = SliceStore(home).path("scorecard", NEWEST)

    def change() -> None:
        rows = pyarrow.parquet.read_table(path)
        pyarrow.parquet.write_table(rows.slice(1), path)

    meanwhile("commentary", change)
    faults = run(home, NEWEST).faults
    assert any(f"scorecard/{NEWEST} is damaged: its file is not what its gate passed" in fault for fault in faults)
    assert not edition(home).exists()
