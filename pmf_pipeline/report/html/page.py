"""report.html from an edition's content: from its own templates, every text escaped, nothing left undefined."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmf_pipeline.report import wording
from pmf_pipeline.report.html.contents import Contents
from pmf_pipeline.report.pack import Pack
from pmf_pipeline.tracing.page import page_file

if TYPE_CHECKING:
    from jinja2 import Environment

NAME = "report.html"
TEMPLATES = Path(__file__).parent / "templates"


def write_html(pack: Pack) -> dict[str, bytes]:
    """The report as one page that asks no other machine for anything and needs no script to be read."""
    quarter = pack.project.framework.quarter(pack.quarter)
    text = _environment().get_template(NAME).render(
        pack=pack,
        facts=pack.facts,
        quarter=quarter,
        contents=Contents(pack),
        ruling=pack.project.framework.rules,
        rules=list(wording.rules_in_words(pack.project.framework.rules)),
        wording=wording,
        page_file=page_file,
    )  # fmt: skip
    return {NAME: text.encode()}


def load_templates() -> None:
    """Compile the page's templates, which takes longer than a page."""
    environment = _environment()
    for name in environment.list_templates():
        environment.get_template(name)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "css_string": _css_string,
        "day": wording.day_in_words,
        "days": wording.days_in_words,
        "grouped": wording.grouped,
        "identifier": _identifier,
        "px": lambda number: f"{number:.1f}",
        "unit_after": wording.unit_after,
        "with_symbol": wording.with_symbol,
    }
    return environment


def _css_string(text: Any) -> str:
    """A text inside quotation marks of a style sheet: whatever is not a plain letter goes by its number."""
    return re.sub(r"[^A-Za-z0-9 ]", lambda found: f"\\{ord(found[0]):06x}", str(text))


def _identifier(text: Any) -> str:
    """A text as an identifier of the page."""
    return re.sub(r"[^A-Za-z0-9]+", "-", str(text)).strip("-").lower()
