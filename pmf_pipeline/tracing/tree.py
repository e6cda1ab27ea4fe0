"""A tree of text that fits a terminal: branches, each with wrapped lines and branches of its own.

Only the drawing belongs here; what a branch says is its caller's.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Branch:
    """A branch of the tree.

    Attributes:
        lines: what it says; each is wrapped on its own.
        branches: what hangs on it.
    """

    lines: Sequence[str]
    branches: Sequence["Branch"] = field(default=())


def draw(root: Branch, width: int) -> str:
    """The tree as text, no line of it wider than `width`."""
    lines = [line for text in root.lines for line in _wrapped(text, width)]
    return "\n".join([*lines, *_branches(root.branches, "", width)])


def _branches(branches: Sequence[Branch], stem: str, width: int) -> Iterator[str]:
    for number, branch in enumerate(branches):
        last = number == len(branches) - 1
        under = stem + ("   " if last else "│  ")
        texts = [line for text in branch.lines for line in _wrapped(text, width - len(stem) - 3)]
        for at, text in enumerate(texts):
            lead = under if at else stem + ("└─ " if last else "├─ ")
            yield (lead + text).rstrip()
        yield from _branches(branch.branches, under, width)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent="    ", break_on_hyphens=False) or [""]
