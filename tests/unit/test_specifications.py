"""Source specifications: those shipped for files that no test has, and those that contradict themselves."""

from decimal import Decimal
from typing import Any

import pytest

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
