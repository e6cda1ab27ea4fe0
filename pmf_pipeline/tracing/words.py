"""Figures in words: at their published decimals, with their marker, never more exact than they are.

Only the wording of values belongs here; rounding is the SQL macro's, and what is printed has been rounded there.
"""

from decimal import ROUND_HALF_UP, Decimal

NO_FIGURE = "no figure"
WITHHELD = "withheld"
BETWEEN = " / "  # the texts of a ratio's two cells


def printed(value: Decimal | None, decimals: int, marker: str | None = None) -> str:
    """A figure as the report prints it: `33.1 [p]`, or just its marker where there is none."""
    parts = [] if value is None else [at_decimals(value, decimals)]
    if marker:
        parts.append(f"[{marker}]")
    return " ".join(parts) or NO_FIGURE


def at_decimals(value: Decimal, decimals: int) -> str:
    """A value that has been rounded to `decimals`, with just those."""
    return format(value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP), "f")


def plain(value: Decimal | None) -> str:
    """An exact value without needless zeros; blank where there is none."""
    return "" if value is None else format(value.normalize(), "f")


def band(lower: Decimal | None, upper: Decimal | None, decimals: int) -> str:
    """The two ends of a band."""
    ends = [at_decimals(end, decimals) for end in (lower, upper) if end is not None]
    return " to ".join(ends)


def place(sheet: str | None, row: int | None, cell: str | None) -> str:
    """Where in its file a row stands."""
    parts = [f"sheet {sheet}" if sheet else "", f"row {'' if row is None else row}", f"cell {cell}" if cell else ""]
    return ", ".join(filter(None, parts))


def places(decimals: int) -> str:
    """How many decimals, in words."""
    return {0: "no decimals", 1: "1 decimal"}.get(decimals, f"{decimals} decimals")
