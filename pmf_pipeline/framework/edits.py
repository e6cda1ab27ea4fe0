"""What was edited in a framework since another state of it: what decides a rating and was changed without a decision.

A new target under a new decision is how a framework is meant to change. A target that reads differently under the
decision that set it, a polarity turned round or a tolerance widened is an edit, and the report says so. Where the
other state comes from is the archive's (resources/).
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from pmf_pipeline.framework.load import Framework
from pmf_pipeline.framework.rows import FILES, Row
from pmf_pipeline.framework.rules import Rules
from pmf_pipeline.yaml_text import YAMLError, parse_yaml

INDICATOR_COLUMNS = (
    "unit", "decimals", "polarity", "frequency", "measure_type", "source", "source_measure", "rag_method", "tolerance",
    "lower", "upper", "direction_basis", "suppress_below", "peer_types", "valid_from",
)  # fmt: skip
TARGET_COLUMNS = ("target", "floor", "lower", "upper")
DECISION_COLUMNS = ("decided_on", "effective_from")
RULES = ("area_code", "rag", "direction", "headline", "targets", "forecast", "benchmarks")
GONE, ADDED = "removed", "added"


@dataclass(frozen=True)
class Edit:
    """One value that reads differently.

    Attributes:
        file: the framework's file.
        what: the row and column, in words.
        before: what it said.
        now: what it says.
        indicator_code: the indicator concerned, where it is one.
        period: the period of the target concerned, where it is one.
    """

    file: str
    what: str
    before: str
    now: str
    indicator_code: str | None = None
    period: str | None = None


def edits(before: Mapping[str, bytes], now: Framework) -> list[Edit]:
    """Every edit since an earlier state, which is given as its files' bytes by name."""
    then = {name: _rows(name, before[f"{name}.csv"]) for name in FILES if f"{name}.csv" in before}
    found: list[Edit] = []
    for of in (_indicators, _targets, _decisions):
        found += of(then, now)
    return [*found, *_rules(before.get("rules.yml"), now.rules)]


@lru_cache(maxsize=2 * len(FILES))
def _rows(name: str, content: bytes) -> tuple[Row, ...]:
    """A file's rows, read once for all quarters that were made under it.

    A row that today's checks would refuse is left out, as it says nothing comparable.
    """
    lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    found = []
    for line in lines:
        try:
            found.append(FILES[name].model_validate({key: value.strip() or None for key, value in line.items()}))
        except (ValidationError, AttributeError):
            continue
    return tuple(found)


def _indicators(then: Mapping[str, tuple[Row, ...]], now: Framework) -> Iterator[Edit]:
    decisions = _new_decisions(then, now)
    for old in then.get("indicators", ()):
        code = old.indicator_code  # type: ignore[attr-defined]
        new = now.indicators.get(code)
        if new is None:
            yield Edit("indicators.csv", f"{code}", "there", GONE, code)
            continue
        yield from _changed("indicators.csv", code, INDICATOR_COLUMNS, old, new, code)
        if new.withdrawn_by not in decisions:
            yield from _changed("indicators.csv", code, ("valid_to",), old, new, code)


def _targets(then: Mapping[str, tuple[Row, ...]], now: Framework) -> Iterator[Edit]:
    if "targets" not in then:
        return
    old_rows: dict[Any, Any] = {_target_key(row): row for row in then["targets"]}
    new_rows = {_target_key(row): row for row in now.tables["targets"]}
    decisions = _new_decisions(then, now)
    for key in sorted(old_rows.keys() | new_rows.keys()):
        old, new, what = old_rows.get(key), new_rows.get(key), " ".join(key)
        if old is None and key[2] not in decisions:
            yield Edit(
                "targets.csv", what, "not there", f"{ADDED} under a decision that had been reported on", *key[:2]
            )
        elif new is None:
            yield Edit("targets.csv", what, "there", GONE, *key[:2])
        elif old is not None:
            yield from _changed("targets.csv", what, TARGET_COLUMNS, old, new, *key[:2])


def _target_key(row: Any) -> tuple[str, str, str]:
    return (row.indicator_code, row.period, row.decision_ref)


def _decisions(then: Mapping[str, tuple[Row, ...]], now: Framework) -> Iterator[Edit]:
    for old in then.get("decisions", ()):
        reference = old.decision_ref  # type: ignore[attr-defined]
        if reference in now.decisions:
            yield from _changed("decisions.csv", reference, DECISION_COLUMNS, old, now.decisions[reference], None)


def _rules(content: bytes | None, now: Rules) -> Iterator[Edit]:
    if content is None:
        return
    try:
        then = Rules.model_validate(parse_yaml(content.decode("utf-8-sig")))
    except (ValidationError, YAMLError, UnicodeDecodeError):
        return
    for name in RULES:
        old, new = (_flat(getattr(rules, name), name) for rules in (then, now))
        for setting in old:
            if old[setting] != new[setting]:
                yield Edit("rules.yml", setting, old[setting], new[setting])


def _flat(section: Any, name: str) -> dict[str, str]:
    if isinstance(section, str):
        return {name: section}
    return {f"{name}: {setting}": str(value) for setting, value in section}


def _new_decisions(then: Mapping[str, tuple[Row, ...]], now: Framework) -> set[str]:
    """The decisions taken since: what they change is no edit."""
    known = {row.decision_ref for row in then.get("decisions", ())}  # type: ignore[attr-defined]
    return now.decisions.keys() - known


def _changed(
    file: str,
    what: str,
    columns: tuple[str, ...],
    old: Any,
    new: Any,
    indicator_code: str | None,
    period: str | None = None,
) -> Iterator[Edit]:
    for column in columns:
        before, after = getattr(old, column), getattr(new, column)
        if before != after:
            yield Edit(file, f"{what}, {column}", _said(before), _said(after), indicator_code, period)


def _said(value: object) -> str:
    return "blank" if value is None else str(value)
