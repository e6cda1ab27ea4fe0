"""A figure beside other authorities': the groups' medians, and every member with the cell its figure came from.

Medians, ranks and scores are SQL's; here each is put beside the authorities it was worked out from.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from pmf_pipeline.framework.rows import Area, Indicator
from pmf_pipeline.project import Project
from pmf_pipeline.tracing.comparison import Comparison, Group, Member
from pmf_pipeline.tracing.trace import Figure
from pmf_pipeline.tracing.words import at_decimals
from resources.tracing.evidence import Evidence, Question
from resources.tracing.rows import Row, first

KINDS = ("neighbours", "region", "england")


def comparison(
    project: Project, evidence: Evidence, indicator: Indicator, figure: Figure, question: Question
) -> Comparison | None:
    """The comparison in the figure's period; none where no other authority has a figure."""
    code = indicator.indicator_code
    groups = [row for row in evidence.groups.get(code, ()) if row["period"] == figure.period]
    if not groups or figure.period is None:
        return None
    areas, belonging = _authorities(project, question.area_code)
    members = tuple(
        _member(row, areas, belonging)
        for row in evidence.members_of(code, figure.period)
        if not (figure.is_withheld and row["area_code"] == question.area_code)
    )
    benchmarks = first(evidence.benchmarks, code)
    is_own = benchmarks is not None and benchmarks["period"] == figure.period and question.area_code == _own(project)
    place: Mapping[str, Any] = benchmarks if is_own and benchmarks else {}
    return Comparison(
        period=figure.period,
        groups=tuple(
            _group(row, areas, members, indicator.decimals)
            for kind in KINDS
            for row in groups
            if row["group_kind"] == kind
        ),
        rank=place.get("rank"),
        rank_of=place.get("rank_of"),
        quartile=place.get("quartile"),
        score=place.get("mads_from_median"),
        score_in_words=place.get("score_in_words"),
        members=members,
    )


def _own(project: Project) -> str:
    return project.framework.rules.area_code


@lru_cache(maxsize=16)
def _authorities(project: Project, own: str) -> tuple[Mapping[str, Area], Mapping[str, set[str]]]:
    """Every authority by its code, and those of each group."""
    areas = project.framework.areas
    region = areas[own].region_code if own in areas else None
    neighbours = project.framework.tables["neighbours"]
    return areas, {
        "neighbours": {row.neighbour_code for row in neighbours if row.area_code == own},
        "region": {code for code, area in areas.items() if area.region_code == region},
        "england": set(areas),
    }


def _member(row: Row, areas: Mapping[str, Area], belonging: Mapping[str, set[str]]) -> Member:
    code = row["area_code"]
    return Member(
        area_code=code,
        area_name=areas[code].area_name if code in areas else code,
        groups=tuple(kind for kind in KINDS if code in belonging[kind]),
        value=row["value"],
        file_name=row["file_name"],
        file_sha256=row["file_sha256"],
        sheet=row["sheet"],
        row=row["row_number"],
        cell=row["cell"],
        text=row["raw_value"],
    )


def _group(row: Row, areas: Mapping[str, Area], members: Sequence[Member], decimals: int) -> Group:
    kind = row["group_kind"]
    mine = [member for member in members if kind in member.groups]
    middle = mine[(len(mine) - 1) // 2 : len(mine) // 2 + 1]
    region = next((area.region_name for area in areas.values() if area.region_code == row["group_code"]), "")
    return Group(
        kind=kind,
        name={"england": "England", "region": region, "neighbours": "Nearest neighbours"}[kind],
        authorities=row["authorities"],
        median=at_decimals(row["median"], decimals),
        exact_median=row["median"],
        middle=tuple(member.area_name for member in middle) if len(mine) == row["authorities"] else (),
    )
