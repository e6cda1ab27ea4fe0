"""Authorities, measures and symbols: known whatever no screen shows of their names, and by nothing else."""

from datetime import date

import pytest

from tests.helpers.converting import WASTE, Connection, converted, fates, landed, returned


def test_published_figures_are_accepted_left_out_or_refused(connection: Connection) -> None:
    lines = ["E08000013,A,2022-23,2022,34.0", "E08000013,Z,2022-23,2022,1", "E99999999,A,2022-23,2022,1",
             "E08000013,B,2022-23,2022,"]  # fmt: skip
    text = "areaCode,metric,period,year_start,value\n" + "\n".join(lines) + "\n"
    rows = converted(connection, landed(text, "waste.csv", WASTE), spec=WASTE)
    assert fates(rows) == [
        ("accepted", None), ("left_out", "not_in_framework"), ("quarantined", "unknown_area"), ("accepted", None),
    ]  # fmt: skip
    assert (rows[3]["value"], rows[3]["marker"]) == (None, "x")
    assert rows[0]["period_end"] == date(2023, 3, 31)
    assert "areas.csv" in rows[2]["reason"]


@pytest.mark.parametrize(
    "area", ["e08000013", "E0800 0013", "E08000013\u200b", "\ufeffE08000013", "E08\u00ad000013", "\tE08000013"]
)
def test_an_authority_is_known_whatever_no_screen_shows_of_its_code(area: str, connection: Connection) -> None:
    text = f"areaCode,metric,period,year_start,value\n{area},A,2022-23,2022,34.0\nE08000013,B,2022-23,2022,1\n"
    rows = converted(connection, landed(text, "waste.csv", WASTE), spec=WASTE)
    assert [(row["fate"], row["area_code"]) for row in rows] == [("accepted", "E08000013")] * 2
    again = converted(connection, landed(text.replace(",B,", ",A,"), "waste.csv", WASTE), spec=WASTE)
    assert fates(again) == [("quarantined", "repeated_row")] * 2


@pytest.mark.parametrize(
    "measure",
    ["RECYCLING rate", "Recycling  rate", "Recycling\u00a0rate", "Recycling rate\u200b", "\ufeffRecycling rate"],
)
def test_a_measure_is_known_whatever_no_screen_shows_of_its_name(measure: str, connection: Connection) -> None:
    text = f"areaCode,metric,period,year_start,value\nE08000013,{measure},2022-23,2022,34.0\n"
    (row,) = converted(connection, landed(text, "waste.csv", WASTE), spec=WASTE, known=["Recycling rate"])
    assert (row["fate"], row["measure"]) == ("accepted", "Recycling rate")


@pytest.mark.parametrize("code", ["a", "A\u00a0", "A\u200b", " A"])
def test_a_service_s_code_is_known_whatever_no_screen_shows_of_it(code: str, connection: Connection) -> None:
    rows = converted(connection, returned(f"{code},2023-24-Q2,1"))
    assert [(row["fate"], row["measure"]) for row in rows] == [("accepted", "A")]
    twice = converted(connection, returned(f"{code},2023-24-Q2,1", "A,2023-24-Q2,2"))
    assert fates(twice) == [("quarantined", "repeated_row")] * 2


def test_a_sources_own_symbol_becomes_its_marker(connection: Connection) -> None:
    spec = WASTE.model_copy(update={"symbols": {":": "x", "-": "z"}})
    text = "areaCode,metric,period,year_start,value\nE08000013,A,2022-23,2022,:\nE08000013,B,2022-23,2022,-\n"
    rows = converted(connection, landed(text, "waste.csv", spec), spec=spec)
    assert [(row["fate"], row["marker"], row["value"]) for row in rows] == [
        ("accepted", "x", None),
        ("accepted", "z", None),
    ]
