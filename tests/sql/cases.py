"""Cases as an analyst writes them: the YAML files beside this one, read and checked.

What a case may say is here; running it against the model is `running`'s. README.md says it in words.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pmf_pipeline.framework.rules import Rules

CASES = Path(__file__).parent
OWN_AREA = "E08000013"

Rows = list[dict[str, Any]]


class CaseError(Exception):
    """A case file is written wrongly: an unknown key, relation, column, setting or CTE."""


class _Item(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    common: dict[str, Any] = {}
    given: dict[str, Rows] = {}
    rules: dict[str, Any] = {}
    quarters: list[str] = []


class Background(_Item):
    """What the cases below it in the file start from."""

    background: str


class Case(_Item):
    """One rule with an example: rows given, and the rows the model has to make of them.

    Attributes:
        name: the rule, as a sentence.
        why: where the rule comes from, or what it protects from.
        setting: the rule variable of which this case shows one value; another case shows a second.
        common: columns that every row below has, where its relation has them and the row says nothing else.
        given: relation to rows; columns not named are null, relations not named are empty.
        rules: settings that differ from the defaults, as in rules.yml or by variable name.
        quarters: the quarters that are run.
        expect: the model's rows, all of them, by the columns that matter.
        expect_cte: the same for the model's steps, by CTE name.
        model: the model, from the file's name.
    """

    name: str
    why: str | None = None
    setting: str | None = None
    expect: Rows | None = None
    expect_cte: dict[str, Rows] = Field(default={}, min_length=1)
    model: str

    def variables(self) -> dict[str, Any]:
        """The rules as the model's variables: the defaults, with what the case sets.

        Raises:
            CaseError: a setting is neither in rules.yml nor a variable, or has a value that rules.yml could not have.
        """
        settings = {"area_code": OWN_AREA, "council": "The council"}
        in_file = {name: value for name, value in self.rules.items() if name in Rules.model_fields}
        try:
            variables = Rules.model_validate(settings | in_file).variables()
        except ValidationError as error:
            raise CaseError(f"{self}: {error}") from None
        by_name = {name: value for name, value in self.rules.items() if name not in in_file}
        unknown = sorted(by_name.keys() - variables.keys())
        if unknown:
            raise CaseError(f"{self}: no rule is called {', '.join(unknown)}; there are {', '.join(variables)}")
        return variables | by_name

    def __str__(self) -> str:
        return f"{self.model}: {self.name}"


def load_cases(folder: Path = CASES) -> list[Case]:
    """Every case in `folder`: `<model>.yml` and, where a model has many, `<model>.<topic>.yml`.

    Raises:
        CaseError: a file is not a list of backgrounds and cases, or two cases of a model share a name.
    """
    cases = [case for path in sorted(folder.glob("*.yml")) for case in _read_file(path)]
    names = [str(case) for case in cases]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise CaseError(f"two cases have one name: {'; '.join(repeated)}")
    return cases


def _read_file(path: Path) -> Iterator[Case]:
    model = path.stem.split(".")[0]
    items = yaml.load(path.read_text(encoding="utf-8"), _ExactLoader)
    background = Background(background="none")
    for item in items:
        try:
            if "background" in item:
                background = Background.model_validate(item)
            else:
                yield _on(background, Case.model_validate({**item, "model": model}))
        except ValidationError as error:
            raise CaseError(f"{path.name}, {item.get('name') or item.get('background')}: {error}") from None


def _on(background: Background, case: Case) -> Case:
    """The case with what it leaves to its background filled in: whole relations, single columns and settings."""
    if case.expect is None and not case.expect_cte:
        raise CaseError(f"{case}: it expects nothing")
    return case.model_copy(
        update={
            "common": background.common | case.common,
            "given": background.given | case.given,
            "rules": background.rules | case.rules,
            "quarters": case.quarters or background.quarters,
        }
    )


class _ExactLoader(yaml.SafeLoader):
    """Reads 47.5 as a decimal, never as a float, and refuses a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        repeated = sorted({key for key in keys if keys.count(key) > 1})
        if repeated:
            raise CaseError(f"{node.start_mark}: {', '.join(repeated)} stands twice")
        return super().construct_mapping(node, deep)


_ExactLoader.add_constructor("tag:yaml.org,2002:float", lambda _, node: Decimal(node.value))
