"""What the framework asks services to return: which figures, in which quarter, by which service.

Only questions to the framework belong here: what was returned is the landing zone's and the warehouse's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pmf_pipeline.framework.load import Framework
from pmf_pipeline.framework.rows import CalendarQuarter, Indicator
from pmf_pipeline.periods import parse_quarter

INTERNAL_RETURNS = "internal_returns"
DEFAULT_ASKED_IN = "Q1"


@dataclass(frozen=True)
class Asked:
    """One figure that a service owes.

    Attributes:
        quarter: the quarter whose return it belongs in.
        service: the service that owes it: its file's name in landing/returns/<quarter>/ without suffix.
        indicator: the indicator.
        period: the period the figure is for: the quarter itself, or a year for an annual figure.
    """

    quarter: str
    service: str
    indicator: Indicator
    period: str


def asked(framework: Framework, quarter: str) -> tuple[Asked, ...]:
    """Every figure that services owe in a quarter, in the framework's order.

    Raises:
        ConfigurationError: the calendar has no such quarter.
    """
    row = framework.quarter(quarter)
    return tuple(
        Asked(quarter, service_of_directorate(framework, indicator.directorate), indicator, period)
        for indicator in framework.tables["indicators"]
        if indicator.source == INTERNAL_RETURNS and (period := asked_period(indicator, row)) is not None
    )


def asked_period(indicator: Indicator, quarter: CalendarQuarter) -> str | None:
    """The period that a quarter's return asks an indicator's figure for; None where it asks for none.

    A quarterly indicator is asked for in every quarter on whose last day it is in the framework. An annual or
    biennial one is asked for once a year, in the quarter that `asked_in` names, for the last year that has ended by
    then; and not before the day `next_expected` names, if it does.
    """
    if not is_in_framework(indicator, quarter.period_end):
        return None
    if indicator.frequency == "quarterly":
        return quarter.quarter
    this = parse_quarter(quarter.quarter)
    if f"Q{this.number}" != (indicator.asked_in or DEFAULT_ASKED_IN):
        return None
    if indicator.next_expected is not None and indicator.next_expected > quarter.returns_due:
        return None
    year = this.financial_year if this.number == 4 else this.financial_year.previous()
    return year.label


def known_measures(framework: Framework, source: str, kind: str) -> dict[str, str | None]:
    """The measures a source's rows may be for: those that indicators ask of it, or in returns any indicator's code.

    Each has the frequency of its indicators; None where two of them differ.
    """
    indicators = framework.tables["indicators"]
    if kind == "returns":
        return {row.indicator_code: row.frequency for row in indicators}
    known: dict[str, str | None] = {}
    for row in indicators:
        if row.source == source and row.source_measure is not None:
            alike = known.setdefault(row.source_measure, row.frequency) == row.frequency
            known[row.source_measure] = row.frequency if alike else None
    return known


def is_in_framework(indicator: Indicator, day: date) -> bool:
    """Whether an indicator belongs to the framework on a day."""
    return (indicator.valid_from or date.min) <= day <= (indicator.valid_to or date.max)


def service_of_directorate(framework: Framework, directorate: str) -> str:
    """The service that returns a directorate's figures: services.csv says, else the directorate's name does."""
    for row in framework.tables["services"]:
        if row.directorate == directorate:
            return row.service
    return "-".join(re.findall(r"[a-z0-9]+", directorate.casefold().replace("'", "").replace("’", "")))


def known_services(framework: Framework) -> tuple[str, ...]:
    """Every service that the framework knows: those of services.csv, and those named after a directorate."""
    indicators = framework.tables["indicators"]
    rows = framework.tables["services"]
    named = {row.service for row in rows}
    return tuple(sorted(named | {service_of_directorate(framework, row.directorate) for row in indicators}))


def services(framework: Framework, quarter: str) -> Iterator[tuple[str, tuple[Asked, ...]]]:
    """Each service that owes figures in a quarter, with those, in the framework's order."""
    owed = asked(framework, quarter)
    for service in dict.fromkeys(entry.service for entry in owed):
        yield service, tuple(entry for entry in owed if entry.service == service)
