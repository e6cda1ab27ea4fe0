"""Markers beside and within figures: which counts, and what lets a confidential figure through: nothing."""

from decimal import Decimal

import pytest

from tests.helpers.converting import Connection, of_value


@pytest.mark.parametrize(
    ("text", "marker", "value"),
    [
        ("12.3 [p]", "p", "12.3"),
        ("[x]", "x", None),
        ("[X]", "x", None),
        ("12 [note 7] [r]", "r", "12"),
        ("[c]", "c", None),
    ],
)
def test_a_marker_may_stand_in_the_value_cell(
    text: str, marker: str, value: str | None, connection: Connection
) -> None:
    row = of_value(connection, text)
    assert (row["fate"], row["marker"]) == ("accepted", marker)
    assert row["value"] == (None if value is None else Decimal(value))


@pytest.mark.parametrize(("text", "is_struck"), [("~5.4~", True), ("5~6~", True), ("10~85", False)])
def test_what_is_struck_out_is_refused_as_that(text: str, is_struck: bool, connection: Connection) -> None:
    row = of_value(connection, text)
    assert (row["fate"], row["rule"]) == ("quarantined", "unreadable_value")
    assert ("is struck out" in row["reason"]) == is_struck


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"value": "5.4 [conf]"}, "conf"),
        ({"value": "5.4 [provisional]"}, "provisional"),
        ({"value": "5.4 [p] [do not publish]"}, "do not publish"),
        ({"value": "5.4 [c, conf]"}, "c, conf"),
        ({"value": "5.4 [note: confidential]"}, "note : confidential"),
        ({"value": "1[2]3"}, "2"),
        ({"value": "", "numerator": "3 [conf]", "denominator": "9"}, "conf"),
    ],
)
def test_what_a_service_puts_into_brackets_is_a_marker_or_a_note(
    cells: dict[str, str], said: str, connection: Connection
) -> None:
    row = of_value(connection, cells["value"], **{name: text for name, text in cells.items() if name != "value"})
    assert (row["fate"], row["rule"]) == ("quarantined", "unknown_marker")
    assert f'"{said}" is not known' in row["reason"]
    assert "commentary" in row["reason"]


@pytest.mark.parametrize("text", ["[p]", "p", " [P] "])
def test_a_marker_may_stand_in_its_own_column(text: str, connection: Connection) -> None:
    row = of_value(connection, "12", marker=text)
    assert (row["fate"], row["marker"]) == ("accepted", "p")


@pytest.mark.parametrize(
    ("cells", "marker"),
    [
        ({"value": "12 [r]", "marker": "[p]"}, "p"),
        ({"value": "12 [p]", "marker": "[r]"}, "p"),
        ({"value": "1464 [b]", "marker": "[p]"}, "b"),
        ({"value": "1464 [p]", "marker": "[b]"}, "b"),
        ({"value": "12 [p] [b]"}, "b"),
        ({"value": "12 [p, b]"}, "b"),
        ({"value": "[c]", "marker": "[p]"}, "c"),
        ({"value": "", "numerator": "1 [b]", "denominator": "2 [e]", "marker": "[p]"}, "b"),
        ({"value": "12", "period": "2023-24-Q2 [b]", "marker": "[p]"}, "b"),
    ],
)
def test_of_several_markers_the_one_that_says_most_counts_wherever_it_stands(
    cells: dict[str, str], marker: str, connection: Connection
) -> None:
    row = of_value(connection, **{"text": cells["value"], **{name: cells[name] for name in cells if name != "value"}})
    assert (row["fate"], row["marker"]) == ("accepted", marker)


@pytest.mark.parametrize(
    "cells",
    [
        {"text": "5.4 [c]"},
        {"text": "5.4 [c]", "marker": "[p]"},
        {"text": "5.4 [p]", "marker": "[c]"},
        {"text": "5.4 [c, p]"},
        {"text": "", "numerator": "3 [c]", "denominator": "7"},
        {"text": "", "numerator": "3", "denominator": "7 [c]", "marker": "[p]"},
        {"text": "5.4", "period": "2023-24-Q2 [c]", "marker": "[p]"},
    ],
)
def test_no_other_marker_lets_a_confidential_figure_pass(cells: dict[str, str], connection: Connection) -> None:
    row = of_value(connection, **cells)
    assert (row["fate"], row["rule"]) == ("quarantined", "marker_with_value")
    assert "Marker c" in row["reason"]


def test_an_unknown_marker_in_its_column_is_refused_beside_a_known_one(connection: Connection) -> None:
    row = of_value(connection, "12 [p]", marker="[q]")
    assert (row["fate"], row["rule"]) == ("quarantined", "unknown_marker")
