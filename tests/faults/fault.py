"""What a fault is, and the list that the modules beside this one fill."""

from collections.abc import Callable
from dataclasses import dataclass

from pmf_pipeline.home import Home

RETURNED = ("PLC-01", "COR-01", "CYP-04", "ASC-09")  # a rate, a cumulative share, a ratio, a cumulative rate
VALUES = ("PLC-01", "COR-01", "ASC-09", "PLC-05", "CYP-02")
RATIOS = ("CYP-04", "ASC-08", "COR-03")
CUMULATIVE = ("COR-01", "ASC-09", "PLC-03")
EXTRACTED = ("WST-01", "ASC-05", "ASC-02")
RATED = ("PLC-01", "COR-01", "CYP-04", "WST-01")
SERVICES = ("PLC-01", "COR-01", "CYP-04")  # one indicator for each format: ODS, CSV, XLSX

Spoil = Callable[[Home, str], None]


@dataclass(frozen=True)
class Fault:
    """One kind of fault.

    Attributes:
        group: where it is put.
        about: what happens, in words.
        spoil: puts it into a home for one indicator.
        codes: the indicators it is tried on.
    """

    group: str
    about: str
    spoil: Spoil
    codes: tuple[str, ...]


FAULTS: list[Fault] = []


def fault(group: str, about: str, codes: tuple[str, ...] = RETURNED) -> Callable[[Spoil], Spoil]:
    """Enter a kind of fault."""

    def enter(spoil: Spoil) -> Spoil:
        FAULTS.append(Fault(group, about, spoil, codes))
        return spoil

    return enter
