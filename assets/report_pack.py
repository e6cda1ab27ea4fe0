"""The report pack: the quarter's report tables as an edition of published files.

What the figures are is SQL's, the files are pmf_pipeline.report's, and freezing them is the publisher's. Writers and
the tracer are imported where they're used: loading the definitions needs neither.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg

from assets.making import require_inputs
from assets.notices import TABLE as NOTICES
from assets.notices import WAIVED, edit_in_words, notices, papers_behind, verdicts_behind, warning_in_words
from assets.restatements import MARKED, Restated, report_table, restate, restatement_checks
from assets.restatements import NAME as RESTATEMENTS
from assets.signatures import signed
from assets.specs import code_references, partitions_of
from checks import framework_edits
from checks.gate import GateReport
from checks.results import check_specs
from checks.suite import rule_sentences
from pmf_pipeline.catalogue import Catalogue, Input, Table
from pmf_pipeline.errors import PmfError
from pmf_pipeline.project import Project
from pmf_pipeline.provenance import RuleVerdict
from pmf_pipeline.report.approval import approval_of, content_sha256
from pmf_pipeline.report.pack import Pack, ReportTable, Row
from pmf_pipeline.report.papers import COMPARED_WITH
from pmf_pipeline.second_process import ask
from resources.papers import keep_papers
from resources.published import compared_with
from resources.publisher import Edition, publish_edition
from resources.session import Session
from resources.warehouse import Warehouse

if TYPE_CHECKING:
    from resources.tracing.tracer import Tracer

KEY = dg.AssetKey(["reports", "report_pack"])
TABLES = (
    "scorecard", "figures", "headlines", "target_revisions", "framework_coverage", "framework_changes",
    "year_end_outlook", "benchmark_comparisons", "sentences", "framework_position", "commentary",
    "standings", "figure_history", "chart_texts", "missing_returns", "landed_files",
)  # fmt: skip
TRACED = ("competing_outturns",)  # what traces show beside the report tables and what those rest on
FILES_CHECK = "published_files_equal_their_manifest"
JUDGED_AT = (
    "Figures are rated and compared at their published decimals, halves rounded away from zero; medians and scores are "
    "worked out from exact values."
)


def report_pack_asset(project: Project) -> dg.AssetsDefinition:
    """The asset that publishes a quarter's edition, once its report tables have passed their gates."""

    @dg.multi_asset(
        name="reports__report_pack",
        specs=[
            dg.AssetSpec(
                KEY,
                deps=[[project.catalogue[name].group, name] for name in (*TABLES, *TRACED)],
                group_name="reports",
                description=(
                    "The published edition of the quarter: the report, as page, workbook and document, a CSV of each "
                    "report table, a page for each figure, and manifest.json. "
                    "Identical content makes no new edition, and a published one never changes."
                ),
                owners=["team:performance"],
                kinds={"python", "csv"},
                skippable=True,
                metadata={"dagster/code_references": code_references([Path(__file__)])},
            )
        ],
        check_specs=[
            *check_specs(KEY, RESTATEMENTS, partitions_of(project)),
            dg.AssetCheckSpec(
                FILES_CHECK,
                asset=KEY,
                blocking=True,
                description="Every file of the edition has the SHA-256 that its manifest states.",
            ),
            dg.AssetCheckSpec(
                framework_edits.NAME,
                asset=KEY,
                description=framework_edits.RULE.says,
                metadata={"what to do": framework_edits.RULE.mend, "severity": framework_edits.RULE.severity},
            ),
        ],
        partitions_def=partitions_of(project),
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    @signed
    def report_pack(
        context: dg.AssetExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
        try:
            yield from _publish(warehouse, list(context.partition_keys))
        except PmfError as error:
            raise dg.Failure(str(error), allow_retries=False) from error

    return report_pack


def _publish(warehouse: Warehouse, quarters: Sequence[str]) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
    made, edited = [], []
    reports: dict[str, GateReport] = {}
    with warehouse.session() as session:
        states = session.states
        inputs = pack_inputs(states.project.catalogue)
        require_inputs(states, inputs, quarters)
        tracer = _tracer(session)
        for quarter in quarters:
            session.load_inputs(inputs, [quarter])
            content, restated = _content(session, quarter)
            reports[quarter] = restated.report
            edited += _edited(content.tables[NOTICES.name])
            pack, files = _write(tracer, content)
            made.append(publish_edition(states.project.home, quarter, files, pack.statements()))
    yield from restatement_checks(KEY, states.project, reports)
    faults = [fault for edition in made for fault in edition.faults()]
    yield _check_of_files(faults, quarters)
    yield _check_of_edits(edited, quarters)
    if faults:
        raise dg.Failure(f"An edition is not as it was frozen: {'; '.join(faults)}", allow_retries=False)
    yield dg.MaterializeResult(asset_key=KEY, metadata=_metadata(pack, quarters, made))


def _check_of_files(faults: Sequence[str], quarters: Sequence[str]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=KEY,
        check_name=FILES_CHECK,
        passed=not faults,
        severity=dg.AssetCheckSeverity.ERROR,
        description="; ".join(faults) or "Every file has the SHA-256 that its manifest states.",
        metadata={"slices": ", ".join(quarters)},
    )


def _check_of_edits(edited: Sequence[Row], quarters: Sequence[str]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=KEY,
        check_name=framework_edits.NAME,
        passed=all(row["outcome"] == WAIVED for row in edited),
        severity=dg.AssetCheckSeverity.WARN,
        description="\n\n".join(f"- {edit_in_words(row)}" for row in edited) or framework_edits.RULE.says,
        metadata={"slices": ", ".join(quarters)},
    )


def _metadata(newest: Pack, quarters: Sequence[str], made: Sequence[Edition]) -> Mapping[str, dg.MetadataValue]:
    """What the UI shows of the editions, and of the newest quarter's figures."""
    editions = (
        f"- {quarter}: edition {edition.number}{'' if edition.is_new else ' (unchanged)'}"
        for quarter, edition in zip(quarters, made, strict=True)
    )
    return {
        "status": dg.MetadataValue.text(newest.status_in_words),
        "editions": dg.MetadataValue.md("\n".join(editions)),
        "folder": dg.MetadataValue.path(str(made[-1].folder)),
        "where each figure comes from": dg.MetadataValue.md(_passports(made[-1], newest)),
    }


def _write(tracer: "Tracer", content: Pack) -> tuple[Pack, Mapping[str, bytes]]:
    """The content with its traces, and every file but the manifest: some are written while figures are traced."""
    from pmf_pipeline.report.writers import write_beside, write_here

    beside = ask(write_beside, content)
    pack = _traced(tracer, content)
    return pack, {**write_here(pack), **beside.result()}


def _passports(edition: Edition, pack: Pack) -> str:
    """The newest quarter's figures, each with its page."""
    from pmf_pipeline.tracing.page import page_file

    lines = [
        f"| {trace.subject.indicator_code} | {trace.figure.printed} | {page_file(trace.subject.indicator_code)} |"
        for trace in pack.traces
    ]
    return "\n".join([f"Pages in {edition.folder}", "", "| Indicator | Figure | Page |", "| --- | --- | --- |", *lines])


def pack_inputs(catalogue: Catalogue) -> Table:
    """The pack as the catalogue would describe it: what it reads."""
    scorecard = catalogue["scorecard"]
    return Table(
        name="report_pack",
        group="reports",
        slicing="quarter",
        columns={},
        grain=("quarter",),
        inputs=tuple(Input(name) for name in (*TABLES, *TRACED)),
        framework=(),
        description="The published edition.",
        owner=scorecard.owner,
    )


def read_pack(session: Session, quarter: str) -> Pack:
    """The quarter's content as its current report tables have it, with the trace of each figure."""
    return _traced(_tracer(session), read_content(session, quarter))


def _tracer(session: Session) -> "Tracer":
    """One for all quarters of a step: it reads each slice once."""
    from resources.tracing.tracer import Tracer

    return Tracer(session.connection, session.states, rule_sentences)


def _traced(tracer: "Tracer", content: Pack) -> Pack:
    return replace(content, traces=tracer.traces(content.quarter))


def read_content(session: Session, quarter: str) -> Pack:
    """The content without traces: the report tables, what is stated of them, and their approval, if there is one."""
    return _content(session, quarter)[0]


def _content(session: Session, quarter: str) -> tuple[Pack, Restated]:
    """The content, and what its gate said of the restatements in it.

    Raises:
        GateError: the gate refused them.
    """
    tables = {name: report_table(session, session.states.project.catalogue[name], name) for name in TABLES}
    restated = restate(session, quarter)
    tables |= {RESTATEMENTS: restated.table} | {name: restated.mark(tables[name]) for name in MARKED}
    at_publishing = restated.verdicts(quarter)
    told = tables[NOTICES.name] = ReportTable(NOTICES, tuple(notices(session.states, quarter, at_publishing)))
    facts = _facts(session, quarter, at_publishing, told)
    content, project = content_sha256(tables, facts), session.states.project
    return Pack(quarter, project, tables, facts, content, approval_of(project.home, quarter, content)), restated


def _edited(told: ReportTable) -> list[Row]:
    """What was edited in the framework without a decision, of all that is told with an edition."""
    return [row for row in told.rows if row["rule"] == framework_edits.NAME]


def _facts(
    session: Session, quarter: str, at_publishing: Mapping[str, Sequence[RuleVerdict]], told: ReportTable
) -> dict[str, Any]:
    """What the manifest states beside the files: notice, rules, warnings, and what the edition is made from."""
    states = session.states
    rules = states.project.framework.rules
    papers = papers_behind(states, quarter)
    return {
        "council": rules.council,
        "notice": rules.notice,
        "rules": rules.model_dump(mode="json", exclude={"notice", "council"}),
        "judged_at": JUDGED_AT,
        "warnings": [
            said
            for (table, name), verdicts in verdicts_behind(states, quarter, at_publishing).items()
            for verdict in verdicts
            if verdict.outcome != "passed" and (said := warning_in_words(states, table, name, verdict))
        ]
        + [f"{framework_edits.RULE.says} Not so: {edit_in_words(row)}" for row in _edited(told)],
        **keep_papers(states, quarter, papers),
        COMPARED_WITH: compared_with(states.project, quarter),
    }
