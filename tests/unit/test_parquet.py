"""Parquet slices with their passport inside: whole or not there, and known when they were changed."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from pmf_pipeline.home import Home
from pmf_pipeline.provenance import PASSPORT_KEY, SEAL_KEY, Passport, Recipe, RuleVerdict
from resources.parquet import data_sha256, read_passport, write_with_passport
from resources.slices import SliceStore

SCHEMA = pyarrow.schema([("name", pyarrow.string()), ("value", pyarrow.decimal128(38, 18))])
RECIPE = Recipe("model", {}, {}, "suite")
PASSED = (RuleVerdict("rows_present", "critical", "passed"),)
REFUSED = (RuleVerdict("rows_present", "critical", "failed", 1, "Nothing arrived."),)


def table(*values: str) -> pyarrow.Table:
    rows = [{"name": f"row {value}", "value": Decimal(value)} for value in values]
    return pyarrow.Table.from_pylist(rows, schema=SCHEMA)


def stamp(rows: int, sha256: str) -> Passport:
    return Passport("outturns", "2023-24-Q2", rows, sha256, RECIPE, PASSED, "run")


def refusal(rows: int, sha256: str) -> Passport:
    return Passport("outturns", "2023-24-Q2", rows, sha256, RECIPE, REFUSED, "run")


def breaking_off() -> pyarrow.RecordBatchReader:
    """Rows that break off after the first batch."""

    def batches() -> Iterator[pyarrow.RecordBatch]:
        yield from table("1").to_batches()
        raise RuntimeError("the power is out")

    return pyarrow.RecordBatchReader.from_batches(SCHEMA, batches())


@pytest.fixture
def store(tmp_path: Path) -> SliceStore:
    return SliceStore(Home(tmp_path))


def papers_of(path: Path) -> dict[bytes, bytes]:
    """A slice's passport and seal, as a careful hand would copy them."""
    metadata = pyarrow.parquet.read_metadata(path).metadata
    return {key: metadata[key] for key in (PASSPORT_KEY, SEAL_KEY)}


def put(store: SliceStore, *values: str) -> Path:
    store.publish("outturns", "2023-24-Q2", table(*values).to_reader(), stamp)
    return store.path("outturns", "2023-24-Q2")


@pytest.mark.parametrize("values", [(), ("1.5",), tuple(str(number) for number in range(1000))])
def test_rows_types_and_passport_come_back(tmp_path: Path, values: tuple[str, ...]) -> None:
    path = tmp_path / "new" / "slice.parquet"
    made = write_with_passport(path, table(*values).to_reader(max_chunksize=100), stamp, str.upper)
    assert pyarrow.parquet.read_table(path) == table(*values)
    assert read_passport(path) == made
    assert (made.rows, made.data_sha256) == (len(values), data_sha256(path))
    assert [found.name for found in path.parent.iterdir()] == ["slice.parquet"]


def test_the_same_rows_are_the_same_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one.parquet", "two.parquet")]
    for path in paths:
        write_with_passport(path, table("1", "2").to_reader(), stamp, str.upper)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_writing_that_breaks_off_leaves_the_old_slice(store: SliceStore) -> None:
    path = put(store, "1")
    before = path.read_bytes()
    with pytest.raises(RuntimeError, match="the power is out"):
        store.publish("outturns", "2023-24-Q2", breaking_off(), stamp)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_first_writing_that_breaks_off_leaves_nothing(store: SliceStore) -> None:
    with pytest.raises(RuntimeError, match="the power is out"):
        store.publish("outturns", "2023-24-Q2", breaking_off(), stamp)
    assert store.names("outturns") == []
    assert list(store.path("outturns", "2023-24-Q2").parent.iterdir()) == []


def test_a_slice_changed_by_hand_has_no_sound_passport(store: SliceStore) -> None:
    path = put(store, "1")
    assert store.passport("outturns", "2023-24-Q2") is not None
    papers = papers_of(path)
    pyarrow.parquet.write_table(table("2").replace_schema_metadata(papers), path)
    assert read_passport(path) is not None
    assert store.passport("outturns", "2023-24-Q2") is None


@pytest.mark.parametrize("at", [4, 20, 60])
def test_a_single_changed_byte_is_found(store: SliceStore, at: int) -> None:
    path = put(store, "1", "2", "3")
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    assert store.passport("outturns", "2023-24-Q2") is None


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1PAR1", b"\0\0\0\0PAR1" * 9, b"not Parquet at all"])
def test_what_is_no_slice_has_no_passport(store: SliceStore, content: bytes) -> None:
    path = put(store, "1")
    path.write_bytes(content)
    assert read_passport(path) is None
    assert store.passport("outturns", "2023-24-Q2") is None


def test_any_cut_leaves_no_passport(store: SliceStore) -> None:
    path = put(store, "1")
    whole = path.read_bytes()
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        assert read_passport(path) is None


def test_a_slice_without_papers_has_no_passport(store: SliceStore) -> None:
    path = put(store, "1")
    pyarrow.parquet.write_table(table("1"), path)
    assert store.passport("outturns", "2023-24-Q2") is None


def test_another_slices_papers_do_not_count(store: SliceStore) -> None:
    path = put(store, "1")
    for name in ("2023-24-Q1", "2023-24-Q3"):
        store.path("outturns", name).write_bytes(path.read_bytes())
        assert store.passport("outturns", name) is None


def test_a_refused_candidate_goes_to_quarantine_and_the_slice_stays(store: SliceStore) -> None:
    path = put(store, "1")
    before = path.read_bytes()
    store.refuse("outturns", "2023-24-Q2", table("2").to_reader(), refusal)
    assert path.read_bytes() == before
    assert store.refused("outturns") == ["2023-24-Q2"]
    found = store.refusal("outturns", "2023-24-Q2")
    assert found is not None
    assert not found.passed


def test_the_next_good_slice_ends_a_refusal_and_keeps_what_was_refused(store: SliceStore) -> None:
    for number in ("2", "3"):
        store.refuse("outturns", "2023-24-Q2", table(number).to_reader(), refusal)
        put(store, "1")
        assert store.refused("outturns") == []
        assert store.refusal("outturns", "2023-24-Q2") is None
    kept = store.refusal_path("outturns", "2023-24-Q2").parent
    assert len(list(kept.iterdir())) == 2


def test_a_passport_that_was_not_sealed_here_is_none(store: SliceStore, tmp_path: Path) -> None:
    path = put(store, "1")
    other = SliceStore(Home(tmp_path / "another home"))
    (tmp_path / "another home").mkdir()
    assert store.passport("outturns", "2023-24-Q2") is not None
    path.write_bytes(put(other, "1").read_bytes())
    assert read_passport(path) is not None
    assert store.passport("outturns", "2023-24-Q2") is None


def test_a_passport_made_by_hand_for_the_data_it_stands_with_is_none(store: SliceStore) -> None:
    """The verdicts are put right and the hash of the data too: only the seal is not there to be had."""
    path = put(store, "1")
    metadata = pyarrow.parquet.read_metadata(path).metadata
    honest = store.passport("outturns", "2023-24-Q2")
    assert honest is not None
    forged = replace(honest, run_id="by hand")
    write_with_passport(path, table("1").to_reader(), lambda *_: forged, lambda _text: metadata[SEAL_KEY].decode())
    assert read_passport(path) == forged
    assert data_sha256(path) == forged.data_sha256
    assert store.passport("outturns", "2023-24-Q2") is None


def test_the_key_is_its_owners_alone_and_stays(store: SliceStore, tmp_path: Path) -> None:
    put(store, "1")
    (key,) = tmp_path.rglob(".seal")
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_bytes()
    put(store, "2")
    assert key.read_bytes() == before
