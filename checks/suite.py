"""Suites: the rules that a table's candidate must pass, as YAML in suites/.

Only what a rule is belongs here; judging is in `expectations` and `gate`.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.settings import SUITES
from pmf_pipeline.stamps import Stamp, stamp
from pmf_pipeline.yaml_text import YAMLError, parse_yaml

SHAPE_RULE = "columns_as_promised"
ROWS_RULE = "rows_present"

Expectation = Literal[
    "expect_column_values_to_not_be_null",
    "expect_column_values_to_be_in_set",
    "expect_column_values_to_be_between",
    "expect_column_values_to_match_regex",
    "expect_column_values_to_be_unique",
    "expect_compound_columns_to_be_unique",
]


class Rule(BaseModel):
    """One rule of a suite.

    Attributes:
        says: the rule as a sentence, for the people who read a refusal.
        mend: what to do when it fails.
        severity: `critical` stops the slice; `warning` is reported and printed.
        expect: the Great Expectations expectation that judges it.
        with_: the expectation's arguments.
        holds: instead of `expect`, an SQL predicate that must be true of every row (unknown counts as false).
        show: the columns of a failing row that a person needs to see, beside the table's grain.
        waivable: whether a critical rule may be waived (framework/waivers.csv): where it judges data that a person can
            answer for, never where it guards the pipeline's own promises. A warning always may.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    says: str
    mend: str
    severity: Literal["critical", "warning"] = "critical"
    expect: Expectation | None = None
    with_: Annotated[dict[str, Any], Field(alias="with")] = {}
    holds: str | None = None
    show: tuple[str, ...] = ()
    waivable: bool = False

    @property
    def may_be_waived(self) -> bool:
        """Whether framework/waivers.csv may name it."""
        return self.waivable or self.severity == "warning"

    @model_validator(mode="after")
    def _one_way(self) -> "Rule":
        if (self.expect is None) == (self.holds is None):
            raise ValueError("give either expect or holds")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns the expectation reads."""
        if "column_list" in self.with_:
            return tuple(self.with_["column_list"])
        return (self.with_["column"],) if "column" in self.with_ else ()


class Suite(BaseModel):
    """Every rule for one table.

    Attributes:
        table: the table judged.
        min_rows: how few rows a slice may have; an empty slice never passes unless it says 0.
        rules: by name, in the order they are reported.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str
    min_rows: Annotated[int, Field(ge=0)] = 1
    rules: dict[str, Rule]

    def all_rules(self) -> Mapping[str, Rule]:
        """The rules with the two that every table has: its promised columns and its least rows."""
        return {
            SHAPE_RULE: Rule(
                says="The table has exactly the columns and types that its contract promises.",
                mend="Correct the model, or change the contract in its header together with what reads it.",
                holds="true",
            ),
            ROWS_RULE: Rule(
                says=f"Every slice has at least {self.min_rows} row{'' if self.min_rows == 1 else 's'}, and every row "
                "belongs to a slice.",
                mend="See why: a missing file, or a model that lets nothing through or puts rows nowhere.",
                holds="true",
            ),
            **self.rules,
        }


@lru_cache(maxsize=128)
def _read(path: Path, _stamp: Stamp) -> Suite:
    try:
        content = parse_yaml(path.read_text(encoding="utf-8"))
        return Suite.model_validate({"table": path.stem, **content})
    except (ValidationError, YAMLError, TypeError) as error:
        raise ConfigurationError(f"The suite {path} cannot be used: {error}") from None


def load_suite(table: str, folder: Path = SUITES) -> Suite:
    """The suite of a table.

    Raises:
        ConfigurationError: the table has no suite, or the suite is wrong. A table without a gate is not made.
    """
    path = folder / f"{table}.yml"
    try:
        now = stamp(path.stat())
    except FileNotFoundError:
        raise ConfigurationError(
            f"Table {table} has no gate: write its rules in {path}. No table is made without one."
        ) from None
    return _read(path, now)


def rule_sentences(table: str) -> Mapping[str, str]:
    """What each rule of a table's suite says, by its name."""
    return {name: rule.says for name, rule in load_suite(table).all_rules().items()}
