"""The real published files that backtests are run against, and what stands in them, read by hand.

They are not the project's to ship: they are taken from the folder that PMF_REAL_DATA names, or else from one beside the
clone.
"""

import os
from functools import cache
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from pmf_pipeline.settings import PROJECT

REAL = Path(os.environ.get("PMF_REAL_DATA") or PROJECT.parent / "shared" / "real_data")
DEFRA = REAL / "defra" / "LA_collected_waste_2023-24.ods"
DFT = REAL / "dft" / "RDC0120_road_condition_FYE2008-2025.ods"
MHCLG = REAL / "mhclg" / "RS_2017-18_data_by_LA.xlsx"
ST_HELENS = "E08000013"


@cache
def cells(path: Path, sheet: str) -> list[list[Any]]:
    """Every row of a sheet."""
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def below(path: Path, sheet: str, header_row: int) -> list[list[Any]]:
    """The rows of a sheet below its header that are not blank."""
    return [row for row in cells(path, sheet)[header_row:] if any(str(cell).strip() for cell in row)]
