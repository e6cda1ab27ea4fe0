"""What the documents say, and what the guides in docs/ show, to hold against what is really printed."""

import re

from pmf_pipeline.settings import PROJECT

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COUNTED = re.compile(r"\d+ of \d+ rules")  # each new rule counts here and says nothing else


def read(name: str) -> str:
    """A file of the project, by its path in it."""
    return (PROJECT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    """The blocks of a guide that are in a language, in order."""
    return [body for kind, body in FENCE.findall(read(f"docs/{name}")) if kind == language]


def not_printed(excerpt: str, output: str) -> list[str]:
    """The lines of an excerpt that an output does not have, in the excerpt's order; none where it is one."""
    printed = iter(_comparable(output))
    return [line for line in _comparable(excerpt) if line not in printed]


def _comparable(text: str) -> list[str]:
    return COUNTED.sub("of rules", text).splitlines()
