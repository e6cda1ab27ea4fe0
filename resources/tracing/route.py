"""The way of a figure through the tables, and what happened to it in each, with its numbers.

Each sentence tells what a table's row holds; the rule itself is the model's, and is quoted from there.
"""

from collections.abc import Iterator

from pmf_pipeline.catalogue import WHOLE
from pmf_pipeline.project import Project
from pmf_pipeline.tracing.trace import Figure, Origin
from pmf_pipeline.tracing.words import BETWEEN, at_decimals, places, plain
from resources.tracing.evidence import Evidence, Question
from resources.tracing.found import Found
from resources.tracing.papers import Stop, slice_of
from resources.tracing.rows import Row, first

JUDGED_ONLY = ""  # nothing happened to the figure in that table, but what its gate says belongs to the answer


def route(project: Project, evidence: Evidence, found: Found, figure: Figure, question: Question) -> tuple[Stop, ...]:
    """Every slice that the figure went through, in order."""
    stops = [*_landing(project, found), *_outturns(evidence, found, figure, question)]
    if found.reported is not None:
        stops += _report(evidence, found, figure, question)
    return tuple(dict.fromkeys(stops))


def _landing(project: Project, found: Found) -> Iterator[Stop]:
    for origin in found.origins:
        spec = project.source(origin.source)
        if spec is None:
            continue
        quarter = origin.file_name.split("/")[1] if spec.kind == "returns" else ""
        table = project.catalogue[spec.table]
        derived = bool(spec.for_derivation) and BETWEEN in (origin.cell or "")
        yield Stop(table.name, slice_of(table, quarter, spec.name), _accepted(origin, derived=derived))
        if derived:
            says = f"{plain(origin.numerator)} of {plain(origin.denominator)} is {plain(origin.value)}."
            yield Stop("stg_derived_figures", WHOLE, f"It is derived from two cells: {says}")
        if spec.kind == "returns":
            yield Stop("stg_returns", quarter, f"The submission in {origin.file_name} stands for {origin.period}.")
        else:
            yield Stop("stg_published_figures", WHOLE, f"{origin.file_name} gives the figure for {origin.period}.")
            yield Stop("extract_changes", WHOLE, JUDGED_ONLY)


def _accepted(origin: Origin, *, derived: bool) -> str:
    place = f"Row {origin.row}" + (f" of sheet {origin.sheet}" if origin.sheet else "")
    if derived and origin.text is not None:
        return f'{place}, cells {origin.cell}: "{origin.text}" were accepted.'
    if origin.numerator is not None and origin.denominator is not None:
        return f"{place}, cells {origin.cell}: {plain(origin.numerator)} of {plain(origin.denominator)} was accepted."
    if origin.text is not None and origin.value is not None:
        return f'{place}, cell {origin.cell}: "{origin.text}" was accepted as {plain(origin.value)}.'
    return f"{place} was accepted."


def _outturns(evidence: Evidence, found: Found, figure: Figure, question: Question) -> Iterator[Stop]:
    outturn = found.outturn
    if outturn is None:
        return
    summed = [origin for origin in found.origins if origin.role == "added up"]
    if summed or outturn["value_in_quarter"] is not None:
        yield Stop("year_to_date", outturn["quarter"], _summed(summed, figure))
    yield Stop("outturns", outturn["quarter"], _rounded(found, figure))
    yield Stop("plausibility", outturn["quarter"], JUDGED_ONLY)
    code = found.indicator.indicator_code
    rivals = [row for row in evidence.competing.get(code, ()) if row["period"] == outturn["period"]]
    if rivals:
        says = f"{len(rivals)} figures compete for {outturn['period']}. {rivals[0]['rule']}"
        yield Stop("competing_outturns", question.quarter, says)


def _summed(summed: list[Origin], figure: Figure) -> str:
    if not summed:
        return "The return gives the year to date itself."
    periods = " + ".join(origin.period for origin in summed)
    return periods + ("." if figure.is_withheld else f" = {plain(figure.numerator or figure.exact_value)}.")


def _rounded(found: Found, figure: Figure) -> str:
    if figure.is_withheld:
        return "It is suppressed: nothing of its size is shown."
    if figure.exact_value is None:
        return f"There is no figure: {figure.printed}."
    decimals = found.indicator.decimals
    exact = plain(figure.exact_value)
    if figure.numerator is not None and figure.denominator is not None:
        ratio = f"{plain(figure.numerator)} of {plain(figure.denominator)} is {exact} in the indicator's unit"
        return f"{ratio}, published at {places(decimals)} as {figure.printed}."
    return f"{exact} is published at {places(decimals)} as {figure.printed}."


def _report(evidence: Evidence, found: Found, figure: Figure, question: Question) -> Iterator[Stop]:
    code, quarter, decimals = found.indicator.indicator_code, question.quarter, found.indicator.decimals
    yield Stop("reported_outturns", quarter, f"{quarter} reports the figure for {figure.period}: {figure.printed}.")
    for table, rows, tell in (
        ("targets_in_force", evidence.targets, _target),
        ("direction_of_travel", evidence.directions, _direction),
        ("target_comparisons", evidence.ratings, _rating),
        ("benchmark_comparisons", evidence.benchmarks, _benchmarks),
        ("scorecard", evidence.scorecard, _shown),
    ):
        row = first(rows, code)
        if row is None:
            continue
        if table == "benchmark_comparisons":
            for whole in ("benchmark_values", "benchmark_groups", "benchmark_positions"):
                yield Stop(whole, WHOLE, JUDGED_ONLY)
        yield Stop(table, quarter, tell(row, decimals))
    yield Stop("rating_changes", quarter, JUDGED_ONLY)


def _target(row: Row, decimals: int) -> str:
    ends = [at_decimals(row[name], decimals) for name in ("lower", "upper") if row[name] is not None]
    target = at_decimals(row["target"], decimals) if row["target"] is not None else " to ".join(ends)
    return f"{target} is in force, set for {row['target_period']} by {row['decision_ref']}."


def _direction(row: Row, decimals: int) -> str:
    if row["previous"] is None:
        return f"{row['direction']}."
    change = f", a change of {at_decimals(row['change'], decimals)}" if row["change"] is not None else ""
    before = f"{at_decimals(row['previous'], decimals)} in {row['previous_period']}"
    return f"{row['direction']} since {before}{change} ({row['basis']})."


def _rating(row: Row, decimals: int) -> str:
    if row["variance"] is None:
        return f"{row['rag']}."
    share = f" ({row['variance_pct']} % of it)" if row["variance_pct"] is not None else ""
    tolerance = f", tolerance {plain(row['tolerance'])}" if row["tolerance"] is not None else ""
    variance = at_decimals(row["variance"], decimals)
    return f"{variance} from the target{share} is {row['rag']}, by the method {row['rag_method']}{tolerance}."


def _benchmarks(row: Row, decimals: int) -> str:
    medians = [
        f"{name} {at_decimals(row[f'{name}_median'], decimals)}"
        for name in ("england", "region", "neighbours")
        if row[f"{name}_median"] is not None
    ]
    place = f"; rank {row['rank']} of {row['rank_of']}" if row["rank"] is not None else ""
    return f"Medians in {row['period']}: {', '.join(medians)}{place}."


def _shown(row: Row, _decimals: int) -> str:
    return f"Printed under {row['portfolio']}, {row['rag']}, {row['direction']}."
