"""The rows of landed files behind a figure: its own, or every quarter that is added up, and those that don't count.

Only rows already read from the slices are looked at here; reading their cells again is `rereading`'s.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pmf_pipeline.arrivals import service_of
from pmf_pipeline.framework.asked import INTERNAL_RETURNS
from pmf_pipeline.framework.rows import Indicator
from pmf_pipeline.project import Project
from pmf_pipeline.tracing.trace import Competitor, Origin, Role
from pmf_pipeline.tracing.withholding import hides_its_text, withheld_origins
from pmf_pipeline.tracing.words import BETWEEN, printed
from resources.tracing.evidence import Evidence
from resources.tracing.papers import Papers
from resources.tracing.rows import Row


@dataclass(frozen=True)
class Origins:
    """The origins of one indicator's figures.

    Attributes:
        project: for the sources' publishers.
        papers: for the days the files were received.
        evidence: the rows.
        indicator: the framework's row.
        quarter: the quarter that reports.
    """

    project: Project
    papers: Papers
    evidence: Evidence
    indicator: Indicator
    quarter: str

    def of_figure(self, outturn: Row | None, role: Role = "the figure") -> tuple[Origin, ...]:
        """The rows that an outturn was made from."""
        if outturn is None:
            return ()
        parts = self._parts(outturn)
        if len(parts) < 2:
            found: tuple[Origin, ...] = (self.of_row(outturn, role),)
        else:
            found = tuple(self.of_row(part, "added up") for part in parts)
        # One part could be worked out from the others and the sum, so with one the rest is withheld too.
        if any(self._is_text_withheld(row["period"]) for row in (outturn, *parts)):
            return withheld_origins(found)
        return found

    def of_row(self, row: Row, role: Role) -> Origin:
        """The place and content of one row, as the slices have them."""
        spec = self.project.source(row["source"])
        is_return = spec is not None and spec.kind == "returns"
        return Origin(
            role=role,
            period=row["period"],
            source=row["source"],
            publisher=spec.publisher if spec else row["source"],
            file_name=row["file_name"],
            file_sha256=row["file_sha256"],
            sheet=row["sheet"],
            row=row["row_number"],
            cell=row["cell"],
            text=self._text(row),
            value=row["value"],
            numerator=row["numerator"],
            denominator=row["denominator"],
            marker=row["marker"],
            service=service_of(row["file_name"]) if is_return else None,
            submitted_by=row.get("submitted_by"),
            submitted_on=row.get("submitted_on"),
            received=self.papers.received_on(row["file_sha256"]),
        )

    def competing(self, period: str, chosen: Sequence[Origin]) -> tuple[Competitor, ...]:
        """What else there is for a period: figures that count less, submissions that were superseded, refused rows."""
        counted = {(origin.file_sha256, origin.row) for origin in chosen}
        found: dict[tuple[str, int | None], Competitor] = {}
        for other in [*self._outranked(period), *self._superseded(period)]:
            place = (other.file_sha256, other.row)
            if place not in counted:
                found.setdefault(place, other)
        return tuple(found.values())

    def _parts(self, outturn: Row) -> list[Row]:
        """The submissions that add up to a year to date; the one row of any other figure."""
        code = self.indicator.indicator_code
        summed = next(
            (
                row["summed_quarters"]
                for row in self.evidence.year_to_date.get(code, ())
                if (row["quarter"], row["period"]) == (outturn["quarter"], outturn["period"])
            ),
            None,
        )
        if outturn["source"] != INTERNAL_RETURNS or not summed:
            return [outturn]
        returns = [row for row in self.evidence.returns.get(code, ()) if row["quarter"] <= outturn["quarter"]]
        return [row for period in summed.split("; ") for row in _first(returns, period)]

    def _is_text_withheld(self, period: str) -> bool:
        """Whether the text of a figure for a period is never shown, as the table of figures says."""
        outturns = self.evidence.outturns.get(self.indicator.indicator_code, ())
        return any(row["period"] == period and hides_its_text(row) for row in outturns)

    def _text(self, row: Row) -> str | None:
        """The text in a row's cell, or those of a ratio's two cells."""
        if row["raw_value"] is not None:
            return str(row["raw_value"])
        place = (row["file_sha256"], row["sheet"], row["row_number"])
        landed = next(
            (one for one in self._landed() if (one["file_sha256"], one["sheet"], one["row_number"]) == place), None
        )
        return landed_text(landed) if landed else None

    def _outranked(self, period: str) -> Iterator[Competitor]:
        code = self.indicator.indicator_code
        outturns = {(row["figure_id"], row["quarter"]): row for row in self.evidence.outturns.get(code, ())}
        for row in self.evidence.competing.get(code, ()):
            outturn = outturns.get((row["figure_id"], row["reported_in"]))
            if row["period"] == period and row["place"] > 1 and outturn is not None:
                shown = printed(row["published_value"], self.indicator.decimals, row["marker"])
                yield _competitor(outturn, shown, "counts less", row["rule"], row["reported_in"])

    def _superseded(self, period: str) -> Iterator[Competitor]:
        for row in self._landed():
            fate = row["fate"]
            unplaced = fate == "quarantined" and row["period"] is None and row["quarter"] == self.quarter
            if row["period"] != period and not unplaced:
                continue
            shown = landed_text(row) or printed(None, 0, row["marker"])
            if fate == "accepted":
                yield _competitor(row, shown, "superseded", _why_superseded(row), row["quarter"])
            elif fate == "quarantined":
                why = f"{row['reason']}" + (f" Mended by {row['released_by']}." if row["released_by"] else "")
                yield _competitor(row, shown, "refused", why, row["quarter"])

    def _landed(self) -> Iterator[Row]:
        landed = self.evidence.landed
        for row in landed.get(self.indicator.indicator_code, ()):
            if row["source"] == INTERNAL_RETURNS:
                yield row
        for row in landed.get(self.indicator.source_measure or "", ()):
            if row["source"] == self.indicator.source:
                yield row


def _first(rows: Sequence[Row], period: str) -> list[Row]:
    return [row for row in rows if row["period"] == period][:1]


def _why_superseded(row: Row) -> str:
    if row["source"] == INTERNAL_RETURNS:
        return "A submission with a later date, or of that date in a later file, stands in its place."
    return "A file that comes later by name gives the same figure: it is the newer publication."


def _competitor(row: Row, shown: str, standing: Any, why: str, reported_in: str | None) -> Competitor:
    return Competitor(
        printed=shown,
        standing=standing,
        why=why,
        source=row["source"],
        reported_in=reported_in,
        file_name=row["file_name"],
        file_sha256=row["file_sha256"],
        sheet=row["sheet"],
        row=row["row_number"],
        cell=row["cell"],
        text=landed_text(row),
        submitted_by=row["submitted_by"],
        submitted_on=row["submitted_on"],
    )


def landed_text(row: Row) -> str | None:
    """The text in a landed row's cell, or those of a ratio's two cells."""
    parts = (row["raw_value"],) if row["raw_value"] else (row.get("raw_numerator"), row.get("raw_denominator"))
    return BETWEEN.join(filter(None, parts)) or None
