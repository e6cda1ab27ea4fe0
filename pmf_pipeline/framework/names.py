"""What people call things, found in the framework: indicators, authorities, decisions and periods, or the nearest.

Only the looking up belongs here. Whatever is not there is answered with what comes nearest to it.
"""

import difflib
from collections.abc import Iterable, Mapping

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.framework.load import Framework
from pmf_pipeline.periods import PeriodError, parse_period

SHOWN = 3


def indicator_named(framework: Framework, text: str) -> str:
    """The indicator of a code, in capitals or not.

    Raises:
        ConfigurationError: there is none; it names those with the nearest code or title.
    """
    titles = {code: row.title for code, row in framework.indicators.items()}
    if text.upper() in titles:
        return text.upper()
    raise _unknown("Indicator", text, "indicators.csv", titles)


def area_named(framework: Framework, text: str | None) -> str:
    """The authority of an ONS code or a name; the council itself where none is given.

    Raises:
        ConfigurationError: there is none; it names the nearest.
    """
    if text is None:
        return framework.rules.area_code
    names = {code: row.area_name for code, row in framework.areas.items()}
    if text.upper() in names:
        return text.upper()
    for code, name in names.items():
        if name.casefold() == text.casefold():
            return code
    raise _unknown("Area", text, "areas.csv", names)


def decision_named(framework: Framework, text: str) -> str:
    """The decision of a reference, or of the only one that begins so.

    Raises:
        ConfigurationError: there is none, or more than one; it names the nearest.
    """
    titles = {reference: row.title for reference, row in framework.decisions.items()}
    if text in titles:
        return text
    begun = [reference for reference in titles if reference.casefold().startswith(text.casefold())]
    if len(begun) == 1:
        return begun[0]
    raise _unknown("Decision", text, "decisions.csv", titles)


def figure_period(framework: Framework, text: str) -> tuple[str | None, str | None]:
    """The quarter of the calendar that a text names, or else the period.

    Raises:
        ConfigurationError: it is no period, or a quarter that the calendar does not have.
    """
    try:
        period = parse_period(text)
    except PeriodError as error:
        raise ConfigurationError(str(error)) from None
    if period.kind != "quarter":
        return None, period.label
    return framework.quarter(period.label).quarter, None


def _unknown(what: str, text: str, file: str, known: Mapping[str, str]) -> ConfigurationError:
    near = _nearest(text, known)
    listed = "; ".join(f"{key} {known[key]}" for key in near)
    return ConfigurationError(f"{what} {text!r} is not in framework/{file}." + (f" Nearest: {listed}." if near else ""))


def _nearest(text: str, known: Mapping[str, str]) -> list[str]:
    """The keys nearest to a text: by key, by what it is part of, or by name."""
    part = [key for key, name in known.items() if text.casefold() in f"{key} {name}".casefold()]
    names = {name.casefold(): key for key, name in known.items()}
    by_name = [names[name] for name in _close(text.casefold(), names)]
    found = [*_close(text.upper(), known), *part, *by_name]
    return list(dict.fromkeys(found))[:SHOWN]


def _close(text: str, known: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(text, list(known), n=SHOWN)
