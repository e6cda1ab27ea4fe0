"""What each distinct text of landed files stands for, as conversion.sql looks it up.

Periods and measures are looked up once for each text and not once for each row. The rows themselves are brought in by
`relations`, and what a row is worth is the statement's to say.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pmf_pipeline.periods import PeriodError, Quarter, parse_period, strip_notes
from pmf_pipeline.periods.words import tidy
from pmf_pipeline.reading.spec import SourceSpec

if TYPE_CHECKING:
    import pyarrow

EVERY = "*"
EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)  # publishers' series go back into the last century


def periods(texts: Iterable[str | None], spec: SourceSpec) -> "pyarrow.Table":
    """Each period text with its one spelling and its dates, or what is wrong with it."""
    import pyarrow

    schema = pyarrow.schema(
        [(name, pyarrow.string()) for name in ("period_text", "period", "fault")]
        + [(name, pyarrow.date32()) for name in ("period_start", "period_end")]
    )
    return pyarrow.Table.from_pylist([_period_row(text, spec.period_pattern) for text in texts], schema)


def last_days(read: "pyarrow.Table") -> "pyarrow.Table":
    """The periods' texts that are one day, with the period of each frequency that ends on it.

    A figure "at 31 March 2023" of a yearly indicator is the one for 2022-23: targets and returns are asked for by that.
    """
    import pyarrow

    schema = pyarrow.schema(
        [(name, pyarrow.string()) for name in ("period_text", "frequency", "period")] + [("start", pyarrow.date32())]
    )
    return pyarrow.Table.from_pylist([row for text in read.to_pylist() for row in _ended_by(text)], schema)


def measures(texts: Iterable[str | None], spec: SourceSpec, known: Mapping[str, str | None]) -> "pyarrow.Table":
    """Each measure text with its name in the framework, whether and how often that is asked for, scale, false zeros."""
    import pyarrow

    schema = pyarrow.schema(
        [(name, pyarrow.string()) for name in ("measure_text", "measure", "frequency")]
        + [(name, pyarrow.bool_()) for name in ("is_known", "has_false_zeros")]
        + [("factor", pyarrow.decimal128(18, 9)), ("power", pyarrow.int32())]
    )
    names = {tidy(name): name for name in known} | {tidy(wording): name for wording, name in spec.measures.items()}
    return pyarrow.Table.from_pylist([_measure_row(text, names, spec, known) for text in texts], schema)


def strings(names: tuple[str, ...], rows: Sequence[tuple[str | None, ...]]) -> "pyarrow.Table":
    """Rows of texts as an Arrow table."""
    import pyarrow

    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    return pyarrow.table(columns, schema=pyarrow.schema([(name, pyarrow.string()) for name in names]))


def _period_row(text: str | None, pattern: str | None) -> dict[str, Any]:
    if text is None:
        return {"period_text": None, "fault": "No period is given. Give one such as 2023-24-Q2 or 2023-24."}
    try:
        period = parse_period(_period_in(strip_notes(text)[0], pattern))
    except PeriodError as error:
        return {"period_text": text, "fault": str(error)}
    if period.start < EARLIEST or period.end > LATEST:
        fault = (
            f"{text!r} is not of the years {EARLIEST.year} to {LATEST.year}. Write the year with four digits, such as "
            "2023-24 or 31/03/2024."
        )
        return {"period_text": text, "fault": fault}
    return {
        "period_text": text,
        "period": period.label,
        "period_start": period.start,
        "period_end": period.end,
    }


def _period_in(text: str, pattern: str | None) -> str:
    match = re.search(pattern, text) if pattern else None
    return " ".join(filter(None, match.groups())) if match else text


def _ended_by(read: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    day = read["period_end"]
    if day is None or day != read["period_start"]:
        return
    quarter = Quarter.containing(day)
    if day == quarter.end:
        yield {**read, "frequency": "quarterly", "period": quarter.key, "start": quarter.start}
    year = quarter.financial_year
    if day == year.end:
        for frequency in ("annual", "biennial"):
            yield {**read, "frequency": frequency, "period": year.label, "start": year.start}


def _measure_row(
    text: str | None, names: dict[str, str], spec: SourceSpec, known: Mapping[str, str | None]
) -> dict[str, Any]:
    bare = strip_notes(text)[0] if text is not None else None
    # A capital, a second blank or a sign that no screen shows makes no other measure, whose figure would be left out.
    name = names.get(tidy(bare), bare) if bare is not None else None
    factor = spec.scale.get(name or "", spec.scale.get(EVERY))
    return {
        "measure_text": text,
        "measure": name,
        "is_known": name in known,
        "frequency": known.get(name or ""),
        "has_false_zeros": name in spec.false_zeros or EVERY in spec.false_zeros,
        "factor": factor,
        "power": _power_of_ten(factor),
    }


def _power_of_ten(factor: Decimal | None) -> int | None:
    if factor is None:
        return None
    _, digits, exponent = factor.normalize().as_tuple()
    return int(exponent) if digits == (1,) else None
