"""How `pmf source try` shows what became of a file: counts by fate and rule, then the first rows of each fate."""

from collections.abc import Iterator
from pathlib import Path

import click
from rich.table import Table

from pmf_pipeline.cli.console import plain_table, wide_console
from pmf_pipeline.new_sources.trial import FATES, Row, Trial, would_be_found
from pmf_pipeline.reading.spec import SourceSpec

WORDS = {"accepted": "Accepted", "left_out": "Left out by rule", "quarantined": "Quarantined"}
MOST_MEASURES = 8
MOST_TEXTS = 12
WIDEST = 44


def show_trial(file: Path, spec: SourceSpec, trial: Trial) -> None:
    """Print a trial, with what to do next."""
    console = wide_console()
    click.echo(f"{file.name} by {spec.name}: {trial.figures:,} figures and notes in {trial.rows_read:,} rows\n")
    console.print(_counts(trial))
    for fate in FATES:
        if trial.samples[fate]:
            click.echo(f"\n{_heading(fate, trial)}\n")
            console.print(_sample(fate, trial))
    console.print()
    for remark in _remarks(file, spec, trial):
        click.echo(remark)


def _counts(trial: Trial) -> Table:
    table = plain_table(columns=("Fate", "Rule", "Figures"))
    table.columns[2].justify = "right"
    for fate in FATES:
        for rule, count in (trial.counts[fate] or {"": 0}).items():
            table.add_row(WORDS[fate], rule, f"{count:,}")
    return table


def _heading(fate: str, trial: Trial) -> str:
    rows = trial.samples[fate]
    sheets = {row.sheet for row in rows}
    where = f", in sheet {rows[0].sheet}" if len(sheets) == 1 and rows[0].sheet else ""
    return f"{WORDS[fate]}: {len(rows)} of {trial.total(fate):,}{where}"


def _sample(fate: str, trial: Trial) -> Table:
    rows = trial.samples[fate]
    in_one_sheet = len({row.sheet for row in rows}) == 1
    table = plain_table()
    last = ("Value", "Marker") if fate == "accepted" else ("Rule", "Reason")
    for name in ("Cell", "Measure", "Area", "Period", "Text", *last):
        wide = name in ("Measure", "Text")
        table.add_column(
            name,
            justify="right" if name == "Value" else "left",
            overflow="ellipsis" if wide else "fold",
            no_wrap=wide,
            max_width=WIDEST if wide else None,
        )
    for row in rows:
        ends = (_value(row), f"[{row.marker}]" if row.marker else "") if fate == "accepted" else (row.rule, row.reason)
        place = _cell(row) if in_one_sheet else f"{row.sheet}!{_cell(row)}"
        cells = (place, row.measure, row.area_code, row.period or row.period_text, row.raw_value, *ends)
        table.add_row(*(_escaped(cell) for cell in cells))
    return table


def _cell(row: Row) -> str:
    return row.cell or (f"row {row.row_number}" if row.row_number else "")


def _value(row: Row) -> str:
    return "" if row.value is None else format(row.value.normalize(), "f")


def _escaped(text: str | None) -> str:
    from rich.markup import escape

    return escape(text or "")


def _remarks(file: Path, spec: SourceSpec, trial: Trial) -> Iterator[str]:
    if not trial.asked and spec.kind == "published":
        names = ", ".join(trial.measures[:MOST_MEASURES]) + (" ..." if len(trial.measures) > MOST_MEASURES else "")
        yield (
            f"No indicator has the source {spec.name} yet, so every measure was tried as if one asked for it: {names}. "
            "Name those you need in indicators.csv (source, source_measure)."
        )
    if trial.odd_texts and spec.kind == "published":
        texts = ", ".join(f"{text!r} {count:,}" for text, count in list(trial.odd_texts.items())[:MOST_TEXTS])
        yield f"Texts where figures should be: {texts}. Symbols? Say under symbols which marker each stands for."
    if not would_be_found(spec, file.name):
        yield f"Landed as {file.name} it would not be found: the specification reads landing/{spec.files}."
    is_return = spec.kind == "returns"
    if trial.total("quarantined"):
        mend = "correct these rows" if is_return else "correct the specification, or leave those rows out by a rule,"
        yield f"Not ready: {mend} and try again."
    elif is_return:
        yield "Ready: it goes into its quarter's folder in landing/returns/."
    else:
        yield f"Ready: the specification goes to framework/sources/, the file to landing/{spec.files}."
