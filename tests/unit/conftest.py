"""A DuckDB for the tests of what is computed in it, one for each of their files."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def connection() -> Iterator[Any]:
    """A DuckDB in memory; imported only here, as Hypothesis keeps the tests' own modules until the very end."""
    import duckdb

    with duckdb.connect() as made:
        yield made
