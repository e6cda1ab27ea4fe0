"""Passports: what a slice was made from, by what, and what the gate said of it.

A passport travels inside its slice's Parquet file, so data and verdict are one file. Reading and writing the
files is the warehouse's (resources/); only what a passport says belongs here.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Literal

PASSPORT_KEY = b"pmf_passport"
SEAL_KEY = b"pmf_seal"


@dataclass(frozen=True)
class RuleVerdict:
    """What one rule of a suite said of one slice.

    Attributes:
        rule: the rule's name in its suite.
        severity: `critical` stops the slice, `warning` does not.
        outcome: `passed`, `failed`, `waived` (every row that failed has a waiver) or `errored` (the rule itself could
            not be judged: never a pass).
        failing: how many rows failed and have no waiver.
        detail: what was found, in a sentence.
        rows: some of the rows that failed, for people: the table's grain, what the rule shows, and their origin.
        waived: the rows that failed and were let through, each with its waiver's reason, name and dates.
    """

    rule: str
    severity: Literal["critical", "warning"]
    outcome: Literal["passed", "failed", "waived", "errored"]
    failing: int = 0
    detail: str = ""
    rows: tuple[dict[str, str | None], ...] = ()
    waived: tuple[dict[str, str | None], ...] = ()

    @property
    def stops(self) -> bool:
        """Whether it keeps its slice out of the warehouse."""
        return self.outcome == "errored" or (self.outcome == "failed" and self.severity == "critical")


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a slice's content: equal recipes give equal content.

    Attributes:
        model: SHA-256 of what makes it (the rendered SQL or the specification, and the code that uses it).
        inputs: SHA-256 of each input's content, by `table/slice` or `landing/file`.
        framework: SHA-256 of each framework file read.
        suite: SHA-256 of what judged it (the suite, the code that uses it, and whose small numbers are withheld).
    """

    model: str
    inputs: dict[str, str]
    framework: dict[str, str]
    suite: str

    def changes_since(self, earlier: "Recipe") -> list[str]:
        """What differs from an earlier recipe, in words; empty when nothing does."""
        if self == earlier:
            return []
        changes = []
        if self.model != earlier.model:
            changes.append("its model, or the code that makes it, has changed")
        if self.suite != earlier.suite:
            changes.append("its gate's suite or code has changed")
        for what, now, then in (
            ("framework/{}.csv", self.framework, earlier.framework),
            ("{}", self.inputs, earlier.inputs),
        ):
            for name in sorted(now.keys() | then.keys()):
                if name not in then:
                    changes.append(f"{what.format(name)} is new")
                elif name not in now:
                    changes.append(f"{what.format(name)} is gone")
                elif now[name] != then[name]:
                    changes.append(f"{what.format(name)} has changed")
        return changes


@dataclass(frozen=True)
class Passport:
    """The papers of one slice.

    Attributes:
        table: the warehouse table.
        slice: the quarter, the source, or `whole`.
        rows: how many rows it holds.
        data_sha256: SHA-256 of the file's data pages (everything before the Parquet footer).
        recipe: what it was made from.
        verdicts: each rule of its suite, in the suite's order.
        run_id: the Dagster run that made it.
    """

    table: str
    slice: str
    rows: int
    data_sha256: str
    recipe: Recipe
    verdicts: tuple[RuleVerdict, ...] = field(default=())
    run_id: str = ""

    @property
    def passed(self) -> bool:
        """Whether every critical rule passed; a slice that nothing judged has not."""
        return bool(self.verdicts) and not any(verdict.stops for verdict in self.verdicts)

    def to_json(self) -> str:
        """The passport as JSON with sorted keys."""
        parts = {"recipe": vars(self.recipe), "verdicts": [vars(verdict) for verdict in self.verdicts]}
        return json.dumps({**vars(self), **parts}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Passport":
        """A passport from its JSON.

        Raises:
            ValueError: the text is not a passport.
        """
        try:
            content: dict[str, Any] = json.loads(text)
            return cls(
                **{
                    **content,
                    "recipe": Recipe(**content["recipe"]),
                    "verdicts": tuple(_verdict(**verdict) for verdict in content["verdicts"]),
                }
            )
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"not a passport: {error}") from None


def _verdict(*, rows: list[dict[str, str | None]], waived: list[dict[str, str | None]], **others: Any) -> RuleVerdict:
    return RuleVerdict(**others, rows=tuple(rows), waived=tuple(waived))
