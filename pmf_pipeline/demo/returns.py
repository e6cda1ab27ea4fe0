"""Services' returns: one file per service and quarter, as CSV, XLSX or ODS, in the layout a return has.

Rows and files are put together here; the figures come from `values`, what goes wrong from `story`.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from pmf_pipeline.demo.commentary import commentary
from pmf_pipeline.demo.ods import Cell, ods_bytes
from pmf_pipeline.demo.plan import OwedFigure, Plan
from pmf_pipeline.demo.story import (
    CORRECTED,
    CUT_OFF,
    DENOMINATORS,
    LATE,
    LEFT_OUT,
    LEVELS,
    NOT_AVAILABLE,
    OTHER_LEVEL,
    OTHER_PATH,
    PATHS,
    PROVISIONAL,
    SERVICES,
    Correction,
    Service,
)
from pmf_pipeline.demo.values import aim_of, amber_width, draw, figures
from pmf_pipeline.demo.xlsx import xlsx_bytes
from pmf_pipeline.framework.rows import CalendarQuarter, Indicator

HEADER = (
    "indicator_code",
    "period",
    "value",
    "numerator",
    "denominator",
    "marker",
    "commentary",
    "submitted_by",
    "submitted_on",
)
ABOUT = (
    ("Demonstration return",),
    ("Every value in this workbook is synthetic: made by a program, and no council's figure.",),
    ("The sheet Return holds one row per indicator: a value, or numerator and denominator, or a marker.",),
    ("[p] provisional, [r] revised, [x] not available.",),
)
DAYS_EARLY = (0, 1, 2, 3, 4, 7, 8)


@dataclass(frozen=True)
class ReturnRow:
    """One row of a return, its cells in the order of `HEADER`."""

    indicator_code: str
    period: str
    value: Decimal | None
    numerator: int | None
    denominator: int | None
    marker: str
    commentary: str
    submitted_by: str
    submitted_on: date


@dataclass(frozen=True)
class Made:
    """One figure before it is put in a row."""

    indicator: Indicator
    asked: OwedFigure
    value: Decimal

    @property
    def missed(self) -> bool:
        """Whether the figure is on the wrong side of its target."""
        aim = aim_of(self.asked, self.value)
        return self.value < aim if self.indicator.polarity in ("high", "none") else self.value > aim


def write_returns(plan: Plan, folder: Path) -> dict[Path, date]:
    """Write every service's returns as `folder/<quarter>/<service>[--<version>].<extension>`; when each was sent."""
    sent = {}
    for service in SERVICES:
        made = list(_made(plan, service))
        for quarter in plan.quarters:
            figures_due = [figure for figure in made if figure.asked.quarter == quarter.quarter]
            target = folder / quarter.quarter
            target.mkdir(parents=True, exist_ok=True)
            for version, (day, content) in enumerate(_files(service, quarter, figures_due), 1):
                suffix = f"--{version}" if version > 1 else ""
                path = target / f"{service.name}{suffix}.{service.extension}"
                path.write_bytes(content)
                sent[path] = day
    return sent


def _made(plan: Plan, service: Service) -> Iterator[Made]:
    for indicator in plan.indicators(service.directorate):
        code = indicator.indicator_code
        first, last = PATHS.get(code, OTHER_PATH)
        asked = plan.asked(indicator)
        level = Decimal(LEVELS.get(code, OTHER_LEVEL))
        values = figures(indicator, asked, (Decimal(first), Decimal(last)), level)
        yield from (Made(indicator, *pair) for pair in zip(asked, values, strict=True))


def _files(service: Service, quarter: CalendarQuarter, made: list[Made]) -> Iterator[tuple[date, bytes]]:
    """The files a service sends in one quarter, in the order sent: when, and their contents."""
    key = (quarter.quarter, service.name)
    days = LATE.get(key)
    if days is None:
        days = -DAYS_EARLY[int(draw(f"sent {quarter.quarter} {service.name}", 0, len(DAYS_EARLY)))]
    first = quarter.returns_due + timedelta(days)
    correction = CORRECTED.get(key)
    if correction:
        wrong = [_wrong_at_first(figure, correction) for figure in made]
        yield first, _content(service, [_row(service, figure, first) for figure in wrong])
        second = quarter.returns_due + timedelta(correction.days_after_due)
        rows = [_row(service, figure, second) for figure in made]
        yield second, _content(service, [_as_revised(row, correction) for row in rows])
        return
    rows = [
        _row(service, figure, first)
        for figure in made
        if (quarter.quarter, figure.indicator.indicator_code) not in LEFT_OUT
    ]
    content = _content(service, rows)
    if key in CUT_OFF:
        yield first, content[: len(content) // 2]
        first += timedelta(CUT_OFF[key])
        content = _content(service, [replace(row, submitted_on=first) for row in rows])
    yield first, content


def _wrong_at_first(figure: Made, correction: Correction) -> Made:
    off_by = correction.first_off_by.get(figure.indicator.indicator_code)
    if off_by is None:
        return figure
    width = amber_width(figure.indicator, figure.asked, figure.value)
    wrong = (figure.value + off_by * width).quantize(figure.value)
    return replace(figure, value=wrong)


def _as_revised(row: ReturnRow, correction: Correction) -> ReturnRow:
    if row.indicator_code not in correction.first_off_by:
        return row
    return replace(row, marker="[r]", commentary=f"{correction.reason} {row.commentary}".strip())


def _row(service: Service, figure: Made, sent: date) -> ReturnRow:
    code, quarter = figure.indicator.indicator_code, figure.asked.quarter
    row = ReturnRow(code, figure.asked.period, figure.value, None, None, "", "", service.submitted_by, sent)
    reason = NOT_AVAILABLE.get((quarter, code))
    if reason:
        return replace(row, value=None, marker="[x]", commentary=reason)
    if code in DENOMINATORS:
        usual = DENOMINATORS[code]
        of = int(draw(f"of {code} {figure.asked.period}", usual * 9 // 10, usual * 11 // 10))
        counted = int((figure.value * of / 100).to_integral_value(ROUND_HALF_UP))
        row = replace(row, value=None, numerator=counted, denominator=of)
    marker = "[p]" if (quarter, code) in PROVISIONAL else ""
    words = commentary(code, quarter, missed=figure.missed) if figure.asked.target else ""
    return replace(row, marker=marker, commentary=words)


def _content(service: Service, rows: list[ReturnRow]) -> bytes:
    table: list[tuple[Cell, ...]] = [HEADER, *map(astuple, rows)]
    sheets = {"Return": table, "About": ABOUT}
    if service.extension == "xlsx":
        return xlsx_bytes(sheets)
    if service.extension == "ods":
        return ods_bytes(sheets)
    return _csv_bytes(table)


def _csv_bytes(table: list[tuple[Cell, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue().encode("utf-8")
