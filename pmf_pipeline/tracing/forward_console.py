"""What rests on a file or a decision, and an indicator's history, as trees for the console.

Nothing is worked out here.
"""

from collections.abc import Sequence

from pmf_pipeline.tracing.forward import (
    DecisionTrace,
    FileTrace,
    History,
    LandedContent,
    PublishedValue,
    RestingEdition,
    RestingFigure,
    SetTarget,
)  # fmt: skip
from pmf_pipeline.tracing.tree import Branch

MANY = 3


def file_tree(found: FileTrace) -> Branch:
    """What rests on a file."""
    names = list(dict.fromkeys(content.file_name for content in found.contents))
    branches = [_content(content) for content in found.contents]
    branches.append(_figures(f"Figures of the council: {len(found.figures)}", found.figures))
    branches.append(Branch([f"Figures of other authorities: {found.other_areas}"]))
    branches.append(
        Branch([f"Tables: {len(found.slices)} slices"], [Branch([line]) for line in _by_table(found.slices)])
    )
    branches.append(_editions(found.editions))
    return Branch([f"What rests on {', '.join(names)}"], branches)


def decision_tree(found: DecisionTrace) -> Branch:
    """What rests on a decision."""
    day = f"taken on {found.decided_on}, counts from {found.effective_from}"
    lines = [f"{found.decision_ref}: {found.title}", f"{found.decided_by}, {day}"]
    branches = [
        Branch([f"Indicators added: {', '.join(found.added) or 'none'}"]),
        Branch([f"Indicators withdrawn: {', '.join(found.withdrawn) or 'none'}"]),
        Branch([f"Targets set: {len(found.targets)}"], [_target(target) for target in found.targets]),
        _figures(f"Figures rated against them: {len(found.figures)}", found.figures),
        _editions(found.editions),
    ]
    return Branch(lines + ([found.url] if found.url else []), branches)


def history_tree(found: History) -> Branch:
    """Every value ever published of an indicator."""
    return Branch(
        [f"{found.indicator_code} {found.title}, {found.unit}: every value that was published"],
        [Branch([period.period], [_value(value) for value in period.values]) for period in found.periods],
    )


def _content(content: LandedContent) -> Branch:
    rows = ", ".join(f"{count} {fate.replace('_', ' ')}" for fate, count in content.rows.items())
    where = [name for name, there in (("landing/", content.in_landing), ("archive/", content.in_archive)) if there]
    return Branch(
        [
            f"{content.file_name}: {rows or 'no rows of it are in the warehouse now'}",
            f"SHA-256 {content.file_sha256}",
            f"received {content.received or 'on a day not on record'}; in {' and '.join(where) or 'neither folder'}",
        ]
    )


def _figures(told: str, figures: Sequence[RestingFigure]) -> Branch:
    lines = [f"{one.quarter} {one.indicator_code}: {one.printed} for {one.period}, {one.how}" for one in figures]
    return Branch([told], [Branch([line]) for line in lines])


def _by_table(slices: Sequence[str]) -> list[str]:
    tables: dict[str, list[str]] = {}
    for table, name in (place.split("/") for place in slices):
        tables.setdefault(table, []).append(name)
    return [f"{table}: {_listed(names)}" for table, names in tables.items()]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= MANY else f"{len(names)} slices, {names[0]} to {names[-1]}"


def _editions(editions: Sequence[RestingEdition]) -> Branch:
    branches = []
    for one in editions:
        by_role: dict[str, list[str]] = {}
        for code, roles in one.figures.items():
            by_role.setdefault("; ".join(roles), []).append(code)
        lines = [Branch([f"{role}: {', '.join(codes)}"]) for role, codes in by_role.items()]
        branches.append(Branch([f"{one.quarter} edition {one.edition}: {len(one.figures)} figures"], lines))
    return Branch([f"Editions: {len(editions)}"], branches)


def _target(target: SetTarget) -> Branch:
    lines = [f"{target.indicator_code} {target.period}: {target.target}"]
    if target.replaced:
        lines.append(f"in place of {', '.join(target.replaced)}")
    if target.replaced_by:
        lines.append(f"replaced by {', '.join(target.replaced_by)}")
    return Branch(lines + ([target.rationale] if target.rationale else []))


def _value(value: PublishedValue) -> Branch:
    told = f"{value.printed} as the {value.shown_as} of {value.quarter} edition {value.edition}"
    if value.rag:
        told += f", {value.rag}" + (f" against {value.target}" if value.target else "")
    return Branch([told] + ([f"changed: {value.why}"] if value.why else []))
