"""The SQL of ratings and directions against an oracle in Python, over random frameworks full of boundaries."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pmf_pipeline.framework.rules import Rules
from tests.sql import oracle
from tests.sql.cases import OWN_AREA, Rows
from tests.sql.running import models, run, same

FIGURES_AT_ONCE = 100
COMMON = {"quarter": "2023-24-Q2", "area_code": OWN_AREA}
METHODS = ("relative", "points", "floor", "direction")
BASES = ("last_reported", "same_quarter_last_year")
SHARES = tuple(Decimal(text) for text in ("0", "0.1", "1", "2.5", "5", "7.7", "10", "100"))
NUDGES = tuple(Decimal(text) for text in ("0", "0", "0.000001", "-0.000001"))


def any_rules(random: Random) -> oracle.Rules:
    green, amber = sorted(random.choices(SHARES, k=2))
    return oracle.Rules(random.choice(METHODS), amber, random.choice(SHARES), green, random.choice(BASES))


def any_figure(random: Random, rules: oracle.Rules) -> oracle.Figure:
    has_target = random.random() < 0.85
    lower, target, upper = in_order([maybe(random, any_number(random)) for _ in range(3)])
    method, tolerance = maybe(random, random.choice(METHODS)), maybe(random, random.choice(SHARES))
    lines = [number for number in (lower, target, upper) if number is not None]
    sizes = [rules.tolerance_pct, rules.tolerance_points, rules.green_tolerance_pct, tolerance or Decimal(0)]

    def near() -> Decimal | None:
        number: Decimal | None = maybe(
            random, beside(random, random.choice(lines or [Decimal(0)]), random.choice(sizes))
        )
        return number

    lines += [floor] if (floor := near()) is not None else []
    return oracle.Figure(
        polarity=random.choice(("high", "high", "low", "low", "target", "target", "none")),
        frequency=random.choice(("quarterly", "quarterly", "annual", "biennial")),
        is_cumulative=random.random() < 0.3,
        method=method,
        tolerance=tolerance,
        basis=maybe(random, random.choice(BASES)),
        outturn=near(),
        has_target=has_target,
        target=target if has_target else None,
        floor=floor,
        lower=lower,
        upper=upper,
        last_reported=oracle.Earlier(near(), random.random() < 0.2),
        last_year=oracle.Earlier(near(), random.random() < 0.2),
    )


def any_number(random: Random) -> Decimal:
    """Small steps, so that figures meet often; three decimals; or the size of a council's budget."""
    largest, parts = random.choice(((40, 4), (99_999, 1000), (10**11, 100)))
    return Decimal(random.randint(-largest, largest)) / parts


def beside(random: Random, line: Decimal, size: Decimal) -> Decimal:
    """A number that lies by a share, or by points, from a line, or a millionth beside that; or any other."""
    by = random.choice((Decimal(0), line * size / 100, line * size / 200, size))
    number = any_number(random) if random.random() < 0.1 else random.choice((line + by, line - by))
    return (number + random.choice(NUDGES)).quantize(Decimal("0.000001"))


def maybe(random: Random, value: Any) -> Any:
    return None if random.random() < 0.1 else value


def in_order(numbers: Sequence[Decimal | None]) -> list[Decimal | None]:
    """The numbers that are set, sorted among their places."""
    ordered = iter(sorted(number for number in numbers if number is not None))
    return [None if number is None else next(ordered) for number in numbers]


# Hypothesis chooses seeds and not every number: it would repeat itself a great deal within a hundred figures.
@settings(max_examples=30, deadline=None)
@given(random=st.randoms(use_true_random=True))
def test_sql_and_oracle_agree(random: Random) -> None:
    rules = any_rules(random)
    named = {f"F-{number:02}": any_figure(random, rules) for number in range(FIGURES_AT_ONCE)}
    directions, ratings = by_sql(rules, named)
    for code, figure in named.items():
        assert_same(figure, directions[code], expected_direction(figure, rules))
        assert_same(figure, ratings[code], expected_rating(figure, rules))


def expected_direction(figure: oracle.Figure, rules: oracle.Rules) -> dict[str, Any]:
    previous, direction = oracle.short_trend(figure, rules)
    long_previous, long_direction = oracle.long_trend(figure)
    change = None if previous is None or figure.outturn is None else figure.outturn - previous
    return {
        "basis": oracle.basis(figure, rules),
        "previous": previous,
        "change": change,
        "direction": direction,
        "long_previous": long_previous,
        "long_direction": long_direction,
    }


def expected_rating(figure: oracle.Figure, rules: oracle.Rules) -> dict[str, Any]:
    distance, percentage = oracle.variance(figure)
    return {
        "rag_method": oracle.method(figure, rules),
        "tolerance": oracle.tolerance(figure, rules),
        "variance": None if distance is None else Decimal(distance.numerator) / distance.denominator,
        "variance_pct": percentage,
        "rag": oracle.rating(figure, rules),
    }


def assert_same(figure: oracle.Figure, made: dict[str, Any], expected: dict[str, Any]) -> None:
    differing = {name: (want, made[name]) for name, want in expected.items() if not same(want, made[name])}
    assert not differing, f"{differing} (oracle, SQL) for {figure}"


def by_sql(rules: oracle.Rules, named: dict[str, oracle.Figure]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What direction_of_travel and target_comparisons make of the figures, by indicator."""
    rag = {
        "method": rules.method,
        "tolerance_pct": rules.tolerance_pct,
        "tolerance_points": rules.tolerance_points,
        "green_tolerance_pct": rules.green_tolerance_pct,
    }
    settings_given = {"area_code": OWN_AREA, "council": "The council", "rag": rag, "direction": {"basis": rules.basis}}
    variables = Rules.model_validate(settings_given).variables()
    rows = {
        "framework.indicators": [indicator(code, figure) for code, figure in named.items()],
        "reported_outturns": [reported(code, figure) for code, figure in named.items()],
        "targets_in_force": [in_force(code, figure) for code, figure in named.items() if figure.has_target],
    }
    directions = run(models()["direction_of_travel"], variables, rows, COMMON)
    ratings = run(models()["target_comparisons"], variables, rows | {"direction_of_travel": directions}, COMMON)
    return by_code(directions), by_code(ratings)


def by_code(rows: Rows) -> dict[str, Any]:
    return {row["indicator_code"]: row for row in rows}


def indicator(code: str, figure: oracle.Figure) -> dict[str, Any]:
    # Without a target in force the band is the indicator's own.
    own_band = {} if figure.has_target else {"lower": figure.lower, "upper": figure.upper}
    return {
        "indicator_code": code,
        "polarity": figure.polarity,
        "frequency": figure.frequency,
        "measure_type": "cumulative" if figure.is_cumulative else "snapshot",
        "rag_method": figure.method,
        "tolerance": figure.tolerance,
        "direction_basis": figure.basis,
        **own_band,
    }


def reported(code: str, figure: oracle.Figure) -> dict[str, Any]:
    return {
        "indicator_code": code,
        "published_value": figure.outturn,
        "last_reported_value": figure.last_reported.value,
        "last_reported_before_break": figure.last_reported.before_break,
        "last_year_value": figure.last_year.value,
        "last_year_before_break": figure.last_year.before_break,
    }


def in_force(code: str, figure: oracle.Figure) -> dict[str, Any]:
    return {
        "indicator_code": code,
        "target": figure.target,
        "floor": figure.floor,
        "lower": figure.lower,
        "upper": figure.upper,
    }
