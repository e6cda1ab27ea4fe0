"""Whether the rivals make what we make: dbt's tables row for row, the pandas script's scorecard figure by figure.

Run as `python -m benchmarks.agreement WAREHOUSE DATABASE TABLE ...`, a process of its own: a process that has held
whole tables lends its memory to what it starts and measures afterwards. Exit code 1 and a line for each table that
differs.
"""

import sys
from collections.abc import Iterable
from pathlib import Path


def differing_tables(tables: Iterable[str], warehouse: Path, database: Path) -> list[str]:
    """The tables of which dbt's rows are not exactly ours, with how many rows differ."""
    import duckdb

    faults = []
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as dbt (read_only)")
        for table in tables:
            ours, theirs = f"(from read_parquet('{warehouse / table}/*.parquet'))", f'(from dbt."{table}")'
            counts = [
                connection.execute(
                    f"select count(*) from (select * from {left} except all select * from {right})"
                ).fetchall()[0][0]
                for left, right in ((ours, theirs), (theirs, ours))
            ]
            if any(counts):
                faults.append(f"{table}: {counts[0]} rows only in ours, {counts[1]} only in dbt's")
    return faults


def differing_figures(ours: Path, theirs: Path) -> tuple[int, int]:
    """How many figures of two scorecards were compared, and how many differ by more than a part in a million."""
    import pandas as pd

    mine, other = (pd.read_csv(path).set_index("indicator_code").sort_index() for path in (ours, theirs))
    compared = differing = 0
    for column in other.columns:
        left, right = mine[column], other[column]
        if column not in ("rag", "direction"):
            left, right = pd.to_numeric(left).fillna(-1), pd.to_numeric(right).fillna(-1)
            differs = (left - right).abs() > 1e-6 * right.abs()
        else:
            differs = left != right
        compared, differing = compared + len(differs), differing + int(differs.sum())
    return compared, differing


if __name__ == "__main__":
    faults = differing_tables(sys.argv[3:], Path(sys.argv[1]), Path(sys.argv[2]))
    print("\n".join(faults))
    sys.exit(bool(faults))
