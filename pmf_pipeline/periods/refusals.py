"""Why a text is not read as a period, in words that tell a person what to write instead.

Here: the reasons, most specific first, and the sentence they stand in. Nothing here reads a period: a reason
is looked for only where `spellings.py` found no reading.
"""

import re

from pmf_pipeline.periods.quarters import PeriodError
from pmf_pipeline.periods.words import MONTHS

_LONGEST_QUOTE = 60
_EXPECTED = {
    "period": (
        "2023-24-Q2 (a quarter), 2023-24 (a financial year), 2019 (a calendar year), "
        "2024-03-31 (a date) or 2019-01 to 2019-12 (months)"
    ),
    "quarter": "2023-24-Q2, Q2 2023/24 or 2023-24 Quarter 2",
}

_MONTH = rf"(?:{'|'.join(MONTHS)})\.?"
_QUARTER = r"(?:quarter|qtr|q) ?\d"
_QUARTER_NUMBER = re.compile(r"(?<![a-z])(?:quarter|qtr|q) ?(\d+)", re.ASCII)
_DAY = r"\d\d?(?:st|nd|rd|th)?"
_DATE = rf"(?:\d{{4}}[-/.]\d\d[-/.]\d\d|\d\d?[-/.]\d\d?[-/.]\d{{4}}|{_DAY}[ -]?{_MONTH}[ -]?\d{{4}})"
_TWO_YEARS = re.compile(r"(?<!\d)(\d{4})(?: ?[-/] ?(?!0[1-9]\b|1[0-2]\b)(\d{4}|\d{2})|(\d{2}))(?!\d)", re.ASCII)


def _reasons(*pairs: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.ASCII), reason) for pattern, reason in pairs)


_DATES_AND_MONTHS = _reasons(
    (
        rf"{_DATE}(?:(?: to | ?- ?){_DATE})?",
        "there is no such date; figures are read day first (31/03/2024) or year first (2024-03-31)",
    ),
    (
        rf"{_MONTH}[ -]?\d{{4}}|\d{{4}}[-/](?:0[1-9]|1[0-2])",
        "one month may stand for that month, the year ending with it or a date in it; write which",
    ),
)
_REST = _reasons(
    (
        rf"{_QUARTER}[ ,/-]*\d{{4}}|\d{{4}}[ ,/-]*{_QUARTER}",
        "it may be a quarter of a calendar or of a financial year; write both years of the financial year",
    ),
    (_QUARTER, "it does not say of which financial year"),
    (
        r"(?:fy|financial year) ?\d{4}",
        "it may be the financial year that starts or ends then; write both years, or FYE and the last year",
    ),
    (
        r"year (?:ending|ended|to) \d{4}",
        "it does not say in which month the year ends; write FYE if that is 31 March",
    ),
    (
        rf"year (?:ending|ended|to) {_DAY} {_MONTH} \d{{4}}",
        "a year ends on the last day of a month",
    ),
    (r"\d{4} to \d{4}", "it may mean calendar or financial years; write the months, or both years of each"),
    (
        rf".*(?:(?<![\d/-])\d\d[-/]\d\d(?!\d)|\b(?:fye?|{_MONTH})[ -]?\d\d(?!\d|,| \d)).*",
        "years are written with four digits",
    ),
    (
        r".+(?: to | - ).+",
        "its two ends are not both financial years, both months, both dates or both quarters",
    ),
)


def refusal(found: str, reason: str, wanted: str = "period") -> PeriodError:
    """The error for a text that is not what was wanted.

    Args:
        found: the text as it was given; a long one is cut.
        reason: a clause without a full stop.
        wanted: `period` or `quarter`, which chooses the examples.
    """
    quote = found if len(found) <= _LONGEST_QUOTE else found[:_LONGEST_QUOTE] + "…"
    return PeriodError(f"{quote!r} is not a {wanted}: {reason}. Expected, for example, {_EXPECTED[wanted]}.")


def reason_for(tidied: str) -> str:
    """The reason for refusing a text, as `words.tidy` leaves it, that has no reading."""
    if not tidied:
        return "it is blank"
    return (
        _impossible_quarter(tidied)
        or _first(_DATES_AND_MONTHS, tidied)
        or _years_apart(tidied)
        or _first(_REST, tidied)
        or "it looks like no spelling of a period"
    )


def _impossible_quarter(tidied: str) -> str | None:
    for number in _QUARTER_NUMBER.findall(tidied):
        if number not in ("1", "2", "3", "4"):
            return f"there is no quarter {number}; quarter 1 is April to June and quarter 4 January to March"
    return None


def _years_apart(tidied: str) -> str | None:
    for first, separate, joined in _TWO_YEARS.findall(tidied):
        second = separate or joined
        if not f"{int(first) + 1:04}".endswith(second):
            return f"{first} and {second} are not consecutive years"
    return None


def _first(reasons: tuple[tuple[re.Pattern[str], str], ...], tidied: str) -> str | None:
    return next((reason for pattern, reason in reasons if pattern.fullmatch(tidied)), None)
