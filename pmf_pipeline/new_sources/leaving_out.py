"""Which rows of a table look like no figures of an authority, as rules of a specification.

Totals, blank codes, other geographies and footnotes are recognised here; the analyst decides whether it is right.
"""

import re
from collections.abc import Iterator, Set
from typing import Any

from pmf_pipeline.framework import Framework
from pmf_pipeline.framework.load import ENGLAND
from pmf_pipeline.new_sources.table import AREA_CODE, Table

MOST_LISTED = 12
SPECIAL = re.compile(r"([\\.^$|?*+()\[\]{}])")
SHORTEST_START = 3


def rules_for(table: Table, framework: Framework) -> Iterator[dict[str, Any]]:
    """Rules for the rows whose code is none, or is that of a geography of which areas.csv holds no area at all."""
    name = table.names[table.area_column]
    codes = table.columns[table.area_column]
    if not all(codes):
        yield {"rule": "no_area_code", "column": name, "blank": True, "says": "The row names no area."}
    others = sorted({code for code in codes if code and not AREA_CODE.fullmatch(code)})
    if others:
        condition = {"equals": others} if len(others) <= MOST_LISTED else {"pattern": "^([^EWSNK]|.[^0-9])"}
        says = "Not one area's own figure: a total, a note, or several areas at once."
        yield {"rule": "no_single_area", "column": name, **condition, "says": says}
    condition = _of_another_kind({code for code in codes if AREA_CODE.fullmatch(code)}, framework)
    if condition:
        says = "An area of a kind that areas.csv does not hold."
        yield {"rule": "another_geography", "column": name, **condition, "says": says}


def _of_another_kind(codes: Set[str], framework: Framework) -> dict[str, Any]:
    """The codes of kinds that areas.csv does not hold, such as E50, and that no joint reporting names either."""
    areas = framework.tables["areas"]
    kinds = {code[:3] for row in areas for code in (row.area_code, row.region_code)} | {ENGLAND[:3]}
    foreign = {code for code in codes if code[:3] not in kinds and code not in framework.area_codes}
    if not foreign:
        return {}
    starts = sorted({code[:3] for code in foreign})
    if any(code[:3] in starts for code in codes - foreign):
        return {"equals": sorted(foreign)}
    return {"pattern": f"^({'|'.join(starts)})"}


def end_pattern(table: Table) -> str | None:
    """A pattern of the first footnote's text that no row of the data begins with; None where there is no footnote."""
    if not table.footnotes:
        return None
    first = _first_text(table.grid.rows[table.footnotes[0]])
    data = {_first_text(cells) for at, cells in table.grid.rows.items() if table.first <= at <= table.last}
    words = first.splitlines()[0].split()
    for count in range(1, len(words) + 1):
        start = " ".join(words[:count])
        if len(start) >= SHORTEST_START and not any(text.startswith(start) for text in data):
            rest = "" if start == first else r"[\s\S]*"
            return SPECIAL.sub(r"\\\1", start) + rest
    return None


def _first_text(cells: list[str]) -> str:
    return next((cell.strip() for cell in cells if cell.strip()), "")
