"""CSV files as text: encodings, and two readers that agree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmf_pipeline.reading import csv_text
from pmf_pipeline.reading.cells import UnreadableFileError
from pmf_pipeline.reading.csv_text import read_csv
from pmf_pipeline.reading.spec import Layout
from tests.helpers.layouts import LONG, refusal, spec


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_encoding_is_detected_among_those_that_councils_use(codec: str) -> None:
    text = "Measure;Value\nCafé rent, £ a week;1\nNaïve – “quoted”;2\n"
    sheet = read_csv(text.encode(codec), Layout(encoding="detect", delimiter="detect"), ["Measure", "Value"])
    assert sheet.head == [["Measure", "Value"]]
    assert sheet.body["0"].to_pylist() == ["Café rent, £ a week", "Naïve – “quoted”"]


CELL = st.text(st.sampled_from('ab ",\n£\u00a0')) | st.sampled_from(["12.5", "", "x"])


@settings(max_examples=60)
@given(
    st.lists(st.lists(CELL, min_size=2, max_size=3), min_size=1, max_size=5),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_the_fast_reader_of_csv_agrees_with_the_exact_one(rows: list[list[str]], end: str, quoted: bool) -> None:
    lines = [",".join('"' + c.replace('"', '""') + '"' if quoted or c.count('"') else c for c in row) for row in rows]
    content = end.join(["h1,h2", *lines]).encode()
    assert read_with(content, small=0) == read_with(content, small=10**9)


def read_with(content: bytes, small: int) -> object:
    """What comes of a file, or that it is refused, with the fast reader used from `small` bytes on.

    The text is looked through three signs at a time, so that what stands side by side often is in two pieces.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_text, "SMALL", small)
        patch.setattr(csv_text, "PIECE", 3)
        try:
            sheet = read_csv(content, Layout())
        except UnreadableFileError as error:
            return str(error)
    columns = [column.to_pylist() for column in sheet.body.columns]
    while len(columns) > 1 and not any(columns[-1]):
        columns.pop()
    return sheet.head, columns


@pytest.mark.parametrize("before", range(4))
@pytest.mark.parametrize("pair", ["\n", ' "x"', '"x" ', "\r"])
def test_what_the_readers_take_otherwise_is_seen_wherever_it_stands(pair: str, before: int) -> None:
    content = f"h1,h2\n{'a' * before},1\n{pair}b,2\n".encode()
    assert read_with(content, small=0) == read_with(content, small=10**9)


def test_the_first_fault_of_a_large_file_is_named_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text, "SMALL", 0)
    header = "Measure,Code,Year,Value\n"
    assert "more cells in row 3" in refusal(f"{header}A,E08000013,2021-22,1\nA,E08000013,2022-23,1,2\n", spec(LONG))
    assert "not well-formed CSV at line 3" in refusal(f'{header}A,E08000013,2021-22,1\nA,"x"y,2022-23,1\n', spec(LONG))
