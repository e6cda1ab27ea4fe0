"""A proposed specification as commented YAML, for an analyst to read and correct.

Only the text's form belongs here.
"""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from pmf_pipeline.new_sources.proposal import Proposal

WIDTH = 118


def as_yaml(proposal: Proposal, head: Iterable[str] = ()) -> str:
    """The specification as text that `pmf source try` accepts as it is.

    Args:
        proposal: the specification and what is to be known of its parts.
        head: sentences to begin with, as comments.
    """
    lines = [*_comments([*head, *proposal.findings])]
    for name, content in proposal.fields.items():
        lines += _comments(proposal.remarks.get(name, ()))
        lines.append(_entry(name, content))
    return "\n".join(lines) + "\n"


def _comments(sentences: Iterable[str]) -> Iterator[str]:
    for sentence in sentences:
        for line in textwrap.wrap(" ".join(sentence.split()), WIDTH - 2):
            yield f"# {line}"


def _entry(name: str, content: Any) -> str:
    dumped: str = yaml.safe_dump(
        {name: content}, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False
    )
    return dumped.rstrip("\n")
