"""The gate of a national outturn table beside the SQL that makes it: `python -m benchmarks.national_gate [ROWS]`.

The table is the outturns model's own, made of synthetic published figures; the figures printed are seconds and the
process's peak memory.
"""

import json
import resource
import sys
import time
from types import SimpleNamespace
from typing import Any, cast

import duckdb

from checks.gate import judge
from pmf_pipeline.framework.relations import as_arrow
from pmf_pipeline.framework.rows import Row
from pmf_pipeline.project import load_project
from pmf_pipeline.settings import PROJECT
from resources.session import CANDIDATE, Session
from resources.states import States

ROWS = 2_500_000
AREAS, YEARS = 350, 20
QUARTER = "2023-24-Q2"


def main() -> None:
    """Make, judge, and print what each took."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    project = load_project(PROJECT)
    table = project.catalogue["outturns"]
    assert table.model is not None
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        _inputs(connection, project, rows)
        select = table.model.render(project.framework.rules.variables())
        order = ", ".join(f'"{column}" nulls first' for column in table.grain)
        start = time.perf_counter()
        connection.execute(f"create temp table {CANDIDATE} as select * from ({select}) order by {order}")
        sql, before = time.perf_counter() - start, _peak()
        import great_expectations  # noqa: F401 - its import is paid once per run, and is no part of one gate

        (made,) = connection.execute(f"select count(*) from {CANDIDATE}").fetchone() or (0,)
        states = SimpleNamespace(project=project, waivers=lambda _table, _slice: ())
        start = time.perf_counter()
        report = judge(Session(connection, cast(States, states)), table, [QUARTER])
        gate = time.perf_counter() - start
    outcomes = {found.rule: found.outcome for found in report.reports}
    print(json.dumps({"rows": made, "sql_s": round(sql, 2), "gate_s": round(gate, 2), "peak_gb_after_sql": before,
                      "peak_gb": _peak(), "outcomes": outcomes}))  # fmt: skip


def _inputs(connection: duckdb.DuckDBPyConnection, project: Any, rows: int) -> None:
    for schema in ("framework", "landing", "run"):
        connection.execute(f"create schema if not exists {schema}")
    model = project.catalogue["outturns"].model
    for source, name in model.sources:
        if source == "framework":
            given: tuple[Row, ...] = project.framework.tables[name]
            if name == "indicators":
                given = tuple(
                    given[0].model_copy(update={"indicator_code": f"N-{number:04}", "source": "national"})
                    for number in range(max(rows // (AREAS * YEARS), 1))
                )
            connection.register("arriving", as_arrow(name, given))
            connection.execute(f'create table framework."{name}" as select * from arriving')
            connection.unregister("arriving")
    connection.execute(f"create table run.quarters as select '{QUARTER}' as quarter")
    for name in model.refs:
        columns = ", ".join(f'"{c}" {kind}' for c, (kind, _) in project.catalogue[name].columns.items())
        connection.execute(f'create table "{name}" ({columns})')
    connection.execute(
        f"""
        insert into stg_published_figures by name
        select format('N-{{:04d}}', r // {AREAS * YEARS}) as indicator_code,
            format('E{{:08d}}', r % {AREAS}) as area_code, area_code as reported_area_code,
            format('{{}}-{{:02d}}', 2003 + (r // {AREAS}) % {YEARS}, (4 + (r // {AREAS}) % {YEARS}) % 100) as period,
            make_date(2003 + (r // {AREAS}) % {YEARS}, 4, 1) as period_start,
            make_date(2004 + (r // {AREAS}) % {YEARS}, 3, 31) as period_end,
            cast((hash(r) % 100000) * 0.001 as decimal(38, 18)) as value, false as is_false_zero,
            'national' as source, 'national.csv' as file_name, repeat('a', 64) as file_sha256,
            r + 2 as row_number, 'E' || (r + 2) as cell, cast(value as varchar) as raw_value
        from range({rows}) as given(r)
        """
    )


def _peak() -> float:
    """Peak memory of this process, in GB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2, 2)


if __name__ == "__main__":
    main()
