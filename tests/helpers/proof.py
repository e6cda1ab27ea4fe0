"""Proof that figures come from where their traces say: each is worked out again from the archived cells alone.

The arithmetic here is on purpose not the pipeline's: whole fractions, rounded once at the end.
"""

import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import duckdb

from checks.suite import rule_sentences
from pmf_pipeline.home import Home
from pmf_pipeline.project import load_project
from pmf_pipeline.tracing.trace import Origin, Trace
from resources.states import States
from resources.tracing.rereading import Rereading
from resources.tracing.tracer import Tracer


def traces_of(home: Home) -> list[Trace]:
    """The trace of every figure of every scorecard of a home, its cells read again from the archive."""
    states = States(load_project(home.path))
    rereading = Rereading(home, states.project.sources)
    with duckdb.connect() as connection:
        tracer = Tracer(connection, states, rule_sentences)
        found = [trace for quarter in states.store.names("scorecard") for trace in tracer.traces(quarter)]
    return [_again(trace, rereading) for trace in found]


def prove(traces: list[Trace]) -> tuple[Counter[str], list[str]]:
    """How many figures are proved, withheld or absent, and every fault, in words."""
    counts: Counter[str] = Counter()
    faults = []
    for trace in traces:
        figure, name = trace.figure, f"{trace.subject.indicator_code} {trace.subject.quarter}"
        if figure.is_withheld or (trace.origins and all(origin.text is None for origin in trace.origins)
                                  and figure.published_value is not None):  # fmt: skip
            counts["withheld"] += 1
        elif figure.published_value is None:
            counts["no figure"] += 1
        elif any(origin.read_again is None or not origin.read_again.agrees for origin in trace.origins):
            faults.append(f"{name}: the archive does not say what was recorded: {trace.origins}")
        elif worked_out(trace.origins, trace.subject.unit, trace.subject.decimals) != figure.published_value:
            faults.append(f"{name}: {[origin.text for origin in trace.origins]} do not give {figure.printed}")
        else:
            counts["proved"] += 1
    return counts, faults


def prove_cells(
    home: Home, table: str = "published_figures", where: str = "fate = 'accepted'"
) -> tuple[int, list[str]]:
    """How many figures of published extracts have in the archive the text that was recorded, and every fault."""
    states = States(load_project(home.path))
    rereading = Rereading(home, states.project.sources)
    paths = [str(states.store.path(table, name)) for name in states.store.names(table)]
    query = (
        "select period, source, file_name, file_sha256, sheet, row_number, cell, raw_value from read_parquet(?) "
        f"where {where}"
    )
    proved, faults = 0, []
    for period, source, name, sha256, sheet, number, cell, raw in duckdb.execute(query, [paths]).fetchall():
        place = (source, "", name, sha256, sheet, number, cell, raw)
        again = rereading.read(Origin("the figure", period, *place, None, None, None, None))
        if again.agrees:
            proved += 1
        else:
            faults.append(f"{name} {cell}: {again.text} {again.fault}, recorded as {raw}")
    return proved, faults


def worked_out(origins: tuple[Origin, ...], unit: str, decimals: int) -> Decimal:
    """A figure from the texts of its cells: a number, a ratio, or sums of either."""
    texts = [origin.read_again.text or "" for origin in origins if origin.read_again]
    parts = [[_number(part) for part in text.split(" / ")] for text in texts]
    if all(len(part) == 2 for part in parts):
        value = _scale(unit) * sum(part[0] for part in parts) / sum(part[1] for part in parts)
    else:
        value = Fraction(sum(part[0] for part in parts))
    step = Fraction(1, 10**decimals)
    whole, rest = divmod(abs(value) / step, 1)
    rounded = (whole + (rest >= Fraction(1, 2))) * (1 if value >= 0 else -1)
    return (Decimal(int(rounded)).scaleb(-decimals)).quantize(Decimal("1e-6"), ROUND_HALF_UP)


def _again(trace: Trace, rereading: Rereading) -> Trace:
    from dataclasses import replace

    return trace if trace.figure.is_withheld else replace(trace, origins=rereading.again(trace.origins))


def _number(text: str) -> Fraction:
    return Fraction(Decimal(re.sub(r"\[\w+\]|[,£%\s]", "", text)))


def _scale(unit: str) -> int:
    per = re.match(r"per ([\d,]+)", unit)
    return 100 if unit == "%" else int(per[1].replace(",", "")) if per else 1
