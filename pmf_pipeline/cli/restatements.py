"""`pmf restatements`: every figure that was published otherwise, edition by edition, and a note for a committee."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pmf_pipeline.cli.console import plain_table, wide_console
from pmf_pipeline.cli.options import home_option, quarter_key
from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.home import Home
from pmf_pipeline.report.correction import Line, write_note

if TYPE_CHECKING:
    from pmf_pipeline.framework import Framework

SINCE = re.compile(r"(?P<quarter>.+?)(?:/(?:edition-)?(?P<edition>\d+))?")


@click.command()
@click.option("--quarter", metavar="Q", help="Only what the editions of one quarter restate.")
@click.option("--since", metavar="Q[/N]", help="Only what was published by this edition, or in this quarter, or later.")
@click.option("--note", is_flag=True, help="A correction note for a committee, as Markdown, from the newest editions.")
@home_option
def command(quarter: str | None, since: str | None, note: bool, home: Home) -> None:  # noqa: D103
    lines = list(_lines(home, quarter_key(quarter) if quarter else None, newest_only=note))
    if since:
        start = _since(home, since)
        lines = [line for line in lines if line.published >= start]
    if note:
        click.echo(write_note(_council(home), lines), nl=False)
        return
    if not lines:
        click.echo("Nothing that was published has been restated.")
        return
    _show(lines)


def _lines(home: Home, quarter: str | None, *, newest_only: bool) -> Iterator[Line]:
    """Every line of every edition, once: the same restatement stands in each later edition of its quarter."""
    from resources.publisher import all_editions

    editions = [(name, edition) for name, edition in all_editions(home) if quarter in (None, name)]
    if not editions:
        raise ConfigurationError(f"{quarter or home.path} has no edition yet: nothing can have been restated.")
    newest = {name: edition.number for name, edition in editions}
    told: set[tuple[object, ...]] = set()
    for name, edition in editions:
        if newest_only and edition.number != newest[name]:
            continue
        for line in _read(edition.folder / "restatements.csv", edition.number):
            if line.content not in told:
                told.add(line.content)
                yield line


def _read(path: Path, edition: int) -> Iterator[Line]:
    if path.exists():
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                yield Line.of(row, edition)


def _since(home: Home, text: str) -> tuple[str, int]:
    """The edition from which on: the one named, or the first of the quarter named, whether it has one or not."""
    from resources.publisher import all_editions

    found = SINCE.fullmatch(text)
    assert found
    quarter, number = quarter_key(found["quarter"]), int(found["edition"] or 1)
    published = [(name, edition.number) for name, edition in all_editions(home)]
    if found["edition"] and (quarter, number) not in published:
        raise ConfigurationError(
            f"There is no edition {number} of {quarter}. Give a quarter, or an edition as {quarter}/1."
        )
    if all(name != quarter for name, _ in published):
        _framework(home).quarter(quarter)
    if max(published) < (quarter, number):
        newest, last = max(published)
        raise ConfigurationError(
            f"Nothing of {quarter} or later has been published: the newest is {newest}/{last}. "
            "Give that quarter, or an earlier one."
        )
    return quarter, number


def _framework(home: Home) -> "Framework":
    from pmf_pipeline.project import load_project

    return load_project(home.path).framework


def _council(home: Home) -> tuple[str, str | None]:
    rules = _framework(home).rules
    return rules.council, rules.notice


def _show(lines: list[Line]) -> None:
    table = plain_table("Restatements")
    for name in ("Edition", "Indicator", "Period", "Published by", "Published", "Now", "Reason"):
        table.add_column(name, overflow="fold")
    for line in lines:
        edition = f"{line.quarter}/{line.edition}"
        said = f"{line.published[0]}/{line.published[1]}"
        then, now = (text.replace("[", r"\[") for text in line.states)
        table.add_row(edition, line.code, line.period, said, then, now, line.reason)
    wide_console().print(table)
