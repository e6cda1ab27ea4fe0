"""lineage.html: searched, clicked and read, from a file, with and without script."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pmf_pipeline.lineage.build import lineage_of
from pmf_pipeline.lineage.document import document
from pmf_pipeline.lineage.page import write_page
from pmf_pipeline.project import load_project
from pmf_pipeline.settings import PROJECT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    project = load_project(PROJECT)
    path: Path = tmp_path_factory.mktemp("lineage") / "lineage.html"
    path.write_bytes(write_page(document(project, lineage_of(project)), title="Column lineage", notice="Synthetic."))
    return path.as_uri()


@pytest.fixture
def sheet(browser: "Browser", address: str, pictures: Path, request: pytest.FixtureRequest) -> "Iterator[Page]":
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address)
    yield page
    page.screenshot(path=pictures / f"{request.node.name}.png")
    context.close()
    assert faults == []


def test_a_column_is_found_and_followed_by_clicks(sheet: "Page") -> None:
    from playwright.sync_api import expect

    sheet.get_by_label("Find a table or column").fill("scorecard.rag")
    sheet.get_by_label("Find a table or column").press("Enter")
    expect(sheet.get_by_role("status")).to_contain_text("scorecard.rag:")
    stage = sheet.locator("#stage")
    expect(stage.get_by_title("files.oflog_waste.value", exact=True)).to_be_attached()
    expect(stage.get_by_title("headlines.headline_pct", exact=True)).to_be_attached()
    sheet.get_by_label("what it comes from").check()
    expect(stage.get_by_title("headlines.headline_pct", exact=True)).to_have_count(0)
    stage.get_by_title("framework.targets.target", exact=True).click()
    assert sheet.url.endswith("#framework.targets.target")
    sheet.get_by_role("button", name="Whole graph").click()
    expect(sheet.get_by_role("status")).to_contain_text("Every table:")


def test_it_can_be_worked_by_keyboard(sheet: "Page") -> None:
    from playwright.sync_api import expect

    sheet.get_by_label("Find a table or column").fill("no_such_thing")
    expect(sheet.get_by_role("status")).to_have_text("0 matches.")
    sheet.get_by_label("Find a table or column").fill("published_value")
    sheet.keyboard.press("Enter")
    assert sheet.evaluate("document.activeElement.title") == sheet.url.split("#")[1]


def test_it_meets_wcag(sheet: "Page") -> None:
    from axe_playwright_python.sync_playwright import Axe

    rules = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
    found = Axe().run(sheet, options={"runOnly": rules, "resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


def test_without_script_it_is_a_list_with_links(browser: "Browser", address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}#scorecard.rag")
    row = page.locator("[id='scorecard.rag']")
    assert "target_comparisons.rag" in row.inner_text()
    assert not page.locator("#explorer").is_visible()
    row.get_by_role("link", name="target_comparisons.rag").click()
    assert page.url.endswith("#target_comparisons.rag")
    context.close()
