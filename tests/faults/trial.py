"""One trial: a fault is put into a copy of a home, the quarter's steps are run in order, and the outcome is told.

The steps are the assets' own, called one after another without Dagster's recording, up to the report tables and the
restatements that the edition would print. What a run with Dagster does with a fault is test_faults.py's.
"""

import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import dagster as dg
import duckdb

from assets.landing import landing_assets
from assets.models import model_assets
from assets.notices import notices
from assets.openlineage import UNTOLD_TAG
from assets.restatements import restate
from checks.waiving import check_waivers
from pmf_pipeline.demo import write_demo
from pmf_pipeline.errors import PmfError
from pmf_pipeline.home import Home, make_home
from pmf_pipeline.project import load_project
from pmf_pipeline.runs import run_quarters
from resources.states import States
from resources.warehouse import Warehouse
from tests.faults.fault import Fault
from tests.helpers.homes import NEWEST

WRITTEN_IN_PLACE = ("landing", "framework")  # every other file is replaced whole, so a link to it is a copy
OF_A_FILE = ("few_rows_refused", "nothing_was_refused")  # they name the file and the row, in the publisher's words
Outcome = Literal["stopped", "warned", "restated", "unseen", "no effect"]
Scorecard = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Result:
    """What a run of the quarter came to.

    Attributes:
        stopped: why it stopped; none where it went through.
        scorecard: the report's rows by indicator, and the headline under the empty code.
        told: the warnings printed with the report: rule, indicator, period, origin and what was found.
        restated: the figures that the report lists as published otherwise before: indicator, period, then and now.
    """

    stopped: str | None
    scorecard: Scorecard
    told: frozenset[tuple[str | None, ...]]
    restated: frozenset[tuple[Any, ...]] = frozenset()


@dataclass(frozen=True)
class Trial:
    """What became of one fault in one indicator.

    Attributes:
        outcome: stopped; warned, with a warning that names the indicator, its file or the row; restated, where the
            report lists a figure of the indicator with what was published before, and nothing else is said; unseen,
            though something in the scorecard changed; or of no effect, where it went through and nothing changed.
        by: the rule that caught it, or the indicators and columns that changed.
        changes_rating: whether it went through and changed a rating or the headline.
    """

    fault: Fault
    code: str
    outcome: Outcome
    by: str
    changes_rating: bool


def home_before_the_quarter(folder: Path) -> Home:
    """The demonstration home before its newest quarter: the others are run and published, its returns have landed."""
    home = make_home(folder / "base", write_demo)
    held = (home.returns / NEWEST).rename(folder / NEWEST)
    earlier = [path.name for path in sorted(home.returns.iterdir())]
    (outcome,) = run_quarters(home, earlier)
    assert outcome.faults == (), outcome.faults
    held.rename(home.returns / NEWEST)
    return home


def copy_linked(home: Home, place: Path) -> Home:
    """A copy of `home` that shares what is never written in place, with Dagster's records left out."""
    shutil.rmtree(place, ignore_errors=True)
    for folder in home.path.iterdir():
        if folder.name == ".dagster":
            continue
        if folder.is_file():
            shutil.copy2(folder, place / folder.name)
            continue
        copy = shutil.copy2 if folder.name in WRITTEN_IN_PLACE else os.link
        shutil.copytree(folder, place / folder.name, copy_function=copy)
    return Home(place)


def run_quarter(home: Home) -> Result:
    """Run the newest quarter's steps, up to its report tables."""
    try:
        stopped = _first_stop(home)
    except PmfError as error:
        stopped = str(error)
    if stopped is not None:
        return Result(stopped, {}, frozenset())
    states = States(load_project(home.path))
    with Warehouse(home=str(home.path)).session() as session:
        restated = restate(session, NEWEST)
    told = frozenset(
        (row["rule"], row["indicator_code"], row["period"], row["origin"], row["found"])
        for row in notices(states, NEWEST, restated.verdicts(NEWEST))
    )
    listed = frozenset(
        (row["indicator_code"], row["period"], row["published_value"], row["value_now"]) for row in restated.table.rows
    )
    return Result(None, _scorecard(home), told, listed)


def attempt(fault: Fault, code: str, base: Home, clean: Result, place: Path) -> Trial:
    """Try one fault on one indicator."""
    home = copy_linked(base, place)
    fault.spoil(home, code)
    result = run_quarter(home)
    if result.stopped is not None:
        return Trial(fault, code, "stopped", _rule_of(result.stopped), changes_rating=False)
    changed = sorted(_changes(clean.scorecard, result.scorecard))
    rating = any(column in ("rag", "headline", "") for _, column in changed)
    new = [row for row in result.told - clean.told if _names(row, code, changed)]
    if new:
        return Trial(fault, code, "warned", ", ".join(sorted({str(row[0]) for row in new})), rating)
    if not changed:
        return Trial(fault, code, "no effect", "", changes_rating=False)
    listed = any(restated == code for restated, *_ in result.restated - clean.restated)
    by = ", ".join(f"{who} {column}".strip() for who, column in changed)
    return Trial(fault, code, "restated" if listed else "unseen", by, rating)


def _first_stop(home: Home) -> str | None:
    project = load_project(home.path)
    check_waivers(project)
    warehouse = Warehouse(home=str(home.path))
    context = SimpleNamespace(
        run=SimpleNamespace(tags={UNTOLD_TAG: "true"}, run_id="a trial"),
        log=logging.getLogger("tests.faults"),
        log_event=lambda _event: None,
        add_asset_metadata=lambda _metadata, **_where: None,
        partition_keys=[NEWEST],
        partition_key=NEWEST,
    )
    for asset in [*landing_assets(project), *model_assets(project)]:
        try:
            for _ in asset.op.compute_fn.decorated_fn(context, warehouse):  # type: ignore[attr-defined]
                pass
        except dg.Failure as failure:
            return str(failure.description)
    return None


def _scorecard(home: Home) -> Scorecard:
    def rows(table: str) -> list[dict[str, Any]]:
        cursor = duckdb.execute("select * from read_parquet(?)", [str(home.warehouse / table / f"{NEWEST}.parquet")])
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    found = {row["indicator_code"]: row for row in rows("scorecard")}
    (whole,) = [row for row in rows("headlines") if row["scope"] == "report"]
    return {**found, "": {"headline": (whole["green"], whole["amber"], whole["red"], whole["rated"])}}


def _changes(before: Scorecard, now: Scorecard) -> Iterator[tuple[str, str]]:
    """The indicators and columns that read differently; an indicator that came or went is one change."""
    for code in before.keys() | now.keys():
        if code not in before or code not in now:
            yield code, ""
            continue
        for column, value in before[code].items():
            if now[code].get(column) != value and column not in ("figure_id", "previous_figure_id", "commentary"):
                yield code, column


def _names(row: tuple[str | None, ...], code: str, changed: list[tuple[str, str]]) -> bool:
    """Whether a warning is about the fault: the indicator, one that it changed, or a file as a whole."""
    rule, indicator, _, _, found = row
    if rule in OF_A_FILE:
        return True
    return indicator is None or indicator in {code, *(who for who, _ in changed)} or code in (found or "")


def _rule_of(stop: str) -> str:
    """The rule a run was stopped by, from its message."""
    lines = [line.strip() for line in stop.splitlines()]
    if lines[0].startswith("The gate of"):
        return lines[1].split(": ")[1]
    return "the framework's own checks" if "framework cannot be used" in stop else lines[0][:80]
