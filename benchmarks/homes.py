"""Homes of a stated size, made from a seed: the framework a council of that size would have, and its landed files.

The same size and seed give the same bytes. The figures mean nothing and are nobody's.
"""

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pmf_pipeline.demo.returns import HEADER
from pmf_pipeline.home import Home, make_home
from pmf_pipeline.periods import Quarter

SEED = 26
LAST_QUARTER = Quarter(2025, 4)
DECISION = "BENCH-01"
NOTICE = "Made for measuring: the figures are random and nobody's."
DIRECTORATES = ("Adults", "Children", "Corporate", "Environment", "Housing", "Place")
SOURCE = "bench_extract"
MEASURES_IN_A_FILE = 260  # some 230 MB of sixty quarters: a file of over 1 GB is refused
KEPT = ("areas", "neighbours")  # what every English council shares
SPECIFICATION = f"""\
title: "{NOTICE}"
publisher: benchmarks
kind: published
files: {SOURCE}/*.csv
encoding: utf-8
columns:
  measure: measure
  area_code: area_code
  period: period
  value: value
"""


@dataclass(frozen=True)
class Size:
    """How large a home is.

    Attributes:
        name: of the size.
        returned: indicators that services return each quarter.
        published: indicators that a publisher gives for every authority and quarter.
        quarters: how many quarters of history.
    """

    name: str
    returned: int
    published: int
    quarters: int


COUNCIL = Size("council", returned=230, published=20, quarters=40)
NATIONAL = Size("national", returned=5, published=130, quarters=60)
TEN_TIMES_NATIONAL = Size("ten times national", returned=5, published=1_300, quarters=60)


def generate(folder: Path, size: Size, seed: int = SEED) -> Home:
    """A new home of `size` in `folder`."""
    home = make_home(folder)
    for path in home.framework.glob("*.csv"):
        if path.stem not in KEPT:
            _keep_header(path)
    for path in (home.framework / "sources").glob("*.yml"):
        if path.stem != "internal_returns":
            path.unlink()
    (home.framework / "sources" / f"{SOURCE}.yml").write_text(SPECIFICATION, encoding="utf-8")
    quarters = _quarters(size.quarters)
    indicators = list(_indicators(size))
    _write(home.framework / "calendar.csv", _calendar(quarters))
    _write(home.framework / "decisions.csv", [_decision(quarters[0])])
    _write(home.framework / "indicators.csv", indicators)
    _write(
        home.framework / "services.csv", [{"service": name.casefold(), "directorate": name} for name in DIRECTORATES]
    )
    _write(home.framework / "targets.csv", _targets(indicators, quarters))
    _land_returns(home, [row for row in indicators if row["source"] == "internal_returns"], quarters, seed)
    _land_extract(home, size, quarters, seed)
    return home


def _quarters(count: int) -> list[Quarter]:
    found = [LAST_QUARTER]
    while len(found) < count:
        found.insert(0, found[0].previous())
    return found


def _calendar(quarters: Sequence[Quarter]) -> Iterator[dict[str, object]]:
    for quarter in quarters:
        yield {
            "quarter": quarter.key,
            "period_start": quarter.start,
            "period_end": quarter.end,
            "returns_due": quarter.end + timedelta(days=30),
            "report_on": quarter.end + timedelta(days=60),
        }


def _decision(first: Quarter) -> dict[str, object]:
    day = first.start - timedelta(days=30)
    return {"decision_ref": DECISION, "title": NOTICE, "decided_on": day, "effective_from": day, "decided_by": "Nobody"}


def _indicators(size: Size) -> Iterator[dict[str, object]]:
    for number in range(size.returned + size.published):
        is_returned = number < size.returned
        kind = "R" if is_returned else "P"
        code = f"{kind}-{number:04}"
        directorate = DIRECTORATES[number % len(DIRECTORATES)]
        yield {
            "indicator_code": code,
            "title": f"Measured thing {number}",
            "definition": NOTICE,
            "theme": f"Theme {number % 12}",
            "portfolio": f"Portfolio {number % 9}",
            "directorate": directorate,
            "owner": f"Head of {directorate}",
            "tier": 1 + number % 2,
            "unit": "per 1,000",
            "decimals": number % 3,
            "polarity": ("high", "low", "high", "low", "none")[number % 5],
            "frequency": "quarterly",
            "measure_type": "cumulative" if is_returned and number % 7 == 0 else "snapshot",
            "source": "internal_returns" if is_returned else SOURCE,
            "source_measure": None if is_returned else f"Measure {number}",
            "frameworks": "local",
        }


def _targets(indicators: Iterable[dict[str, object]], quarters: Sequence[Quarter]) -> Iterator[dict[str, object]]:
    years = sorted({quarter.financial_year.label for quarter in quarters})
    for number, row in enumerate(indicators):
        if row["polarity"] != "none":
            for year in years:
                yield {
                    "indicator_code": row["indicator_code"],
                    "period": year,
                    "target": 40 + number % 40,
                    "decision_ref": DECISION,
                    "rationale": NOTICE,
                }


def _land_returns(home: Home, indicators: Sequence[dict[str, object]], quarters: Sequence[Quarter], seed: int) -> None:
    chance = random.Random(seed)
    level = {row["indicator_code"]: chance.uniform(25, 75) for row in indicators}
    for quarter in quarters:
        files: dict[str, list[dict[str, object]]] = {}
        for row in indicators:
            code = row["indicator_code"]
            level[code] = min(max(level[code] + chance.uniform(-3, 3), 5), 95)
            times = quarter.number if row["measure_type"] == "cumulative" else 1
            files.setdefault(str(row["directorate"]).casefold(), []).append(
                {
                    "indicator_code": code,
                    "period": quarter.key,
                    "value": f"{level[code] * times if times == 1 else 60 * times + chance.random():.3f}",
                    "commentary": "Illustrative." if chance.random() < 0.2 else "",
                    "submitted_by": "Nobody",
                    "submitted_on": quarter.end + timedelta(days=20),
                }
            )
        for service, rows in files.items():
            _write(home.returns / quarter.key / f"{service}.csv", rows, HEADER)


def _land_extract(home: Home, size: Size, quarters: Sequence[Quarter], seed: int) -> None:
    """The publisher's files, written by DuckDB: tens of millions of rows take it seconds."""
    import duckdb

    folder = home.landing / SOURCE
    folder.mkdir(parents=True)
    end = size.returned + size.published
    with duckdb.connect() as connection:
        connection.execute("create table quarters (period varchar, place integer)")
        connection.executemany(
            "insert into quarters values (?, ?)", [(quarter.key, place) for place, quarter in enumerate(quarters)]
        )
        for part, first in enumerate(range(size.returned, end, MEASURES_IN_A_FILE), 1):
            connection.execute(
                f"""
                copy (
                    select
                        'Measure ' || number as measure,
                        area_code,
                        period,
                        printf('%.3f', 20 + number % 40 + hash(area_code, number) % 200 / 10.0
                            + hash({seed}, area_code, number, place) % 3000 / 1000.0) as value
                    from range({first}, {min(first + MEASURES_IN_A_FILE, end)}) as numbers(number)
                    cross join quarters
                    cross join (from read_csv('{home.framework / "areas.csv"}', all_varchar = true)) as areas
                    order by number, place, area_code
                ) to '{folder / f"extract-{part:02}.csv"}' (header)
                """
            )


def _write(path: Path, rows: Iterable[dict[str, object]], header: Sequence[str] | None = None) -> None:
    rows = list(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header or list(rows[0]), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _keep_header(path: Path) -> None:
    header = path.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(header + "\n", encoding="utf-8")
