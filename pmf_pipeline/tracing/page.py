"""The passport: an edition's page on one figure, with its trace for people who have nothing but a browser.

It says what the trace's JSON says, without a script and without a server. How it looks is the template's.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmf_pipeline.tracing.documents import FOLDER, trace_file
from pmf_pipeline.tracing.trace import Gate, Trace
from pmf_pipeline.tracing.words import WITHHELD, places, plain

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATE = Path(__file__).with_name("passport.html.j2")
SHAPES = {"Green": "●", "Amber": "▲", "Red": "■"}


def page_file(code: str) -> str:
    """Where an edition has an indicator's page, below its folder."""
    return f"{FOLDER}/{code}.html"


def passport_page(trace: Trace, back: str, status: str) -> bytes:
    """The page of a trace.

    Args:
        trace: the figure's trace.
        back: the file of the edition that the page leads back to.
        status: whether the edition is a draft or approved, as a sentence.
    """
    document = Path(trace_file(trace.subject.indicator_code)).name
    return (_template().render(trace=trace, back=back, status=status, document=document) + "\n").encode()


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    environment.globals.update(WITHHELD=WITHHELD, places=places, shape=SHAPES.get, counted=_counted, failing=_failing)
    environment.tests["having"] = lambda values, value: value in values
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8"))


def _shown(value: Any) -> Any:
    """A value as the page prints it: exact numbers without needless zeros, nothing where there is nothing."""
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else value


def _counted(gates: Sequence[Gate]) -> tuple[int, int]:
    """How many rules passed, and how many there are."""
    outcomes = [verdict.outcome for gate in gates for verdict in gate.verdicts]
    return outcomes.count("passed"), len(outcomes)


def _failing(gates: Sequence[Gate]) -> list[tuple[Gate, Any]]:
    """Each verdict that is no pass, with its gate."""
    return [(gate, verdict) for gate in gates for verdict in gate.verdicts if verdict.outcome != "passed"]
