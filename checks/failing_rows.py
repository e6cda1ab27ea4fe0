"""The failing rows of a rule as people see them: the grain, what the rule shows, where they come from.

What is found here is printed in the UI, in messages and in published editions, so small numbers of an indicator that
may be suppressed are left out. Which rows fail is `gate`'s.
"""

from collections.abc import Collection, Mapping, Sequence

from checks.origins import PLACE, with_origins
from checks.suite import Rule
from pmf_pipeline.catalogue import Table
from pmf_pipeline.framework.small_numbers import small_numbers
from resources.session import CANDIDATE, Session

WITHHELD = "not shown (small numbers)"
FIGURES = ("raw_value", "said")  # texts that may hold a figure, beside the columns of numbers


def failing_rows(session: Session, table: Table, rule: Rule, positions: Sequence[int]) -> list[dict[str, str | None]]:
    """The candidate's rows at `positions`, as texts."""
    if not positions:
        return []
    types = session.candidate_columns()
    wanted = (table.slice_column, *table.grain, "period", *rule.columns, *rule.show, "figure_id", *PLACE)
    shown = dict.fromkeys(name for name in wanted if name in types)
    columns = ", ".join(f'{_as_text(name, types[name])} as "{name}"' for name in shown)
    query = f"select {columns} from {CANDIDATE} where rowid in (select unnest(?)) order by rowid"
    found = session.connection.execute(query, [list(positions)]).fetchall()
    figures = [name for name in shown if types[name].startswith("DECIMAL") or name in FIGURES]
    limited = small_numbers(session.states.project.framework)
    rows = [_withheld(dict(zip(shown, row, strict=True)), figures, limited) for row in found]
    return with_origins(session, table, rows)


def looks_at_small_numbers(row: Mapping[str, str | None]) -> bool:
    """Whether a failing row is one of a rule on figures that are left out: that it failed would narrow them down."""
    return WITHHELD in row.values()


def _as_text(name: str, kind: str) -> str:
    """A column as text, decimals without the noughts at their end."""
    text = f'cast("{name}" as varchar)'
    return f"rtrim(rtrim({text}, '0'), '.')" if kind.startswith("DECIMAL") and not kind.endswith(",0)") else text


def _withheld(row: dict[str, str | None], figures: Sequence[str], limited: Collection[str]) -> Mapping[str, str | None]:
    """The row, without the figures of an indicator that may be suppressed."""
    if (row.get("indicator_code") or row.get("measure")) in limited:
        return row | {name: WITHHELD for name in figures if row[name] is not None}
    return row
