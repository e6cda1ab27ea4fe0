"""The gate: every rule of a table's suite over a candidate, and each slice's verdicts.

How the candidate is made is resources/'; what a verdict says is `wording`'s; how it reaches Dagster is `results`'.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

from checks.expectations import Expected, Judgement, Validator, judge_frame
from checks.failing_rows import failing_rows
from checks.suite import ROWS_RULE, SHAPE_RULE, Rule, load_suite
from checks.waiving import waived_rows
from checks.wording import failed_detail, waived_detail
from pmf_pipeline.catalogue import Table
from pmf_pipeline.framework.rows import Waiver
from pmf_pipeline.provenance import RuleVerdict
from resources.session import CANDIDATE, Session

if TYPE_CHECKING:
    import duckdb
    import pandas

MAX_ROWS_SHOWN = 20
EVERY = "every slice"
NONE_ALIKE = "1"
WAIVER_SAYS = ("reason", "waived_by", "waived_on", "expires_on")
UNIQUE = ("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique")
IN_SET = "expect_column_values_to_be_in_set"


@dataclass(frozen=True)
class Findings:
    """What one rule found in one slice.

    Attributes:
        failing: how many rows failed and have no waiver.
        rows: some of them, for people: the grain, what the rule shows, and their origin.
        waived: the rows that failed and have a waiver, with what the waiver says.
    """

    failing: int = 0
    rows: tuple[dict[str, str | None], ...] = ()
    waived: tuple[dict[str, str | None], ...] = ()


@dataclass(frozen=True)
class RuleReport:
    """What one rule said of the whole candidate.

    Attributes:
        rule: its name.
        outcome: passed, failed, or errored when it could not be judged.
        findings: what it found, by slice, or once for every slice.
        error: why it could not be judged.
    """

    rule: str
    outcome: Literal["passed", "failed", "errored"]
    findings: Mapping[str, Findings]
    error: str | None = None

    @property
    def rows(self) -> list[dict[str, str | None]]:
        """Some of the failing rows, of all slices."""
        return [row for found in self.findings.values() for row in found.rows][:MAX_ROWS_SHOWN]


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
    validator = Validator()
    frames = [
        _judge_table(session, table, slices, suite.min_rows, validator),
        _judge_values(session, table, suite.rules, slices, validator),
    ]
    found = {report.rule: report for reports in frames for report in reports}
    reports = tuple(found[rule] for rule in rules)
    verdicts = {
        name: tuple(_verdict(report, rules[report.rule], name, len(slices) == 1) for report in reports)
        for name in slices
    }
    return GateReport(reports, verdicts)


def _judge_table(
    session: Session, table: Table, slices: Sequence[str], least: int, validator: Validator
) -> list[RuleReport]:
    """Judge what holds of the table as a whole, its columns and each slice's number of rows, as one frame.

    The two lists stand side by side in the frame, the shorter one filled up with what passes.
    """
    import pandas

    found = [f"{name} {kind}" for name, kind in session.candidate_columns().items()]
    promised = [f"{name} {kind}" for name, (kind, _) in table.columns.items()]
    pairs = list(zip_longest(promised, found, fillvalue="nothing"))
    counted = dict(session.connection.execute(_count_query(session, table, slices)).fetchall())
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
    differing: list[dict[str, str | None]] = [
        {"promised": pairs[at][0], "found": pairs[at][1]} for at in judged[SHAPE_RULE].failing
    ]
    empty = {counts[at][0]: str(counts[at][1]) for at in judged[ROWS_RULE].failing}
    return [
        _report(SHAPE_RULE, judged[SHAPE_RULE], {EVERY: Findings(len(differing), tuple(differing))}),
        _report(
            ROWS_RULE,
            judged[ROWS_RULE],
            {name: Findings(1, ({"slice": name, "rows": rows},)) for name, rows in empty.items()},
        ),
    ]


def _count_query(session: Session, table: Table, slices: Sequence[str]) -> str:
    column = table.slice_column
    if column is None or column not in session.candidate_columns():
        return f"select '{slices[0]}', count(*) from {CANDIDATE}"
    return f'select "{column}", count(*) from {CANDIDATE} group by 1'


def _judge_values(
    session: Session, table: Table, rules: Mapping[str, Rule], slices: Sequence[str], validator: Validator
) -> list[RuleReport]:
    faults = _faults(session, rules)
    judged = {rule: spec for rule, spec in rules.items() if rule not in faults}
    expected = {rule: _expected(rule, spec) for rule, spec in judged.items()}
    frame = _project(session, table, judged)
    judgements = judge_frame(frame, expected, validator)
    reports = []
    for rule, spec in rules.items():
        if rule in faults:
            reports.append(RuleReport(rule, "errored", {}, faults[rule]))
            continue
        positions = judgements[rule].failing
        by_slice: dict[str, list[int]] = defaultdict(list)
        for position in positions:
            by_slice[str(frame["slice_"].iat[position])].append(position)
        waived = waived_rows(session, table, rule, positions, slices)
        findings = {name: _findings(session, table, spec, at, waived) for name, at in by_slice.items()}
        reports.append(_report(rule, judgements[rule], findings))
    return reports


def _findings(
    session: Session, table: Table, rule: Rule, positions: Sequence[int], waived: Mapping[int, Waiver]
) -> Findings:
    left = [position for position in positions if position not in waived]
    let_through = [position for position in positions if position in waived]
    rows = failing_rows(session, table, rule, left[:MAX_ROWS_SHOWN])
    excused = zip(failing_rows(session, table, rule, let_through), let_through, strict=True)
    return Findings(
        len(left),
        tuple(rows),
        tuple({**row, **{name: str(getattr(waived[at], name)) for name in WAIVER_SAYS}} for row, at in excused),
    )


def _faults(session: Session, rules: Mapping[str, Rule]) -> dict[str, str]:
    """The rules that cannot be judged, and why; the predicates are tried together, and alone only where one fails."""
    columns, connection = session.candidate_columns(), session.connection
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


def _project(session: Session, table: Table, rules: Mapping[str, Rule]) -> "pandas.DataFrame":
    """Only the columns that some rule reads, decimals as floats, and each predicate as a column of its own."""
    types = session.candidate_columns()
    wanted = dict.fromkeys(column for rule in rules.values() if rule.expect not in UNIQUE for column in rule.columns)
    parts = [
        f'cast("{name}" as double) as "{name}"' if types[name].startswith("DECIMAL") else f'"{name}"' for name in wanted
    ]
    parts += [f'coalesce(({rule.holds}), false) as "{name}"' for name, rule in rules.items() if rule.holds]
    alike = {name: _alike(session, rule) for name, rule in rules.items() if rule.expect in UNIQUE}
    parts += [f'{count} as "{name}"' for name, count in alike.items()]
    slice_column = table.slice_column if table.slice_column in types else None
    parts.append(f'"{slice_column}" as slice_' if slice_column else f"'{EVERY}' as slice_")
    # Rows come in their own order, which is what positions count, unless a window was drawn over them.
    order = "" if set(alike.values()) <= {NONE_ALIKE} else "order by rowid"
    query = f"select {', '.join(parts)} from {CANDIDATE} {order}"
    frame: pandas.DataFrame = session.connection.sql(query).to_arrow_table().to_pandas()
    return frame


def _alike(session: Session, rule: Rule) -> str:
    """How many rows have a row's key, as SQL: counted there, so that millions of texts need not become a frame."""
    names = [f'"{column}"' for column in rule.columns]
    given, key = " or ".join(f"{name} is not null" for name in names), ", ".join(names)
    repeated = f"select 1 from {CANDIDATE} where {given} group by {key} having count(*) > 1 limit 1"
    if not session.connection.execute(repeated).fetchall():
        return NONE_ALIKE
    return f"case when {given} then cast(count(*) over (partition by {key}) as integer) end"


def _expected(name: str, rule: Rule) -> Expected:
    if rule.expect in UNIQUE:
        return Expected("expect_column_values_to_be_between", {"column": name, "max_value": 1}, rule.severity)
    if rule.expect:
        return Expected(rule.expect, rule.with_, rule.severity)
    return _is_true(name, rule.severity)


def _is_true(column: str, severity: str = "critical") -> Expected:
    return Expected(IN_SET, {"column": column, "value_set": [True]}, severity)


def _report(rule: str, judgement: Judgement, findings: Mapping[str, Findings]) -> RuleReport:
    if judgement.error:
        return RuleReport(rule, "errored", {}, judgement.error)
    return RuleReport(rule, "passed" if judgement.success else "failed", findings)


def _verdict(report: RuleReport, rule: Rule, name: str, only_slice: bool) -> RuleVerdict:
    if report.outcome == "errored":
        return RuleVerdict(report.rule, rule.severity, "errored", 0, f"could not be judged: {report.error}")
    found = report.findings.get(name) or report.findings.get(EVERY)
    if found is None and report.outcome == "failed" and (only_slice or not report.findings):
        found = Findings(1)  # the rule failed and named no row: of that nothing is let through
    if found is None or report.outcome == "passed":
        return RuleVerdict(report.rule, rule.severity, "passed")
    if not found.failing and found.waived:
        detail = waived_detail(rule, found.waived)
        return RuleVerdict(report.rule, rule.severity, "waived", 0, detail, waived=found.waived)
    detail = failed_detail(rule, name, found.failing, found.rows)
    return RuleVerdict(report.rule, rule.severity, "failed", found.failing, detail, found.rows, found.waived)
