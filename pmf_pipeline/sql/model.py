"""One SQL model: its header, its SELECT and the relations it reads.

The header is YAML in the file's first block comment, so that the file stays plain dbt SQL.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.yaml_text import YAMLError, parse_yaml

if TYPE_CHECKING:
    from jinja2 import Template

RULE = "rules_"
CALL = re.compile(r"\b(?P<function>ref|source)\((?P<arguments>[^()]*)\)")
NAME = re.compile(r"'(\w+)'|\"(\w+)\"")
ARGUMENTS = {"ref": 1, "source": 2}
HEADER = re.compile(r"\A\s*/\*\n(?P<yaml>.*?)\*/", re.DOTALL)
GROUP_OF_LAYER = {
    "staging": "outturns",
    "outturns": "outturns",
    "comparisons": "comparisons",
    "reports": "reports",
}


class Header(BaseModel):
    """What a model says of itself.

    Attributes:
        description: what one row is and what the model decides, for people.
        owner: the team that answers for it.
        slices: `quarter` for one slice per reporting quarter, `whole` for one slice, `edition` for what is made when an
            edition is published and kept in it alone.
        grain: the columns that identify a row.
        history: inputs of which every earlier quarter is read, not only the model's own.
        preview: the columns that the UI's preview shows; the first ones where none are named.
        columns: name to [type, description], in order: the model's contract.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str
    owner: Annotated[str, Field(pattern=r"^team:[a-z-]+$")] = "team:performance"
    slices: Literal["quarter", "whole", "edition"]
    grain: tuple[str, ...]
    history: tuple[str, ...] = ()
    preview: tuple[str, ...] = ()
    columns: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Model:
    """A model as read from its file.

    Attributes:
        name: the file's name without `.sql`; the table it makes.
        layer: the folder it stands in: staging, outturns, comparisons or reports.
        path: the file.
        header: its header.
        text: the SQL with its Jinja, header included.
        macros: the folder's macros, at hand in every model as they are in dbt.
        refs: the models it reads.
        sources: the (source, table) pairs it reads.
    """

    name: str
    layer: str
    path: Path
    header: Header
    text: str
    macros: str
    refs: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]

    @property
    def group(self) -> str:
        """The Dagster group the model's asset belongs to."""
        return GROUP_OF_LAYER[self.layer]

    def render(self, variables: dict[str, Any]) -> str:
        """The SELECT for DuckDB, with `ref` and `source` as relation names and `var` filled in.

        Raises:
            ConfigurationError: the template is wrong or asks for a variable that rules.yml does not set.
        """

        def var(name: str) -> str:
            if name not in variables:
                raise ConfigurationError(f"{self.path}: var('{name}') is not set by rules.yml")
            return str(variables[name])

        return self._render(ref=lambda name: f'"{name}"', var=var)

    def outline(self) -> str:
        """The SELECT for following its columns, not for running: refs as main.name, variables as $rules_name."""
        return self._render(ref=lambda name: f'main."{name}"', var=lambda name: f"${RULE}{name}")

    @property
    def template(self) -> str:
        """The model's text with the folder's macros before it: all that its SELECT follows from, but the variables."""
        return self.macros + self.text

    @cached_property
    def line(self) -> int:
        """The line of the file on which the SELECT begins, after the header."""
        found = HEADER.match(self.text)
        return self.text[: found.end()].count("\n") + 2 if found else 1

    def _render(self, *, ref: Callable[[str], str], var: Callable[[str], str]) -> str:
        from jinja2 import TemplateError

        def source(name: str, table: str) -> str:
            return f'"{name}"."{table}"'

        try:
            given = {"ref": ref, "source": source, "var": var}
            macros = vars(_compiled(self.macros).make_module(given))  # the same for every model, and compiled once
            return _compiled(self.text).render({**macros, **given})
        except TemplateError as error:
            raise ConfigurationError(f"{self.path}: {error}") from None


def read_model(path: Path, macros: str = "") -> Model:
    """Read one model file, which may use `macros`.

    Raises:
        ConfigurationError: the header is missing or wrong, or the template cannot be rendered.
    """
    text = path.read_text(encoding="utf-8")
    header = _read_header(path, text)
    calls = list(_calls(path, text))
    refs = [arguments[0] for name, arguments in calls if name == "ref"]
    sources = [(arguments[0], arguments[1]) for name, arguments in calls if name == "source"]
    unread = [name for name in header.history if name not in refs]
    if unread:
        raise ConfigurationError(f"{path}: history names {', '.join(unread)}, which the model does not ref().")
    return Model(
        path.stem,
        path.parent.name,
        path,
        header,
        text,
        macros,
        tuple(dict.fromkeys(refs)),
        tuple(dict.fromkeys(sources)),
    )


def _read_header(path: Path, text: str) -> Header:
    found = HEADER.match(text)
    if not found:
        raise ConfigurationError(
            f"{path} has no header: start it with a /* ... */ comment that holds YAML with description, slices, "
            "grain and columns."
        )
    try:
        return Header.model_validate(parse_yaml(found["yaml"]))
    except (ValidationError, YAMLError) as error:
        raise ConfigurationError(f"{path}: its header is wrong: {error}") from None


def _calls(path: Path, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each `ref` and `source` in a model's text with its names, found without rendering: loading has to be quick."""
    body = HEADER.sub("", text, count=1)
    for call in CALL.finditer(body):
        names = tuple(name for pair in NAME.findall(call["arguments"]) for name in pair if name)
        if len(names) != ARGUMENTS[call["function"]] or NAME.sub("", call["arguments"]).strip(", \n"):
            raise ConfigurationError(
                f"{path}: {call[0]} cannot be followed. ref() takes a model's name and source() a source and a table, "
                "each in quotation marks."
            )
        yield call["function"], names


@lru_cache(maxsize=256)
def _compiled(template: str) -> "Template":
    """The compiled template: compiling is the slow part of rendering."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=False).from_string(template)
