"""The rule on edits of the framework: what decides a rating changes with a decision, or somebody answers for it.

Edits are no table, so no suite judges them; they are found when a quarter is published. What an edit is stands in
pmf_pipeline.framework.edits, and how it is printed in assets/.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from checks.suite import Rule
from pmf_pipeline.framework.rows import Waiver

if TYPE_CHECKING:
    from pmf_pipeline.framework.edits import Edit

TABLE = "framework"
NAME = "framework_edits_have_decisions"
RULE = Rule(
    says="Since the last edition nothing that decides a rating was edited without a decision.",
    mend="Undo the edit, record the decision it was made by, or waive it in waivers.csv.",
    severity="warning",
    holds="true",
)
MEND_OF_ALL = (
    "Undo the edit, or record the decision it was made by. It concerns more than one indicator, so it can't be waived; "
    "it is printed with the first quarter reported after it."
)

MEND_OF_REMOVED = "Put the row back: an indicator that a decision ends keeps it, with valid_to and withdrawn_by."


def mend_of(edit: "Edit") -> str:
    """What to do about an edit."""
    from pmf_pipeline.framework.edits import GONE

    if edit.indicator_code is None:
        return MEND_OF_ALL
    return MEND_OF_REMOVED if (edit.file, edit.now) == ("indicators.csv", GONE) else RULE.mend


def waiver_of(edit: "Edit", waivers: Sequence[Waiver], quarter: str) -> Waiver | None:
    """The waiver of an edit: for its indicator, and the period of its target or the quarter that reports it."""
    for waiver in waivers:
        if waiver.indicator_code == edit.indicator_code and waiver.period in (edit.period, quarter):
            return waiver
    return None
