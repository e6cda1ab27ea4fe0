"""Malformed files by the hundred through the landing surface: each is read or refused, and every row has its fate.

The long run, of ten thousand and of spoilt published files, is `make fuzz`.
"""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import land

FILES = 25


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_malformed_files_are_read_or_refused_and_no_row_is_unaccounted_for(seed: int) -> None:
    with TemporaryDirectory() as folder:
        fates = land(Path(folder), random.Random(seed), FILES)
    assert fates.total() == FILES
    assert fates.keys() <= {"read", "unreadable_file", "same_content"}
