"""The mark by which a filled return workbook is known again: for which quarter, council and service it was made.

It stands on a hidden sheet, as words and their values. Reading it and saying what is wrong with a workbook that is
not the one expected belong here; a return without a mark is read as it is. The figures are `workbook`'s.
"""

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from pmf_pipeline.arrivals import service_of
from pmf_pipeline.reading.cells import WORKBOOKS, UnreadableFileError

SHEET = "_version"
# Raise it when a filled workbook of the version before could be misread.
TEMPLATE_VERSION = "1"
INDICATOR = "indicator "


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
        services: the framework's services, each of which has a workbook of its own.
    """

    quarter: str
    area_code: str
    council: str
    bases: Mapping[str, str]
    services: Collection[str]


def basis(unit: str, measure_type: str) -> str:
    """What a figure is given in: once it changes, what was typed into an earlier workbook means another thing."""
    return f"{unit}, {measure_type}"


def lines_of(stamp: Stamp, bases: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """A stamp as the lines of its sheet: words and their values."""
    yield from asdict(stamp).items()
    yield from ((f"{INDICATOR}{code}", given_in) for code, given_in in bases.items())


def check_workbook(content: bytes, file_name: str, expected: Expected) -> None:
    """Refuse a workbook that is not this council's, for this quarter, as templates are now; let any other file pass.

    Args:
        content: the file's bytes.
        file_name: its name, for the format.
        expected: what it should be.

    Raises:
        UnreadableFileError: saying what it is, what was expected and what to do.
    """
    if Path(file_name).suffix.lower() not in WORKBOOKS:
        return
    rows = _hidden_rows(content)
    if rows is not None:
        stamp, bases = _read(rows)
        _check(stamp, bases, expected)
        _check_service(stamp, service_of(file_name), expected)


def _hidden_rows(content: bytes) -> list[list[str]] | None:
    """The rows of the hidden sheet; None where there is none, or where the workbook can't be opened at all."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if SHEET not in workbook.sheet_names:
            return None
        rows = workbook.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    except CalamineError:
        return None  # the reader of its figures refuses it, with the reason
    return [[str(cell).strip() for cell in row] for row in rows]


def _read(rows: Sequence[Sequence[str]]) -> tuple[Stamp, dict[str, str]]:
    """The stamp that the hidden sheet holds, and what each indicator's figure was asked in."""
    given = {row[0]: row[1] for row in rows if len(row) > 1 and row[0]}
    missing = [field.name for field in fields(Stamp) if not given.get(field.name)]
    if missing:
        raise UnreadableFileError(
            f"is a return workbook whose hidden sheet {SHEET} was changed: it lacks {', '.join(missing)}. Copy the "
            "figures into a fresh workbook (`pmf template`) and send that"
        )
    bases = {name.removeprefix(INDICATOR): text for name, text in given.items() if name.startswith(INDICATOR)}
    return Stamp(**{field.name: given[field.name] for field in fields(Stamp)}), bases


def _check_service(stamp: Stamp, service: str, expected: Expected) -> None:
    """A name that is no service's is told elsewhere, and read all the same."""
    if service != stamp.service and {service, stamp.service} <= set(expected.services):
        raise UnreadableFileError(
            f"is the return workbook of {stamp.service}, but is named after {service}. Name it {stamp.service}, or "
            f"{stamp.service}--2 beside one that is there; if its figures are those of {service}, copy them into the "
            "workbook of that service and send that"
        )


def _check(stamp: Stamp, bases: Mapping[str, str], expected: Expected) -> None:
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
