"""Source specifications: what is refused of one, and those shipped whose publisher's files no test has."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.reading.spec import load_sources
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE
from tests.helpers.converting import Connection
from tests.helpers.layouts import LONG, landed, shown, spec

ASCOF = """\
Geographical Code,Geographical Description,Geographical Level,ONS Code,ASCOF Measure Code,Disaggregation Level,\
Measure Type,Measure_Value,Measure Group,Measure Group Description
England,England,England,E92000001,1A,Total,Outcome,18.9,1A,Quality of life
310,St. Helens,Council,E08000013,1A,Total,Numerator,100,1A,Quality of life
310,St. Helens,Council,E08000013,1A,Total,Outcome,19.2,1A,Quality of life
310,St. Helens,Council,E08000013,1A,Female,Outcome,c,1A,Quality of life
311,Sefton,Council,E08000014,1A,Total,Outcome,,1A,Quality of life
MD,Metropolitan District,Council Type,,1A,Total,Outcome,19.0,1A,Quality of life
"""  # the layout that the publisher documents; the figures are made up


def test_the_open_data_of_adult_social_care_as_documented(connection: Connection) -> None:
    (ascof,) = [found for found in load_sources(FRAMEWORK_TEMPLATE / "sources") if found.name == "ascof"]
    rows = landed(connection, ascof, ASCOF.encode("cp1252"), "ascof-2022-23.csv", known="")
    assert shown(rows, "measure", "period", "rule", "marker") == [
        ("1A | Total", "2022-23", "not_in_framework", None), ("1A | Total", "2022-23", "not_the_outcome", None),
        ("1A | Total", "2022-23", "not_in_framework", None), ("1A | Female", "2022-23", "not_in_framework", "c"),
        ("1A | Total", "2022-23", "not_in_framework", "x"), ("1A | Total", "2022-23", "council_type", None),
    ]  # fmt: skip


def test_the_first_layout_of_oflog_s_social_care_knows_measures_by_wording(connection: Connection) -> None:
    (oflog,) = [s for s in load_sources(FRAMEWORK_TEMPLATE / "sources") if s.name == "oflog_adult_social_care"]
    content = (
        "Financial year,Local authority code,Local authority name,Grouping,Entity_Name,Region,Measure,Value,MEDIAN,"
        "MADs_from_median,rank_order\n"
        '2021-22,E08000013,St. Helens,LA_Raw,Districts,North West,"Outcome, ASC Quality of Life",0.4,0.4,0,desc\n'
    )
    rows = landed(connection, oflog, content, known="ASC2")
    assert shown(rows, "measure", "value", "fate") == [("ASC2", Decimal("0.4"), "accepted")]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"wide": {"gives": "period", "pattern": r"\d+"}}, "found 2"),
        ({"columns": {"area_code": "c", "value": "v", "period": "p"}}, "say once where the measure stands"),
        ({"columns": {"area_code": "c", "measure": "m", "period": "p"}}, "where the figures stand"),
        ({"constants": {"period": "2022-23"}}, "found 2"),
        ({"encoding": "utf-99"}, "no text encoding"),
        ({"delimiter": ";;"}, "one character"),
        ({"ends_at": "(notes"}, "not a regular expression"),
        ({"ends_at": "(?=Notes)"}, "looks ahead"),
        ({"period_pattern": "20.."}, "needs a group"),
        ({"scale": {"A": 0}}, "greater than 0"),
        ({"found_in": {"area_code": {"place": "file", "pattern": "E.*"}}}, "one group"),
        ({"leave_out": [{"rule": "r", "column": "c", "says": "s"}]}, "one of equals"),
    ],
)  # fmt: skip
def test_a_specification_that_contradicts_itself_says_where(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        spec(LONG, **change)


SOURCE = """\
title: A title
publisher: A publisher
kind: published
files: oflog/*.csv
columns: {measure: m, period: p, value: v, area_code: a}
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kind: published", "kind: guessed", ["extract.yml, kind", "'guessed'"]),
        ("title: A title\n", "", ["extract.yml, title", "required"]),
        (", area_code: a", "", ["extract.yml", "area_code"]),
        ("measure: m", "measures: m", ["extract.yml, columns.measures"]),
        ("files: oflog/*.csv", "files: oflog/*.csv\nsymbols: {':': q}", ["extract.yml, symbols.:", "'q'"]),
        ("title: A title", "title: [", ["extract.yml could not be read as YAML"]),
        (SOURCE, "", ["extract.yml"]),
    ],
)
def test_a_wrong_specification_names_file_and_field(tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    (tmp_path / "extract.yml").write_text(SOURCE.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigurationError) as found:
        load_sources(tmp_path)
    for word in words:
        assert word in str(found.value)


def test_a_sound_specification_is_known_by_its_file_name(tmp_path: Path) -> None:
    (tmp_path / "extract.yml").write_text(SOURCE, encoding="utf-8")
    (spec,) = load_sources(tmp_path)
    assert (spec.name, spec.table) == ("extract", "published_figures")


def test_there_is_one_specification_of_returns(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yml").write_text(SOURCE.replace("published", "returns"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="kind: returns"):
        load_sources(tmp_path)
