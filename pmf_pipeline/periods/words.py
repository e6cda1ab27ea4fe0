"""The words and marks that periods are written with.

Here: months' names, and evening out the many characters that look like a blank or a hyphen. Not here: what
the words mean together (`spellings.py`).
"""

_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)

MONTHS = {
    **{name: number for number, name in enumerate(_NAMES, start=1)},
    **{name[:3]: number for number, name in enumerate(_NAMES, start=1)},
    "sept": 9,
}
"""Month numbers by lower-case name and abbreviation; English whatever the machine's locale."""

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def tidy(text: str) -> str:
    """The text in lower case with single blanks, none around it, and a hyphen for every kind of dash."""
    return " ".join(text.translate({**_DASHES, **_INVISIBLE}).split()).lower()
