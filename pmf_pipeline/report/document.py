"""The report as a Word document for the committee clerk: headings, tables with repeated headers, plain paragraphs.

It says what the report tables say, in the order in which a committee asks. How a table is built is
`document_parts`'; the council's own template, where it has one, decides how everything looks.
"""

import io
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.packing import stored_zip, unpacked
from pmf_pipeline.report.document_parts import (
    Column,
    add_list,
    add_paragraph,
    add_table,
    fix_properties,
    heading,
    plain_document,
)
from pmf_pipeline.report.pack import Pack
from pmf_pipeline.report.wording import (
    DIRECTIONS,
    NOTHING_RATED,
    SYMBOLS,
    day_in_words,
    days_in_words,
    grouped,
    headline_in_words,
    left_out_of_warnings,
    own_rules,
    quarter_in_words,
    ratings_in_words,
    rules_in_words,
)

if TYPE_CHECKING:
    from docx.document import Document

FILE = "report.docx"
Row = Mapping[str, Any]
# What a committee reads first, and under which heading.
STANDINGS = {
    "Needs improvement": "Needs improvement",
    "Close to target": "Close to target",
    "Performs well": "Performs well",
}
SCORECARD = (
    Column("Indicator", "indicator", 3.8), Column("Period", "period", 2.5), Column("Outturn", "outturn", 2.1, True),
    Column("Target", "target", 2.1, True), Column("Rating", "rag", 1.8), Column("Previous", "previous", 2.2, True),
    Column("Direction", "direction", 2.5),
)  # fmt: skip
HEADLINE = (
    Column("Portfolio", "scope_name", 5.4), Column("Indicators", "indicators", 2.2, True),
    Column("Rated", "rated", 1.8, True), Column("Green", "green", 1.7, True), Column("Amber", "amber", 1.7, True),
    Column("Red", "red", 1.7, True), Column("Headline", "headline", 2.2, True),
)  # fmt: skip
POSITION = (
    Column("Indicator", "indicator", 3.7), Column("Period", "period", 1.9), Column("Outturn", "outturn", 2.1, True),
    Column("Neighbours", "neighbours_median", 2.7, True), Column("England", "england_median", 2.1, True),
    Column("Rank", "rank_in_words", 2.0), Column("Direction", "direction", 2.5),
)  # fmt: skip
REVISIONS = (
    Column("Indicator", "title", 3.9), Column("For", "target_period", 2.0),
    Column("Before", "agreed_in_words", 2.1, True),
    Column("After", "revised_in_words", 2.1, True), Column("Decision", "decision_in_words", 2.9),
    Column("Reason", "rationale", 4.0),
)  # fmt: skip
MISSING = (
    Column("Indicator", "indicator", 5.5), Column("Service", "service", 4.0), Column("Period", "period", 2.5),
    Column("Due on", "due_on", 3.2), Column("Status", "status", 1.8),
)  # fmt: skip
RESTATEMENTS = (
    Column("Indicator", "indicator", 5.0), Column("Period", "period", 2.5), Column("Published in", "published_in", 2.7),
    Column("Figure then", "then", 2.1, True), Column("Figure now", "now", 2.1, True), Column("Why", "reason", 2.6),
)  # fmt: skip


def write_document(pack: Pack) -> Mapping[str, bytes]:
    """report.docx, the same bytes for the same content.

    Raises:
        ConfigurationError: the council's template cannot be read as a Word document.
    """
    document = _new_document(pack)
    title = f"{pack.facts['council']}: performance report"
    heading(document, f"Draft: {title}" if pack.approval is None else title, 0)
    for text in (f"{quarter_in_words(pack.quarter)}.", pack.status_in_words, pack.facts["notice"]):
        if text:
            add_paragraph(document, text)
    for write in (_headline, _portfolios, _scorecard, _positions, _revisions, _missing, _restatements, _notes):
        write(document, pack)
    report_on = pack.project.framework.quarter(pack.quarter).report_on
    fix_properties(document, f"{title}, {quarter_in_words(pack.quarter)}", pack, report_on)
    buffer = io.BytesIO()
    document.save(buffer)
    return {FILE: stored_zip(unpacked(buffer.getvalue()))}


def _new_document(pack: Pack) -> "Document":
    """A document by the council's template, after whatever stands in it; else by the plain one."""
    import docx

    template = pack.project.home.framework / pack.project.framework.rules.publication.document_template
    if not template.is_file():
        return plain_document()
    try:
        return docx.Document(str(template))
    except (KeyError, ValueError, OSError) as error:
        raise ConfigurationError(
            f"{template} cannot be used as the template of report.docx: it is not a Word document (.docx). Save it as "
            "one, or remove it for the plain look."
        ) from error


def _headline(document: "Document", pack: Pack) -> None:
    heading(document, "Headline", 1)
    whole = pack.headline
    if whole["headline_pct"] is None:
        add_paragraph(document, NOTHING_RATED)
    else:
        words = headline_in_words(whole, pack.project.framework.rules)
        add_paragraph(document, f"{whole['headline_pct']}% of the {whole['rated']} rated indicators {words}.")
        add_paragraph(document, f"The rule: {whole['rule']}.".replace("..", "."))
    portfolios = [row for row in pack.printed("headlines") if row["scope"] == "portfolio"]
    lines = [
        {**row, "headline": "none rated" if row["headline_pct"] is None else f"{row['headline_pct']}%"}
        for row in [*portfolios, {**whole, "scope_name": "All"}]
    ]
    add_table(document, "Headline by portfolio", HEADLINE, lines)


def _portfolios(document: "Document", pack: Pack) -> None:
    heading(document, "How each portfolio performs", 1)
    said = {name: {row["indicator_code"]: row for row in pack.printed(name)} for name in ("sentences", "commentary")}
    standings = sorted(pack.printed("standings"), key=lambda row: (row["portfolio"], row["indicator_code"]))
    for portfolio, found in groupby(standings, key=lambda row: row["portfolio"]):
        heading(document, portfolio, 2)
        rows = list(found)
        shown = False
        for standing, words in STANDINGS.items():
            of_it = sorted(
                (row for row in rows if row["standing"] == standing), key=lambda row: (row["place"] or 0, row["title"])
            )
            if of_it:
                shown = True
                heading(document, words, 3)
                add_list(document, [_about(row, said) for row in of_it])
        if not shown:
            add_paragraph(document, "No indicator is rated in this quarter.")


def _about(row: Row, said: Mapping[str, Mapping[str, Row]]) -> Sequence[str]:
    """What is said of an indicator: its sentences, why it needs attention, and the service's own words."""
    code = row["indicator_code"]
    sentences = said["sentences"][code]
    parts = [sentences["figure"], sentences["against_target"], sentences["since_last_time"]]
    parts.append(f"Why it needs attention: {row['reason']}." if row["place"] is not None else None)
    commentary = said["commentary"].get(code)
    if commentary is not None and commentary["commentary"] is not None:
        parts.append(f"The service says: {commentary['commentary']}")
    return [" ".join(part for part in parts if part)]


def _scorecard(document: "Document", pack: Pack) -> None:
    heading(document, "Scorecard", 1)
    covers = {row["indicator_code"]: row["covers"] for row in pack.printed("sentences")}
    rows = sorted(pack.printed("scorecard"), key=lambda row: (row["portfolio"], row["indicator_code"]))
    for portfolio, found in groupby(rows, key=lambda row: row["portfolio"]):
        heading(document, portfolio, 2)
        add_table(document, f"Scorecard of {portfolio}", SCORECARD, [
            _scorecard_row({**row, "period": _joined(row["period"], covers[row["indicator_code"]])}) for row in found
        ])  # fmt: skip


def _scorecard_row(row: Row) -> Row:
    marker = row["marker"] or ""
    return {
        **row,
        "indicator": f"{row['indicator_code']} {row['title']}, {row['unit']}",
        "outturn": f"{_figure(row['outturn'], '')} {marker}".strip(),
        "target": _figure(row["target"], "[z]"),
        "previous": _figure(row["previous"], "[x]"),
    }


def _positions(document: "Document", pack: Pack) -> None:
    rows = sorted(
        pack.printed("framework_position"), key=lambda row: (row["framework"], row["theme"], row["indicator_code"])
    )
    if not rows:
        return
    heading(document, "Beside other authorities", 1)
    for framework, of_it in groupby(rows, key=lambda row: row["framework"]):
        for theme, found in groupby(of_it, key=lambda row: row["theme"]):
            title = f"{framework.capitalize()}: {theme}"
            heading(document, title, 2)
            add_table(document, f"Position, {title}", POSITION, [_position_row(row) for row in found])


def _position_row(row: Row) -> Row:
    return {
        **_scorecard_row({**row, "target": None, "previous": None}),
        "neighbours_median": _figure(row["neighbours_median"], "[x]"),
        "england_median": _figure(row["england_median"], "[x]"),
        "rank_in_words": "[z]" if row["rank"] is None else f"{row['rank']} of {row['rank_of']}",
    }


def _revisions(document: "Document", pack: Pack) -> None:
    rows = pack.printed("target_revisions")
    if not rows:
        return
    heading(document, "Target revisions", 1)
    lines = [
        {
            **row,
            "agreed_in_words": row["agreed_in_words"] or "[z]",
            "revised_in_words": row["revised_in_words"] or "[z]",
            "decision_in_words": f"{row['decision_ref']}, {day_in_words(row['decided_on'])}",
        }
        for row in rows
    ]
    add_table(document, "Targets that decisions revised", REVISIONS, lines)


def _missing(document: "Document", pack: Pack) -> None:
    rows = pack.printed("missing_returns")
    if rows:
        heading(document, "Late and missing returns", 1)
        lines = [
            {
                **row,
                "indicator": f"{row['indicator_code']} {row['title']}",
                "service": row["directorate"] or row["service"],
                "due_on": day_in_words(row["returns_due"]) if row["returns_due"] else None,
            }
            for row in rows
        ]
        add_table(document, "Figures that services owed and sent late, or not at all", MISSING, lines)


def _restatements(document: "Document", pack: Pack) -> None:
    rows = pack.printed("restatements")
    if rows:
        heading(document, "Restatements", 1)
        lines = [{**row, **_restated(row)} for row in rows]
        add_table(document, "Figures that changed since they were published", RESTATEMENTS, lines)


def _restated(row: Row) -> Row:
    return {
        "indicator": f"{row['indicator_code']} {row['title']}",
        "then": _figure(row["published_value"], row["published_marker"] or "[z]"),
        "now": _figure(row["value_now"], row["marker_now"] or "[x]"),
    }


def _notes(document: "Document", pack: Pack) -> None:
    heading(document, "Notes", 1)
    heading(document, "Rules", 2)
    rules = [(rule.name, rule.words) for rule in rules_in_words(pack.project.framework.rules)]
    add_list(document, [[f"{name}: {words}"] for name, words in [*rules, ("Figures", pack.facts["judged_at"])]])
    if own := own_rules(pack.project.framework, pack.printed("scorecard")):
        heading(document, "Indicators with a rule of their own", 3)
        add_list(document, [[f"{row['title']}: Amber when {words}"] for row, words in own])
    heading(document, "Shorthand and words", 2)
    for meanings in (SYMBOLS, ratings_in_words(pack.project.framework.rules), DIRECTIONS):
        add_list(document, [[f"{word}: {meaning.rstrip('.')}."] for word, meaning in meanings.items()])
    notices = pack.printed("waivers_and_warnings")
    heading(document, "Warnings and waivers", 2)
    titles = {row["indicator_code"]: row["title"] for row in pack.printed("scorecard")}
    add_list(document, [[_notice(row, titles)] for row in notices])
    if not notices:
        add_paragraph(document, "The checks of this quarter's figures gave no warning, and none was waived.")
    if left_out := left_out_of_warnings(pack.project.framework):
        add_paragraph(document, left_out)


def _notice(row: Row, titles: Mapping[str, str]) -> str:
    """A notice with what it is about: its indicator, by its title where the scorecard has it, and the period."""
    code = row["indicator_code"]
    about = _joined(titles.get(code, code), row["period"])
    found = row["found"] or ""
    parts = [
        f"{row['outcome']}{f' ({about})' if about else ''}: {row['what_must_hold']}",
        found[:1].upper() + found[1:],
    ]
    if row["waived_by"]:
        parts.append(f"Waived by {row['waived_by']} until {days_in_words(row['expires_on'])}: {row['reason']}")
    return " ".join(part for part in parts if part)


def _joined(*texts: str | None) -> str:
    return ", ".join(text for text in texts if text)


def _figure(value: Any, absent: str) -> str:
    return absent if value is None else grouped(value)
