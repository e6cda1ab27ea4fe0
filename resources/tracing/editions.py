"""What an edition says of a figure: its row of the scorecard, and the trace that was frozen with it.

Only the edition's own files are read; whether they are still what their manifest says is the publisher's.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.home import Home
from pmf_pipeline.tracing.answer import Published
from pmf_pipeline.tracing.documents import read_trace, trace_file
from pmf_pipeline.tracing.page import page_file
from pmf_pipeline.tracing.trace import Trace
from pmf_pipeline.tracing.words import NO_FIGURE
from resources.publisher import editions, published_quarters


@dataclass(frozen=True)
class PublishedEdition:
    """One edition's files.

    Attributes:
        quarter: the quarter reported.
        number: the edition's number.
        of: how many editions the quarter has.
        folder: where its files are.
    """

    quarter: str
    number: int
    of: int
    folder: Path

    @cached_property
    def scorecard(self) -> Mapping[str, Mapping[str, str]]:
        """The rows of scorecard.csv by indicator."""
        return {row["indicator_code"]: row for row in rows_of(self.folder / "scorecard.csv")}

    @cached_property
    def charts(self) -> Mapping[str, Sequence[Mapping[str, str]]]:
        """The rows of figure_history.csv of each indicator; none in an edition made before there was one."""
        path = self.folder / "figure_history.csv"
        found: dict[str, list[Mapping[str, str]]] = {}
        for row in rows_of(path) if path.exists() else ():
            found.setdefault(row["indicator_code"], []).append(row)
        return found

    def trace(self, code: str) -> Trace | None:
        """The trace that was frozen with the edition; none in an edition made before there were traces."""
        path = self.folder / trace_file(code)
        return read_trace(path.read_bytes()) if path.exists() else None

    def says(self, code: str, home: Home) -> Published | None:
        """What the edition says of an indicator; none where it has no row."""
        row = self.scorecard.get(code)
        if row is None:
            return None
        page = self.folder / page_file(code)
        return Published(
            quarter=self.quarter,
            edition=self.number,
            editions=self.of,
            printed=as_shown(row["outturn"], row["marker"]),
            target=row["target"],
            rag=row["rag"],
            direction=row["direction"],
            page=page.relative_to(home.path).as_posix() if page.exists() else None,
        )


def editions_of(home: Home, quarter: str) -> list[PublishedEdition]:
    """The editions of a quarter, oldest first."""
    found = editions(home, quarter)
    return [PublishedEdition(quarter, edition.number, len(found), edition.folder) for edition in found]


def every_edition(home: Home) -> Iterator[PublishedEdition]:
    """The editions of every quarter, in the order of quarters and numbers."""
    for quarter in published_quarters(home):
        yield from editions_of(home, quarter)


def edition_of(home: Home, quarter: str, number: int | None) -> PublishedEdition | None:
    """One edition of a quarter, the newest where no number is given; none where nothing was published.

    Raises:
        ConfigurationError: the quarter has no edition of that number.
    """
    published = editions_of(home, quarter)
    if number is None:
        return published[-1] if published else None
    for edition in published:
        if edition.number == number:
            return edition
    there = ", ".join(str(edition.number) for edition in published) or "none"
    raise ConfigurationError(f"{quarter} has no edition {number}. Its editions: {there}.")


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a published CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def as_shown(value: str, marker: str) -> str:
    """A figure of a published CSV file with its marker."""
    return " ".join(filter(None, (value, marker))) or NO_FIGURE
