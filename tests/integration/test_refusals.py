"""No step reads an input that is not what its gate passed: changed by hand, deleted, swapped or out of date."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from pmf_pipeline.home import Home
from pmf_pipeline.project import load_project
from pmf_pipeline.provenance import PASSPORT_KEY, SEAL_KEY, RuleVerdict
from pmf_pipeline.settings import MODELS
from resources.parquet import read_passport
from resources.slices import SliceStore
from tests.helpers.homes import NEWEST, digests, edition, figure, land
from tests.helpers.records import checks, fault_of, materialisations, materialise


def change_a_value(home: Home) -> None:
    """Change one figure and put the passport back, as a careful hand would."""
    path = SliceStore(home).path("outturns", NEWEST)
    papers = {key: pyarrow.parquet.read_metadata(path).metadata[key] for key in (PASSPORT_KEY, SEAL_KEY)}
    table = pyarrow.parquet.read_table(path)
    at = table.schema.get_field_index("published_value")
    values = [value + 1 if value is not None else None for value in table["published_value"].to_pylist()]
    changed = table.set_column(at, table.schema.field(at), pyarrow.array(values, table.schema.field(at).type))
    pyarrow.parquet.write_table(changed.replace_schema_metadata(papers), path)
    assert read_passport(path) is not None


def cut_short(home: Home) -> None:
    path = SliceStore(home).path("outturns", NEWEST)
    path.write_bytes(path.read_bytes()[:-100])


def change_a_byte_and_its_time(home: Home) -> None:
    """As a hand that hides its trace would, in a file that this process has looked at."""
    path = SliceStore(home).path("outturns", NEWEST)
    assert SliceStore(home).passport("outturns", NEWEST) is not None
    status, content = path.stat(), bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_mtime_ns == status.st_mtime_ns


def swap_with_another_quarter(home: Home) -> None:
    store = SliceStore(home)
    store.path("outturns", NEWEST).write_bytes(store.path("outturns", "2023-24-Q1").read_bytes())


def delete(home: Home) -> None:
    SliceStore(home).path("outturns", NEWEST).unlink()


def refuse(home: Home) -> None:
    """As after a reload whose gate found a fault."""
    _set_aside(home, RuleVerdict("one_figure_each", "critical", "failed", 2, "PLC-01 stands twice."))


def fail_to_judge(home: Home) -> None:
    """As after a reload for which a rule could not be judged."""
    _set_aside(home, RuleVerdict("plausible_size", "critical", "errored", 0, "could not be judged: no such column"))


def _set_aside(home: Home, verdict: RuleVerdict) -> None:
    store = SliceStore(home)
    kept = store.passport("outturns", NEWEST)
    assert kept is not None
    rows = pyarrow.parquet.read_table(store.path("outturns", NEWEST)).to_reader()
    store.refuse("outturns", NEWEST, rows, lambda _rows, sha256: replace(kept, data_sha256=sha256, verdicts=(verdict,)))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (change_a_value, "damaged: its file is not what its gate passed"),
        (cut_short, "damaged: its file"),
        (change_a_byte_and_its_time, "damaged: its file"),
        (swap_with_another_quarter, "damaged: its file"),
        (delete, "absent: it has not been made"),
        (refuse, "refused: its newest candidate was refused: one_figure_each: PLC-01 stands twice."),
        (fail_to_judge, "errored: its gate could not judge its newest candidate: plausible_size: could not be judged"),
    ],
    ids=["changed", "cut short", "changed in place", "swapped", "deleted", "refused", "errored"],
)
def test_a_spoilt_slice_is_not_read(
    spoil: Callable[[Home], None], said: str, reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(reported)
    spoil(home)
    published = digests(home.published)
    for asset in ("outturns/reported_outturns", "reports/report_pack"):
        alone = materialise(home, asset, NEWEST)
        assert not alone.success
        assert f"outturns/{NEWEST} is {said}" in fault_of(alone)
        assert f"`pmf run --quarter {NEWEST}`, or Materialize on outturns/outturns for {NEWEST} in the UI" in fault_of(
            alone
        )
        assert materialisations(home, alone.run_id) == []
    assert digests(home.published) == published


def test_a_spoilt_slice_can_be_made_again(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(reported)
    change_a_value(home)
    assert materialise(home, "outturns/outturns", NEWEST).success
    assert SliceStore(home).passport("outturns", NEWEST) is not None
    assert pyarrow.parquet.read_table(SliceStore(home).path("outturns", NEWEST)) == pyarrow.parquet.read_table(
        SliceStore(reported).path("outturns", NEWEST)
    )
    assert materialise(home, "reports/report_pack", NEWEST).success


def test_an_edition_changed_by_hand_is_told_and_not_laid_over(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(reported)
    scorecard = edition(home) / "scorecard.csv"
    scorecard.chmod(0o644)
    scorecard.write_text("nothing to see here\n", encoding="utf-8")
    alone = materialise(home, "reports/report_pack", NEWEST)
    assert "edition-1/scorecard.csv is not the file that was published" in fault_of(alone)
    assert materialisations(home, alone.run_id) == []
    assert [path.name for path in (home.published / NEWEST).iterdir()] == ["edition-1"]


def test_a_landed_file_newer_than_its_slice_is_not_passed_over(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(reported)
    land(home, NEWEST, "place--2.csv", figure("PLC-06", "30"))
    alone = materialise(home, "reports/scorecard", NEWEST)
    assert f"internal_returns/{NEWEST} is stale" in fault_of(alone)
    assert f"returns/{NEWEST}/place--2.csv is new" in fault_of(alone)


def test_an_earlier_quarters_new_return_is_not_passed_over(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(reported)
    land(home, "2022-23-Q4", "place--2.csv", figure("PLC-05", "100", period="2022-23-Q4"))
    alone = materialise(home, "reports/scorecard", NEWEST)
    assert "internal_returns/2022-23-Q4 is stale" in fault_of(alone)


def test_a_changed_target_makes_its_comparisons_stale(reported: Home, a_copy: Callable[[Home], Home]) -> None:
    home = a_copy(reported)
    targets = home.framework / "targets.csv"
    text = targets.read_text(encoding="utf-8")
    assert "PLC-05,2023-24,110," in text
    targets.write_text(text.replace("PLC-05,2023-24,110,", "PLC-05,2023-24,111,"), encoding="utf-8")
    alone = materialise(home, "reports/scorecard", NEWEST)
    assert "framework/targets.csv has changed" in fault_of(alone)


def test_a_model_that_does_not_keep_its_contract_is_refused_by_its_gate(
    reported: Home, a_copy: Callable[[Home], Home], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_copy(reported)
    models = tmp_path / "models"
    shutil.copytree(MODELS, models)
    model = models / "outturns" / "year_to_date.sql"
    model.write_text(
        model.read_text("utf-8").replace("quarters_missing: [INTEGER,", "quarters_missing: [BIGINT,"), "utf-8"
    )
    for module in ("pmf_pipeline.definitions", "resources.warehouse"):
        monkeypatch.setattr(f"{module}.load_project", partial(load_project, models=models))
    before = digests(home.warehouse, "*.parquet")

    alone = materialise(home, "outturns/year_to_date", NEWEST)

    assert "promised quarters_missing BIGINT, found quarters_missing INTEGER" in fault_of(alone)
    assert checks(home, alone.run_id)["outturns/year_to_date", "columns_as_promised"].passed is False
    assert digests(home.warehouse, "*.parquet") == before
    assert SliceStore(home).refusal("year_to_date", NEWEST) is not None
