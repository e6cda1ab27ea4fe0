"""What a spreadsheet program lets a person type into each cell of a form, and the hint it shows.

Only the rules of typing belong here. They help the person; what is accepted in the end is decided by `reading`.
"""

from datetime import date
from typing import Any

from pmf_pipeline.reading.spec import MARKERS
from pmf_pipeline.workbooks.form import Form, FormRow

BEYOND = 999_999_999_999
MOST_COMMENTARY = 1500
MOST_NAME = 100
ACCUMULATIONS = ["year_to_date", "in_quarter"]
MARKER_LIST = [f"[{marker}]" for marker in MARKERS]

Rule = dict[str, Any]


def value(row: FormRow) -> Rule:
    """The figure itself: a percentage where it is one, a whole number where the indicator has no decimals."""
    if row.is_percentage:
        return {
            "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1,
            "input_title": "Percentage", "input_message": "Type 34.5 or 34.5%. The cell shows how it was understood.",
            "error_title": "Outside 0% to 100%", "error_message": "Give a percentage from 0% to 100%, such as 34.5%.",
        }  # fmt: skip
    if row.indicator.decimals == 0:
        return {
            "validate": "integer", "criteria": "between", "minimum": -BEYOND, "maximum": BEYOND,
            "input_title": _short(f"Whole number ({row.indicator.unit})"),
            "input_message": "No unit, no text. If there is no figure, leave it blank and choose a marker.",
            "error_title": "Not a whole number", "error_message": "This figure is a whole number, such as 1234.",
        }  # fmt: skip
    return {
        "validate": "decimal", "criteria": "between", "minimum": -BEYOND, "maximum": BEYOND,
        "input_title": _short(f"Number ({row.indicator.unit})"),
        "input_message": "No unit, no text. If there is no figure, leave it blank and choose a marker.",
        "error_title": "Not a number", "error_message": "Give a plain number, such as 12.5.",
    }  # fmt: skip


def part(name: str) -> Rule:
    """A numerator, not negative, or a denominator, above zero."""
    is_numerator = name == "numerator"
    bound = "not below 0" if is_numerator else "above 0"
    return {
        "validate": "decimal", "criteria": ">=" if is_numerator else ">", "value": 0,
        "input_title": name.capitalize(), "input_message": f"A number {bound}. Give both parts, or only the value.",
        "error_title": f"Not a {name}", "error_message": f"Give a number {bound}.",
    }  # fmt: skip


def any_value() -> Rule:
    """The figure of a late or corrected row, whatever its indicator."""
    return {
        "validate": "decimal", "criteria": "between", "minimum": -BEYOND, "maximum": BEYOND,
        "input_title": "Late or corrected figure", "input_message": "In the indicator's unit; a percentage as 34.5%.",
        "error_title": "Not a number", "error_message": "Give a plain number, such as 12.5 or 34.5%.",
    }  # fmt: skip


def accumulation() -> Rule:
    """Whether a figure is the year's to date or the quarter's alone."""
    return {
        "validate": "list", "source": ACCUMULATIONS, "input_title": "Accumulation",
        "input_message": "Blank means year to date, from 1 April. in_quarter: the quarter alone.",
        "error_title": "Not on the list", "error_message": "Choose year_to_date or in_quarter, or leave it blank.",
    }  # fmt: skip


def marker() -> Rule:
    """What is to be known of a figure, or why there is none."""
    return {
        "validate": "list", "source": MARKER_LIST, "input_title": "Marker",
        "input_message": "[p] provisional, [r] revised, [e] estimated, [x] not available. All are explained in the "
        "sheet Guidance. Leave it blank for an ordinary figure.",
        "error_title": "Not on the list", "error_message": "Choose a marker from the list, or leave it blank.",
    }  # fmt: skip


def commentary() -> Rule:
    """What readers should know: no personal data."""
    return {
        "validate": "length", "criteria": "<=", "value": MOST_COMMENTARY, "input_title": "Commentary",
        "input_message": "Why is the figure as it is, and what is being done? Councillors and the public read this: "
        "no names, nothing that would let a person be recognised.",
        "error_title": "Too long", "error_message": f"At most {MOST_COMMENTARY:,} characters, please.",
    }  # fmt: skip


def submitted_by() -> Rule:
    """Who answers for the figure."""
    return {
        "validate": "length", "criteria": "<=", "value": MOST_NAME, "input_title": "Submitted by",
        "input_message": "The job title that answers for the figure.",
        "error_title": "Too long", "error_message": f"At most {MOST_NAME} characters, please.",
    }  # fmt: skip


def submitted_on(form: Form) -> Rule:
    """The day the figure is returned: not before the quarter began, not years after it."""
    first = form.quarter.period_start
    last = date(form.quarter.period_end.year + 2, 12, 31)
    return {
        "validate": "date", "criteria": "between", "minimum": first, "maximum": last,
        "input_title": "Submitted on", "input_message": "The date you return the figure, such as 20/10/2023.",
        "error_title": "Not a likely date", "error_message": f"Give a date from {first:%d/%m/%Y} to {last:%d/%m/%Y}.",
    }  # fmt: skip


def code(cells: str) -> Rule:
    """The indicator of a late or corrected row, from a list on another sheet."""
    return {
        "validate": "list", "source": f"={cells}", "input_title": "Late or corrected figure",
        "input_message": "For a figure of an earlier period: choose the indicator, then its period.",
        "error_title": "Not on the list", "error_message": "Choose one of this return's indicators.",
    }  # fmt: skip


def period(cells: str) -> Rule:
    """The period of a late or corrected row, from a list on another sheet."""
    return {
        "validate": "list", "source": f"={cells}", "input_title": "Period",
        "input_message": "The period that the late or corrected figure is for.",
        "error_title": "Not on the list", "error_message": "Choose a period from the list.",
    }  # fmt: skip


def _short(title: str) -> str:
    """A hint's title, within the 32 characters that a spreadsheet shows."""
    return title if len(title) <= 32 else title[:31] + "…"
