"""Every kind of fault, in the order of the page."""

import tests.faults.cells
import tests.faults.edits
import tests.faults.extracts
import tests.faults.files
import tests.faults.rows  # noqa: F401 - each enters its kinds when it is read
from tests.faults.fault import FAULTS, Fault

ORDER = ("A cell of a return", "A row of a return", "A whole return", "A published extract", "The framework")


def every_fault() -> list[Fault]:
    """The kinds, by group."""
    return sorted(FAULTS, key=lambda fault: ORDER.index(fault.group))
