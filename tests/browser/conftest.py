"""A demonstration home's UI and the system's own Chromium, for the tests of pages.

The UI and the browser are started once per module; each test has a page of its own. A picture of the page as the test
left it goes into the folder that PMF_SCREENSHOTS names, else into pytest's temporary folder.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from pmf_pipeline.home import Home
from tests.browser.server import Ui, serving
from tests.helpers.homes import copy_home

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATIENCE_MS = 30_000  # how long a busy machine may take to show something
FLAGS = (
    "--no-sandbox",  # containers run tests as root, whom Chromium's sandbox refuses
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program: PMF_CHROMIUM, else the system's Chromium."""
    named = os.environ.get("PMF_CHROMIUM", "chromium")
    found = shutil.which(named)
    if found is None:
        pytest.skip(f"there is no {named} on this machine: install Debian's chromium, or set PMF_CHROMIUM")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> "Iterator[Browser]":
    """The browser. One for each module: while Playwright is on, no test of this process can run an event loop."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def ui(chromium: str, reported: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ui]:
    """`pmf ui` of a demonstration home whose newest quarter has been run.

    One for each module: as long as it's on, its daemon and its sensors take their share of every other test's time.
    """
    folder = tmp_path_factory.mktemp("ui")
    with serving(copy_home(reported, folder).path, folder / "ui.log") as started:
        yield started


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for pictures of pages."""
    named = os.environ.get("PMF_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def page(browser: "Browser", ui: Ui, pictures: Path, request: pytest.FixtureRequest) -> "Iterator[Page]":
    """A page of the UI in a window of an office screen's size; it may ask no machine but this one."""
    context = browser.new_context(base_url=ui.address, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    hosts: set[str | None] = set()
    context.on("request", lambda asked: hosts.add(urlsplit(asked.url).hostname))
    page = context.new_page()
    yield page
    name = re.sub(r"\W+", "-", request.node.name).strip("-")
    page.screenshot(path=pictures / f"{name}.png")
    context.close()
    assert hosts - {None} == {"127.0.0.1"}, "a page asked another machine"  # what a page holds itself has no host
