"""report.html in a real browser: what it shows, to whom, and at which size. It is one file, so no server is needed."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from pmf_pipeline.home import Home
from tests.helpers.homes import edition, rows_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SMALL, PHONE, LAPTOP = (320, 640), (390, 844), (1366, 768)
LINE = 8  # by how many pixels what stands in one line may differ in height
PAPER = {"portrait": 695, "landscape": 1023}  # the width of A4 between its margins, in CSS pixels
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PRINTED = ("outturn", "marker", "target", "previous", "neighbours_median", "england_median", "rag", "direction")
Open = Callable[..., "Page"]
# Every figure of the page with what it is of; thousands are set apart, and £ and % are beside it, on the page only.
FIGURES = """() => [...document.querySelectorAll('[data-column]')].map(e => {
    const of = e.closest('[data-indicator], [data-scope]');
    return [of.dataset.indicator || of.dataset.scope + '/' + of.dataset.scopeName, e.dataset.column, e.textContent];
})"""
TABBABLE = """() => [...document.querySelectorAll(
    'a[href], button, input, select, summary, [tabindex="0"]')].filter(e => e.checkVisibility()).length"""
ON_THE_PAGE_ONLY = re.compile(
    r"(?<=\d),(?=\d{3})|£(?=\d)|(?<=\d)%"
)  # thousands are set apart there, and have their £ or %
FOCUSED = """() => {
    const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const what = e.outerHTML.slice(0, 80);
    e.dataset.reached = 'yes';
    return e === document.body ? null : [what, style.outlineStyle !== 'none' && box.width > 0,
        box.bottom > 0 && box.top < innerHeight];
}"""


@pytest.fixture(scope="session")
def report(reported: Home) -> Path:
    """The newest edition's page."""
    return edition(reported) / "report.html"


@pytest.fixture
def open_report(browser: "Browser", report: Path) -> Iterator[Open]:
    """Opens the page in a window of some size; it may ask no machine for anything."""
    contexts = []
    asked: set[str] = set()

    def open_page(size: tuple[int, int] = LAPTOP, **options: Any) -> "Page":
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        contexts.append(context)
        context.on("request", lambda request: asked.add(request.url))
        page = context.new_page()
        page.goto(report.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert asked <= {report.as_uri()}, "the page asked for more than itself"


@pytest.mark.parametrize(
    ("size", "scheme", "contrast"),
    [(PHONE, "light", "no-preference"), (LAPTOP, "dark", "more")],
    ids=["phone", "laptop in the dark"],
)
def test_axe_finds_no_violation(open_report: Open, size: tuple[int, int], scheme: str, contrast: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_report(size, color_scheme=scheme, contrast=contrast)
    page.evaluate("[...document.querySelectorAll('details')].slice(-4).forEach(e => e.open = true)")  # all are alike
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]})
    faults = found.response["violations"]
    assert [(fault["id"], [node["html"][:200] for node in fault["nodes"][:3]]) for fault in faults] == []


@pytest.mark.parametrize("size", [SMALL, PHONE, LAPTOP], ids=str)
def test_nothing_makes_the_page_scroll_sideways(open_report: Open, size: tuple[int, int]) -> None:
    page = open_report(size)
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("width", [1280, 1366, 1440])
def test_an_office_screen_shows_every_column(open_report: Open, width: int) -> None:
    """The scorecard and the position on outside frameworks; a scroll bar beside them takes 17 pixels."""
    page = open_report((width, 800))
    page.evaluate("document.body.style.paddingRight = '17px'")
    rooms = page.evaluate(
        "[...document.querySelectorAll('.landscape .scroll')].map(e => [e.scrollWidth, e.clientWidth])"
    )
    assert len(rooms) > 1
    assert all(needed <= there for needed, there in rooms), rooms
    assert page.locator("#score thead th").evaluate_all("all => new Set(all.map(e => e.offsetTop)).size") == 1


@pytest.mark.parametrize("size", [(340, 700), PHONE, (400, 800), (768, 1024)], ids=str)
def test_a_narrow_screen_shows_each_row_of_the_scorecard_whole(open_report: Open, size: tuple[int, int]) -> None:
    """Indicator, figure and rating come first, and nothing needs scrolling sideways."""
    page = open_report(size)
    rooms = page.evaluate(
        "[...document.querySelectorAll('.landscape .scroll')].map(e => [e.scrollWidth, e.clientWidth])"
    )
    assert all(needed <= there for needed, there in rooms), rooms
    places = """all => all.map(row => ['th', '[data-column=outturn], [data-column=marker]', '[data-column=rag]',
        '[data-column=direction]'].map(one => row.querySelector(one).getBoundingClientRect())
        .map(box => [box.left, box.right, box.top]))"""
    for row in page.locator("#score tbody tr").evaluate_all(places):
        assert all(0 <= left < right <= size[0] for left, right, _ in row)
        title, figure, rating, direction = (top for _, _, top in row)
        assert title < min(figure, rating) - LINE
        assert max(figure, rating) < direction + LINE


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=str)
def test_the_scorecard_stays_a_table_for_who_hears_it(open_report: Open, report: Path, size: tuple[int, int]) -> None:
    """Each figure has its column's heading, however the rows are laid out."""
    page = open_report(size)
    session = page.context.new_cdp_session(page)
    tree = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    name, role = (lambda node: node.get("name", {}).get("value", "")), (lambda node: node.get("role", {}).get("value"))

    def below(node: Any, *roles: str) -> list[Any]:
        """The nearest nodes of these roles, in their order."""
        found = []
        for child in (tree[key] for key in node["childIds"]):
            found += [child] if role(child) in roles else below(child, *roles)
        return found

    (table,) = (node for node in tree.values() if role(node) == "table" and name(node).startswith("Scorecard, "))
    head, *rows = below(table, "row")
    headings = [name(cell).split()[0] for cell in below(head, "columnheader")]
    assert headings[:3] == ["Indicator", "Portfolio", "Figure"]
    assert len(rows) == len(rows_of(report.parent / "scorecard.csv"))
    for row in rows:
        cells = below(row, "rowheader", "cell", "gridcell")
        assert [role(cell) for cell in cells] == ["rowheader"] + ["cell"] * (len(headings) - 1)


def test_every_figure_is_the_published_one(open_report: Open, report: Path) -> None:
    """Each figure with a name on the page equals the published table's, and every one of the scorecard is there."""
    published = {row["indicator_code"]: row for row in rows_of(report.parent / "scorecard.csv")}
    expected = {(code, column): value for code, row in published.items() for column, value in row.items()}
    for row in rows_of(report.parent / "headlines.csv"):
        expected |= {(f"{row['scope']}/{row['scope_name']}", column): value for column, value in row.items()}
    printed = open_report().evaluate(FIGURES)
    shown = {(of, column): ON_THE_PAGE_ONLY.sub("", text) for of, column, text in printed}
    stated = {place: ON_THE_PAGE_ONLY.sub("", expected[place]) for place in shown}
    assert {place: (text, stated[place]) for place, text in shown.items() if text != stated[place]} == {}
    assert len({(of, column, text) for of, column, text in printed}) == len(shown), "a figure is printed in two ways"
    for column in PRINTED:
        assert {code for code, row in published.items() if row[column]} <= {of for of, name in shown if name == column}


def test_every_link_resolves(open_report: Open, report: Path) -> None:
    page = open_report()
    targets = set(page.evaluate("[...document.querySelectorAll('a[href]')].map(e => e.getAttribute('href'))"))
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    inside = {target[1:] for target in targets if target.startswith("#")}
    assert inside - set(ids) == set()
    for target in targets - {f"#{name}" for name in inside}:
        assert urlsplit(target).scheme in ("http", "https") or (report.parent / target).is_file(), target


def test_the_keyboard_reaches_everything(open_report: Open) -> None:
    page = open_report()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == ['<a class="skip" href="#main">Skip to the report</a>', True, True]
    everything = page.evaluate(TABBABLE)
    for _ in range(everything - 1):
        page.keyboard.press("Tab")
        what, is_marked, is_in_view = page.evaluate(FOCUSED)
        assert is_marked, what
        assert is_in_view, what
    assert page.evaluate("document.querySelectorAll('[data-reached]').length") == everything
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=str)
def test_the_scorecard_sorts_and_filters_by_keyboard(open_report: Open, report: Path, size: tuple[int, int]) -> None:
    page = open_report(size)
    assert page.get_by_role("button", name="Sort by Figure").is_visible()
    page.get_by_role("button", name="Sort by Figure").press("Enter")
    figures = page.locator("#score tbody tr [data-column=outturn]").all_inner_texts()
    values = [float(ON_THE_PAGE_ONLY.sub("", text)) for text in figures]
    assert values == sorted(values)
    page.get_by_role("button", name="Sort by Figure").press("Enter")
    assert page.locator("#score th[aria-sort=descending]").inner_text().startswith("Figure")
    page.get_by_label("Search").fill("waste rate")
    page.get_by_label("Rating", exact=True).select_option("Green")
    assert (
        page.locator("#found").inner_text() == f"1 of {len(rows_of(report.parent / 'scorecard.csv'))} indicators shown"
    )
    shown = page.locator("#score tbody tr:visible")
    assert shown.get_attribute("data-indicator") == "WST-01"


def test_nothing_needs_a_script(open_report: Open, report: Path) -> None:
    page = open_report(java_script_enabled=False)
    assert page.locator("#tools").is_hidden()
    assert page.locator("#score tbody tr").count() == len(rows_of(report.parent / "scorecard.csv"))
    page.locator("summary").first.click()
    assert page.locator("details[open] table").is_visible()


def test_every_chart_says_what_it_shows(open_report: Open, report: Path) -> None:
    texts = {row["indicator_code"]: row for row in rows_of(report.parent / "chart_texts.csv")}
    charts = open_report().evaluate(
        "[...document.querySelectorAll('svg.chart')].map(e => [e.closest('[data-indicator]').dataset.indicator, "
        "e.querySelector('desc').textContent, e.getAttribute('role')])"
    )
    assert {code for code, _, _ in charts} == {
        code for code in texts if "There is no figure" not in texts[code]["history"]
    }
    for code, said, role in charts:
        assert role == "img"
        for part in ("history", "gaps", "target_line", "neighbours_range"):
            assert texts[code][part] in said


def test_it_prints_on_a4(open_report: Open, report: Path, tmp_path: Path) -> None:
    page = open_report()
    page.emulate_media(media="print")
    for selector, width in (("main > :not(.landscape)", PAPER["portrait"]), (".landscape", PAPER["landscape"])):
        page.set_viewport_size({"width": width, "height": 1000})
        assert page.evaluate(f"[...document.querySelectorAll('{selector}')].every(e => e.scrollWidth <= {width})")
    assert page.locator("nav").is_hidden()
    assert page.locator("#tools").is_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('#score tbody tr')).breakInside") == "avoid"
    heads = page.locator(".portfolio > h3, .portfolio > h3 + div")
    breaks = heads.evaluate_all("all => all.map(e => getComputedStyle(e).breakAfter)")
    assert set(breaks) == {"avoid"}, "a portfolio's heading stays with its first card"
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    assert (tmp_path / "report.pdf").read_bytes().count(b"/Type /Page\n") > 5


@pytest.mark.parametrize(("name", "size"), [("report-phone", PHONE), ("report", (1366, 1024))])
def test_the_headline_is_on_the_first_screen(
    open_report: Open, pictures: Path, name: str, size: tuple[int, int]
) -> None:
    from playwright.sync_api import expect

    page = open_report(size)
    expect(page.locator(".headline .bar")).to_be_in_viewport()
    page.screenshot(path=pictures / f"{name}.png")
    page.locator("#ASC-08").screenshot(path=pictures / f"{name}-card.png")
