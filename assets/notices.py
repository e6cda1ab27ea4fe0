"""What a quarter's gates let through with a word: every warning, and every waiver with who gave it and why.

Read from the passports of the slices behind an edition; how they are printed is the edition's. What stops a slice
never gets here. Nor does what a rule on figures said of an indicator with small numbers: "less than half of the one
before" narrows a withheld figure down, and where it was told for some, so would its absence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from checks import framework_edits
from checks.failing_rows import looks_at_small_numbers
from checks.gate import WAIVER_SAYS
from checks.origins import ORIGIN
from checks.suite import load_suite
from checks.wording import failed_detail, row_in_words, waived_detail
from pmf_pipeline.catalogue import Table
from pmf_pipeline.framework.small_numbers import small_numbers
from pmf_pipeline.provenance import Passport, RuleVerdict
from resources.last_edition import edits_since_last_edition
from resources.states import States

TABLE = Table(
    name="waivers_and_warnings",
    group="reports",
    slicing="quarter",
    columns={
        "quarter": ("VARCHAR", "The reporting quarter."),
        "outcome": ("VARCHAR", "Warning, or Waived where a rule failed and somebody answers for it."),
        "indicator_code": ("VARCHAR", "The indicator it is about, where it is about one."),
        "period": ("VARCHAR", "The period of the figure."),
        "rule": ("VARCHAR", "The rule's name in the suite of its table."),
        "what_must_hold": ("VARCHAR", "The rule as a sentence."),
        "found": ("VARCHAR", "What was found instead."),
        "origin": ("VARCHAR", "The landed file, sheet, row and cell behind it."),
        "what_to_do": ("VARCHAR", "What mends it; none for what was waived."),
        "reason": ("VARCHAR", "Why it was waived."),
        "waived_by": ("VARCHAR", "Who answers for it."),
        "waived_on": ("VARCHAR", "When it was waived."),
        "expires_on": ("VARCHAR", "The last report date that the waiver holds for."),
        "table": ("VARCHAR", "The table whose gate it is."),
        "slice": ("VARCHAR", "The slice of that table."),
    },
    grain=("quarter", "table", "slice", "rule", "indicator_code", "period", "found"),
    inputs=(),
    framework=("waivers",),
    description="What the gates let through with a word: every warning, and every waiver with who gave it and why.",
    owner="team:performance",
)
WARNED, WAIVED = "Warning", "Waived"
WITHHELD = "what was found is withheld: small numbers of this indicator are not published"
OF_SMALL_NUMBERS = {  # in place of a rule that somebody let such a figure through against his word
    "rule": "withheld",
    "what_must_hold": "A check of an indicator whose small numbers are not published.",
}
CODES = re.compile(r"[A-Z0-9-]+")  # as indicators.csv has them
SAID_ELSEWHERE = ("quarter", "indicator_code", "measure", "period", "title", "portfolio", ORIGIN)


def papers_behind(states: States, quarter: str) -> dict[tuple[str, str], Passport]:
    """The passports of every slice that a quarter's edition may rest on, by table and slice."""
    return {
        (table.name, name): passport
        for table in states.project.catalogue.tables.values()
        for name in ([quarter] if table.slicing == "quarter" else states.store.names(table.name))
        if (passport := states.store.passport(table.name, name)) is not None
    }


def warning_in_words(states: States, table: str, name: str, verdict: RuleVerdict) -> str | None:
    """A verdict as the manifest states it; none where it is about nothing but small numbers."""
    rule, detail = load_suite(table).all_rules()[verdict.rule], verdict.detail
    if verdict.outcome == "waived" and any(map(looks_at_small_numbers, verdict.waived)):
        return f"{table}/{name}: {waived_detail(OF_SMALL_NUMBERS['what_must_hold'], verdict.waived)}"
    told = [row for row in verdict.rows if not looks_at_small_numbers(row)]
    hidden = len(verdict.rows) - len(told)
    failing = verdict.failing - hidden
    if hidden and not failing:
        return None
    if hidden:
        detail = failed_detail(rule, name, failing, told)
    if small_numbers(states.project.framework).intersection(CODES.findall(detail)):
        detail = f"{rule.says} Not so for {failing}; {WITHHELD}. {rule.mend}"
    return f"{table}/{name}: {verdict.rule}: {detail}"


def verdicts_behind(
    states: States, quarter: str, at_publishing: Mapping[str, Sequence[RuleVerdict]] | None = None
) -> dict[tuple[str, str], Sequence[RuleVerdict]]:
    """What the gates said of all that a quarter's edition may rest on, by table and slice.

    Args:
        states: the slices behind the edition.
        quarter: its quarter.
        at_publishing: the verdicts on tables that are made along with the edition and have no slice, by table.
    """
    of_slices = {where: passport.verdicts for where, passport in papers_behind(states, quarter).items()}
    return {**of_slices, **{(table, quarter): verdicts for table, verdicts in (at_publishing or {}).items()}}


def notices(
    states: States, quarter: str, at_publishing: Mapping[str, Sequence[RuleVerdict]] | None = None
) -> list[Mapping[str, str | None]]:
    """The warnings and waivers of a quarter, a row of TABLE for each figure concerned, in the order of the tables.

    Args:
        states: the slices behind the edition.
        quarter: its quarter.
        at_publishing: as in `verdicts_behind`.
    """
    limited = small_numbers(states.project.framework)
    of_gates = [
        {
            **dict.fromkeys(TABLE.columns),
            "quarter": quarter,
            "table": table,
            "slice": name,
            **_publishable(said, limited),
        }
        for (table, name), verdicts in verdicts_behind(states, quarter, at_publishing).items()
        for verdict in verdicts
        for said in _of_verdict(states.project.catalogue[table], name, verdict)
    ]
    return [*of_gates, *edit_notices(states, quarter)]


def _publishable(said: dict[str, str | None], limited: frozenset[str]) -> dict[str, str | None]:
    return {**said, "found": WITHHELD} if said["indicator_code"] in limited else said


def _of_verdict(table: Table, name: str, verdict: RuleVerdict) -> Iterator[dict[str, str | None]]:
    rule = load_suite(table.name).all_rules()[verdict.rule]
    common = {"rule": verdict.rule, "what_must_hold": rule.says, "what_to_do": rule.mend}
    for row in verdict.waived:
        about = OF_SMALL_NUMBERS if looks_at_small_numbers(row) else {}
        yield {**common, **_of_row(WAIVED, name, row), "what_to_do": None, **about}
    if verdict.outcome != "failed":
        return
    for row in verdict.rows:
        if not looks_at_small_numbers(row):
            yield {**common, **_of_row(WARNED, name, row)}
    if verdict.failing > len(verdict.rows):
        unnamed = verdict.failing - len(verdict.rows)
        yield {**common, **_of_row(WARNED, name, {}), "found": f"{unnamed} {'more' if verdict.rows else 'rows'}"}


def edit_notices(states: States, quarter: str) -> Iterator[Mapping[str, str | None]]:
    """What was edited in the framework since the last edition without a decision, and who answers for which of it."""
    framework = states.project.framework
    waivers = framework.waivers(framework_edits.TABLE, framework.quarter(quarter).report_on)
    since, found = edits_since_last_edition(states.project, quarter)
    for edit in found:
        waiver = framework_edits.waiver_of(edit, waivers, quarter)
        said = {name: str(getattr(waiver, name)) for name in WAIVER_SAYS} if waiver else {}
        yield {
            **dict.fromkeys(TABLE.columns),
            "quarter": quarter,
            "outcome": WAIVED if waiver else WARNED,
            "indicator_code": edit.indicator_code,
            "period": edit.period,
            "rule": framework_edits.NAME,
            "what_must_hold": framework_edits.RULE.says,
            "found": f"{edit.what}: {edit.before} in {since}, now {edit.now}",
            "origin": f"framework/{edit.file}",
            "what_to_do": None if waiver else framework_edits.mend_of(edit),
            "table": framework_edits.TABLE,
            **said,
        }


def edit_in_words(row: Mapping[str, str | None]) -> str:
    """A row of `edit_notices` as the manifest and the UI state it."""
    said = f"{row['origin']}: {row['found']}"
    if row["outcome"] == WAIVED:
        return f"{said}, waived by {row['waived_by']} until the report of {row['expires_on']}: {row['reason']}"
    return said


def _of_row(outcome: str, name: str, row: Mapping[str, str | None]) -> dict[str, str | None]:
    waiver = {key: row.get(key) for key in WAIVER_SAYS} if outcome == WAIVED else {}
    said = {key: value for key, value in row.items() if key not in SAID_ELSEWHERE and key not in waiver}
    return {
        "outcome": outcome,
        "indicator_code": row.get("indicator_code") or row.get("measure"),
        "period": row.get("period"),
        "found": row_in_words(said, name),
        "origin": row.get(ORIGIN),
        **waiver,
    }
