"""Column lineage: read from the SQL itself, complete, and the same wherever it's asked for."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.home import Home
from pmf_pipeline.lineage import models
from pmf_pipeline.lineage.build import lineage_of
from pmf_pipeline.lineage.document import SCHEMA, as_json, document
from pmf_pipeline.lineage.graph import Lineage
from pmf_pipeline.lineage.landing import OF_THE_FILE, READ_FROM
from pmf_pipeline.lineage.page import write_page
from pmf_pipeline.project import Project, load_project
from pmf_pipeline.reading.landed_columns import LANDING_COLUMNS
from pmf_pipeline.reading.spec import MEANINGS
from pmf_pipeline.settings import PROJECT
from pmf_pipeline.sql.columns import Derivation, Source, derive_columns
from pmf_pipeline.sql.model import read_model
from tests.helpers.commands import Command

HEADER = "/*\ndescription: one\nslices: whole\ngrain: [a]\ncolumns:\n  a: [VARCHAR, A.]\n*/\n"
CONSTANT = {
    "benchmark_groups.group_kind",
    "figures.shown_as",
    "headlines.scope",
    "stg_derived_figures.measure",
    "landed_files.kind",
}
SCHEMA_OF_TEST = {
    "main": {"one": ["a", "b", "k"], "two": ["c", "k"]},
    "landing": {"files": ["v"]},
    "framework": {"indicators": ["unit"]},
    "run": {"quarters": ["quarter"]},
}


@cache
def project() -> Project:
    return load_project(PROJECT)


@cache
def lineage() -> Lineage:
    return lineage_of(project())


def followed(tmp_path: Path, select: str) -> dict[str, tuple[str, list[str]]]:
    path = tmp_path / "reports" / "m.sql"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEADER + select, encoding="utf-8")
    found = derive_columns(read_model(path), SCHEMA_OF_TEST)
    return {name: (d.kind, [f"{s.relation}.{s.column}" for s in d.sources]) for name, d in found.items()}


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        ("select a from {{ ref('one') }}", ("copied", ["one.a"])),
        ("with x as (select b as a from {{ ref('one') }}) select x.a from x", ("copied", ["one.b"])),
        ("with x as (select * exclude (b) from {{ ref('one') }}) select * exclude (k) from x", ("copied", ["one.a"])),
        ("select a || b as a from {{ ref('one') }} where k = 'x'", ("computed", ["one.a", "one.b"])),
        ("select count(*) as a from {{ ref('one') }}", ("counted", ["one.*"])),
        ("select sum(one.a) over w as a from {{ ref('one') }} as one window w as (partition by one.k)",
         ("computed", ["one.a", "one.k"])),
        ("select a from {{ ref('one') }} union all by name select k as x, c as a from {{ ref('two') }}",
         ("copied", ["one.a", "two.c"])),
        ("select (select max(c) from {{ ref('two') }} as two where two.k = one.k) as a from {{ ref('one') }} as one",
         ("computed", ["two.c"])),
        ("select '{{ var('area_code') }}' as a", ("computed", ["rules.area_code"])),
        ("select a * {{ var('tolerance_pct') }} as a from {{ ref('one') }}",
         ("computed", ["one.a", "rules.tolerance_pct"])),
        ("select v as a from {{ source('landing', 'files') }}", ("copied", ["landing.files.v"])),
        ("select unit as a from {{ source('framework', 'indicators') }}", ("copied", ["framework.indicators.unit"])),
        ("select 'x' as a from {{ ref('one') }}", ("constant", [])),
    ],
)  # fmt: skip
def test_columns_are_followed_through_the_sql(tmp_path: Path, select: str, expected: tuple[str, list[str]]) -> None:
    assert followed(tmp_path, select)["a"] == expected


def test_every_column_has_a_source_that_exists_or_is_declared_to_have_none() -> None:
    found = lineage()
    for column, derivation in found.columns():
        for source in derivation.sources:
            assert found.relations[source.relation].has(source.column), f"{column}: there is no {source}"
    without = {
        f"{c.relation}.{c.column}" for c, d in found.columns() if not d.sources and d.kind not in ("given", "read")
    }
    assert without == CONSTANT


def test_every_column_of_every_table_is_followed() -> None:
    for name, table in project().catalogue.tables.items():
        assert list(lineage().relations[name].columns) == list(table.columns)


def test_every_landed_column_is_declared_and_every_file_column_used() -> None:
    declared = {*READ_FROM, *OF_THE_FILE, *MEANINGS}
    assert set(LANDING_COLUMNS) <= declared
    for name, relation in lineage().relations.items():
        if relation.group == "files":
            unused = [column for column in relation.columns if not lineage().uses(Source(name, column))]
            assert unused == []


def test_a_rating_rests_on_the_figure_the_target_and_the_rule() -> None:
    rests_on = lineage().upstream(Source("scorecard", "rag"))
    for relation, column in (
        ("files.oflog_waste", "value"), ("files.internal_returns", "value"), ("framework.targets", "target"),
        ("framework.indicators", "polarity"), ("rules", "tolerance_pct"),
    ):  # fmt: skip
        assert Source(relation, column) in rests_on
    assert Source("framework.indicators", "title") not in rests_on


def test_upstream_and_downstream_are_each_others_mirror() -> None:
    rule = Source("rules", "tolerance_pct")
    for column in lineage().downstream(rule):
        assert rule in lineage().upstream(column)
    assert Source("headlines", "headline_pct") in lineage().downstream(rule)


def test_a_select_that_cannot_be_followed_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"m\.sql: the columns of its SELECT cannot be followed"):
        followed(tmp_path, "select nothing_there as a from {{ ref('one') }}")


def test_the_document_keeps_to_its_schema_and_its_bytes() -> None:
    content = document(project(), lineage())
    jsonschema.validate(content, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert as_json(content) == as_json(document(load_project(PROJECT), lineage_of(load_project(PROJECT))))
    scorecard = content["relations"]["scorecard"]
    model = (PROJECT / scorecard["model"]).read_text(encoding="utf-8").splitlines()
    assert model[scorecard["line"] - 1].startswith("select")


def test_the_page_stands_alone_and_lists_every_column() -> None:
    page = write_page(document(project(), lineage()), title="A & B", notice=None).decode()
    assert "A &amp; B" in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in page
    for column, _ in lineage().columns():
        assert f'id="{column.relation}.{column.column}"' in page


def ask(home: Home) -> Lineage:
    lineage_of.cache_clear()
    return lineage_of(load_project(home.path))


def test_what_is_written_down_is_used_while_it_holds(demo: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "derive_columns", lambda *_: pytest.fail("it was followed again"))
    assert "target_comparisons" in ask(demo).relations


def test_what_was_followed_is_kept_in_the_home_until_it_changes(
    demo: Home, a_copy: Callable[[Home], Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_copy(demo)
    written = ask(home)
    monkeypatch.setattr(models, "WRITTEN", home.path / "none.json")
    first = ask(home)
    assert first == written
    kept = home.warehouse / models.KEPT_AS
    with monkeypatch.context() as patch:
        patch.setattr(models, "derive_columns", lambda *_: pytest.fail("it was followed again"))
        assert ask(home) == first
    for spoilt in ("{", "[]", kept.read_text(encoding="utf-8").replace('"digest": "', '"digest": "x')):
        kept.write_text(spoilt, encoding="utf-8")
        assert ask(home) == first


def test_the_command_shows_a_tree_up_and_down(demo: Home, pmf: Command) -> None:
    done = pmf("lineage", "scorecard.rag", "--home", demo.path)
    assert done.code == 0
    assert "└── target_comparisons.rag, computed" in done.out
    assert "scorecard.rag feeds" in done.out
    up = pmf("lineage", "scorecard.rag", "--upstream", "--home", demo.path)
    assert "feeds" not in up.out
    assert "files.oflog_waste.value" in up.out
    table = pmf("lineage", "landing.published_figures", "--home", demo.path)
    assert "published_figures.value, read from the file" in table.out


def test_the_command_gives_json_of_what_is_reached(demo: Home, pmf: Command) -> None:
    done = pmf("lineage", "rules.tolerance_pct", "--downstream", "--json", "--home", demo.path)
    relations = json.loads(done.out)["relations"]
    assert relations["scorecard"]["columns"].keys() == {"rag"}
    assert "outturns" not in relations


@pytest.mark.parametrize(
    ("asked", "said"), [("scorcard", "scorecard"), ("scorecard.ragg", "no column 'ragg'"), ("scorecard.", "no column")]
)
def test_the_command_names_what_is_near_a_wrong_name(demo: Home, pmf: Command, asked: str, said: str) -> None:
    done = pmf("lineage", asked, "--home", demo.path)
    assert done.code == 2
    assert said in done.err


def test_a_derivation_says_each_source_once() -> None:
    for _, derivation in lineage().columns():
        assert list(derivation.sources) == sorted(set(derivation.sources))
        assert isinstance(derivation, Derivation)
