"""What a file's texts are worth: names of measures, units, symbols, false zeros, and rows to leave out."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from pmf_pipeline.reading.spec.part import Marker, Part, Pattern

Factor = Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=9)]


class LeaveOut(Part):
    """Rows that are no figures of an authority: totals, other levels of geography, notes in between.

    Attributes:
        rule: the rule's name, in lower_snake: each row it leaves out carries it.
        column: the column it looks at, by its name in the file.
        equals: leave out where the column holds one of these texts.
        other_than: leave out where it holds none of these texts.
        pattern: leave out where a pattern is found in it.
        blank: leave out where it is blank.
        says: why, for people.
    """

    rule: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    column: str
    equals: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()
    pattern: Pattern | None = None
    blank: bool = False
    says: str

    @model_validator(mode="after")
    def _one_condition(self) -> "LeaveOut":
        given = (bool(self.equals), bool(self.other_than), self.pattern is not None, self.blank)
        if sum(given) != 1:
            raise ValueError("give one of equals, other_than, pattern and blank")
        return self


class Treatment(Part):
    r"""What a file's texts are worth.

    Attributes:
        measures: a publisher's wording of a measure to its name in indicators.csv (`source_measure`); several
            wordings of different years may have one name. A measure not named here keeps its own wording.
        for_derivation: measures that a model derives an indicator from: accepted, though no indicator names them.
        period_pattern: a regular expression found in the period's text; its groups, joined by a blank, are the
            period.
        scale: what a measure's figures are multiplied by to be in the indicator's unit, such as 100 for a share
            that is stored from 0 to 1; `"*"` is every measure that is not named. Powers of ten are exact; by other
            factors a figure is exact to 9 decimals.
        symbols: texts in the value's cell that stand for a marker, such as `":": x`. `blank` is an empty cell;
            where nothing is said of it, a published figure that is blank is `x`.
        false_zeros: measures for which a zero means that there is no figure, not a figure of nothing; `"*"` is all.
        leave_out: rows that are no figures of an authority.
    """

    measures: dict[str, str] = Field(default_factory=dict)
    for_derivation: tuple[str, ...] = ()
    period_pattern: Pattern | None = None
    scale: dict[str, Factor] = Field(default_factory=dict)
    symbols: dict[str, Marker] = Field(default_factory=dict)
    false_zeros: tuple[str, ...] = ()
    leave_out: tuple[LeaveOut, ...] = ()

    @model_validator(mode="after")
    def _groups(self) -> "Treatment":
        if self.period_pattern is not None and re.compile(self.period_pattern).groups == 0:
            raise ValueError("period_pattern needs a group in round brackets: the text to take")
        return self
