"""Which report tables the workbook has, on which sheet, and what each column is called there.

A new sheet is an entry here; how a sheet looks is `workbook`'s.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Sheet:
    """One sheet with one table.

    Attributes:
        table: the report table.
        label: the sheet's name.
        title: what the table shows, without the quarter.
        columns: each column with its heading, in order; a note's name follows in `$$`.
        order: the columns that its rows are sorted by; those of the table's grain where none are named.
        keep: which of its rows belong here; all of them where nothing is said.
    """

    table: str
    label: str
    title: str
    columns: Mapping[str, str]
    order: tuple[str, ...] = ()
    keep: Callable[[Row], bool] = field(default=lambda _row: True)


SHEETS = (
    Sheet(
        "scorecard",
        "Scorecard",
        "Scorecard: each indicator's figure, target, rating and direction of travel",
        {
            "portfolio": "Portfolio", "indicator_code": "Indicator code", "title": "Indicator", "unit": "Unit",
            "period": "Period", "outturn": "Outturn $$decimals$$", "marker": "Marker", "target": "Target",
            "target_decision": "Target decision", "variance": "Variance from target",
            "variance_pct": "Variance from target (%)", "rag": "Rating $$rating$$",
            "previous_period": "Previous period", "previous": "Previous figure",
            "direction": "Direction of travel $$direction$$", "england_median": "England median $$medians$$",
            "region_median": "Region median", "neighbours_median": "Nearest neighbours' median",
            "rank": "Rank in England", "rank_of": "Authorities ranked",
            "quartile": "Quartile", "mads_from_median": "Oflog score $$score$$",
        },
        ("portfolio", "indicator_code"),
    ),
    Sheet(
        "standings",
        "Exceptions",
        "Indicators that need attention, the most pressing first",
        {
            "place": "Place", "indicator_code": "Indicator code", "title": "Indicator", "portfolio": "Portfolio",
            "rag": "Rating $$rating$$", "direction": "Direction of travel $$direction$$",
            "running": "Figures running", "since": "Since", "reason": "Why",
        },
        ("place",),
        lambda row: row["place"] is not None,
    ),
    Sheet(
        "headlines",
        "Headlines",
        "The headline of the report, of each portfolio and of each theme",
        {
            "scope": "Level", "scope_name": "Name", "indicators": "Indicators", "rated": "Rated", "green": "Green",
            "amber": "Amber", "red": "Red", "no_target": "No target", "no_data": "No figure",
            "not_rated": "For context only", "on_or_above_target_pct": "Green (% of rated)",
            "within_tolerance_pct": "Green and Amber (% of rated)", "headline_pct": "Headline (%) $$headline$$",
            "previous_quarter_pct": "Headline of the quarter before (%)",
            "same_quarter_last_year_pct": "Headline of the same quarter last year (%)",
        },
    ),
    Sheet(
        "commentary",
        "Commentary",
        "What services say of their figures",
        {
            "indicator_code": "Indicator code", "title": "Indicator", "portfolio": "Portfolio", "period": "Period",
            "rag": "Rating $$rating$$", "commentary": "Commentary $$commentary$$", "submitted_by": "Submitted by",
            "submitted_on": "Submitted on",
        },
        ("portfolio", "indicator_code"),
    ),
    Sheet(
        "framework_position",
        "Outside frameworks",
        "The council's position on the indicators of outside frameworks",
        {
            "framework": "Framework", "theme": "Theme", "indicator_code": "Indicator code", "title": "Indicator",
            "unit": "Unit", "period": "Period", "outturn": "Outturn $$decimals$$", "marker": "Marker",
            "last_five": "Newest five figures", "target": "Target", "direction": "Direction of travel $$direction$$",
            "neighbours_median": "Nearest neighbours' median $$medians$$",
            "neighbours_place": "Place among neighbours", "region_median": "Region median",
            "england_median": "England median", "rank": "Rank in England", "rank_of": "Authorities ranked",
            "quartile": "Quartile", "mads_from_median": "Oflog score $$score$$",
            "score_in_words": "Oflog score in words", "data_up_to": "Data up to", "next_expected": "Next expected",
        },
        ("framework", "theme", "indicator_code"),
    ),
    Sheet(
        "target_revisions",
        "Target revisions",
        "Targets that decisions revised, with the outturn that was known then",
        {
            "indicator_code": "Indicator code", "title": "Indicator", "unit": "Unit", "target_period": "Target for",
            "agreed_target": "Target before", "agreed_decision": "Decision before", "revised_target": "Target after",
            "change": "Change", "decision_ref": "Decision", "decided_on": "Decided on",
            "effective_from": "Effective from", "prompted_by_period": "Latest final outturn for",
            "prompted_by_outturn": "Latest final outturn", "is_more_ambitious": "More ambitious",
            "is_easier_than_outturn": "Asks for less than was reached", "rationale": "Reason",
        },
    ),
    Sheet(
        "year_end_outlook",
        "Year-end outlook",
        "Where quarterly indicators stand on their way to the year's target",
        {
            "indicator_code": "Indicator code", "financial_year": "Financial year", "outturn": "Outturn $$decimals$$",
            "year_end_target": "Year's target", "target_decision": "Target decision",
            "forecast": "Forecast $$forecast$$", "method": "Method", "outlook": "Outlook",
        },
    ),
    Sheet(
        "benchmark_comparisons",
        "Other authorities",
        "Each figure beside England, the region and the council's nearest neighbours",
        {
            "indicator_code": "Indicator code", "period": "Period", "england_median": "England median $$medians$$",
            "england_authorities": "Authorities in England", "england_published": "England, as published",
            "region_median": "Region median", "region_authorities": "Authorities in the region",
            "region_published": "Region, as published", "neighbours_median": "Nearest neighbours' median",
            "neighbours_minimum": "Nearest neighbours' smallest", "neighbours_maximum": "Nearest neighbours' largest",
            "neighbours_authorities": "Neighbours with a figure", "neighbours": "Who they are",
            "neighbours_place": "Place among neighbours", "rank": "Rank in England", "rank_of": "Authorities ranked",
            "quartile": "Quartile", "mads_from_median": "Oflog score $$score$$",
            "score_in_words": "Oflog score in words",
        },
    ),
    Sheet(
        "missing_returns",
        "Late and missing returns",
        "Figures that services owed for the quarter and sent late, or not at all",
        {
            "indicator_code": "Indicator code", "title": "Indicator", "service": "Service",
            "directorate": "Directorate", "period": "Period",
            "returns_due": "Due on", "status": "Status", "submitted_on": "Returned on",
            "days_late": "Days late",
        },
        ("service", "indicator_code"),
    ),
    Sheet(
        "restatements",
        "Restatements",
        "Figures, targets and ratings that have changed since they were published",
        {
            "indicator_code": "Indicator code", "title": "Indicator", "period": "Period",
            "published_in": "Published in", "published_edition": "Edition", "published_status": "Status then",
            "published_value": "Figure then", "published_marker": "Marker then", "value_now": "Figure now",
            "marker_now": "Marker now", "published_target": "Target then", "target_now": "Target now",
            "published_rag": "Rating then", "rag_now": "Rating now", "reason": "Why",
        },
    ),
    Sheet(
        "framework_changes",
        "Framework changes",
        "What decisions changed in the framework",
        {
            "decision_ref": "Decision", "decided_on": "Decided on", "effective_from": "Effective from",
            "change": "Change", "indicator_code": "Indicator code", "title": "Indicator", "period": "Target for",
            "was": "Before", "becomes": "After", "rationale": "Reason",
        },
    ),
    Sheet(
        "framework_coverage",
        "Framework coverage",
        "Metrics of outside frameworks, and the council's indicators for them",
        {
            "framework": "Framework", "theme": "Theme", "metric": "Metric", "status": "Status",
            "indicator_code": "Indicator code", "introduced_by": "Added by decision", "source": "Source",
            "published_frequency": "Published", "reason": "Reason",
        },
    ),
    Sheet(
        "waivers_and_warnings",
        "Warnings and waivers",
        "What the checks let through with a warning or a waiver",
        {
            "outcome": "Outcome", "indicator_code": "Indicator code", "period": "Period",
            "what_must_hold": "What must hold", "found": "What was found", "origin": "Origin",
            "what_to_do": "What to do", "reason": "Why waived", "waived_by": "Waived by", "expires_on": "Until",
        },
    ),
    Sheet(
        "figures",
        "Origins",
        "Where each figure of the scorecard was read from",
        {
            "figure_id": "Figure id", "indicator_code": "Indicator code", "area_code": "Area code (GSS)",
            "period": "Period", "published_value": "Figure $$decimals$$", "marker": "Marker",
            "exact_value": "Exact value", "numerator": "Numerator", "denominator": "Denominator", "source": "Source",
            "file_name": "File", "sheet": "Sheet", "row_number": "Row", "cell": "Cell", "raw_value": "Text in the cell",
        },
    ),
)  # fmt: skip
