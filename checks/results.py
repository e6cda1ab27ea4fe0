"""A gate's verdicts as Dagster's asset checks: one check per rule of the suite.

Only the change of form belongs here. A check in Dagster is a notice to people; the evidence is the passport.
"""

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence

import dagster as dg

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
) -> Iterator[dg.AssetCheckResult]:
    """One result per rule over all slices of a step, with the slices and failing rows as metadata.

    Args:
        key: the asset.
        table: its table.
        verdicts: each slice's verdicts, just given or read from its passport.
    """
    of = "quarters" if table.slicing == "quarter" else "slices"
    for name, rule in load_suite(table.name).all_rules().items():
        by_slice = {
            slice_name: verdict for slice_name, given in verdicts.items() for verdict in given if verdict.rule == name
        }
        yield _result(key, name, rule, {of: ", ".join(by_slice) or "none"}, by_slice)


def _result(
    key: dg.AssetKey,
    name: str,
    rule: Rule,
    judged: Mapping[str, str],
    by_slice: Mapping[str, RuleVerdict],
) -> dg.AssetCheckResult:
    bad = {name: verdict for name, verdict in by_slice.items() if verdict.outcome in ("failed", "errored")}
    waived = {name: verdict for name, verdict in by_slice.items() if verdict.waived}
    critical = rule.severity == "critical" or any(verdict.outcome == "errored" for verdict in bad.values())
    metadata: dict[str, dg.MetadataValue] = {of: dg.MetadataValue.text(names) for of, names in judged.items()}
    if waived:
        metadata["waived"] = _table(row for verdict in waived.values() for row in verdict.waived)
    if bad:
        metadata["stopped" if critical else "warned"] = dg.MetadataValue.text(", ".join(bad))
        metadata["failing rows"] = dg.MetadataValue.int(sum(verdict.failing for verdict in bad.values()))
        metadata["what to do"] = dg.MetadataValue.text(rule.mend)
    rows = [row for verdict in bad.values() for row in verdict.rows]
    if rows:
        metadata["rows"] = _table(rows)
    said = next(iter([*bad.values(), *waived.values()])).detail if bad or waived else rule.says
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=name,
        passed=bool(by_slice) and not bad,
        severity=dg.AssetCheckSeverity.ERROR if critical else dg.AssetCheckSeverity.WARN,
        description=_paragraphs(said),
        metadata=metadata,
    )


def _paragraphs(detail: str) -> str:
    """A verdict's lines as markdown paragraphs."""
    return "\n\n".join(line.strip() for line in detail.splitlines())


def _table(rows: Iterable[Mapping[str, str | None]]) -> dg.MetadataValue:
    """Rows as a table; those of one rule may differ in their columns."""
    given = list(rows)
    columns = dict.fromkeys(column for row in given for column in row)
    return dg.MetadataValue.table(
        [dg.TableRecord({column: row.get(column) or "" for column in columns}) for row in given],
        dg.TableSchema([dg.TableColumn(column) for column in columns]),
    )
