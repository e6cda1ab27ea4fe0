"""The passport: an edition's page on one figure, with its trace for people who have nothing but a browser.

It says what the trace's JSON says, without a script and without a server. How it looks is the template's.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmf_pipeline.tracing.comparison import Member
from pmf_pipeline.tracing.documents import FOLDER, trace_file
from pmf_pipeline.tracing.trace import Competitor, Gate, Origin, Step, Trace
from pmf_pipeline.tracing.words import WITHHELD, place, places, plain

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATE = "passport.html.j2"
PARTS = "passport_parts.html.j2"
KEPT = 256  # parts that many figures share, at some 4 KB each
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
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
        auto_reload=False,
    )
    environment.globals.update(
        WITHHELD=WITHHELD,
        places=places,
        shape=SHAPES.get,
        counted=_counted,
        failing=_failing,
        place=_place,
        papers=_papers,
        every_rule=_every_rule,
    )
    environment.tests["having"] = lambda values, value: value in values
    return environment.get_template(TEMPLATE)


def _papers(step: Step) -> str:
    """A step's rule and versions, which every figure that came this way has on its page."""
    return _shared("papers", step.table, step.rule, step.made_by, step.version, step.content)


def _every_rule(gate: Gate) -> str:
    """The table of a gate's rules, the same for every figure but for what the rules found."""
    rules = tuple((verdict.says, verdict.severity, verdict.outcome) for verdict in gate.verdicts)
    return _shared("every_rule", f"{gate.table}, suite {gate.suite}", rules)


@lru_cache(maxsize=KEPT)
def _shared(name: str, *arguments: object) -> str:
    """A part of a page, put together once for all pages that have it."""
    part: str = getattr(_template().environment.get_template(PARTS).module, name)(*arguments)
    return part


def _place(row: Origin | Member | Competitor) -> str:
    return place(row.sheet, row.row, row.cell)


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
