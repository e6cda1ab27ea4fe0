"""A gate's verdicts as Dagster's asset checks: one check per rule of the suite.

Only the change of form belongs here. A check in Dagster is a notice to people; the evidence is the passport.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

from checks.gate import RuleReport
from checks.suite import Rule, load_suite
from pmf_pipeline.catalogue import Table
from pmf_pipeline.provenance import RuleVerdict


def check_specs(
    key: dg.AssetKey, table: str, partitions_def: dg.PartitionsDefinition | None = None
) -> list[dg.AssetCheckSpec]:
    """The checks of an asset: one per rule, blocking where the rule is critical, with a history for each quarter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.PreviewWarning)  # partitioned checks are in use and the version is pinned
        return [
            dg.AssetCheckSpec(
                name,
                asset=key,
                blocking=rule.severity == "critical",
                description=rule.says,
                metadata={"what to do": rule.mend, "severity": rule.severity},
                partitions_def=partitions_def,
            )
            for name, rule in load_suite(table).all_rules().items()
        ]


def not_judged(key: dg.AssetKey, table: str, reason: str) -> Iterator[dg.AssetCheckResult]:
    """A result for each rule of a table of which nothing was made: not passed, and stopping nothing."""
    for name in load_suite(table).all_rules():
        yield dg.AssetCheckResult(
            asset_key=key,
            check_name=name,
            passed=False,
            severity=dg.AssetCheckSeverity.WARN,
            description=f"Not judged: {reason}",
        )


def check_results(
    key: dg.AssetKey,
    table: Table,
    verdicts: Mapping[str, Sequence[RuleVerdict]],
    reports: Sequence[RuleReport] = (),
) -> Iterator[dg.AssetCheckResult]:
    """One result per rule over all slices of a step, with the slices and failing rows as metadata.

    Args:
        key: the asset.
        table: its table.
        verdicts: each slice's verdicts, just given or read from its passport.
        reports: the gate's reports, where it has just judged, for the failing rows.
    """
    rows = {report.rule: report.rows for report in reports}
    of = "quarters" if table.slicing == "quarter" else "slices"
    for name, rule in load_suite(table.name).all_rules().items():
        by_slice = {
            slice_name: verdict for slice_name, given in verdicts.items() for verdict in given if verdict.rule == name
        }
        yield _result(key, name, rule, {of: ", ".join(by_slice) or "none"}, by_slice, rows.get(name, ()))


def _result(
    key: dg.AssetKey,
    name: str,
    rule: Rule,
    judged: Mapping[str, str],
    by_slice: Mapping[str, RuleVerdict],
    rows: Sequence[Mapping[str, object]],
) -> dg.AssetCheckResult:
    bad = {slice_name: verdict for slice_name, verdict in by_slice.items() if verdict.outcome != "passed"}
    critical = rule.severity == "critical" or any(verdict.outcome == "errored" for verdict in bad.values())
    metadata: dict[str, dg.MetadataValue] = {of: dg.MetadataValue.text(names) for of, names in judged.items()}
    if bad:
        metadata["stopped" if critical else "warned"] = dg.MetadataValue.text(", ".join(bad))
        metadata["failing rows"] = dg.MetadataValue.int(sum(verdict.failing for verdict in bad.values()))
        metadata["what to do"] = dg.MetadataValue.text(rule.mend)
    if rows:
        metadata["rows"] = dg.MetadataValue.table(
            [dg.TableRecord({column: _cell(value) for column, value in row.items()}) for row in rows]
        )
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=name,
        passed=bool(by_slice) and not bad,
        severity=dg.AssetCheckSeverity.ERROR if critical else dg.AssetCheckSeverity.WARN,
        description=_paragraphs(next(iter(bad.values())).detail) if bad else rule.says,
        metadata=metadata,
    )


def _paragraphs(detail: str) -> str:
    """A verdict's lines as markdown paragraphs."""
    return "\n\n".join(line.strip() for line in detail.splitlines())


def _cell(value: object) -> str:
    return "" if value is None else str(value)
