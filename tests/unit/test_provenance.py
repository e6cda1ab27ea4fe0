"""Passports: what they keep, what counts as a pass, and what they say has changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_pipeline.provenance import Passport, Recipe, RuleVerdict

texts = st.text(max_size=8)
hashes = st.dictionaries(texts, texts, max_size=3)
recipes = st.builds(Recipe, model=texts, inputs=hashes, framework=hashes, suite=texts)
verdicts = st.builds(
    RuleVerdict,
    rule=texts,
    severity=st.sampled_from(["critical", "warning"]),
    outcome=st.sampled_from(["passed", "failed", "errored"]),
    failing=st.integers(0, 9),
    detail=texts,
)
passports = st.builds(
    Passport,
    table=texts,
    slice=texts,
    rows=st.integers(0, 10**9),
    data_sha256=texts,
    recipe=recipes,
    verdicts=st.lists(verdicts, max_size=4).map(tuple),
    run_id=texts,
)
RECIPE = Recipe(model="m", inputs={"outturns/2023-24-Q2": "1"}, framework={"targets": "2"}, suite="s")


@given(passports)
def test_a_passport_comes_back_as_it_was(passport: Passport) -> None:
    assert Passport.from_json(passport.to_json()) == passport


@given(passports)
def test_a_pass_needs_a_verdict_and_no_critical_or_unjudged_rule(passport: Passport) -> None:
    stops = [
        verdict
        for verdict in passport.verdicts
        if verdict.outcome == "errored" or (verdict.outcome == "failed" and verdict.severity == "critical")
    ]
    assert passport.passed == (len(passport.verdicts) > 0 and not stops)


@pytest.mark.parametrize("text", ["", "{", "null", "[]", "{}", '"x"', '{"table": 1}', b"\xff\xfe"])
def test_what_is_no_passport_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Passport.from_json(text)


def test_an_unknown_field_is_no_passport() -> None:
    passport = Passport("t", "s", 1, "0", RECIPE)
    with pytest.raises(ValueError, match="not a passport"):
        Passport.from_json(passport.to_json().replace('"rows"', '"lines"'))


@given(recipes)
def test_an_equal_recipe_has_not_changed(recipe: Recipe) -> None:
    assert recipe.changes_since(recipe) == []


@given(recipes, recipes)
def test_another_recipe_has(one: Recipe, other: Recipe) -> None:
    assert bool(one.changes_since(other)) == (one != other)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (Recipe("n", RECIPE.inputs, RECIPE.framework, "s"), ["its model, or the code that makes it, has changed"]),
        (Recipe("m", RECIPE.inputs, RECIPE.framework, "t"), ["its gate's suite or code has changed"]),
        (Recipe("m", {"outturns/2023-24-Q2": "9"}, RECIPE.framework, "s"), ["outturns/2023-24-Q2 has changed"]),
        (Recipe("m", {}, RECIPE.framework, "s"), ["outturns/2023-24-Q2 is gone"]),
        (Recipe("m", RECIPE.inputs, {"targets": "2", "areas": "3"}, "s"), ["framework/areas.csv is new"]),
        (Recipe("m", RECIPE.inputs, {"targets": "4"}, "s"), ["framework/targets.csv has changed"]),
    ],
)
def test_each_change_is_said(now: Recipe, said: list[str]) -> None:
    assert now.changes_since(RECIPE) == said
