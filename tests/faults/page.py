"""The table of what the gates catch, as docs/faults.md."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import get_args

from pmf_pipeline.settings import PROJECT
from tests.faults.alarms import OF_REAL_FILES, OF_THE_DEMONSTRATION, Alarm
from tests.faults.trial import Outcome, Trial

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
| restated | nothing warned of it, and the report lists the figure among those published otherwise before |
| unseen | the quarter went through, something in the scorecard changed, and nothing was said |
| no effect | the quarter went through and the scorecard is the same: it was read rightly, or doesn't matter |
"""
ALARMS = """\
## Alarms without a fault

What the gates say of files in which nothing was seeded. A test compares the list with what they say now.

The demonstration, over its ten reports:
"""
OF_REAL = """\
The real files of Oflog, Defra, DfT and MHCLG, run with the framework that ships and, for the departments, an indicator
for each measure:
"""
AFTER = """\
## What this doesn't show

The faults are ours: realistic, but chosen by those who wrote the gates. The demonstration's series are synthetic and
steadier than many real ones, so bands are narrower here. A warning helps only if somebody reads it.

The trials end before the edition is made, but for its restatements: those are worked out and judged as in publishing.

Here a faulty extract takes the place of the one before, and is compared with what earlier editions published of the
council's own figures. An indicator that no earlier report had (ASC-02) then has nothing to be compared with. Where the
newer extract is landed beside the older one, every figure is compared (`extract_changes`); test_faults.py tries that.

A wrong figure that lies within its own history, in its own unit, is not to be told from a right one by looking at it.
What else remains unseen above is of that kind. It takes a second person, or the service's own system, to find it.
"""


def page(trials: Sequence[Trial]) -> str:
    """The page for these trials."""
    return "\n".join([HEAD, _counts(trials), *_tables(trials), _unseen(trials), _alarms(), AFTER])


def _counts(trials: Sequence[Trial]) -> str:
    by = Counter(trial.outcome for trial in trials)
    with_effect = len(trials) - by["no effect"]
    caught = by["stopped"] + by["warned"]
    share = f"{100 * caught / with_effect:.1f}" if with_effect else "-"
    kinds = len({trial.fault.about + trial.fault.group for trial in trials})
    ratings = sum(trial.outcome == "unseen" and trial.changes_rating for trial in trials)
    return (
        f"{kinds} kinds of fault, {len(trials)} trials: {by['stopped']} stopped, {by['warned']} warned, "
        f"{by['restated']} restated, {by['unseen']} unseen, {by['no effect']} of no effect. Of the {with_effect} that "
        f"had, or would have had, an effect, **{share}% were stopped or warned of**. {ratings} changed a rating or a "
        "headline unseen.\n"
    )


def _tables(trials: Sequence[Trial]) -> list[str]:
    blocks = []
    for group, found in groupby(trials, key=lambda trial: trial.fault.group):
        lines = [
            f"## {group}\n",
            "| Fault | Stopped | Warned | Restated | Unseen | No effect | By |",
            "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
        ]
        for about, same in groupby(found, key=lambda trial: trial.fault.about):
            each = list(same)
            by = Counter(trial.outcome for trial in each)
            caught = sorted(
                {rule for trial in each if trial.outcome in ("stopped", "warned") for rule in trial.by.split(", ")}
            )
            counts = " | ".join(str(by[name] or "") for name in get_args(Outcome))
            lines.append(f"| {about} | {counts} | {', '.join(caught)} |")
        blocks.append("\n".join(lines) + "\n")
    return blocks


def _unseen(trials: Sequence[Trial]) -> str:
    rows = [trial for trial in trials if trial.outcome in ("unseen", "restated")]
    if not rows:
        return "## Without a warning\n\nNone.\n"
    lines = [
        "## Without a warning\n",
        "| Fault | Indicator | Outcome | What changed | A rating or headline |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {trial.fault.about} | {trial.code} | {trial.outcome} | {trial.by} "
        f"| {'yes' if trial.changes_rating else 'no'} |"
        for trial in rows
    ]
    return "\n".join(lines) + "\n"


def _alarms() -> str:
    return "\n".join(
        [
            ALARMS,
            *_list("Report", OF_THE_DEMONSTRATION),
            OF_REAL,
            *_list("Source", OF_REAL_FILES),
        ]
    )


def _list(where: str, alarms: Sequence[Alarm]) -> list[str]:
    lines = [f"| {where} | Rule | About | Rows | Why |", "| --- | --- | --- | ---: | --- |"]
    lines += [f"| {alarm.where} | {alarm.rule} | {alarm.about} | {alarm.rows} | {alarm.why} |" for alarm in alarms]
    return [*lines, ""]
