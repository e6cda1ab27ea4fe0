"""Which figures a quarter's returns are asked for, and of whom."""

from dataclasses import replace

import pytest

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.framework import Framework, load_framework
from pmf_pipeline.framework.asked import (
    asked,
    asked_period,
    known_measures,
    known_services,
    service_of_directorate,
    services,
)
from pmf_pipeline.framework.consistency import check_consistency
from pmf_pipeline.framework.rows import Indicator, ServiceReturn
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework(FRAMEWORK_TEMPLATE)


def indicator(frequency: str, **others: object) -> Indicator:
    return Indicator.model_validate(
        {
            "indicator_code": "A-1", "title": "A", "theme": "T", "portfolio": "P", "directorate": "D", "owner": "O",
            "unit": "%", "decimals": 1, "polarity": "high", "measure_type": "snapshot", "source": "internal_returns",
            "frequency": frequency, **others,
        }
    )  # fmt: skip


def test_every_service_is_known_whatever_a_quarter_asks(framework: Framework) -> None:
    shipped = ("adult-social-care", "childrens-services", "corporate-services", "place")
    assert known_services(framework) == shipped
    without = replace(framework, tables={**framework.tables, "services": ()})
    assert known_services(without) == tuple(
        sorted({service_of_directorate(without, row.directorate) for row in framework.tables["indicators"]})
    )


def test_a_measure_is_known_with_how_often_its_indicators_have_a_figure(framework: Framework) -> None:
    published = {"source": "defra", "source_measure": "Rate"}
    rows = (
        indicator("annual", indicator_code="A-1"),
        indicator("quarterly", indicator_code="A-2"),
        indicator("annual", indicator_code="A-3", **published),
        indicator("annual", indicator_code="A-4", **published),
        indicator("annual", indicator_code="A-5", **published | {"source_measure": "Tonnes"}),
        indicator("quarterly", indicator_code="A-6", **published | {"source_measure": "Tonnes"}),
    )
    given = replace(framework, tables={**framework.tables, "indicators": rows})
    assert known_measures(given, "defra", "published") == {"Rate": "annual", "Tonnes": None}
    returned = known_measures(given, "internal_returns", "returns")
    assert (returned["A-1"], returned["A-2"], len(returned)) == ("annual", "quarterly", 6)


@pytest.mark.parametrize(
    ("frequency", "others", "quarter", "period"),
    [
        ("quarterly", {}, "2023-24-Q2", "2023-24-Q2"),
        ("quarterly", {"valid_from": "2023-10-01"}, "2023-24-Q2", None),
        ("quarterly", {"valid_from": "2023-09-30"}, "2023-24-Q2", "2023-24-Q2"),
        ("quarterly", {"valid_to": "2023-09-29"}, "2023-24-Q2", None),
        ("annual", {}, "2023-24-Q1", "2022-23"),
        ("annual", {}, "2023-24-Q2", None),
        ("annual", {"asked_in": "Q2"}, "2023-24-Q1", None),
        ("annual", {"asked_in": "Q2"}, "2023-24-Q2", "2022-23"),
        ("annual", {"asked_in": "Q4"}, "2023-24-Q4", "2023-24"),
        ("biennial", {"next_expected": "2024-05-01"}, "2023-24-Q1", None),
        ("biennial", {"next_expected": "2023-08-04"}, "2023-24-Q1", "2022-23"),
    ],
)
def test_a_figure_is_asked_for_when_it_is_due(
    framework: Framework, frequency: str, others: dict[str, object], quarter: str, period: str | None
) -> None:
    assert asked_period(indicator(frequency, **others), framework.quarter(quarter)) == period


def test_each_service_is_asked_for_its_own_figures_in_the_frameworks_order(framework: Framework) -> None:
    owed = dict(services(framework, "2023-24-Q1"))
    assert list(owed) == ["adult-social-care", "childrens-services", "place", "corporate-services"]
    assert [(entry.indicator.indicator_code, entry.period) for entry in owed["childrens-services"]][-2:] == [
        ("CYP-06", "2023-24-Q1"),
        ("CYP-07", "2022-23"),
    ]
    everything = asked(framework, "2023-24-Q1")
    assert sum(map(len, owed.values())) == len(everything)
    assert "PLC-07" not in {entry.indicator.indicator_code for entry in everything}  # left the framework in 2022
    assert "WST-01" not in {entry.indicator.indicator_code for entry in everything}  # comes from a publisher


def test_a_directorate_without_a_service_returns_under_its_own_name(framework: Framework) -> None:
    assert service_of_directorate(framework, "Place") == "place"
    bare = replace(framework, tables={**framework.tables, "services": ()})
    assert service_of_directorate(bare, "Children’s Services & Learning") == "childrens-services-learning"


def test_a_quarter_outside_the_calendar_is_wrong_use(framework: Framework) -> None:
    with pytest.raises(ConfigurationError, match=r"2031-32-Q1.*not in"):
        asked(framework, "2031-32-Q1")


def test_a_directorate_that_no_indicator_has_is_a_fault(framework: Framework) -> None:
    row = ServiceReturn(service="parks", directorate="Parks").at_line(6)
    faults = check_consistency({**framework.tables, "services": (row,)}, framework.rules)
    assert faults == [
        "services.csv, row 6, column directorate: 'Parks' is not in indicators.csv. Add it there or correct it."
    ]
