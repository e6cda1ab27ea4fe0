"""Where each thing stands: in a column, in the header of a wide table, or in a name outside the table."""

import re
from functools import cached_property
from typing import Literal

from pydantic import model_validator

from pmf_pipeline.reading.spec.part import Part, Pattern

Names = str | tuple[str, ...]
Meaning = Literal["measure", "period", "area_code"]


class Columns(Part):
    """Which column of the file holds what.

    A name left out means that the file does not give it; several names are those of different publication years,
    of which a file has one.

    Attributes:
        measure: the source's measure, or a return's indicator code.
        measure_detail: a second column that tells measures apart, joined to the measure by ` | `.
        period: the period.
        quarter: the quarter, where another column gives the year: it is read as `period`, a blank, `quarter`.
        value: the figure.
        area_code: the authority's ONS code. Authorities are joined by code, never by name.
        area_name: the authority's name, kept for people; notes and markers in it count for its row.
        numerator: the numerator.
        denominator: the denominator.
        accumulation: `in_quarter` or `year_to_date`, in a return of a cumulative indicator.
        marker: the figure's marker.
        notes: what the publisher says of the row. Where it says which cells it concerns (`[r] applies to T36`), it
            counts for those cells alone, and a row that names another row's is refused. In a file with such a column,
            markers in a name don't count for its row.
        commentary: what the service says about the figure.
        submitted_by: who returned the figure.
        submitted_on: when it was returned.
    """

    measure: Names | None = None
    measure_detail: Names | None = None
    period: Names | None = None
    quarter: Names | None = None
    value: Names | None = None
    area_code: Names | None = None
    area_name: Names | None = None
    numerator: Names | None = None
    denominator: Names | None = None
    accumulation: Names | None = None
    marker: Names | None = None
    notes: Names | None = None
    commentary: Names | None = None
    submitted_by: Names | None = None
    submitted_on: Names | None = None

    @cached_property
    def given(self) -> dict[str, tuple[str, ...]]:
        """Meaning to the column's possible names, for the columns the file has."""
        return {meaning: (names,) if isinstance(names, str) else names for meaning, names in self if names is not None}


MEANINGS = tuple(Columns.model_fields)


class FoundIn(Part):
    """A text that stands outside the table and counts for all of it.

    Attributes:
        place: `file` (its name), `sheet` (its name) or `above` (the cells above the header).
        pattern: a regular expression found in it; its group is the text.
    """

    place: Literal["file", "sheet", "above"]
    pattern: Pattern

    @model_validator(mode="after")
    def _one_group(self) -> "FoundIn":
        if re.compile(self.pattern).groups != 1:
            raise ValueError("the pattern needs one group in round brackets: the text to take")
        return self


class Wide(Part):
    """A wide table: each of several columns holds a figure of the row, and becomes a row of its own.

    Attributes:
        gives: what the column's name is: its `period` or its `measure`.
        columns: the names of these columns.
        pattern: in place of `columns`, a regular expression of their whole name, notes in brackets aside. Groups
            called `period` and `measure` take both from one name.
    """

    gives: Literal["period", "measure"] | None = None
    columns: tuple[str, ...] = ()
    pattern: Pattern | None = None

    @model_validator(mode="after")
    def _sound(self) -> "Wide":
        if bool(self.columns) == (self.pattern is not None):
            raise ValueError("give either columns or pattern")
        if bool(self._groups) == (self.gives is not None):
            raise ValueError("say what the names give: gives, or groups called period and measure in the pattern")
        if self._groups - {"period", "measure"}:
            raise ValueError("the pattern's groups are called period and measure")
        return self

    @property
    def meanings(self) -> frozenset[str]:
        """What the columns' names say."""
        return frozenset({self.gives} if self.gives else self._groups)

    def read(self, name: str) -> dict[str, str] | None:
        """What one column's name says, or None where it holds no figures."""
        if self.pattern is None:
            return {str(self.gives): name} if name.casefold() in map(str.casefold, self.columns) else None
        match = re.fullmatch(self.pattern, name)
        if match is None:
            return None
        return {str(self.gives): name} if self.gives else {key: text.strip() for key, text in match.groupdict().items()}

    @property
    def _groups(self) -> set[str]:
        return set(re.compile(self.pattern).groupindex) if self.pattern else set()
