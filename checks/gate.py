"""The gate: every rule of a table's suite over a candidate, and each slice's verdicts.

How the candidate is made is resources/'; how the verdicts reach Dagster is `results`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal

from checks.expectations import Expected, Judgement, Validator, judge_frame
from checks.suite import ROWS_RULE, SHAPE_RULE, Rule, load_suite
from pmf_pipeline.catalogue import Table
from pmf_pipeline.provenance import RuleVerdict
from resources.session import CANDIDATE, Session

if TYPE_CHECKING:
    import duckdb
    import pandas

MAX_ROWS_SHOWN = 20
MAX_ROWS_IN_DETAIL = 3
IN_SET = "expect_column_values_to_be_in_set"


@dataclass(frozen=True)
class RuleReport:
    """What one rule said of the whole candidate.

    Attributes:
        rule: its name.
        outcome: passed, failed, or errored when it could not be judged.
        failing: failing rows by slice.
        rows: some of the failing rows, for people: the grain and what the rule shows.
        error: why it could not be judged.
    """

    rule: str
    outcome: Literal["passed", "failed", "errored"]
    failing: Mapping[str, int]
    rows: Sequence[Mapping[str, Any]] = ()
    error: str | None = None


@dataclass(frozen=True)
class GateReport:
    """The gate's report on a candidate.

    Attributes:
        reports: one for each rule, in the suite's order.
        verdicts: for each slice, each rule's verdict.
    """

    reports: tuple[RuleReport, ...]
    verdicts: Mapping[str, tuple[RuleVerdict, ...]]


def judge(session: Session, table: Table, slices: Sequence[str]) -> GateReport:
    """Judge the session's candidate for `slices` by the table's suite."""
    suite = load_suite(table.name)
    rules = suite.all_rules()
    connection = session.connection
    validator = Validator()
    frames = [
        _judge_table(connection, table, slices, suite.min_rows, validator),
        _judge_values(connection, table, suite.rules, validator),
    ]
    found = {report.rule: report for reports in frames for report in reports}
    reports = tuple(found[rule] for rule in rules)
    verdicts = {
        name: tuple(_verdict(report, rules[report.rule], name, len(slices) == 1) for report in reports)
        for name in slices
    }
    return GateReport(reports, verdicts)


def _judge_table(
    connection: "duckdb.DuckDBPyConnection", table: Table, slices: Sequence[str], least: int, validator: Validator
) -> list[RuleReport]:
    """Judge what holds of the table as a whole, its columns and each slice's number of rows, as one frame.

    The two lists stand side by side in the frame, the shorter one filled up with what passes.
    """
    import pandas

    found = [f"{row[0]} {row[1]}" for row in connection.execute(f"describe {CANDIDATE}").fetchall()]
    promised = [f"{name} {kind}" for name, (kind, _) in table.columns.items()]
    pairs = list(zip_longest(promised, found, fillvalue="nothing"))
    counted = dict(connection.execute(_count_query(connection, table, slices)).fetchall())
    counts = [(name, counted.get(name, 0)) for name in slices]
    length = max(len(pairs), len(counts))
    frame = pandas.DataFrame(
        {
            "same": [want == have for want, have in pairs] + [True] * (length - len(pairs)),
            "rows": [rows for _, rows in counts] + [least] * (length - len(counts)),
        }
    )
    enough = Expected("expect_column_values_to_be_between", {"column": "rows", "min_value": least}, "critical")
    judged = judge_frame(frame, {SHAPE_RULE: _is_true("same"), ROWS_RULE: enough}, validator)
    differing = [dict(zip(("promised", "found"), pairs[at], strict=True)) for at in judged[SHAPE_RULE].failing]
    empty = [{"slice": counts[at][0], "rows": str(counts[at][1])} for at in judged[ROWS_RULE].failing]
    return [
        _table_report(SHAPE_RULE, judged[SHAPE_RULE], {"every slice": len(differing)}, differing),
        _table_report(ROWS_RULE, judged[ROWS_RULE], {row["slice"]: 1 for row in empty}, empty),
    ]


def _count_query(connection: "duckdb.DuckDBPyConnection", table: Table, slices: Sequence[str]) -> str:
    column = table.slice_column
    if column is None or column not in _columns_of(connection):
        return f"select '{slices[0]}', count(*) from {CANDIDATE}"
    return f'select "{column}", count(*) from {CANDIDATE} group by 1'


def _judge_values(
    connection: "duckdb.DuckDBPyConnection",
    table: Table,
    rules: Mapping[str, Rule],
    validator: Validator,
) -> list[RuleReport]:
    faults = _faults(connection, rules)
    judged = {rule: spec for rule, spec in rules.items() if rule not in faults}
    expected = {rule: _expected(rule, spec) for rule, spec in judged.items()}
    frame = _project(connection, table, judged)
    judgements = judge_frame(frame, expected, validator)
    reports = []
    for rule, spec in rules.items():
        if rule in faults:
            reports.append(RuleReport(rule, "errored", {}, error=faults[rule]))
            continue
        positions = judgements[rule].failing
        by_slice = Counter(frame["slice_"].iloc[list(positions)].astype(str)) if positions else {}
        rows = _failing_rows(connection, table, spec, positions)
        reports.append(_table_report(rule, judgements[rule], by_slice, rows))
    return reports


def _faults(connection: "duckdb.DuckDBPyConnection", rules: Mapping[str, Rule]) -> dict[str, str]:
    """The rules that cannot be judged, and why; the predicates are tried together, and alone only where one fails."""
    columns = _columns_of(connection)
    missing = {rule: [name for name in spec.columns if name not in columns] for rule, spec in rules.items()}
    faults = {rule: f"column {', '.join(names)} is missing" for rule, names in missing.items() if names}
    tested = {rule: f"bool_and(cast(({spec.holds}) as boolean))" for rule, spec in rules.items() if spec.holds}
    if tested and _fault_of(connection, ", ".join(tested.values())):
        alone = {rule: _fault_of(connection, test) for rule, test in tested.items()}
        faults |= {rule: fault for rule, fault in alone.items() if fault}
    return faults


def _fault_of(connection: "duckdb.DuckDBPyConnection", tests: str) -> str | None:
    try:
        connection.execute(f"select {tests} from {CANDIDATE}").fetchall()
    except Exception as error:  # any fault of the predicate means that it was not judged
        return str(error).splitlines()[0]
    return None


def _columns_of(connection: "duckdb.DuckDBPyConnection") -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(f"describe {CANDIDATE}").fetchall()}


def _project(connection: "duckdb.DuckDBPyConnection", table: Table, rules: Mapping[str, Rule]) -> "pandas.DataFrame":
    """Only the columns that some rule reads, decimals as floats, and each predicate as a column of its own."""
    types = _columns_of(connection)
    wanted = dict.fromkeys(column for rule in rules.values() for column in rule.columns)
    parts = [
        f'cast("{name}" as double) as "{name}"' if types[name].startswith("DECIMAL") else f'"{name}"' for name in wanted
    ]
    parts += [f'coalesce(({rule.holds}), false) as "{name}"' for name, rule in rules.items() if rule.holds]
    slice_column = table.slice_column if table.slice_column in types else None
    parts.append(f'"{slice_column}" as slice_' if slice_column else "'whole' as slice_")
    query = f"select {', '.join(parts)} from {CANDIDATE} order by rowid"
    frame: pandas.DataFrame = connection.sql(query).to_arrow_table().to_pandas()
    return frame


def _expected(name: str, rule: Rule) -> Expected:
    if rule.expect:
        return Expected(rule.expect, rule.with_, rule.severity)
    return _is_true(name, rule.severity)


def _is_true(column: str, severity: str = "critical") -> Expected:
    return Expected(IN_SET, {"column": column, "value_set": [True]}, severity)


def _failing_rows(
    connection: "duckdb.DuckDBPyConnection", table: Table, rule: Rule, positions: Sequence[int]
) -> list[Mapping[str, Any]]:
    if not positions:
        return []
    types = _columns_of(connection)
    shown = dict.fromkeys(
        name for name in (table.slice_column, *table.grain, *rule.columns, *rule.show) if name in types
    )
    columns = ", ".join(f'cast("{name}" as varchar) as "{name}"' for name in shown)
    wanted = ", ".join(str(position) for position in positions[:MAX_ROWS_SHOWN])
    found = connection.execute(f"select {columns} from {CANDIDATE} where rowid in ({wanted}) order by rowid").fetchall()
    return [dict(zip(shown, row, strict=True)) for row in found]


def _table_report(
    rule: str, judgement: Judgement, failing: Mapping[str, int], rows: Sequence[Mapping[str, Any]]
) -> RuleReport:
    if judgement.error:
        return RuleReport(rule, "errored", {}, error=judgement.error)
    return RuleReport(rule, "passed" if judgement.success else "failed", failing, rows)


def _verdict(report: RuleReport, rule: Rule, name: str, only_slice: bool) -> RuleVerdict:
    if report.outcome == "errored":
        return RuleVerdict(report.rule, rule.severity, "errored", 0, f"could not be judged: {report.error}")
    failing = report.failing.get(name, report.failing.get("every slice", 0))
    if report.outcome == "failed" and not report.failing and only_slice:
        failing = 1
    if report.outcome == "passed" or (failing == 0 and report.failing):
        return RuleVerdict(report.rule, rule.severity, "passed")
    return RuleVerdict(report.rule, rule.severity, "failed", failing, _detail(report, rule, name, failing))


def _detail(report: RuleReport, rule: Rule, name: str, failing: int) -> str:
    """The verdict in words: the rule, the first failing rows of the slice a line each, and what to do."""
    mine = ([row for row in report.rows if name in row.values()] or list(report.rows))[:MAX_ROWS_IN_DETAIL]
    lines = [
        "- " + ", ".join(f"{column} {value}" for column, value in row.items() if value is not None and value != name)
        for row in mine
    ]
    if failing > len(mine):
        lines.append(f"- and {failing - len(mine)} more")
    count = f"{failing} row{'' if failing == 1 else 's'}"
    return "\n      ".join([f"{rule.says} Not so for {count}:", *lines, rule.mend])
