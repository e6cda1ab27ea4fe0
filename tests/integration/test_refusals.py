"""No step reads an input that is not what its gate passed: changed by hand, deleted, swapped or out of date."""

from collections.abc import Callable

import pyarrow
import pyarrow.parquet
import pytest

from pmf_pipeline.home import Home
from pmf_pipeline.provenance import PASSPORT_KEY
from resources.parquet import read_passport
from resources.slices import SliceStore
from tests.helpers.homes import NEWEST, digests, edition, figure, land
from tests.helpers.records import checks, fault_of, materialisations, materialise


def change_a_value(home: Home) -> None:
    """Change one figure and put the passport back, as a careful hand would."""
    path = SliceStore(home).path("outturns", NEWEST)
    passport = pyarrow.parquet.read_metadata(path).metadata[PASSPORT_KEY]
    table = pyarrow.parquet.read_table(path)
    at = table.schema.get_field_index("published_value")
    values = [value + 1 if value is not None else None for value in table["published_value"].to_pylist()]
    changed = table.set_column(at, table.schema.field(at), pyarrow.array(values, table.schema.field(at).type))
    pyarrow.parquet.write_table(changed.replace_schema_metadata({PASSPORT_KEY: passport}), path)
    assert read_passport(path) is not None


def cut_short(home: Home) -> None:
    path = SliceStore(home).path("outturns", NEWEST)
    path.write_bytes(path.read_bytes()[:-100])


def swap_with_another_quarter(home: Home) -> None:
    store = SliceStore(home)
    store.path("outturns", NEWEST).write_bytes(store.path("outturns", "2023-24-Q1").read_bytes())


def delete(home: Home) -> None:
    SliceStore(home).path("outturns", NEWEST).unlink()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(change_a_value, "damaged"), (cut_short, "damaged"), (swap_with_another_quarter, "damaged"), (delete, "absent")],
    ids=["changed", "cut short", "swapped", "deleted"],
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
        assert "`pmf run`" in fault_of(alone)
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
    assert "edition-1/scorecard.csv has been changed" in fault_of(alone)
    check = checks(home, alone.run_id)["reports/report_pack", "published_files_equal_their_manifest"]
    assert (check.passed, check.blocking) == (False, True)
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
