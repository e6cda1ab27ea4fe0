"""What the UI shows of a home whose newest quarter has been run: graph, history, automation, an asset."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from pmf_pipeline.project import load_project
from tests.browser.server import Ui
from tests.helpers.homes import NEWEST, edition, rows_of
from tests.helpers.telling import Told

pytestmark = pytest.mark.browser

LOOKS = 120
GROUPS = ("landing", "outturns", "comparisons", "reports")
OTHERS = {
    "landing": ["internal_returns", "oflog_waste"],
    "reports": ["report_pack", "cabinet_pack", "scrutiny_pack"],
}  # not made by a SQL model


def graph_of(selection: str) -> str:
    """The address of the graph of some assets, in Dagster's own words for choosing them."""
    return f"/asset-groups~{quote(selection, safe='')}"


def box(page: Page, name: str | re.Pattern[str]) -> Locator:
    """A box of the graph: a folded group, or an asset."""
    return page.locator("foreignObject").get_by_text(name, exact=True).first


def entry(page: Page, *parts: Locator) -> Locator:
    """The line of a list that has all of these parts: the innermost element around them."""
    around = page.locator("div")
    for part in parts:
        around = around.filter(has=part)
    return around.last


def plain(markdown: str) -> str:
    """The words of a description up to its first code, which the page sets apart."""
    return markdown.split("`")[0].strip()


def test_the_graph_shows_the_four_groups(page: Page) -> None:
    page.goto("/asset-groups")
    for group in GROUPS:
        expect(box(page, group)).to_be_in_viewport()


def test_a_group_opens_in_its_place(page: Page, pictures: Path) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(graph_of('not key:"framework/*"'))
    page.get_by_role("button", name="Hide navigation").click()
    box(page, "outturns").click()
    expect(page).to_have_url(re.compile("expanded"))
    page.reload()  # the address says what is open; now the graph fits the window
    for name in ("landing", "stg_returns", "reported_outturns", "comparisons", "reports"):
        expect(box(page, name)).to_be_in_viewport()
    published = box(page, re.compile("^stg_publi.*figures$"))  # a long name is shortened in the middle
    expect(published.locator("..")).to_have_attribute("style", re.compile("green"))  # made, and shown so
    page.locator("[aria-label=panel_show_right]").last.click()
    published.scroll_into_view_if_needed()  # waits until the graph stands still
    page.screenshot(path=pictures / "asset-graph.png")


@pytest.mark.parametrize("group", GROUPS)
def test_each_group_holds_its_tables(page: Page, ui: Ui, group: str) -> None:
    tables = load_project(ui.home.path).catalogue.tables.values()
    page.goto(graph_of(f'group:"{group}"'))
    made = [table.name for table in tables if table.group == group and table.model and table.slicing != "edition"]
    for name in made + OTHERS.get(group, []):
        expect(page.get_by_text(name, exact=True).first).to_be_in_viewport()


def test_the_run_from_the_command_line_is_in_the_history(page: Page) -> None:
    page.goto("/runs")
    link = page.get_by_role("link", name="View", exact=True)
    run = entry(page, page.get_by_text("pmf/reason: command line"), link)
    expect(run).to_contain_text("quarterly_report")
    expect(run).to_contain_text(f"partition: {NEWEST}")
    expect(run).to_contain_text("Success")


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("when_files_land", "quarterly_report"),
        ("when_returns_fall_due", "quarterly_report"),
        ("when_states_change", None),
    ],
)
def test_schedule_and_sensors_are_listed_as_running(page: Page, name: str, target: str | None) -> None:
    page.goto("/automation")
    link = page.get_by_role("link", name=re.compile(name))
    expect(entry(page, link, page.get_by_role("checkbox")).get_by_role("checkbox").last).to_be_checked()
    link.click()
    expect(page.get_by_role("row", name="Running").get_by_role("checkbox")).to_be_checked()
    if target:
        expect(page.get_by_role("row", name="Target")).to_contain_text(target)


def test_the_sensor_looks_by_itself(page: Page) -> None:
    page.goto("/locations/pmf_pipeline/sensors/when_files_land")
    expect(page.get_by_role("row", name="Latest tick")).to_contain_text("requested", timeout=60_000)


def test_an_asset_page_says_what_the_table_is(page: Page, ui: Ui) -> None:
    table = load_project(ui.home.path).catalogue["scorecard"]
    page.goto("/assets/reports/scorecard")
    expect(page.get_by_text(plain(table.description))).to_be_in_viewport()
    expect(page.get_by_text(table.owner.removeprefix("team:"), exact=True)).to_be_in_viewport()
    for name, (kind, description) in table.columns.items():
        row = page.get_by_role("row").filter(has=page.get_by_text(name, exact=True)).first
        expect(row).to_contain_text(kind)
        expect(row).to_contain_text(plain(description))


def test_an_asset_page_shows_what_was_made(page: Page, ui: Ui) -> None:
    page.goto("/assets/reports/scorecard")
    quarter = page.get_by_text(re.compile(r"^\d{4}-\d{2}-Q\d$")).first.inner_text()
    scorecard = rows_of(edition(ui.home, quarter) / "scorecard.csv")
    expect(page.get_by_text("Row count").locator("..")).to_contain_text(str(len(scorecard)))
    page.get_by_text("[Show Markdown]").first.click()
    row = page.get_by_role("dialog").get_by_role("row").filter(has_text=scorecard[0]["indicator_code"])
    expect(row).to_contain_text(scorecard[0]["title"])


def test_a_quarter_says_what_state_it_is_in(page: Page, ui: Ui, pictures: Path) -> None:
    """A slice that was altered by hand stays green for Dagster, and so does what rests on it."""
    place = f"?view=partitions&partition={NEWEST}"
    altered = ui.home.warehouse / "targets_in_force" / f"{NEWEST}.parquet"
    kept = altered.read_bytes()
    told = Told(ui.home)
    try:
        page.goto(f"/assets/reports/scorecard{place}")
        expect(page.get_by_role("row", name="state", exact=False).first).to_contain_text("current")
        altered.write_bytes(kept[:-1] + b"0")
        for _ in range(LOOKS):  # the sensor says nothing while a run is at work
            if not isinstance(told.look(), str):
                break
            page.wait_for_timeout(1000)
        page.goto(f"/assets/reports/scorecard{place}")
        expect(page.get_by_text("Materialized", exact=True).first).to_be_visible()
        expect(page.get_by_text("stale", exact=True)).to_be_visible()
        expect(page.get_by_text(f"it rests on targets_in_force/{NEWEST}, which is damaged")).to_be_in_viewport()
        expect(page.get_by_text("Materialize on comparisons/targets_in_force")).to_be_in_viewport()
        page.screenshot(path=pictures / "slice-state.png", clip={"x": 0, "y": 0, "width": 1440, "height": 640})
        page.goto("/assets/status/slice_states")
        expect(page.get_by_text(f"targets_in_force/{NEWEST}")).to_be_visible()
    finally:
        altered.write_bytes(kept)
