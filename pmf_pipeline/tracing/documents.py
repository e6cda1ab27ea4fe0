"""Traces and answers as JSON, and back. Their schema is in docs/reference/trace.schema.json.

Only the form belongs here. Decimals are texts, so that no reader rounds them; what is empty is null, not left out.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from pmf_pipeline.tracing.trace import Trace

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FOLDER = "figures"


def trace_file(code: str) -> str:
    """Where an edition has an indicator's trace, below its folder."""
    return f"{FOLDER}/{code}.json"


def as_json(content: Any, indent: int | None = None) -> bytes:
    """A trace or an answer as JSON, the same bytes for the same content."""
    return bytes(adapter(content.__class__).dump_json(content, indent=indent)) + b"\n"


def read_trace(content: bytes) -> Trace:
    """A trace from its JSON.

    Raises:
        ValueError: the content is no trace of this form.
    """
    trace: Trace = adapter(Trace).validate_json(content)
    return trace


@cache
def adapter(kind: Any) -> "TypeAdapter[Any]":
    """What turns a kind of content into JSON and back, and knows its schema."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
