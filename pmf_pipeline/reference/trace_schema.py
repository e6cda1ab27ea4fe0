"""The JSON schema of what `pmf trace --json` answers, and of the traces in an edition.

The shape is pmf_pipeline.tracing's; here each field gets its meaning from its class's docstring.
"""

import json
from dataclasses import is_dataclass
from types import ModuleType
from typing import Any

from pmf_pipeline.reference.markdown import first_sentence, meanings
from pmf_pipeline.tracing import answer, comparison, forward, trace
from pmf_pipeline.tracing.documents import adapter

NAME = "trace.schema.json"


def page() -> str:
    """The schema as JSON: the root is an answer; `#/$defs/Trace` is the trace in an edition's figures/ folder."""
    kinds = answer.Answer | forward.FileTrace | forward.DecisionTrace | forward.History
    schema: dict[str, Any] = adapter(kinds).json_schema(mode="serialization")
    classes = {kind.__name__: kind for module in (trace, comparison, answer, forward) for kind in _classes(module)}
    for name, definition in schema["$defs"].items():
        definition["description"] = first_sentence(classes[name])
        for field, meaning in meanings(classes[name]).items():
            definition["properties"][field]["description"] = meaning
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What pmf trace answers",
        "description": "Written by `pmf docs` from the code. #/$defs/Trace is a trace in an edition's figures/ folder.",
    }
    return json.dumps(head | schema, indent=2, ensure_ascii=False) + "\n"


def _classes(module: ModuleType) -> list[type]:
    return [value for value in vars(module).values() if isinstance(value, type) and is_dataclass(value)]
