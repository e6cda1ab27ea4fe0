"""A figure beside other authorities': groups with their medians, and every member with the cell of its figure.

Only the shape belongs here; it is a part of a `trace`.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Group:
    """A group of authorities that the figure is compared with.

    Attributes:
        kind: england, region or neighbours.
        name: its name.
        authorities: how many of them have a figure.
        median: their median, as printed.
        exact_median: their median, exact.
        middle: the authorities whose figures make the median: one, or the middle two.
    """

    kind: str
    name: str
    authorities: int
    median: str
    exact_median: Decimal
    middle: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """One authority's figure in the comparison, with its origin.

    Attributes:
        area_code: the authority's ONS code.
        area_name: the authority.
        groups: the groups it is a member of.
        value: its figure, exact.
        file_name: the file it was read from.
        file_sha256: SHA-256 of that file.
        sheet: the workbook's sheet.
        row: the row.
        cell: the cell.
        text: the text in it.
    """

    area_code: str
    area_name: str
    groups: tuple[str, ...]
    value: Decimal
    file_name: str
    file_sha256: str
    sheet: str | None
    row: int | None
    cell: str | None
    text: str | None


@dataclass(frozen=True)
class Comparison:
    """The figure beside other authorities'.

    Attributes:
        period: the period compared.
        groups: the groups, with their medians.
        rank: the figure's rank in England, 1 the best.
        rank_of: of how many.
        quartile: the quartile it falls in, 1 the best.
        score: Oflog's score: median absolute deviations from the median.
        score_in_words: what the score means.
        members: every authority compared, largest figure first.
    """

    period: str
    groups: tuple[Group, ...]
    rank: int | None
    rank_of: int | None
    quartile: int | None
    score: Decimal | None
    score_in_words: str | None
    members: tuple[Member, ...]
