"""The mark by which a filled workbook is known again: for which quarter, council and service, from which template.

It stands on a hidden sheet, as words and their values. Writing it, reading it back and saying what is wrong with a
workbook that is not the one expected belong here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from pmf_pipeline.reading.cells import UnreadableFileError
from pmf_pipeline.workbooks.form import Form

SHEET = "_version"
# Raise it when a filled workbook of the version before could be misread.
TEMPLATE_VERSION = "1"


@dataclass(frozen=True)
class Stamp:
    """What a workbook says of itself.

    Attributes:
        template_version: of the layout.
        quarter: the quarter it was made for.
        area_code: the council's ONS code.
        council: its name.
        service: the service it was made for.
        framework_sha256: of the indicators it was made from.
    """

    template_version: str
    quarter: str
    area_code: str
    council: str
    service: str
    framework_sha256: str


@dataclass(frozen=True)
class Expected:
    """What a workbook that lands in a quarter's folder should be.

    Attributes:
        quarter: the folder's quarter.
        area_code: the council's own ONS code.
        council: its name.
        bases: what each indicator's figure is given in now: its unit, and how it adds up.
    """

    quarter: str
    area_code: str
    council: str
    bases: Mapping[str, str]


def basis(unit: str, measure_type: str) -> str:
    """What a figure is given in: once it changes, what was typed into an earlier workbook means another thing."""
    return f"{unit}, {measure_type}"


def write_stamp(sheet: Any, form: Form) -> None:
    """Write a form's stamp, and what each of its figures is asked in."""
    stamp = Stamp(
        TEMPLATE_VERSION, form.quarter.quarter, form.area_code, form.council, form.service, form.framework_sha256
    )
    lines = list(asdict(stamp).items())
    lines += [
        (f"indicator {row.indicator.indicator_code}", basis(row.indicator.unit, row.indicator.measure_type))
        for row in form.rows
    ]
    for at, pair in enumerate(lines):
        for column, text in enumerate(pair):
            sheet.write_string(at, column, text)
    sheet.very_hidden()


def read_stamp(rows: Sequence[Sequence[str]]) -> tuple[Stamp, dict[str, str]]:
    """The stamp that a hidden sheet's rows hold, with each indicator's basis.

    Raises:
        UnreadableFileError: it is incomplete, so somebody changed it.
    """
    given = {row[0].strip(): row[1].strip() for row in rows if len(row) > 1 and row[0].strip()}
    missing = [field.name for field in fields(Stamp) if not given.get(field.name)]
    if missing:
        raise UnreadableFileError(
            f"is a return workbook whose hidden sheet {SHEET} was changed: it lacks {', '.join(missing)}. Copy the "
            "figures into a fresh workbook (`pmf template`) and send that"
        )
    prefix = "indicator "
    bases = {name.removeprefix(prefix): text for name, text in given.items() if name.startswith(prefix)}
    return Stamp(**{field.name: given[field.name] for field in fields(Stamp)}), bases


def check_stamp(stamp: Stamp, bases: Mapping[str, str], expected: Expected) -> None:
    """Refuse a workbook that is not one of this council's, for this quarter, as templates are now.

    Raises:
        UnreadableFileError: saying what it is, what was expected and what to do.
    """
    if stamp.area_code != expected.area_code:
        raise UnreadableFileError(
            f"is a return workbook of {stamp.council} ({stamp.area_code}), not of {expected.council} "
            f"({expected.area_code}). Find out whose figures these are, and send the council's own workbook"
        )
    if stamp.quarter != expected.quarter:
        raise UnreadableFileError(
            f"is the return workbook of {stamp.quarter}, but lies in the folder of {expected.quarter}. If its figures "
            f"are those of {stamp.quarter}, move it to landing/returns/{stamp.quarter}/; if not, copy them into the "
            f"workbook of {expected.quarter} (`pmf template --quarter {expected.quarter}`) and send that"
        )
    if stamp.template_version != TEMPLATE_VERSION:
        raise UnreadableFileError(
            f"is a return workbook of template version {stamp.template_version}; the one in use is {TEMPLATE_VERSION}. "
            f"Make a new one (`pmf template --quarter {expected.quarter}`), copy the figures over and send that"
        )
    changed = [
        f"{code} was asked in {then}, and is in {expected.bases[code]} now"
        for code, then in bases.items()
        if code in expected.bases and expected.bases[code] != then
    ]
    if changed:
        raise UnreadableFileError(
            f"was made before the framework changed: {'; '.join(changed)}. Make a new workbook (`pmf template "
            f"--quarter {expected.quarter}`), and give the figures as it asks for them"
        )
