"""What Cabinet and Overview & Scrutiny get of an edition, so that the UI alone answers what was published.

A pack makes no figure and publishes nothing: it points to the files of the quarter's newest edition, once that is of
the current figures and as it was frozen, and shows what they say. The edition itself is `report_pack`'s.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from assets.making import markdown_table, require_inputs
from assets.notices import papers_behind
from assets.report_pack import KEY as EDITION
from assets.report_pack import pack_inputs, read_content
from assets.signatures import signed
from assets.specs import code_references, partitions_of
from pmf_pipeline.errors import GateError, PmfError
from pmf_pipeline.project import Project
from pmf_pipeline.report.approval import approval_of
from pmf_pipeline.report.pack import Pack, Row
from pmf_pipeline.report.pictures import Bar, bars_as_markdown
from pmf_pipeline.report.wording import NOTHING_RATED
from resources.papers import keep_papers
from resources.publisher import Edition, newest_edition
from resources.session import Session
from resources.states import States
from resources.warehouse import Warehouse

CHECK = "edition_is_of_the_current_figures"
COLOURS = {"Green": "#00703c", "Amber": "#f0a30a", "Red": "#b10e1e"}
Shows = Callable[[Pack], Mapping[str, str]]


@dataclass(frozen=True)
class CommitteePack:
    """One committee's pack.

    Attributes:
        name: the asset's name.
        description: who gets it, and what it is for.
        files: the files of the edition that belong to it.
        shows: what the UI shows of them: markdown by title.
    """

    name: str
    description: str
    files: tuple[str, ...]
    shows: Shows


def _cabinet(pack: Pack) -> Mapping[str, str]:
    scorecard = ("indicator_code", "title", "portfolio", "outturn", "marker", "target", "rag", "direction")
    portfolios = [row for row in pack.printed("headlines") if row["scope"] == "portfolio"]
    most = max((row["rated"] for row in portfolios), default=0) or 1
    bars = [
        Bar(f"{row['scope_name']}, {rating}", row[rating.lower()] / most, colour, f"{row[rating.lower()]} {rating}")
        for row in portfolios
        for rating, colour in COLOURS.items()
    ]
    return {
        "headline": _headline(pack),
        "ratings by portfolio": bars_as_markdown("Ratings by portfolio", bars),
        "scorecard": markdown_table(scorecard, pack.printed("scorecard")),
    }


def _scrutiny(pack: Pack) -> Mapping[str, str]:
    exceptions = _exceptions(pack)
    missed = {row["indicator_code"]: row["variance_pct"] for row in pack.printed("scorecard")}
    shown = [row for row in exceptions if missed[row["indicator_code"]] is not None]
    most = max((abs(missed[row["indicator_code"]]) for row in shown), default=1) or 1
    bars = [
        Bar(
            f"{row['indicator_code']} ({row['rag']})",
            float(abs(missed[row["indicator_code"]]) / most),
            COLOURS[row["rag"]],
            f"{missed[row['indicator_code']]:+}% from target",
        )
        for row in shown
    ]
    position = (
        "framework",
        "indicator_code",
        "title",
        "period",
        "outturn",
        "neighbours_median",
        "england_median",
        "rank",
    )
    revisions = ("indicator_code", "title", "target_period", "agreed_target", "revised_target", "decision_ref")
    return {
        "exceptions": markdown_table(("place", "indicator_code", "title", "portfolio", "reason"), exceptions),
        "how far exceptions miss their targets": bars_as_markdown("How far exceptions miss their targets", bars),
        "position on outside frameworks": markdown_table(position, pack.printed("framework_position")),
        "target revisions": markdown_table(revisions, pack.printed("target_revisions")),
        "warnings": "\n".join(f"- {line.splitlines()[0]}" for line in pack.facts["warnings"]) or "None.",
    }


PACKS = (
    CommitteePack(
        "cabinet_pack",
        "What Cabinet gets: the report as a document and a page, and the scorecard behind them.",
        ("report.docx", "report.html", "scorecard.csv", "commentary.csv"),
        _cabinet,
    ),
    CommitteePack(
        "scrutiny_pack",
        "What Overview & Scrutiny gets: the workbook with every table, the exceptions in their order, the position "
        "beside other authorities, and each revised target with its decision.",
        ("report.xlsx", "report.html", "standings.csv", "target_revisions.csv", "waivers_and_warnings.csv"),
        _scrutiny,
    ),
)
KEYS = tuple(dg.AssetKey(["reports", pack.name]) for pack in PACKS)


def committee_pack_assets(project: Project) -> list[dg.AssetsDefinition]:
    """An asset for each committee's pack."""
    return [_asset(project, pack, key) for pack, key in zip(PACKS, KEYS, strict=True)]


def _asset(project: Project, committee: CommitteePack, key: dg.AssetKey) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=f"reports__{committee.name}",
        specs=[
            dg.AssetSpec(
                key,
                deps=[EDITION],
                group_name="reports",
                description=f"{committee.description} Files of the edition: {', '.join(committee.files)}.",
                owners=["team:performance"],
                kinds={"python"},
                skippable=True,
                metadata={"dagster/code_references": code_references([Path(__file__)])},
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(
                CHECK,
                asset=key,
                blocking=True,
                description="The newest edition is as it was frozen, and of the figures as they are now.",
            )
        ],
        partitions_def=partitions_of(project),
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    @signed
    def pack(
        context: dg.AssetExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
        try:
            yield from _gather(warehouse, committee, key, list(context.partition_keys))
        except PmfError as error:
            raise dg.Failure(str(error), allow_retries=False) from error

    return pack


def _gather(
    warehouse: Warehouse, committee: CommitteePack, key: dg.AssetKey, quarters: Sequence[str]
) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
    with warehouse.session() as session:
        inputs = pack_inputs(session.states.project.catalogue)
        require_inputs(session.states, inputs, quarters)
        for quarter in quarters[:-1]:
            if not _is_made_of_the_same(session.states, quarter):
                session.load_inputs(inputs, [quarter])
                _edition(session, read_content(session, quarter))
        session.load_inputs(inputs, [quarters[-1]])
        pack = read_content(session, quarters[-1])
        edition = _edition(session, pack)
    yield dg.AssetCheckResult(
        asset_key=key, check_name=CHECK, passed=True, metadata={"quarters": ", ".join(quarters)}
    )  # fmt: skip
    yield dg.MaterializeResult(asset_key=key, metadata=_metadata(committee, pack, edition))


def _is_made_of_the_same(states: States, quarter: str) -> bool:
    """Whether the newest edition was made from all that one would be made from now, so that its content is the same.

    Where it was not, its content may still be: that takes longer to find out.
    """
    home, edition = states.project.home, newest_edition(states.project.home, quarter)
    if edition is None or edition.faults():
        return False
    stated, now = edition.statements(), keep_papers(states, quarter, papers_behind(states, quarter))
    approval = approval_of(home, quarter, stated["content_sha256"])
    return all(stated.get(paper) == said for paper, said in now.items()) and stated["approval"] == (
        approval.as_json() if approval else None
    )


def _edition(session: Session, pack: Pack) -> Edition:
    """The newest edition of the pack's quarter.

    Raises:
        GateError: it is missing, was changed, or is of other figures than those of now.
    """
    edition = newest_edition(session.states.project.home, pack.quarter)
    again = f"Materialise report_pack for {pack.quarter}, or `pmf run --quarter {pack.quarter}`."
    if edition is None:
        raise GateError(f"{pack.quarter} has no edition yet. {again}")
    faults = edition.faults()
    if faults:
        raise GateError(f"An edition is not as it was frozen: {'; '.join(faults)}")
    stated = edition.statements()
    if stated.get("content_sha256") != pack.content_sha256 or stated.get("status") != pack.status:
        raise GateError(f"{edition.folder.name} of {pack.quarter} is not of the figures as they are now. {again}")
    return edition


def _metadata(committee: CommitteePack, pack: Pack, edition: Edition) -> Mapping[str, dg.MetadataValue]:
    stated = edition.statements()["files"]
    files = [
        {"file": f"[{name}]({(edition.folder / name).as_uri()})", "sha256": stated[name]} for name in committee.files
    ]
    metadata: dict[str, dg.MetadataValue] = {
        "status": dg.MetadataValue.text(pack.status_in_words),
        "edition": dg.MetadataValue.text(f"{pack.quarter}, {edition.folder.name}"),
        "files": dg.MetadataValue.md(markdown_table(("file", "sha256"), files)),
        "report": dg.MetadataValue.url((edition.folder / "report.html").as_uri()),
        "folder": dg.MetadataValue.path(str(edition.folder)),
    }
    if pack.facts["notice"]:
        metadata["notice"] = dg.MetadataValue.text(pack.facts["notice"])
    return metadata | {title: dg.MetadataValue.md(text) for title, text in committee.shows(pack).items()}


def _headline(pack: Pack) -> str:
    row = pack.headline
    if row["headline_pct"] is None:
        return NOTHING_RATED
    return (
        f"**{row['headline_pct']}%** of {row['rated']} rated indicators: {row['green']} Green, {row['amber']} Amber, "
        f"{row['red']} Red. {row['rule']}"
    )


def _exceptions(pack: Pack) -> list[Row]:
    placed = [row for row in pack.printed("standings") if row["place"] is not None]
    return sorted(placed, key=lambda row: row["place"])
