"""The other way round: which figures, slices and editions rest on a landed file or on a decision.

What a figure itself rests on is `tracer`'s. Only slices, passports, editions and the archive's records are read.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pmf_pipeline.arrivals import archived, read_arrival
from pmf_pipeline.errors import GateError
from pmf_pipeline.framework.rows import Target
from pmf_pipeline.project import Project
from pmf_pipeline.tracing.forward import (
    DecisionTrace,
    FileTrace,
    LandedContent,
    RestingEdition,
    RestingFigure,
    SetTarget,
)  # fmt: skip
from pmf_pipeline.tracing.words import at_decimals, band, printed
from resources.states import States
from resources.tracing.editions import every_edition
from resources.tracing.rows import relation

if TYPE_CHECKING:
    import duckdb

SHORTEST_HASH = 6
LANDING = ("internal_returns", "published_figures")
PARTS = {"origins": "read from it", "earlier": "compared with a figure read from it",
         "comparison": "its medians rest on it", "competing": "a row of it does not count"}  # fmt: skip

READ_FROM_IT = """
select indicator_code, quarter, period, published_value, marker, 'read from it' as how
from {outturns} where file_sha256 in (select unnest($hashes)) and area_code = $own
"""
ADDED_UP = """
select sums.indicator_code, sums.quarter, sums.period, figures.published_value, figures.marker, 'it is added up in it'
from {year_to_date} as sums
inner join {stg_returns} as parts
    on parts.indicator_code = sums.indicator_code and parts.quarter <= sums.quarter and parts.period <> sums.period
    and list_contains(string_split(sums.summed_quarters, '; '), parts.period)
    and parts.file_sha256 in (select unnest($hashes))
inner join {outturns} as figures
    on figures.indicator_code = sums.indicator_code and figures.quarter = sums.quarter
    and figures.period = sums.period and figures.area_code = $own
"""
RATED_BY_IT = """
select shown.indicator_code, shown.quarter, shown.period, shown.outturn, shown.marker, shown.rag
from {scorecard} as shown where shown.target_decision = $decision order by shown.quarter, shown.indicator_code
"""


class Forward:
    """What rests on the files and decisions of one home."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", states: States) -> None:
        """Look through `connection`, a DuckDB of its own."""
        self._connection = connection
        self._states = states
        self._project: Project = states.project
        self._decimals = {code: row.decimals for code, row in states.project.framework.indicators.items()}

    def of_file(self, asked: str) -> FileTrace:
        """What rests on the file of a name, or of a SHA-256 or its beginning.

        Raises:
            GateError: no such file has ever been read.
        """
        contents = self._contents(asked)
        if not contents:
            raise GateError(
                f"No file {asked!r} has landed: neither as a name below landing/ nor as the beginning "
                f"({SHORTEST_HASH} characters or more) of a SHA-256. `pmf status` lists what has."
            )
        hashes = [content.file_sha256 for content in contents]
        others = self._fetch(
            "select count(*) from {outturns} where file_sha256 in (select unnest($hashes)) and area_code <> $own",
            hashes,
        )
        return FileTrace(
            contents=tuple(contents),
            figures=tuple(self._figures(hashes)),
            other_areas=others[0][0] if others else 0,
            slices=tuple(self._slices(set(hashes))),
            editions=tuple(self._editions(hashes)),
        )

    def of_decision(self, reference: str) -> DecisionTrace:
        """What rests on a decision of the framework."""
        decision = self._project.framework.decisions[reference]
        indicators = self._project.framework.tables["indicators"]
        rated = self._rows(RATED_BY_IT, ("scorecard",), {"decision": reference})
        return DecisionTrace(
            decision_ref=reference,
            title=decision.title,
            decided_on=decision.decided_on,
            effective_from=decision.effective_from,
            decided_by=decision.decided_by,
            url=decision.url,
            added=tuple(row.indicator_code for row in indicators if row.introduced_by == reference),
            withdrawn=tuple(row.indicator_code for row in indicators if row.withdrawn_by == reference),
            targets=tuple(self._targets(reference)),
            figures=tuple(
                RestingFigure(code, quarter, period, printed(value, self._decimals[code], marker), f"rated {rag}")
                for code, quarter, period, value, marker, rag in rated
            ),
            editions=tuple(self._rated_editions(reference)),
        )

    def _contents(self, asked: str) -> list[LandedContent]:
        """Every content that was read under a name or hash, whatever has become of it."""
        rows: dict[tuple[str, str], dict[str, int]] = {}
        for name, sha256, fate, count in self._landed_rows():
            rows.setdefault((sha256, name), {})[fate] = count
        for path in self._project.home.archive.glob("*/*.json"):
            arrival = read_arrival(self._project.home.archive, path.stem)
            if arrival is not None and not any(sha256 == arrival.sha256 for sha256, _ in rows):
                rows[arrival.sha256, arrival.file_name] = {}
        wanted = [(sha256, name) for sha256, name in rows if _is_meant(asked, name, sha256)]
        return [
            self._content(sha256, name, rows[sha256, name]) for sha256, name in sorted(wanted, key=lambda at: at[1])
        ]

    def _content(self, sha256: str, name: str, rows: Mapping[str, int]) -> LandedContent:
        home = self._project.home
        arrival = read_arrival(home.archive, sha256)
        current = {
            landed.name: landed.sha256
            for table in LANDING
            for part in self._states.store.names(table)
            for landed in self._states.landed(self._project.catalogue[table], part)
        }
        return LandedContent(
            file_name=name,
            file_sha256=sha256,
            received=arrival.received_at.isoformat() if arrival else None,
            in_landing=current.get(name) == sha256,
            in_archive=archived(home.archive, sha256).exists(),
            rows=dict(sorted(rows.items())),
        )

    def _landed_rows(self) -> list[tuple[str, str, str, int]]:
        store = self._states.store
        paths = [store.path(table, name) for table in LANDING for name in store.names(table)]
        paths += [store.refusal_path(table, name) for table in LANDING for name in store.refused(table)]
        if not paths:
            return []
        return self._connection.execute(
            "select file_name, file_sha256, fate, count(*) from read_parquet(?, union_by_name = true) "
            "where file_sha256 is not null group by all",
            [[str(path) for path in paths]],
        ).fetchall()

    def _figures(self, hashes: Sequence[str]) -> Iterator[RestingFigure]:
        rows = [*self._fetch(READ_FROM_IT, hashes), *self._fetch(ADDED_UP, hashes)]
        for code, quarter, period, value, marker, how in sorted(rows, key=lambda row: (row[1], row[0], row[2])):
            yield RestingFigure(code, quarter, period, printed(value, self._decimals.get(code, 6), marker), how)

    def _slices(self, hashes: set[str]) -> Iterator[str]:
        """Every slice made from the file, directly or through others; the catalogue has inputs before readers."""
        resting: set[str] = set()
        for table in self._project.catalogue.tables.values():
            for name in self._states.store.names(table.name):
                passport = self._states.store.passport(table.name, name)
                if passport is None:
                    continue
                inputs = passport.recipe.inputs
                if (table.model is None and hashes & set(inputs.values())) or resting & inputs.keys():
                    resting.add(f"{table.name}/{name}")
                    yield f"{table.name}/{name}"

    def _editions(self, hashes: Sequence[str]) -> Iterator[RestingEdition]:
        for edition in every_edition(self._project.home):
            figures: dict[str, tuple[str, ...]] = {}
            for path in sorted((edition.folder / "figures").glob("*.json")):
                text = path.read_text(encoding="utf-8")
                if any(sha256 in text for sha256 in hashes):
                    figures[path.stem] = tuple(_parts(json.loads(text), hashes))
            if figures:
                yield RestingEdition(edition.quarter, edition.number, figures)

    def _rated_editions(self, reference: str) -> Iterator[RestingEdition]:
        for edition in every_edition(self._project.home):
            rated: dict[str, tuple[str, ...]] = {
                code: (f"{row['outturn'] or 'no figure'} against {row['target']}: {row['rag']}",)
                for code, row in edition.scorecard.items()
                if row["target_decision"] == reference
            }
            if rated:
                yield RestingEdition(edition.quarter, edition.number, rated)

    def _targets(self, reference: str) -> Iterator[SetTarget]:
        decisions = self._project.framework.decisions
        rows = self._project.framework.tables["targets"]

        def order(row: Target) -> tuple[tuple[date, date], int]:
            return decisions[row.decision_ref].precedence, row.line

        for row in (row for row in rows if row.decision_ref == reference):
            same = [one for one in rows if (one.indicator_code, one.period) == (row.indicator_code, row.period)]
            yield SetTarget(
                indicator_code=row.indicator_code,
                period=row.period,
                target=self._target(row),
                rationale=row.rationale,
                replaced=tuple(f"{self._target(one)} ({one.decision_ref})" for one in same if order(one) < order(row)),
                replaced_by=tuple(
                    f"{self._target(one)} ({one.decision_ref})" for one in same if order(one) > order(row)
                ),
            )

    def _target(self, row: Target) -> str:
        decimals = self._decimals[row.indicator_code]
        return at_decimals(row.target, decimals) if row.target is not None else band(row.lower, row.upper, decimals)

    def _fetch(self, query: str, hashes: Sequence[str]) -> list[tuple[Any, ...]]:
        tables = [name for name in ("outturns", "year_to_date", "stg_returns") if f"{{{name}}}" in query]
        own = self._project.framework.rules.area_code
        parameters = {"hashes": list(hashes), "own": own}
        return self._rows(query, tables, {name: parameters[name] for name in parameters if f"${name}" in query})

    def _rows(self, query: str, tables: Sequence[str], parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        relations = {name: relation(self._states.store, name, self._states.store.names(name)) for name in tables}
        if not all(relations.values()):
            return []
        return self._connection.execute(query.format(**relations), dict(parameters)).fetchall()


def _is_meant(asked: str, name: str, sha256: str) -> bool:
    folded, given = name.casefold(), asked.strip().removeprefix("landing/").casefold()
    is_hash = len(given) >= SHORTEST_HASH and all(letter in "0123456789abcdef" for letter in given)
    return folded == given or folded.endswith(f"/{given}") or (is_hash and sha256.startswith(given))


def _parts(trace: Mapping[str, Any], hashes: Sequence[str]) -> Iterator[str]:
    """What the file is to a trace."""
    for part, how in PARTS.items():
        text = json.dumps(trace[part])
        if any(sha256 in text for sha256 in hashes):
            yield how
