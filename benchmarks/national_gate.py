"""The gate of a national outturn table beside the SQL that makes it, each in a process of its own, and both in one.

The table is the outturns model's own, made of synthetic published figures that lie in Parquet as a landed extract
does. Run as `python -m benchmarks.national_gate FOLDER sql|gate|step`; the last line is JSON.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from benchmarks.measure import KILOBYTES_IN_GB, Times, Took, alternated, run
from benchmarks.report import Aim, ratio, times_table
from checks.expectations import get_ready
from checks.gate import judge
from pmf_pipeline.catalogue import Table
from pmf_pipeline.framework.relations import as_arrow
from pmf_pipeline.framework.rows import Indicator, Row
from pmf_pipeline.project import Project, load_project
from pmf_pipeline.second_process import ask
from pmf_pipeline.settings import PROJECT
from resources.engine import prepare
from resources.session import CANDIDATE, Session
from resources.states import States

if TYPE_CHECKING:
    import duckdb

ROWS = 2_500_000
AREAS, YEARS = 350, 20
QUARTER = "2023-24-Q2"
REPETITIONS = 3
MOST_MEMORY = 2.0
INPUT, MADE = "stg_published_figures", "candidate"
SQL, GATE, STEP = "sql", "gate", "step"
WORDS = {SQL: "its SQL", GATE: "its gate", STEP: "a step: its SQL, then its gate"}


def gate_of_a_national_table(folder: Path, rows: int = ROWS, repetitions: int = REPETITIONS) -> list[str]:
    """The section on the gate of a national table.

    Raises:
        subprocess.CalledProcessError: a rule was not met, so that what was timed is not a gate that passes.
    """
    _inputs(folder, rows)
    _took(folder, SQL)  # to warm up, and for what the gate judges
    stages: dict[str, Callable[[], Took]] = {words: partial(_took, folder, stage) for stage, words in WORDS.items()}
    times = alternated(stages, repetitions)
    return [
        "## The gate of a national table",
        f"The table of outturns, with {rows // (AREAS * YEARS) * AREAS * YEARS:,} figures of every authority. Times "
        "are of the work alone: without imports, which a run pays once, and without reading the candidate back where "
        "the gate is timed alone. Memory is of the process and of the second one beside it, in "
        "which Great Expectations judges.",
        times_table(times, {WORDS[GATE]: Aim(1, WORDS[SQL])}),
        f"The gate takes {ratio(times[WORDS[GATE]], times[WORDS[SQL]])} what the SQL takes. {_memory(times)}",
    ]


def _memory(times: dict[str, Times]) -> str:
    sql, gate, step = (times[WORDS[stage]].memory for stage in (SQL, GATE, STEP))
    met = "met" if gate <= MOST_MEMORY else "missed"
    return (
        f"The gate's two processes, with the candidate and Great Expectations, take {gate:.2f} "
        f"GB (at most {MOST_MEMORY:g} GB: {met}); the step as a whole takes {step:.2f} GB, its SQL alone {sql:.2f}."
    )


def _took(folder: Path, stage: str) -> Took:
    said = run([sys.executable, "-m", "benchmarks.national_gate", str(folder), stage])
    return Took(*json.loads(said.splitlines()[-1]))


def main(folder: Path, stage: str) -> None:
    """Make, judge, or both, and print seconds by the clock, of the processors, and the process's largest memory."""
    import duckdb

    if stage != SQL:
        get_ready()
        ask(abs, 0).result()  # it is: the import is paid once per run, and is no part of one gate
    project = load_project(PROJECT)
    table = project.catalogue["outturns"]
    states = SimpleNamespace(project=project, waivers=lambda _table, _slice: ())
    with duckdb.connect() as connection:
        prepare(connection, folder / f"spilt-{stage}")
        session = Session(connection, cast(States, states))
        if stage == GATE:
            connection.execute(f"create temp table {CANDIDATE} as from '{folder / MADE}.parquet'")  # in its order
        else:
            _show_inputs(connection, project, table, folder)
        wall, cpu = time.perf_counter(), _cpu(stage)
        if stage != GATE:
            assert table.model is not None
            session.take_candidate(table, f"({table.model.render(project.framework.rules.variables())})")
        reports = judge(session, table, [QUARTER]).reports if stage != SQL else ()
        took = (time.perf_counter() - wall, _cpu(stage) - cpu)
        if stage == SQL:
            connection.execute(f"copy {CANDIDATE} to '{folder / MADE}.parquet' (format parquet)")
    unmet = [report.rule for report in reports if report.outcome != "passed"]
    if unmet:
        sys.exit(f"not met: {', '.join(unmet)}")
    print(json.dumps([*took, _memory_taken(stage)]))


def _cpu(stage: str) -> float:
    """Processor time of this process and of the one that judges."""
    return time.process_time() + (ask(time.process_time).result() if stage != SQL else 0)


def _memory_taken(stage: str) -> float:
    """The largest memory of this process and of the one that judges, together, in GB."""
    here = resource.getrusage(resource.RUSAGE_SELF)
    there = ask(resource.getrusage, resource.RUSAGE_SELF).result() if stage != SQL else None
    return (here.ru_maxrss + (there.ru_maxrss if there else 0)) / KILOBYTES_IN_GB


def _show_inputs(connection: "duckdb.DuckDBPyConnection", project: Project, table: Table, folder: Path) -> None:
    """The relations that the model reads: the national figures from their file, the indicators, and no returns."""
    assert table.model is not None
    for schema in ("framework", "landing", "run"):
        connection.execute(f"create schema if not exists {schema}")
    connection.execute(f"create table run.quarters as select '{QUARTER}' as quarter")
    for source, name in table.model.sources:
        if source == "framework":
            given = project.framework.rows(name)
            connection.register("arriving", as_arrow(name, _indicators(folder) if name == "indicators" else given))
            connection.execute(f'create table framework."{name}" as select * from arriving')
            connection.unregister("arriving")
    for name in table.model.refs:
        columns = ", ".join(f'"{column}" {kind}' for column, (kind, _) in project.catalogue[name].columns.items())
        connection.execute(f'create table "{name}" ({columns})')
    connection.execute(f"drop table {INPUT}")
    connection.execute(f"create view {INPUT} as from read_parquet('{folder / INPUT}.parquet')")


def _indicators(folder: Path) -> tuple[Row, ...]:
    """An indicator for each code of the national figures."""
    import duckdb

    given = load_project(PROJECT).framework.tables["indicators"][0]
    assert isinstance(given, Indicator)
    (last,) = duckdb.sql(f"select max(indicator_code) from '{folder / INPUT}.parquet'").fetchall()[0]
    return tuple(
        given.model_copy(update={"indicator_code": f"N-{number:04}", "source": "national"})
        for number in range(int(last.removeprefix("N-")) + 1)
    )


def _inputs(folder: Path, rows: int) -> None:
    """The national figures as a file."""
    import duckdb

    columns = load_project(PROJECT).catalogue[INPUT].columns
    with duckdb.connect() as connection:
        kinds = ", ".join(f'"{column}" {kind}' for column, (kind, _) in columns.items())
        connection.execute(f"create table {INPUT} ({kinds})")
        connection.execute(
            f"""
            insert into {INPUT} by name
            select format('N-{{:04d}}', r // {AREAS * YEARS}) as indicator_code,
                format('E{{:08d}}', r % {AREAS}) as area_code, area_code as reported_area_code,
                make_date(2003 + (r // {AREAS}) % {YEARS}, 4, 1) as period_start,
                make_date(2004 + (r // {AREAS}) % {YEARS}, 3, 31) as period_end,
                format('{{}}-{{:02d}}', year(period_start), year(period_end) % 100) as period,
                cast((hash(r) % 100000) * 0.001 as decimal(38, 18)) as value, false as is_false_zero,
                'national' as source, 'national.csv' as file_name, repeat('a', 64) as file_sha256,
                r + 2 as row_number, 'E' || (r + 2) as cell, cast(value as varchar) as raw_value
            from range({rows // (AREAS * YEARS) * AREAS * YEARS}) as given(r)
            """
        )
        connection.execute(f"copy {INPUT} to '{folder / INPUT}.parquet' (format parquet)")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
