"""What every part of a specification shares: strictness, markers, and patterns that two engines understand."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

Marker = Literal["p", "r", "e", "x", "z", "c", "b", "u", "low"]
MARKERS: tuple[str, ...] = ("p", "r", "e", "x", "z", "c", "b", "u", "low")

_NOT_IN_BOTH = re.compile(r"\(\?(?:[=!]|<[=!])|\\[1-9]")


def _pattern(text: str) -> str:
    """A regular expression that Python's engine and the one that reads whole columns (RE2) take alike."""
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is not a regular expression: {error}") from None
    if _NOT_IN_BOTH.search(text):
        raise ValueError(f"{text!r} looks ahead or behind, or back at a group: write it without")
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]


class Part(BaseModel):
    """A part of a specification; an unknown field is refused, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
