"""The gate: every rule of a table's suite over a candidate, and each slice's verdicts.

How the candidate is made is resources/'; what a verdict says is `wording`'s; how it reaches Dagster is `results`'.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

from checks.counting import EVERY, Count, count_failing, count_rows, failing_positions, is_counted
from checks.expectations import Expected, judge_beside
from checks.failing_rows import failing_rows
from checks.suite import ROWS_RULE, SHAPE_RULE, Rule, Suite, load_suite
from checks.values import Values
from checks.waiving import waived_rows
from checks.wording import failed_detail, waived_detail
from pmf_pipeline.catalogue import Table
from pmf_pipeline.framework.rows import Waiver
from pmf_pipeline.provenance import RuleVerdict
from resources.session import Session

if TYPE_CHECKING:
    import pyarrow

MAX_ROWS_SHOWN = 20
WAIVER_SAYS = ("reason", "waived_by", "waived_on", "expires_on")
NONE_FAILS = Expected("expect_column_values_to_be_between", {"column": "failing", "max_value": 0}, "critical")


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
    of_values = {name: rule for name, rule in suite.rules.items() if not is_counted(rule)}
    faults = _missing_columns(session, of_values)
    values = Values(session, table, {name: rule for name, rule in of_values.items() if name not in faults})
    found = {
        **_judge_counts(session, table, slices, suite),  # while values are judged
        **{
            name: _judge_values(session, table, slices, name, rule, values)
            for name, rule in of_values.items()
            if name not in faults
        },
        **_errored(faults),
    }
    reports = tuple(found[rule] for rule in rules)
    verdicts = {
        name: tuple(_verdict(report, rules[report.rule], name, len(slices) == 1) for report in reports)
        for name in slices
    }
    return GateReport(reports, verdicts)


def _judge_counts(session: Session, table: Table, slices: Sequence[str], suite: Suite) -> dict[str, RuleReport]:
    """Judge what is counted, in one call: for each rule and slice, the rows that fail have to be none.

    The table's columns and each slice's number of rows are counted with it: columns that differ, rows that lack, and
    rows of no slice that is being made, which would be stored nowhere and so count against every slice.
    """
    rules = {name: rule for name, rule in suite.rules.items() if is_counted(rule)}
    faults = _missing_columns(session, rules)
    counted = count_failing(session, table, {name: rule for name, rule in rules.items() if name not in faults})
    faults |= counted.faults
    differing, rows = _differing_columns(session, table), count_rows(session, table)
    strays = {name: count for name, count in rows.items() if name not in (*slices, EVERY)}
    counts = [
        (SHAPE_RULE, EVERY, len(differing)),
        (ROWS_RULE, EVERY, sum(strays.values())),
        *((ROWS_RULE, name, max(suite.min_rows - rows.get(name, rows.get(EVERY, 0)), 0)) for name in slices),
        *counted.counts,
        *((name, EVERY, 0) for name in rules),  # a rule that found nothing anywhere is judged too
    ]
    judgement = judge_beside({"counts": (_as_rows(counts), NONE_FAILS)})()["counts"]
    if not judgement.success and not judgement.failing:
        error = judgement.error or "the validator named no row"
        return _errored(dict.fromkeys((SHAPE_RULE, ROWS_RULE, *rules), error))
    failing = [counts[at][:2] for at in judgement.failing]
    findings: dict[str, dict[str, Findings]] = {name: {} for name in rules} | {
        SHAPE_RULE: {name: Findings(len(differing), differing) for rule, name in failing if rule == SHAPE_RULE},
        ROWS_RULE: {name: _miscounted(name, rows, strays) for rule, name in failing if rule == ROWS_RULE},
    }
    for name in {rule for rule, _ in failing} & rules.keys():
        positions = failing_positions(session, table, rules[name])
        findings[name] = _found(session, table, name, rules[name], positions, slices)
    judged = {name: RuleReport(name, "failed" if found else "passed", found) for name, found in findings.items()}
    return judged | _errored(faults)


def _errored(faults: Mapping[str, str]) -> dict[str, RuleReport]:
    """The rules that could not be judged, by why."""
    return {name: RuleReport(name, "errored", {}, fault) for name, fault in faults.items()}


def _judge_values(
    session: Session, table: Table, slices: Sequence[str], name: str, rule: Rule, values: Values
) -> RuleReport:
    """What is said of a rule whose values Great Expectations has to see."""
    judgement, positions = values.judged(name)
    if judgement.error:
        return RuleReport(name, "errored", {}, judgement.error)
    findings = _found(session, table, name, rule, positions, slices)
    return RuleReport(name, "passed" if judgement.success else "failed", findings)


def _miscounted(name: str, rows: Mapping[str, int], strays: Mapping[str, int]) -> Findings:
    """A slice that has too few rows, or, for every slice, the rows of none that is being made."""
    if name != EVERY:
        return Findings(1, ({"slice": name, "rows": str(rows.get(name, 0))},))
    said: tuple[dict[str, str | None], ...] = tuple(
        {"rows": str(count), "fault": f"of {where}, not a slice being made"} for where, count in strays.items()
    )
    return Findings(sum(strays.values()), said)


def _as_rows(counts: Sequence[Count]) -> "pyarrow.Table":
    import pyarrow

    return pyarrow.table({"failing": [count for _, _, count in counts]})


def _missing_columns(session: Session, rules: Mapping[str, Rule]) -> dict[str, str]:
    columns = session.candidate_columns()
    missing = {rule: [name for name in spec.columns if name not in columns] for rule, spec in rules.items()}
    return {rule: f"column {', '.join(names)} is missing" for rule, names in missing.items() if names}


def _differing_columns(session: Session, table: Table) -> tuple[dict[str, str | None], ...]:
    """The columns, in their order, that are not what the table's contract promises."""
    found = [f"{name} {kind}" for name, kind in session.candidate_columns().items()]
    promised = [f"{name} {kind}" for name, (kind, _) in table.columns.items()]
    pairs = zip_longest(promised, found, fillvalue="nothing")
    return tuple({"promised": want, "found": have} for want, have in pairs if want != have)


def _found(
    session: Session,
    table: Table,
    name: str,
    rule: Rule,
    positions: Mapping[str, Sequence[int]],
    slices: Sequence[str],
) -> dict[str, Findings]:
    every = sorted(position for at in positions.values() for position in at)
    waived = waived_rows(session, table, name, every, slices)
    return {where: _findings(session, table, rule, at, waived) for where, at in positions.items()}


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


def _verdict(report: RuleReport, rule: Rule, name: str, only_slice: bool) -> RuleVerdict:
    if report.outcome == "errored":
        return RuleVerdict(report.rule, rule.severity, "errored", 0, f"could not be judged: {report.error}")
    found = report.findings.get(name) or report.findings.get(EVERY)
    if found is None and report.outcome == "failed" and (only_slice or not report.findings):
        found = Findings(1)  # the rule failed and named no row: of that nothing is let through
    if found is None or report.outcome == "passed":
        return RuleVerdict(report.rule, rule.severity, "passed")
    if not found.failing and found.waived:
        detail = waived_detail(rule.says, found.waived)
        return RuleVerdict(report.rule, rule.severity, "waived", 0, detail, waived=found.waived)
    detail = failed_detail(rule, name, found.failing, found.rows)
    return RuleVerdict(report.rule, rule.severity, "failed", found.failing, detail, found.rows, found.waived)
