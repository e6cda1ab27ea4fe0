"""The first difference between two files, named as people name it."""

import pytest

from pmf_pipeline.report.differing import first_difference

TABLE = b"indicator_code,period,outturn\nA,2023-24-Q1,1\nB,2023-24-Q1,2\n"


@pytest.mark.parametrize(
    ("name", "published", "rebuilt", "said"),
    [
        ("s.csv", TABLE, TABLE.replace(b",2\n", b",3\n"), "B, 2023-24-Q1, outturn: published '2', rebuilt '3'"),
        ("s.csv", TABLE, TABLE.replace(b"B,", b"C,"), "B, 2023-24-Q1: published, and not rebuilt"),
        ("s.csv", b"indicator_code,x\nA,1\n", b"indicator_code,x\nA,1\nB,1\n", "B: rebuilt, and not published"),
        (
            "s.csv",
            "indicator_code,x\nA,1\u2028\n".encode(),
            "indicator_code,x\nA,2\u2028\n".encode(),
            "A, x: published '1\\u2028', rebuilt '2\\u2028'",
        ),
        ("s.csv", b"a,b\n1,2\n", b"a,c\n1,2\n", "columns: published a, b, rebuilt a, c"),
        ("s.csv", b"a\n1\n", b"a\n1\n\n", "line 3: one of them ends"),
        ("p.html", b"one\ntwo\n", b"one\ntoo\n", "line 2: published 'two', rebuilt 'too'"),
        ("p.html", b"one\n", b"one\ntwo\n", "line 2: one of them ends"),
        ("b.xlsx", b"\xff\x00\x01", b"\xff\x00\x02", "byte 2"),
        ("b.xlsx", b"\xff\x00", b"\xff\x00\x02", "byte 2"),
    ],
)
def test_first_difference(name: str, published: bytes, rebuilt: bytes, said: str) -> None:
    assert first_difference(name, published, rebuilt) == said
