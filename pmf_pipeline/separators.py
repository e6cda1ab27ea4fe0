"""Columns separated by something else than commas, as spreadsheets of other countries and copied tables have them.

Only telling so belongs here: what is done about it is each reader's.
"""

from collections.abc import Iterable, Sequence

SIGNS = {";": "semicolons", "\t": "tabs"}


def other_separator(header: Sequence[str], known: Iterable[str]) -> str | None:
    """What separates the columns of a header that was cut at commas and is one cell; None where nothing else does.

    Args:
        header: its cells.
        known: names that columns may have; two of them tell that it is a header.
    """
    filled = [cell for cell in header if cell.strip()]
    if len(filled) != 1:
        return None
    names = {name.casefold() for name in known}
    for sign, called in SIGNS.items():
        if len(names & {part.strip().casefold() for part in filled[0].split(sign)}) > 1:
            return called
    return None
