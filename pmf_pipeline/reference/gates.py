"""The page of gates: every rule that a table's candidate has to pass, and what to do when it doesn't."""

from checks import framework_edits
from checks.suite import Rule, load_suite
from pmf_pipeline.project import Project
from pmf_pipeline.reference.markdown import anchor, document, grid, link
from pmf_pipeline.settings import SUITES

HEADER = ("Rule", "Severity", "What must hold", "What to do when it fails")
INTRODUCTION = """\
Each table has a gate: a suite of rules that judges what was computed before it may enter the warehouse. A *critical*
rule that fails stops the table and everything that reads it; a *warning* is reported and printed, and stops nothing.
A rule that can't be judged stops the table too. Warnings, and the critical rules that say so, may be
[waived](../when-a-gate-stops.md#let-a-failure-pass-by-name-and-for-a-time) by name and for a time.
[When a gate stops a run](../when-a-gate-stops.md) says what to do in general, the last column what to do for each
rule."""
EDITS = """\
No table, but looked at whenever a quarter is published: what decides a rating, as it is now, beside what it was when an
earlier quarter was last published. A waiver names the table `framework`."""


def page(project: Project) -> str:
    """The page for the suite of every table of the catalogue."""
    blocks = [INTRODUCTION]
    for name in project.catalogue.tables:
        rules = (
            (f"`{rule}`", _severity(spec), spec.says, spec.mend) for rule, spec in load_suite(name).all_rules().items()
        )
        blocks += [
            f"## {name}",
            f"Judges [{name}](tables.md#{anchor(name)}); written in {link(SUITES / f'{name}.yml')}.",
            grid(HEADER, rules),
        ]
    edits = (f"`{framework_edits.NAME}`", "warning", framework_edits.RULE.says, framework_edits.RULE.mend)
    blocks += [f"## {framework_edits.TABLE}", EDITS, grid(HEADER, [edits])]
    return document("The gates", *blocks)


def _severity(rule: Rule) -> str:
    return f"{rule.severity}, may be waived" if rule.waivable else rule.severity
