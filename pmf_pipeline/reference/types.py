"""A field's type in words that a performance officer reads: what may stand in it.

Only the wording belongs here; the types themselves are the framework's and the source specifications'.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pmf_pipeline.framework import cells
from pmf_pipeline.reading.spec import Columns, FoundIn, LeaveOut, Marker, Wide
from pmf_pipeline.reading.spec.columns import Meaning, Names
from pmf_pipeline.reading.spec.part import Pattern
from pmf_pipeline.reading.spec.treatment import Factor

NAMED = (
    (cells.Code, "code of capitals, digits and hyphens, such as `WST-01`"),
    (cells.Number, "number with up to 6 decimals"),
    (cells.AreaCode, "ONS code, such as `E08000013`"),
    (cells.QuarterKey, "quarter, such as `2023-24-Q2`"),
    (cells.PeriodLabel, "period, such as `2023-24-Q2` or `2023-24`"),
    (cells.YearLabel, "financial year, such as `2023-24`"),
    (Marker, "marker"),
    (dict[str, Marker], "mapping of texts to markers"),
    (dict[str, Factor], "mapping of texts to numbers"),
    (dict[str, str], "mapping of texts to texts"),
    (dict[Meaning, str], "mapping of meanings to texts"),
    (dict[Meaning, FoundIn], "mapping of meanings to sections, see below"),
    (tuple[LeaveOut, ...], "list of sections, see below"),
    (tuple[str, ...], "list of texts"),
    (Names, "text, or list of texts"),
    (Pattern, "pattern"),
    (Columns, "section, see below"),
    (Wide, "section, see below"),
)
PLAIN = {
    str: "text",
    int: "whole number",
    Decimal: "number",
    date: "date, such as `2023-08-15`",
    bool: "`true` or `false`",
}


def fields_in_words(model: type[BaseModel]) -> dict[str, str]:
    """What may stand in each field of `model`."""
    hints = get_type_hints(model, include_extras=True)
    return {name: in_words(hints[name]) for name in model.model_fields}


def default_in_words(field: FieldInfo) -> str:
    """What a field is when it is left out; blank where that is nothing."""
    if field.is_required():
        return "(needed)"
    value: Any = field.get_default(call_default_factory=True)
    if isinstance(value, bool):
        value = str(value).lower()
    return "" if value in (None, (), {}) else f"`{value}`"


def in_words(annotation: Any) -> str:
    """What a value of this type may be.

    Raises:
        TypeError: there are no words for the type yet; add them here.
    """
    for known, words in NAMED:
        if annotation == known:
            return words
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return " or ".join(in_words(part) for part in parts if part is not type(None))
    if origin is Annotated:
        return ", ".join([in_words(parts[0]), *_limits(parts[1:])])
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in parts)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "section, see below"
    if annotation not in PLAIN:
        raise TypeError(f"no words for the type {annotation}: add them to {__name__}")
    return PLAIN[annotation]


def _limits(constraints: Iterable[Any]) -> list[str]:
    metadata = [part for given in constraints for part in (given.metadata if isinstance(given, FieldInfo) else [given])]
    limits = {
        name: getattr(part, name)
        for part in metadata
        for name in ("ge", "gt", "le", "decimal_places", "max_length", "pattern")
        if getattr(part, name, None) is not None
    }
    words = {
        "ge": "{} or more",
        "gt": "above {}",
        "max_length": "at most {} characters",
        "le": "at most {}",
        "decimal_places": "up to {} decimals",
        "pattern": "written as `{}`",
    }
    return [words[name].format(value) for name, value in limits.items()]
