"""A correction note for a committee: what was published, what it is now, and why, in plain English.

It says what restatements.csv says and computes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

REASONS = {
    "late return": "A return that was due came after the edition was published.",
    "revised source": "The body that publishes the figure has revised it.",
    "corrected file": "The service that returned the figure has corrected it.",
    "changed target": "The target in force is not the one that the edition compared it with.",
    "changed rule": "A rule by which figures are worked out or rated was changed.",
}


SIDES = (
    ("published_value", "published_marker", "published_target", "published_rag"),
    ("value_now", "marker_now", "target_now", "rag_now"),
)


@dataclass(frozen=True)
class Line:
    """One line of restatements.csv.

    Attributes:
        quarter: the quarter of the edition that restates.
        edition: its number.
        code: the indicator.
        title: its title.
        period: the period of the figure.
        published: the quarter and number of the edition that published it.
        status: Draft or Approved, as that edition was.
        states: what was published and what stands, each as printed: figure, target and rating.
        reason: why, in restatements.csv's words.
        decisions: of a changed target, the decision that set it then and the one that sets it now.
        file: the file the figure is read from now, where the figure changed.
    """

    quarter: str
    edition: int
    code: str
    title: str
    period: str
    published: tuple[str, int]
    status: str
    states: tuple[str, str]
    reason: str
    decisions: tuple[str, str] | None
    file: str

    @classmethod
    def of(cls, row: Mapping[str, str], edition: int) -> "Line":
        """The line that a row of an edition's restatements.csv is."""
        return cls(
            quarter=row["quarter"],
            edition=edition,
            code=row["indicator_code"],
            title=row["title"],
            period=row["period"],
            published=(row["published_in"], int(row["published_edition"])),
            status=row["published_status"],
            states=then_and_now(row),
            reason=row["reason"],
            decisions=(
                (row["published_target_decision"], row["target_decision_now"])
                if row["published_target"] != row["target_now"]
                else None
            ),
            file=row["file_name_now"] if len(set(_figures(row))) > 1 else "",
        )

    @property
    def content(self) -> tuple[object, ...]:
        """What it says, whichever edition of its quarter says it."""
        return (self.quarter, self.code, self.period, self.published, self.states, self.reason)


def write_note(council: tuple[str, str | None], lines: Sequence[Line]) -> str:
    """The note, as Markdown.

    Args:
        council: the council's name, and the notice that stands wherever figures are shown.
        lines: what is corrected, from the newest edition of each quarter.
    """
    name, notice = council
    blocks = [f"# Correction to published performance figures: {name}", *([notice] if notice else [])]
    if not lines:
        return "\n\n".join([*blocks, "Nothing that was published has changed since. No correction is needed."]) + "\n"
    count = len(lines)
    blocks.append(
        f"{count} published figure{' differs' if count == 1 else 's differ'} from what stands now. The editions that "
        "published them are kept as they were; the newest edition of each quarter shows the figures as they stand."
    )
    order = sorted(lines, key=lambda line: (line.quarter, line.code, line.period, line.published))
    for quarter, members in groupby(order, key=lambda line: line.quarter):
        blocks += [f"## Report for {quarter}", *(_paragraph(line) for line in members)]
    return "\n\n".join(blocks) + "\n"


def _paragraph(line: Line) -> str:
    then, now = line.states
    status = "draft edition" if line.status == "Draft" else "edition"
    parts = [
        f"**{line.title} ({line.code}), {line.period}.** {status.capitalize()} {line.published[1]} of the report for "
        f"{line.published[0]} said: {then}. It should now read: {now}.",
        REASONS[line.reason],
    ]
    if line.decisions:
        parts.append(_behind_the_target(*line.decisions))
    if line.file:
        parts.append(f"The figure is now read from {line.file}.")
    return " ".join(parts)


def _behind_the_target(then: str, now: str) -> str:
    if not now:
        return "No decision sets a target now."
    if then == now:
        return f"The same decision is behind it, {now}: the target itself was edited since."
    return f"The target now follows decision {now}."


def _figures(row: Mapping[str, Any]) -> list[str]:
    """The figure as published, and as it stands."""
    return [
        f"{'no figure' if row[value] in (None, '') else row[value]} {row[marker] or ''}".strip()
        for value, marker, *_ in SIDES
    ]


def then_and_now(row: Mapping[str, Any]) -> tuple[str, str]:
    """Figure, rating and target as published, and as they stand; the figure alone where not both were rated."""
    then, now = _figures(row)
    if not (row["published_rag"] and row["rag_now"]):
        return then, now
    ratings = [f"{row[rag]}, {'target ' + row[target] if row[target] else 'no target'}" for *_, target, rag in SIDES]
    return f"{then}, {ratings[0]}", f"{now}, {ratings[1]}"
