"""The page of a figure in an edition, as people open it: from a file, without a network, on any screen."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pmf_pipeline.home import Home
from tests.helpers.homes import edition

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

Open = Callable[..., "Page"]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}


@pytest.fixture
def open_page(browser: "Browser", reported: Home, request: pytest.FixtureRequest, pictures: Path) -> Iterator[Open]:
    contexts: list[Any] = []

    def opened(code: str, width: int = 1280) -> "Page":
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.goto((edition(reported) / "figures" / f"{code}.html").as_uri())
        page.screenshot(path=pictures / f"passport-{code}-{width}.png", full_page=True)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("code", ["WST-01", "ASC-08", "PLC-06"])
def test_axe_finds_no_violation(open_page: Open, code: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(open_page(code), options=RULES)
    assert results.violations_count == 0, results.generate_report()


def test_the_page_does_not_scroll_sideways_on_a_small_screen(open_page: Open) -> None:
    page = open_page("WST-01", width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_every_link_leads_to_a_file_of_the_edition_and_nothing_is_run(open_page: Open, reported: Home) -> None:
    page = open_page("WST-01")
    links = [str(link.get_attribute("href")) for link in page.locator("a").all()]
    assert links
    assert all((edition(reported) / "figures" / link).resolve().is_file() for link in links)
    assert page.locator("script, link, img[src^=http]").count() == 0


def test_the_figure_the_cell_and_the_neighbours_can_be_read(open_page: Open) -> None:
    page = open_page("WST-01")
    assert page.locator("h1").inner_text() == "WST-01 Household waste recycling rate"
    assert "oflog/waste-demonstration-synthetic.csv" in page.locator("main").inner_text()
    assert page.get_by_role("row", name="Wigan").first.is_visible()
    page.get_by_text("England: the").click()
    assert page.get_by_role("row", name="Sandwell").first.is_visible()
