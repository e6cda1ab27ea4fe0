"""What each column of a table holds: the period, the measure, the figures, the authority's name, or none of these.

Columns are judged by their cells first and by their names second. Nothing is certain here: `proposal` says so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pmf_pipeline.new_sources.figures import is_mostly_figures
from pmf_pipeline.new_sources.table import AREA_CODE, Table
from pmf_pipeline.periods import PeriodError, parse_period, strip_notes

VALUE_NAMES = re.compile(r"^(value|figure|outturn|obs_?value|amount|result)s?$", re.IGNORECASE)
MEASURE_NAMES = ("measure", "metric", "indicator", "statistic", "description", "series", "category", "type", "code")
PERIOD_NAMES = re.compile(r"period|year|quarter|date|time|month", re.IGNORECASE)
QUARTER = re.compile(r"(q|quarter\s*)?[1-4]", re.IGNORECASE)
NOTES_NAMES = re.compile(r"notes?|footnotes?", re.IGNORECASE)
# Numbers that place a row or a column, and measure nothing.
ORDER_NAMES = re.compile(r"\b(order|rank|sort|index|row|line no|id)\b", re.IGNORECASE)
NAME_NAMES = re.compile(r"name|authority|area|council|region|lad|upper|lower", re.IGNORECASE)
MOST_PERIODS, MOST_MEASURES = 400, 200
MOSTLY = 0.9


@dataclass(frozen=True)
class Roles:
    """Which column, counted from 0, holds what.

    Attributes:
        area_code: the area's code.
        area_name: its name.
        notes: what the publisher says of the row.
        period: the period.
        quarter: the quarter, where the period's column gives the year alone.
        measure: the measure.
        measure_detail: a second column without which rows would stand twice.
        value: the figure of a long table.
        wide_periods: the columns of a table with a period in each name.
        wide_measures: the columns of a table with a measure in each name.
    """

    area_code: int
    area_name: int | None = None
    notes: int | None = None
    period: int | None = None
    quarter: int | None = None
    measure: int | None = None
    measure_detail: int | None = None
    value: int | None = None
    wide_periods: tuple[int, ...] = ()
    wide_measures: tuple[int, ...] = ()

    @property
    def read(self) -> set[int]:
        """The columns that are read."""
        single = (
            self.area_code, self.area_name, self.notes, self.period, self.quarter, self.measure, self.measure_detail,
            self.value,
        )  # fmt: skip
        return {at for at in single if at is not None} | {*self.wide_periods, *self.wide_measures}


def find_roles(table: Table) -> Roles:
    """The likeliest role of each column; a name that stands twice tells no column from another, and has none."""
    named = [at for at in range(len(table.names)) if table.is_told_apart(at)]
    named = [at for at in named if at != table.area_column]
    notes = next((at for at in named if NOTES_NAMES.fullmatch(table.names[at])), None)
    roles = Roles(table.area_column, area_name=_area_name(table, named), notes=notes)
    named = [at for at in named if at not in roles.read]
    periods = tuple(at for at in named if is_period(table.names[at]) and is_mostly_figures(table.columns[at]))
    if len(periods) > 1:
        others = [at for at in named if at not in periods]
        return replace(roles, wide_periods=periods, measure=_measure(table, others))
    period = _period(table, named)
    return _in_rows(table, replace(roles, period=period, quarter=_quarter(table, named, period)), named)


def _in_rows(table: Table, roles: Roles, named: Sequence[int]) -> Roles:
    """The roles of a table whose rows give the period: figures in one column, or a measure in each column."""
    named = [at for at in named if at not in roles.read]
    figures = [at for at in named if is_mostly_figures(table.columns[at]) and not ORDER_NAMES.search(table.names[at])]
    value = next((at for at in figures if VALUE_NAMES.match(table.names[at])), None)
    if value is None and len(figures) == 1:
        value = figures[0]
    if value is None:
        return replace(roles, wide_measures=tuple(figures))
    texts = [at for at in named if at not in figures]
    measure = _measure(table, texts)
    key = [at for at in (roles.area_code, roles.period, roles.quarter, measure) if at is not None]
    return replace(roles, measure=measure, measure_detail=_detail(table, texts, key), value=value)


def is_period(text: str) -> bool:
    """Whether a text, notes in brackets aside, is a period."""
    try:
        parse_period(strip_notes(text)[0])
    except PeriodError:
        return False
    return True


def _share(cells: Sequence[str], distinct: set[str], holds: set[str]) -> float:
    filled = [cell for cell in cells if cell]
    return sum(cell in holds for cell in filled) / len(filled) if filled and distinct else 0.0


def _period(table: Table, named: Sequence[int]) -> int | None:
    """The column whose cells are periods; one whose name says so wins, then one that is no bare year."""

    def score(at: int) -> tuple[float, bool, bool]:
        cells, distinct = table.columns[at], set(filter(None, table.columns[at]))
        if len(distinct) > MOST_PERIODS:
            return 0.0, False, False
        holds = {text for text in distinct if is_period(text)}
        share = _share(cells, distinct, holds)
        bare = all(text.isdigit() for text in holds)
        says = bool(PERIOD_NAMES.search(table.names[at]))
        return (share if says or not bare else 0.0), says, not bare

    best = max(named, key=score, default=None)
    return best if best is not None and score(best)[0] >= MOSTLY else None


def _quarter(table: Table, named: Sequence[int], period: int | None) -> int | None:
    if period is None:
        return None
    for at in named:
        cells = list(filter(None, table.columns[at]))
        if at != period and "quarter" in table.names[at].casefold() and cells and all(map(QUARTER.fullmatch, cells)):
            return at
    return None


def _area_name(table: Table, named: Sequence[int]) -> int | None:
    """The text column that has about as many different texts as there are areas, beside whose name says so."""
    areas = len({cell for cell in table.columns[table.area_column] if AREA_CODE.fullmatch(cell)})
    likely = [
        at
        for at in named
        if not is_mostly_figures(table.columns[at])
        and NAME_NAMES.search(table.names[at])
        and 0.5 <= len(set(table.columns[at])) / areas <= 2
        and not any(AREA_CODE.fullmatch(cell) for cell in table.columns[at])
    ]
    return min(likely, key=lambda at: abs(len(set(table.columns[at])) - areas), default=None)


def _measure(table: Table, texts: Sequence[int]) -> int | None:
    """The text column that names a measure in each row, by its name; none where its cells are all alike."""
    likely = [
        at
        for at in texts
        if 1 < len(set(table.columns[at])) <= MOST_MEASURES
        and all(table.columns[at])
        and any(name in table.names[at].casefold() for name in MEASURE_NAMES)
    ]

    def rank(at: int) -> tuple[int, int]:
        name = table.names[at].casefold()
        return min(order for order, part in enumerate(MEASURE_NAMES) if part in name), at

    return min(likely, key=rank, default=None)


def _detail(table: Table, texts: Sequence[int], key: list[int]) -> int | None:
    """A further column without which rows would stand twice, and with which none does."""

    def repeats(columns: Sequence[int]) -> int:
        rows = list(zip(*(table.columns[at] for at in columns), strict=True))
        return len(rows) - len(set(rows))

    if not repeats(key):
        return None
    likely = [at for at in texts if at not in key and len(set(table.columns[at])) <= MOST_MEASURES]
    best = min(likely, key=lambda at: repeats([*key, at]), default=None)
    return best if best is not None and repeats([*key, best]) < repeats(key) else None
