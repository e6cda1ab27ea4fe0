"""Financial years and their quarters, as values that can be compared, sorted and stepped back through.

Here: the arithmetic of the local government year, 1 April to 31 March, and the error of this package.
Not here: other spans of time (`period.py`) and the many ways sources spell them (`spellings.py`).
"""

from dataclasses import dataclass
from datetime import MAXYEAR, date
from typing import Self

from pmf_pipeline.errors import PmfError

# Per quarter: first month, last month, last day, and years since the start of its financial year.
_QUARTERS = ((4, 6, 30, 0), (7, 9, 30, 0), (10, 12, 31, 0), (1, 3, 31, 1))


class PeriodError(PmfError, ValueError):
    """A text or a number that names no period. Also a `ValueError`, as validation libraries expect."""


@dataclass(frozen=True, order=True)
class FinancialYear:
    """The local government year, 1 April to 31 March.

    Attributes:
        start_year: the calendar year it starts in: 2023 for 2023-24.

    Raises:
        PeriodError: the year reaches outside the dates that a calendar can hold.
    """

    start_year: int

    def __post_init__(self) -> None:
        """Refuses a year whose dates do not exist, so that every other member can rely on them."""
        if not 1 <= self.start_year < MAXYEAR:
            raise PeriodError(f"no financial year starts in {self.start_year}: they run from 1 to {MAXYEAR - 1}")

    @classmethod
    def containing(cls, day: date) -> Self:
        """The financial year that a date falls in."""
        return cls(day.year if day.month >= 4 else day.year - 1)

    @property
    def label(self) -> str:
        """The canonical spelling, such as `2023-24` or `1999-00`."""
        return f"{self.start_year:04}-{(self.start_year + 1) % 100:02}"

    @property
    def start(self) -> date:
        """Its first day, 1 April."""
        return date(self.start_year, 4, 1)

    @property
    def end(self) -> date:
        """Its last day, 31 March."""
        return date(self.start_year + 1, 3, 31)

    def previous(self) -> "FinancialYear":
        """The financial year before."""
        return FinancialYear(self.start_year - 1)

    def __str__(self) -> str:
        """The label, for messages."""
        return self.label


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a financial year: quarter 1 is April to June, quarter 4 January to March.

    Attributes:
        start_year: the calendar year its financial year starts in: 2023 for every quarter of 2023-24.
        number: 1 to 4.

    Raises:
        PeriodError: there is no such quarter.
    """

    start_year: int
    number: int

    def __post_init__(self) -> None:
        """Refuses a quarter that does not exist."""
        if not 1 <= self.number <= 4:
            raise PeriodError(f"there is no quarter {self.number}: quarters are numbered 1 to 4")
        FinancialYear(self.start_year)

    @classmethod
    def containing(cls, day: date) -> Self:
        """The quarter that a date falls in."""
        return cls(FinancialYear.containing(day).start_year, (day.month - 4) % 12 // 3 + 1)

    @property
    def key(self) -> str:
        """The canonical spelling, which is also the partition key: `2023-24-Q2`."""
        return f"{self.financial_year.label}-Q{self.number}"

    @property
    def financial_year(self) -> FinancialYear:
        """The financial year it is a quarter of."""
        return FinancialYear(self.start_year)

    @property
    def start(self) -> date:
        """Its first day."""
        first_month, _, _, years_on = _QUARTERS[self.number - 1]
        return date(self.start_year + years_on, first_month, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        _, last_month, last_day, years_on = _QUARTERS[self.number - 1]
        return date(self.start_year + years_on, last_month, last_day)

    def previous(self) -> "Quarter":
        """The quarter before."""
        if self.number == 1:
            return Quarter(self.start_year - 1, 4)
        return Quarter(self.start_year, self.number - 1)

    def __str__(self) -> str:
        """The key, for messages."""
        return self.key
