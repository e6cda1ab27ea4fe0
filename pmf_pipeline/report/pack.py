"""An edition's content: the report tables of one quarter, and what the manifest states beside them.

Only what an edition holds belongs here, and how a figure is printed; how a file looks is its writer's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from pmf_pipeline.catalogue import Table
from pmf_pipeline.project import Project
from pmf_pipeline.report.approval import APPROVED, DRAFT, Approval
from pmf_pipeline.report.wording import day_in_words

if TYPE_CHECKING:
    from pmf_pipeline.tracing.trace import Trace

FIGURE_TYPE = "DECIMAL(18,6)"
EXACT_TYPE = "DECIMAL(38,18)"
NOT_IN_THE_UNIT = ("mads_from_median", "tolerance")

MARKERS = ("marker", "published_marker", "marker_now")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class ReportTable:
    """One report table of the quarter.

    Attributes:
        table: its contract: columns with types and descriptions, and grain.
        rows: exact values (Decimal, date, text, bool, None) by column, in the order of the grain.
    """

    table: Table
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Pack:
    """The content of one edition, from which every file of it is written.

    Attributes:
        quarter: the quarter reported.
        project: the framework and the catalogue it was made under.
        tables: the report tables, by name.
        facts: what the manifest states: council, notice, rules, warnings, what the tables were made from.
        content_sha256: what an approval of this content names.
        approval: who approved this content; None for a draft.
        traces: where each figure of the scorecard comes from.
    """

    quarter: str
    project: Project
    tables: Mapping[str, ReportTable]
    facts: Mapping[str, Any]
    content_sha256: str
    approval: Approval | None = None
    traces: "tuple[Trace, ...]" = ()

    @property
    def status(self) -> str:
        """Draft or Approved: every file that people read says which."""
        return APPROVED if self.approval else DRAFT

    @property
    def status_in_words(self) -> str:
        """The status as a sentence."""
        if self.approval is None:
            return "Draft: these figures have not been approved for publication."
        day = day_in_words(self.approval.approved_on)
        return f"Approved for publication by {self.approval.approved_by} on {day}."

    def statements(self) -> dict[str, Any]:
        """What the manifest states beside the files."""
        approval = self.approval.as_json() if self.approval else None
        return {
            **self.facts, "status": self.status, "approval": approval, "content_sha256": self.content_sha256,
        }  # fmt: skip

    def printed(self, name: str) -> Sequence[Row]:
        """A table's rows as printed: figures at their published decimals, markers in brackets, a band as a range."""
        if name not in self._printed:
            self._printed[name] = tuple(_printed(self.tables[name], self._decimals))
        return self._printed[name]

    @cached_property
    def headline(self) -> Row:
        """The headline of the whole report, as printed."""
        return next(row for row in self.printed("headlines") if row["scope"] == "report")

    @cached_property
    def _printed(self) -> dict[str, Sequence[Row]]:
        """The tables that were printed before: most writers print the same ones."""
        return {}

    @cached_property
    def _decimals(self) -> Mapping[Any, int]:
        return {code: row.decimals for code, row in self.project.framework.indicators.items()}


Writer = Callable[[Pack], Mapping[str, bytes]]


def _printed(table: ReportTable, decimals_of: Mapping[Any, int]) -> Iterator[Row]:
    types = {name: kind for name, (kind, _) in table.table.columns.items()}
    figures = [name for name, kind in types.items() if kind == FIGURE_TYPE and name not in NOT_IN_THE_UNIT]
    exact = [name for name, kind in types.items() if kind == EXACT_TYPE]
    for row in table.rows:
        shown = dict(row)
        decimals = decimals_of.get(row.get("indicator_code"))
        if decimals is not None:
            for name in figures:
                if isinstance(value := row.get(name), Decimal):
                    shown[name] = value.quantize(_last_place(decimals), ROUND_HALF_UP)
        for name in exact:
            if isinstance(value := row.get(name), Decimal):
                shown[name] = Decimal(format(value.normalize(), "f"))
        shown |= {name: f"[{shown[name]}]" for name in MARKERS if shown.get(name)}
        if table.table.name == "scorecard" and shown["target_lower"] is not None and shown["target_upper"] is not None:
            shown["target"] = f"{shown['target_lower']:f} to {shown['target_upper']:f}"
        yield shown


@cache
def _last_place(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)
