"""Rules that the models share with what comes before there are tables, reading and return workbooks: held together."""

import re
from typing import Any

from jinja2 import Template

from pmf_pipeline.reading.accounts import published_order
from pmf_pipeline.reading.conversion import STATEMENT
from pmf_pipeline.settings import MODELS
from pmf_pipeline.workbooks.form import AMOUNT

ORDER = re.compile(r"\[('c'(?:, '\w+')+)\]")
IN_SHORT = re.compile(r"macro in_short\(file_name\) as (.*);")
Connection = Any  # DuckDB is imported where it is used


def macro(name: str) -> str:
    return (MODELS / "macros" / f"{name}.sql").read_text(encoding="utf-8")


def test_markers_rank_alike_in_one_figure_and_in_those_made_of_others() -> None:
    (here,) = ORDER.findall(STATEMENT.read_text(encoding="utf-8"))
    (there,) = ORDER.findall(macro("marker_that_says_most"))
    assert here == there


def test_a_unit_is_of_amounts_alike_where_services_are_asked_and_where_they_are_read() -> None:
    assert f"'{AMOUNT.pattern}'" in macro("is_an_amount")


def test_a_return_s_version_is_the_same_for_what_it_mends_and_for_what_stands() -> None:
    (here,) = IN_SHORT.findall(STATEMENT.read_text(encoding="utf-8"))
    assert here == Template(macro("version_of")).make_module().version_of("file_name").strip()


def test_a_publisher_s_files_follow_one_another_alike_before_and_after_they_are_read(connection: Connection) -> None:
    order_of = Template(macro("publication_order")).make_module().publication_order
    names = [
        "oflog/waste.csv", "oflog/waste (1).csv", "oflog/waste--2.csv", "oflog/waste--10.csv", "oflog/waste_new.xlsx",
        "oflog/waste-2023.12.csv", "oflog/waste-2024-01.csv", "oflog/waste-20231105093000.csv", "v1.9/waste",
        "v1.10/waste", "oflog/waste.xlsx", "oflog/Waste.csv",
    ]  # fmt: skip
    connection.execute("create or replace temp table names as select unnest(?) as name", [names])
    found = connection.execute(f"select name from names order by {order_of('name')}").fetchall()
    assert [name for (name,) in found] == sorted(names, key=published_order)
    order = [name.removeprefix("oflog/waste").removesuffix(".csv") for name in sorted(names[:4], key=published_order)]
    assert order == ["", " (1)", "--2", "--10"]
