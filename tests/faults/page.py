"""The table of what the gates catch, as docs/faults.md."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from pmf_pipeline.settings import PROJECT
from tests.faults.trial import Trial

PAGE = PROJECT / "docs" / "faults.md"
HEAD = """\
# What the gates catch

Written by `make faults`; don't edit. It takes the demonstration home with every quarter but the newest run and
published, puts one fault into it, and runs the newest quarter. One trial is one kind of fault in one indicator;
`python -m tests.faults --first` tries each kind on its first indicator alone.

| Outcome | Means |
| --- | --- |
| stopped | a gate, or the framework's own checks, stopped the quarter before its report tables |
| warned | the quarter went through, and a warning names the indicator or its file; it is printed with the report |
| unseen | the quarter went through, something in the scorecard changed, and nothing was said |
| no effect | the quarter went through and the scorecard is the same: it was read rightly, or doesn't matter |
"""
AFTER = """\
## What this doesn't show

The faults are ours: realistic, but chosen by those who wrote the gates. The demonstration's series are synthetic and
steadier than many real ones, so bands are narrower here. A warning helps only if somebody reads it.

The trials end before the edition is made. There, restatements.csv lists every figure that reads differently from what
an earlier edition published, which an extract changed in all its years at once would show up in; it isn't counted here.

A wrong figure that lies within its own history, in its own unit, is not to be told from a right one by looking at it.
What remains unseen above is of that kind. It takes a second person, or the service's own system, to find it.
"""


def page(trials: Sequence[Trial]) -> str:
    """The page for these trials."""
    return "\n".join([HEAD, _counts(trials), *_tables(trials), _unseen(trials), AFTER])


def _counts(trials: Sequence[Trial]) -> str:
    by = Counter(trial.outcome for trial in trials)
    with_effect = len(trials) - by["no effect"]
    caught = by["stopped"] + by["warned"]
    share = f"{100 * caught / with_effect:.1f}" if with_effect else "-"
    kinds = len({trial.fault.about + trial.fault.group for trial in trials})
    ratings = sum(trial.outcome == "unseen" and trial.changes_rating for trial in trials)
    return (
        f"{kinds} kinds of fault, {len(trials)} trials: {by['stopped']} stopped, {by['warned']} warned, "
        f"{by['unseen']} unseen, {by['no effect']} of no effect. Of the {with_effect} that had, or would have had, an "
        f"effect, **{share}% were stopped or warned of**. {ratings} changed a rating or a headline unseen.\n"
    )


def _tables(trials: Sequence[Trial]) -> list[str]:
    blocks = []
    for group, found in groupby(trials, key=lambda trial: trial.fault.group):
        lines = [
            f"## {group}\n",
            "| Fault | Stopped | Warned | Unseen | No effect | By |",
            "| --- | ---: | ---: | ---: | ---: | --- |",
        ]
        for about, same in groupby(found, key=lambda trial: trial.fault.about):
            each = list(same)
            by = Counter(trial.outcome for trial in each)
            caught = sorted(
                {rule for trial in each if trial.outcome in ("stopped", "warned") for rule in trial.by.split(", ")}
            )
            counts = " | ".join(str(by[name] or "") for name in ("stopped", "warned", "unseen", "no effect"))
            lines.append(f"| {about} | {counts} | {', '.join(caught)} |")
        blocks.append("\n".join(lines) + "\n")
    return blocks


def _unseen(trials: Sequence[Trial]) -> str:
    rows = [trial for trial in trials if trial.outcome == "unseen"]
    if not rows:
        return "## Unseen\n\nNone.\n"
    lines = ["## Unseen\n", "| Fault | Indicator | What changed | A rating or headline |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {trial.fault.about} | {trial.code} | {trial.by} | {'yes' if trial.changes_rating else 'no'} |"
        for trial in rows
    ]
    return "\n".join(lines) + "\n"
