"""A figure's target and rating, and every other target for the same period with the decision that set it.

Which target is in force is SQL's to say; here the others are told from it by their decisions' dates.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from pmf_pipeline.framework.rows import Decision, Indicator, Target
from pmf_pipeline.project import Project
from pmf_pipeline.tracing.trace import AgreedTarget, Rating, Standing
from pmf_pipeline.tracing.words import at_decimals, band, plain
from resources.tracing.evidence import Evidence
from resources.tracing.rows import Row, first


def rating(project: Project, evidence: Evidence, indicator: Indicator, quarter: str) -> Rating | None:
    """The figure's rating in a quarter's report; none where the quarter rates nothing."""
    code = indicator.indicator_code
    rated = first(evidence.ratings, code)
    if rated is None:
        return None
    in_force = first(evidence.targets, code)
    period = in_force["target_period"] if in_force else None
    return Rating(
        rag=rated["rag"],
        target_period=period,
        method=rated["rag_method"],
        tolerance=_tolerance(rated, indicator.unit),
        variance=rated["variance"],
        variance_pct=rated["variance_pct"],
        report_on=project.framework.quarter(quarter).report_on,
        targets=tuple(_targets(project, evidence, indicator, quarter, in_force)),
    )


def _tolerance(rated: Row, unit: str) -> str | None:
    if rated["tolerance"] is None:
        return None
    measure = "% of the target" if rated["rag_method"] == "relative" else unit
    return f"{plain(rated['tolerance'])} {measure}"


def _targets(
    project: Project, evidence: Evidence, indicator: Indicator, quarter: str, in_force: Row | None
) -> list[AgreedTarget]:
    """The targets for the period of the one in force, or for the figure's own period and its year where none is."""
    period, decision_in_force = (in_force["target_period"], in_force["decision_ref"]) if in_force else (None, None)
    reported = first(evidence.reported, indicator.indicator_code)
    own = (reported["period"] if reported else None) or quarter
    periods = (period,) if period else (own, own[:7])
    report_on = project.framework.quarter(quarter).report_on
    rows = [row for row in _targets_by_indicator(project).get(indicator.indicator_code, ()) if row.period in periods]
    found = []
    for row in rows:
        decision = project.framework.decisions[row.decision_ref]
        taken = decision.in_force_from <= report_on
        standing = _standing(row.decision_ref, decision_in_force, taken=taken)
        found.append(_agreed(row, decision, indicator.decimals, standing))
    return sorted(found, key=lambda target: (target.standing != "in force", -target.effective_from.toordinal()))


@lru_cache(maxsize=4)
def _targets_by_indicator(project: Project) -> Mapping[str, Sequence[Target]]:
    """Every target by its indicator, in the file's order."""
    rows = sorted(project.framework.tables["targets"], key=attrgetter("indicator_code"))
    return {code: tuple(found) for code, found in groupby(rows, key=attrgetter("indicator_code"))}


def _standing(decision_ref: str, in_force: str | None, *, taken: bool) -> Standing:
    if not taken:
        return "not yet in force"
    if in_force is None:
        return "not for this figure"
    return "in force" if decision_ref == in_force else "superseded"


def _agreed(row: Target, decision: Decision, decimals: int, standing: Standing) -> AgreedTarget:
    ends = band(row.lower, row.upper, decimals)
    target = at_decimals(row.target, decimals) if row.target is not None else ends
    return AgreedTarget(
        target=f"{target} (band {ends})" if row.target is not None and ends else target,
        decision_ref=row.decision_ref,
        decision_title=decision.title,
        decided_on=decision.decided_on,
        effective_from=decision.effective_from,
        decided_by=decision.decided_by,
        url=decision.url,
        rationale=row.rationale,
        standing=standing,
    )
