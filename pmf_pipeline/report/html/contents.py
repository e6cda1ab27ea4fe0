"""What each section of the page shows: rows of the report tables, brought together by indicator and by portfolio.

Rows are chosen and put in order here, by words that the tables hold; nothing is rated, counted or computed.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any

from pmf_pipeline.report.html.charts import chart_of
from pmf_pipeline.report.pack import Pack
from pmf_pipeline.report.wording import left_out_of_warnings, own_rules

STANDINGS = ("Needs improvement", "Close to target", "Performs well", "No figure", "No target yet", "For context")
# The tables with at most one row for an indicator, which the page shows with it.
BESIDE = ("sentences", "standings", "commentary", "chart_texts", "year_end_outlook", "benchmark_comparisons")
Row = Mapping[str, Any]


class Contents:
    """The report tables of an edition as the templates ask for them."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    @cached_property
    def indicators(self) -> Sequence[Row]:
        """Every indicator of the quarter by portfolio and code, with all that the page says of it."""
        framework = self._pack.project.framework.indicators
        beside = {name: {row["indicator_code"]: row for row in self._pack.printed(name)} for name in BESIDE}
        found = [
            {
                **row,
                "framework": framework[row["indicator_code"]],
                "history": self._histories.get(row["indicator_code"], []),
                "chart": chart_of(
                    self._histories.get(row["indicator_code"], []), self._agreed.get(row["indicator_code"], {})
                ),
                **{name: rows.get(row["indicator_code"]) for name, rows in beside.items()},
            }
            for row in self._pack.printed("scorecard")
        ]
        return sorted(found, key=lambda row: (row["portfolio"], row["indicator_code"]))

    @cached_property
    def titles(self) -> dict[str, str]:
        """The title of each indicator of the quarter, by its code."""
        return {row["indicator_code"]: row["title"] for row in self.indicators}

    @cached_property
    def exceptions(self) -> Sequence[Row]:
        """The indicators that need attention, in the order in which to look at them."""
        placed = [row for row in self.indicators if row["standings"]["place"] is not None]
        return sorted(placed, key=lambda row: row["standings"]["place"])

    @cached_property
    def portfolios(self) -> Sequence[Row]:
        """Each portfolio: its headline, and its indicators by how they stand."""
        headlines = {row["scope_name"]: row for row in self._pack.printed("headlines") if row["scope"] == "portfolio"}
        return [
            {"name": name, "headline": headlines[name], "groups": _by_standing(rows)}
            for name, rows in _grouped(self.indicators, "portfolio")
        ]

    @cached_property
    def frameworks(self) -> Sequence[Row]:
        """Each outside framework by theme: the council's position, and the metrics that it does not report."""
        others = [row for row in self._pack.printed("framework_coverage") if row["status"] != "In the framework"]
        positions = sorted(self._pack.printed("framework_position"), key=lambda row: (row["framework"], row["theme"]))
        return [
            {
                "name": tag.capitalize() if len(tag) > 3 else tag.upper(),
                "tag": tag,
                "themes": _grouped(rows, "theme"),
                "others": [row for row in others if row["framework"] == tag],
            }
            for tag, rows in _grouped(positions, "framework")
        ]

    @cached_property
    def revisions(self) -> Sequence[Row]:
        """The targets that decisions revised: newest decision first, each indicator with its periods."""
        decisions = self._pack.project.framework.decisions
        by_decision = _grouped(sorted(self._revised, key=lambda row: str(row["decision_ref"])), "decision_ref")
        newest_first = sorted(by_decision, key=lambda found: str(decisions[found[0]].decided_on), reverse=True)
        return [
            {"decision": decisions[ref], "indicators": [found for _, found in _grouped(rows, "indicator_code")]}
            for ref, rows in newest_first
        ]

    @cached_property
    def returns(self) -> Sequence[Row]:
        """The figures that services owed and that aren't there, or came late."""
        return self._pack.printed("missing_returns")

    @cached_property
    def files(self) -> Sequence[Row]:
        """The files behind the report, each with its account."""
        return self._pack.printed("landed_files")

    @cached_property
    def restatements(self) -> Sequence[Row]:
        """What earlier editions published otherwise."""
        return self._pack.printed("restatements")

    @cached_property
    def own_rules(self) -> list[tuple[Row, str]]:
        """The indicators that are rated by a rule of their own, with when they are Amber."""
        return own_rules(self._pack.project.framework, self.indicators)

    @cached_property
    def waived(self) -> Sequence[Row]:
        """The failures that somebody let through, each with who, why and until when."""
        return [row for row in self._notices if row["outcome"] == "Waived"]

    @cached_property
    def warnings(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """What the gates let through with a warning, by the rule that warned."""
        warned = [row for row in self._notices if row["outcome"] != "Waived"]
        return _grouped(sorted(warned, key=lambda row: str(row["what_must_hold"])), "what_must_hold")

    @cached_property
    def left_out_of_warnings(self) -> str:
        """What the warnings leave out, as a sentence; empty where they leave nothing out."""
        return left_out_of_warnings(self._pack.project.framework)

    @cached_property
    def _notices(self) -> Sequence[Row]:
        return self._pack.printed("waivers_and_warnings")

    @cached_property
    def _histories(self) -> Mapping[str, list[Row]]:
        rows = sorted(self._pack.printed("figure_history"), key=lambda row: (row["indicator_code"], row["period_end"]))
        return dict(_grouped(rows, "indicator_code"))

    @cached_property
    def _agreed(self) -> Mapping[str, Mapping[tuple[str, str], Any]]:
        """What each target was before it was revised: by indicator, then by period and decision."""
        return {
            code: {(row["target_period"], row["decision_ref"]): row["agreed_target"] for row in found}
            for code, found in _grouped(self._revised, "indicator_code")
        }

    @cached_property
    def _revised(self) -> Sequence[Row]:
        return self._pack.printed("target_revisions")


def _grouped(rows: Iterable[Any], column: str) -> list[tuple[str, list[Any]]]:
    """Rows that stand together and have the same value in a column, with that value."""
    return [(value, list(found)) for value, found in groupby(rows, key=lambda row: row[column])]


def _by_standing(rows: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The indicators of each standing that some have, what needs improvement first, exceptions in their order."""
    in_order = sorted(rows, key=lambda row: row["standings"]["place"] or 0)
    groups = [(name, [row for row in in_order if row["standings"]["standing"] == name]) for name in STANDINGS]
    return [(name, found) for name, found in groups if found]
