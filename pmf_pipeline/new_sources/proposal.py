"""A first specification for a file of an unknown layout, from what its sheets look like.

What is decided here is which finding goes into which field; finding is the other modules', and the text is
`as_yaml`'s.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pmf_pipeline.framework import Framework
from pmf_pipeline.new_sources.figures import KNOWN_SYMBOLS, plain_number, symbols_in
from pmf_pipeline.new_sources.grids import File
from pmf_pipeline.new_sources.leaving_out import end_pattern, rules_for
from pmf_pipeline.new_sources.roles import Roles, find_roles, is_period
from pmf_pipeline.new_sources.table import Table, find_table
from pmf_pipeline.reading.cells import UnreadableFileError
from pmf_pipeline.reading.raw_rows import FOOTNOTE

YEARS = re.compile(r"(?:FYE\s*)?(?:19|20)\d{2}(?:\s*[-/_–]\s*(?:20)?\d{2})?(?!\d)")
SHARE = re.compile(r"%|per\s?cent|percentage|proportion|rate", re.IGNORECASE)
FEWEST_PATTERNED = 3
MOST_SYMBOLS = 20
LONGEST_TITLE = 150
PLACEHOLDER = "SAY-WHICH"


@dataclass(frozen=True)
class Proposal:
    """A specification and what is to be known of each part.

    Attributes:
        fields: the specification's fields, in the order they are shown.
        remarks: field to what the analyst should look at.
        findings: what was found on the whole.
    """

    fields: dict[str, Any]
    remarks: dict[str, list[str]] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)


def propose(file: File, framework: Framework) -> Proposal:
    """Propose a specification for a file.

    Args:
        file: the file.
        framework: for the areas that it knows.

    Raises:
        UnreadableFileError: no sheet has a column of area codes, by which tables are found, or figures beside it.
    """
    tables = [table for grid in file.grids if (table := find_table(grid)) is not None]
    if not tables:
        raise UnreadableFileError(
            "has no column of area codes such as E08000013 with names above it, by which a table is found. Write its "
            "specification by hand (docs/reference/sources.md), or ask the publisher for a file with codes"
        )
    table = max(tables, key=lambda each: sum(map(bool, each.columns[each.area_column])))
    roles = find_roles(table)
    _refuse_without_columns(table, roles)
    alike = [each for each in tables if each.names == table.names and each.header_row == table.header_row]
    proposal = Proposal(_about(file, table))
    _layout(proposal, file, table, alike if roles.measure is None else [table])
    _columns(proposal, file, table, roles, alike)
    _treatment(proposal, alike if roles.measure is None else [table], roles, framework)
    _findings(proposal, table, tables)
    return proposal


def _refuse_without_columns(table: Table, roles: Roles) -> None:
    name = table.names[table.area_column]
    if not table.is_told_apart(table.area_column):
        fault = f"has area codes in a column whose name, {name!r}, is blank or stands twice"
    elif roles.value is None and not roles.wide_periods and not roles.wide_measures:
        fault = f"has area codes in its column {name!r}, but no column of figures beside it"
    else:
        return
    raise UnreadableFileError(f"{fault}. Write its specification by hand (docs/reference/sources.md)")


def _about(file: File, table: Table) -> dict[str, Any]:
    heading = next(iter(table.above.splitlines()), "")
    stem = re.sub(r"\d+", "*", file.path.stem)
    return {
        "title": heading
        if 0 < len(heading) <= LONGEST_TITLE
        else " ".join(re.split(r"[_\s]+", file.path.stem)).strip(),
        "publisher": "Say who publishes it",
        "kind": "published",
        "files": f"{source_name(file.path)}/{re.sub(r'[*]+([-_ ]?[*]+)*', '*', stem)}{file.path.suffix}",
    }


def source_name(path: Path) -> str:
    """A name for the source: the file's words without its numbers."""
    words = re.findall(r"[a-z]+", path.stem.casefold())
    return "_".join(words) or "source"


def _layout(proposal: Proposal, file: File, table: Table, alike: Sequence[Table]) -> None:
    fields = proposal.fields
    if table.grid.sheet is None:
        fields["encoding"] = file.encoding
        if file.delimiter != ",":
            fields["delimiter"] = file.delimiter
    elif len(file.grids) > 1:
        fields["sheet"] = _sheet_name(file, [each.grid.sheet or "" for each in alike])
    if table.header_row > 1:
        fields["header_row"] = table.header_row
    if table.header_rows > 1:
        fields["header_rows"] = table.header_rows
    ends_at = end_pattern(table)
    if ends_at is not None:
        fields["ends_at"] = ends_at
        rows = f"row {table.footnotes[0]}" + (f" to {table.footnotes[-1]}" if len(table.footnotes) > 1 else "")
        proposal.remarks["ends_at"] = [f"{rows}: kept as notes and left out by the rule {FOOTNOTE}."]


def _sheet_name(file: File, names: Sequence[str]) -> str:
    """The sheet's name, or a pattern that fits all sheets of the layout and no other."""
    if len(names) == 1:
        return names[0]
    start = names[0]
    while start and not all(name.startswith(start) for name in names):
        start = start[:-1]
    fitting = [grid.sheet for grid in file.grids if fnmatchcase((grid.sheet or "").casefold(), f"{start}*".casefold())]
    return f"{start}*" if start and fitting == list(names) else names[0]


def _columns(proposal: Proposal, file: File, table: Table, roles: Roles, alike: Sequence[Table]) -> None:
    fields, names = proposal.fields, table.names
    meanings = ("measure", "measure_detail", "period", "quarter", "value", "area_code", "area_name", "notes")
    fields["columns"] = {meaning: names[at] for meaning in meanings if (at := getattr(roles, meaning)) is not None}
    ignored = [name for at, name in enumerate(names) if at not in roles.read and (name or any(table.columns[at]))]
    if ignored:
        fields["ignored_columns"] = list(dict.fromkeys(ignored))
        proposal.remarks["ignored_columns"] = [
            "In the file, and not read. A column that is in neither place refuses it."
        ]
    if roles.wide_periods:
        fields["wide"] = {"gives": "period", **_wide([names[at] for at in roles.wide_periods])}
        proposal.remarks["wide"] = ["Each of these columns holds the figures of one period."]
    if roles.wide_measures:
        fields["wide"] = {"gives": "measure", "columns": [names[at] for at in roles.wide_measures]}
        proposal.remarks["wide"] = [
            "Each of these columns holds a measure. Move those you don't need to ignored_columns."
        ]
    if roles.measure is None and not roles.wide_measures:
        _missing_measure(proposal, table, roles, alike)
    if roles.period is None and not roles.wide_periods:
        _missing_period(proposal, file, table)


def _wide(names: Sequence[str]) -> dict[str, Any]:
    """The names as a pattern where they have one shape, so that next year's column is read too."""
    shapes = {re.sub(r"\d+", lambda digits: rf"\d{{{len(digits[0])}}}", name) for name in names}
    if len(names) >= FEWEST_PATTERNED and len(shapes) == 1 and re.fullmatch(r"[\w\s{}\\/\-]+", next(iter(shapes))):
        return {"pattern": shapes.pop()}
    return {"columns": list(names)}


def _missing_measure(proposal: Proposal, table: Table, roles: Roles, alike: Sequence[Table]) -> None:
    if "*" in str(proposal.fields.get("sheet", "")):
        proposal.fields["found_in"] = {"measure": {"place": "sheet", "pattern": "(.*)"}}
        proposal.remarks["found_in"] = [
            "Each sheet's name is its measure: " + ", ".join(str(t.grid.sheet) for t in alike)
        ]
        return
    name = table.names[roles.value] if roles.value is not None else table.grid.sheet or proposal.fields["title"]
    proposal.fields["constants"] = {"measure": name}
    proposal.remarks["constants"] = ["No column names the measure. Give it the name that indicators.csv will use."]


def _missing_period(proposal: Proposal, file: File, table: Table) -> None:
    for place, text in (("file", file.path.name), ("sheet", table.grid.sheet or ""), ("above", table.above)):
        match = YEARS.search(text)
        if match and is_period(match[0]):
            shape = re.sub(r"\d+", lambda digits: rf"\d{{{len(digits[0])}}}", match[0])
            found = {"place": place, "pattern": f"({shape})"}
            proposal.fields.setdefault("found_in", {})["period"] = found
            proposal.remarks.setdefault("found_in", []).append(
                f"The period, {match[0]}, stands there and nowhere else."
            )
            return
    proposal.fields.setdefault("constants", {})["period"] = PLACEHOLDER
    proposal.remarks.setdefault("constants", []).append("No period was found: say which, such as 2023-24.")


def _treatment(proposal: Proposal, tables: Sequence[Table], roles: Roles, framework: Framework) -> None:
    table = tables[0]
    figures = [at for at in (roles.value, *roles.wide_periods, *roles.wide_measures) if at is not None]
    texts: Counter[str] = Counter()
    for at in figures:
        for each in tables:
            texts.update(symbols_in(each.columns[at]))
    known = {
        text: KNOWN_SYMBOLS[text.casefold()] for text, _ in texts.most_common() if text.casefold() in KNOWN_SYMBOLS
    }
    if known:
        proposal.fields["symbols"] = known
        counted = ", ".join(f"{text} {texts[text]:,}" for text in known)
        proposal.remarks["symbols"] = [f"{counted}. Look up in the publisher's notes what each means."]
    unknown = [(text, count) for text, count in texts.most_common() if text not in known]
    if unknown:
        listed = ", ".join(f"{text!r} {count:,}" for text, count in unknown[:MOST_SYMBOLS])
        proposal.findings.append(
            f"Texts among the figures that are no known symbol, and would be quarantined: {listed}."
        )
    shares = {table.names[at]: 100 for at in roles.wide_measures if _is_share(table, at)}
    if shares:
        proposal.fields["scale"] = shares
        proposal.remarks["scale"] = ["Shares stored from 0 to 1; as percentages they are times 100."]
    rules = list(rules_for(table, framework))
    if rules:
        proposal.fields["leave_out"] = rules


def _is_share(table: Table, at: int) -> bool:
    cells = table.columns[at]
    numbers = [number for cell in cells if (number := plain_number(cell)) is not None]
    return (
        bool(SHARE.search(table.names[at])) and bool(numbers) and max(numbers) <= 1 and any(0 < n < 1 for n in numbers)
    )


def _findings(proposal: Proposal, table: Table, tables: Sequence[Table]) -> None:
    where = f"sheet {table.grid.sheet!r}" if table.grid.sheet else "the file"
    rows = f"column names in row {table.header_row}, data in rows {table.first} to {table.last}"
    proposal.findings.insert(0, f"The table found: {where}, {rows}.")
    others = [str(each.grid.sheet) for each in tables if each is not table and each.names != table.names]
    if others:
        proposal.findings.append(
            f"Other sheets with area codes, laid out differently: {', '.join(others)}. Each needs a specification of "
            "its own, for the same files."
        )
