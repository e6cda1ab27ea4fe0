"""What happens in the demonstration: who returns what, how services fare, and what goes wrong on purpose.

Only the story's facts belong here, as data; `values`, `commentary` and `returns` tell it.
"""

from dataclasses import dataclass
from decimal import Decimal

FIRST_QUARTER, LAST_QUARTER = "2021-22-Q1", "2023-24-Q2"


@dataclass(frozen=True)
class Service:
    """A service that sends one return a quarter."""

    name: str
    extension: str
    directorate: str
    submitted_by: str


SERVICES = (
    Service("adult-social-care", "csv", "Adult Social Care and Health", "Adult Care Performance Lead (synthetic)"),
    Service("childrens-services", "xlsx", "Children and Young People", "Children's Performance Lead (synthetic)"),
    Service("place", "ods", "Place", "Place Business Support Manager (synthetic)"),
    Service("corporate-services", "csv", "Corporate Services", "Corporate Performance Officer (synthetic)"),
)

# Where an indicator starts and ends, in amber widths better (+) or worse (-) than its target.
PATHS = {
    "ASC-08": ("0.9", "-0.25"),
    "ASC-09": ("-0.6", "0.5"),
    "ASC-10": ("-1.9", "-0.4"),
    "ASC-11": ("0.1", "0.2"),
    "ASC-12": ("0.4", "0.3"),
    "CYP-01": ("0.2", "0.6"),
    "CYP-02": ("0.5", "1.0"),
    "CYP-03": ("-1.1", "-0.6"),
    "CYP-04": ("0.4", "-1.6"),
    "CYP-05": ("-1.5", "0.4"),
    "CYP-06": ("1.0", "6.6"),
    "CYP-07": ("-0.3", "0.3"),
    "PLC-01": ("-0.8", "0.7"),
    "PLC-02": ("0.2", "-1.4"),
    "PLC-03": ("0.6", "-2.2"),
    "PLC-04": ("0.5", "-0.6"),
    "PLC-05": ("0.2", "0.3"),
    "PLC-06": ("-0.4", "-0.9"),
    "PLC-07": ("-0.5", "-1.2"),
    "COR-01": ("-0.1", "0.08"),
    "COR-02": ("0.4", "-1.7"),
    "COR-03": ("0.2", "0.05"),
    "COR-04": ("-1.0", "-2.4"),
}
OTHER_PATH = ("-0.5", "0.2")  # an indicator that a council has added to the framework

# The size of an indicator that has no target to keep near.
LEVELS = {"ASC-13": 1450}
OTHER_LEVEL = 100

# Indicators returned as numerator and denominator, with the usual denominator of a quarter's return.
DENOMINATORS = {
    "ASC-08": 420,
    "ASC-11": 190,
    "CYP-01": 2600,
    "CYP-04": 75,
    "CYP-07": 160,
    "PLC-04": 64,
    "COR-03": 21500,
}

# Days after the date due: one return of one service.
LATE = {("2022-23-Q3", "place"): 9}

# No figure can be given: the marker [x] and why.
NOT_AVAILABLE = {
    ("2022-23-Q1", "PLC-02"): "Not available: the quarter's log is incomplete, as the system was replaced.",
    (
        "2023-24-Q2",
        "ASC-12",
    ): "Not available: providers are changing systems; it follows with the next return.",
}
# No row at all, and nobody said why.
LEFT_OUT = {("2023-24-Q2", "PLC-06")}

# Figures sent before they were final: the marker [p].
PROVISIONAL = {("2023-24-Q2", code) for code in ("ASC-09", "ASC-13", "CYP-01", "COR-02", "COR-04")}


@dataclass(frozen=True)
class Correction:
    """A return sent again in full: when, why, and by how much the first one was wrong.

    `first_off_by` holds the error of the first return in amber widths, by indicator code.
    """

    days_after_due: int
    reason: str
    first_off_by: dict[str, Decimal]


CORRECTED = {
    ("2023-24-Q1", "adult-social-care"): Correction(
        41,
        "Revised: cases recorded after the first return have been added.",
        {"ASC-08": Decimal("0.6"), "ASC-11": Decimal("-0.5")},
    ),
}

# The first file was cut off on its way; the service sent it again some days later.
CUT_OFF = {("2023-24-Q2", "childrens-services"): 4}
