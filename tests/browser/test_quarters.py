"""Quarters made by clicking: one that succeeds, and one that stops at its gate with the reason on the page."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import Ui
from tests.helpers.homes import edition, figure, land, rows_of

pytestmark = pytest.mark.browser

NOT_YET_RUN = "2022-23-Q1"
WITHOUT_RETURNS = "2023-24-Q3"  # the last to have any, so no quarter that looks back is held up
REST_ON_RETURNS = {
    "internal_returns",
    "stg_returns",
    "outturns",
    "reported_outturns",
    "target_comparisons",
    "scorecard",
}
RUN_MS = 120_000  # a run may have to queue behind one that the sensor asked for


def materialise(page: Page, quarter: str) -> str:
    """Launch the job for a quarter as a person does, follow its run, and say how it ended."""
    page.goto("/jobs")
    page.get_by_role("link", name="quarterly_report").click()
    page.get_by_role("button", name="Materialize all").click()
    dialog = page.get_by_role("dialog").filter(has_text="Partition selection")
    dialog.get_by_text("Select a partition").click()
    page.get_by_placeholder("Filter partitions").fill(quarter)
    page.get_by_role("menuitem", name=quarter).click()
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Launch 1 run").click()
    page.get_by_role("link", name="View", exact=True).click()
    expect(page.get_by_text(f"partition: {quarter}")).to_be_visible()
    ending = page.get_by_text(re.compile(r"^(Success|Failure|Canceled)$")).first
    expect(ending).to_be_visible(timeout=RUN_MS)
    return ending.inner_text()


def test_a_quarter_is_materialised_from_the_page(page: Page, ui: Ui) -> None:
    published = edition(ui.home, NOT_YET_RUN)
    assert not published.exists()
    assert materialise(page, NOT_YET_RUN) == "Success"
    assert {row["rag"] for row in rows_of(published / "scorecard.csv")} >= {"Green", "Red"}


def test_a_quarter_with_a_bad_return_stops_at_its_gate(page: Page, ui: Ui, pictures: Path) -> None:
    land(
        ui.home,
        WITHOUT_RETURNS,
        "place.csv",
        figure("PLC-01", "74", WITHOUT_RETURNS),
        figure("PLC-02", "34O", WITHOUT_RETURNS),
        figure("PLC-99", "12", WITHOUT_RETURNS),
    )
    assert materialise(page, WITHOUT_RETURNS) == "Failure"
    # Of a long log the page holds only what is in view, which depends on how quickly it came.
    page.get_by_placeholder("Filter…").fill("step:landing__internal_returns")
    expect(page.get_by_text("The gate of internal_returns refused").first).to_be_visible()
    page.goto("/assets/landing/internal_returns")
    page.get_by_role("tab", name="Checks").click()
    page.get_by_text("no_refused_row").first.click()
    for number, fault in ((3, "34O.*not a number"), (4, "PLC-99.*not in the framework")):
        # The row of the table in a row of the table of metadata.
        origin = f"landing/returns/{WITHOUT_RETURNS}/place.csv, row {number}"
        row = page.get_by_role("row").filter(has_text=re.compile(rf"{re.escape(origin)}\b")).last
        expect(row).to_contain_text(origin, timeout=RUN_MS)
        expect(row).to_contain_text(re.compile(fault))
        expect(row).to_be_in_viewport()
    page.set_viewport_size({"width": 1440, "height": 1080})
    page.screenshot(path=pictures / "failed-check.png")
    assert not (ui.home.published / WITHOUT_RETURNS).exists()
    made = {path.parent.name for path in ui.home.warehouse.glob(f"*/{WITHOUT_RETURNS}.parquet")}
    assert not made & REST_ON_RETURNS
