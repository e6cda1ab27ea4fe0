"""Small bar charts for the Dagster UI: SVG as an image in markdown, with every number written beside its bar.

The report's own charts are report/html's; these only show at a glance what was published.
"""

import base64
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

LINE, TOP, LEFT, WIDTH = 26, 34, 330, 260
TEXT = 'font-family="sans-serif" font-size="13" fill="#0b0c0c"'


class Bar(NamedTuple):
    """One bar: what it is of, how long in parts of the longest, its colour, and what is written after it."""

    label: str
    share: float
    colour: str
    says: str


def bars_as_markdown(title: str, bars: Sequence[Bar]) -> str:
    """The bars as an image, with what they say as its alternative text."""
    picture = base64.b64encode(_svg(title, bars).encode()).decode()
    text = "; ".join(f"{bar.label}: {bar.says}" for bar in bars)
    return f"![{_alternative(f'{title}. {text}')}](data:image/svg+xml;base64,{picture})"


def _alternative(text: str) -> str:
    return text.replace("[", "(").replace("]", ")").replace("\n", " ")


def _svg(title: str, bars: Sequence[Bar]) -> str:
    height = TOP + LINE * len(bars) + 8
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="760" height="{height}" role="img">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="8" y="20" font-weight="bold" {TEXT}>{escape(title)}</text>',
    ]
    for at, bar in enumerate(bars):
        y, width = TOP + LINE * at, round(WIDTH * bar.share, 1)
        lines += [
            f'<text x="{LEFT - 8}" y="{y + 15}" text-anchor="end" {TEXT}>{escape(bar.label)}</text>',
            f'<rect x="{LEFT}" y="{y + 3}" width="{max(width, 1)}" height="16" fill="{bar.colour}"/>',
            f'<text x="{LEFT + width + 8}" y="{y + 15}" {TEXT}>{escape(bar.says)}</text>',
        ]
    return "".join([*lines, "</svg>"])
