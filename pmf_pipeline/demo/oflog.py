"""Published files: Oflog's adult social care and waste layouts, with synthetic values.

Layouts, gaps between years and the publisher's own workings (median, distance from it) are as in the real
files; values are drawn within the range that metropolitan districts usually have. Reading is elsewhere.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import median

from pmf_pipeline.demo.values import draw
from pmf_pipeline.framework import Framework
from pmf_pipeline.framework.rows import Area
from pmf_pipeline.periods import FinancialYear

DISTRICTS = "Metropolitan district"
YEARS = tuple(FinancialYear(year).label for year in range(2015, 2023))
SURVEY_YEARS = tuple(year for year in YEARS if year != "2020-21")  # not held in the first year of Covid-19
CARER_YEARS = ("2016-17", "2018-19", "2021-22")
FULL_STAFF_YEAR = "2022-23"  # the first year in which nearly every council has a turnover rate

ASC_HEADER = (
    "Financial year",
    "Local authority code",
    "Local authority name",
    "Grouping",
    "Entity_Name",
    "Region",
    "Measure",
    "Code",
    "Value",
    "MEDIAN",
    "MADs_from_median",
    "rank_order",
)
WASTE_HEADER = ("areaCode", "metric", "period", "year_start", "value")
ENTITY = "Metropolitan Districts"  # the publisher's own word for them
LABEL = "Synthetic demonstration"

# A zero published where there was no figure, as happened in the real file; it is inside the median.
FALSE_ZERO = ("ASC2", "2019-20", "E08000024")
BEFORE_BREAK = {("ASC6", "2015-16"): Decimal("0.5")}  # requests were counted in another way
PERCENT_WITHOUT_STAFF_DATA = 20


@dataclass(frozen=True)
class Metric:
    """How one metric's values are made.

    Attributes:
        name: the measure's name in the file.
        code: the measure's code, blank in a file that has none.
        centre: the usual value in the first year, in the metric's unit.
        spread: how far a council may be from the centre.
        drift: the change from one year to the next.
        places: decimal places published.
        years: financial years that have values.
        order: the file's own word for its sort order.
    """

    name: str
    code: str
    centre: str
    spread: str
    drift: str
    places: int
    years: tuple[str, ...] = YEARS
    order: str = ""


ASC_METRICS = (
    Metric("ASC Carer Quality of Life", "ASC1", "7.6", "0.8", "-0.06", 1, CARER_YEARS, "desc"),
    Metric("ASC Quality of Life", "ASC2", "0.408", "0.06", "0.001", 3, SURVEY_YEARS[1:], "desc"),
    Metric(
        "Ease of finding information about services : service users",
        "ASC3",
        centre="74.5",
        spread="10",
        drift="-1.1",
        places=1,
        years=SURVEY_YEARS,
        order="DESC",
    ),
    Metric(
        "Ease of finding information about support : carers",
        "ASC4",
        centre="65",
        spread="14",
        drift="-1.6",
        places=1,
        years=CARER_YEARS,
        order="DESC",
    ),
    Metric("Outcome of short-term services: sequel to service", "ASC5", "74", "24", "0.4", 1, order="DESC"),
    Metric("Requests resulting in a service", "ASC6", "2200", "1700", "40", 9, order="None"),
    Metric("Workforce turnover rate", "ASC7", "25.5", "10", "0.4", 8, YEARS[1:], "None"),
)
WASTE_METRICS = (
    Metric("Household waste recycling rate", "", "39.5", "17", "-0.4", 1),
    Metric("Recycling contamination rate", "", "6.0", "7", "0.3", 1),
    Metric("Residual household waste", "", "555", "150", "-5", 1),
)


def write_oflog(framework: Framework, folder: Path) -> None:
    """Write both published files for the metropolitan districts of `framework`'s areas into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    areas = _districts(framework)
    _write(folder / "adult-social-care-demonstration-synthetic.csv", ASC_HEADER, _asc_rows(areas))
    _write(folder / "waste-demonstration-synthetic.csv", WASTE_HEADER, _waste_rows(areas))


def _districts(framework: Framework) -> list[Area]:
    """The metropolitan districts under the codes they have kept, in order of code."""
    old = {row.old_code for row in framework.tables["area_successors"]}
    areas = framework.tables["areas"]
    kept = [area for area in areas if area.area_type == DISTRICTS and area.area_code not in old]
    return sorted(kept, key=lambda area: area.area_code)


def _asc_rows(areas: Sequence[Area]) -> Iterator[tuple[str, ...]]:
    for metric in ASC_METRICS:
        for year in metric.years:
            values = [_asc_value(metric, area.area_code, year) for area in areas]
            known = [value for value in values if value is not None]
            middle = Decimal(median(known))
            deviation = Decimal(median(abs(value - middle) for value in known))
            for area, value in zip(areas, values, strict=True):
                mads = None if value is None else ((value - middle) / deviation).quantize(Decimal("1e-9"))
                place = (
                    year,
                    area.area_code,
                    area.area_name,
                    LABEL,
                    ENTITY,
                    area.region_name,
                )
                numbers = (_plain(value), _plain(middle), _plain(mads), "" if value is None else metric.order)
                yield (*place, f"Outcome, {metric.name}", metric.code, *numbers)


def _waste_rows(areas: Sequence[Area]) -> Iterator[tuple[str, ...]]:
    for metric in WASTE_METRICS:
        for year in reversed(metric.years):
            for area in areas:
                yield area.area_code, metric.name, year, year[:4], f"{_value(metric, area.area_code, year):f}"


def _asc_value(metric: Metric, area_code: str, year: str) -> Decimal | None:
    if (metric.code, year, area_code) == FALSE_ZERO:
        return Decimal(0)
    partial = metric.code == "ASC7" and year != FULL_STAFF_YEAR
    if partial and draw(f"staff data {area_code} {year}", 0, 100) < PERCENT_WITHOUT_STAFF_DATA:
        return None
    return _value(metric, area_code, year) * BEFORE_BREAK.get((metric.code, year), Decimal(1))


def _value(metric: Metric, area_code: str, year: str) -> Decimal:
    """A council's own level, moved by the years and by chance; never below zero."""
    key = f"{metric.name} {area_code}"
    spread = Decimal(metric.spread)
    # The mean of two draws: more councils near the middle than at the ends.
    level = (draw(f"{key} level", -spread, spread) + draw(f"{key} more", -spread, spread)) / 2
    years = YEARS.index(year) * Decimal(metric.drift)
    chance = draw(f"{key} {year}", -spread / 8, spread / 8)
    value = Decimal(metric.centre) + level + years + chance
    return max(value, Decimal(0)).quantize(Decimal(1).scaleb(-metric.places))


def _plain(value: Decimal | None) -> str:
    """Without trailing zeros, as the publisher writes numbers; blank for none."""
    if value is None:
        return ""
    return f"{value.normalize():f}" if value else "0"


def _write(path: Path, header: Sequence[str], rows: Iterator[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
