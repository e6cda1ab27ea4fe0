"""The report's small charts in a real browser: every label can be read, whatever the figures are."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from pmf_pipeline.home import Home
from pmf_pipeline.report.pack import Pack
from tests.helpers.report_pages import pack_of, page_of, with_rows

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

Row = Mapping[str, Any]
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
# What spoils a label, as texts: another one over it, a line, a point or a bar through it, the edge of its card.
SPOILT = """() => [...document.querySelectorAll('svg.chart')].flatMap(chart => {
    const of = chart.closest('[data-indicator]').dataset.indicator, spoilt = [], SLACK = 0.5;
    const card = chart.closest('.card').getBoundingClientRect();
    const texts = [...chart.querySelectorAll('text')].map(e => ({says: e.textContent, box: e.getBoundingClientRect()}));
    const meet = (a, b, by) => a.left < b.right + by && b.left < a.right + by
        && a.top < b.bottom + by && b.top < a.bottom + by;
    const matrix = chart.getScreenCTM();
    texts.forEach((one, at) => {
        if (one.box.right > card.right || one.box.left < card.left) spoilt.push(`${of}: ${one.says} leaves its card`);
        for (const other of texts.slice(at + 1))
            if (meet(one.box, other.box, -SLACK)) spoilt.push(`${of}: ${one.says} over ${other.says}`);
        for (const mark of chart.querySelectorAll('circle, use'))
            if (meet(one.box, mark.getBoundingClientRect(), -SLACK)) spoilt.push(`${of}: a point over ${one.says}`);
    });
    for (const path of chart.querySelectorAll('path')) {
        const half = parseFloat(getComputedStyle(path).strokeWidth) * matrix.a / 2 - SLACK;
        for (let at = 0; at <= path.getTotalLength(); at += 1) {
            const {x, y} = path.getPointAtLength(at).matrixTransform(matrix);
            const hit = texts.find(({box}) => meet(box, {left: x, right: x, top: y, bottom: y}, half));
            if (hit) { spoilt.push(`${of}: ${path.getAttribute('class')} through ${hit.says}`); break; }
        }
    }
    return spoilt;
})"""


@pytest.fixture(scope="module")
def pack(reported: Home) -> Pack:
    return pack_of(reported)


@pytest.fixture
def shown(browser: "Browser") -> Iterator[Callable[[Pack, Mapping[str, int]], "Page"]]:
    """Shows the page of a content in a window of some size."""
    contexts = []

    def show(pack: Pack, size: Mapping[str, int]) -> "Page":
        contexts.append(browser.new_context(viewport=size))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        page.set_content(page_of(pack))
        return page

    yield show
    for context in contexts:
        context.close()


def beside(share: str) -> Callable[[Row], Row]:
    """Every target a share of the figure away from it; a band around it where the target is one."""

    def change(row: Row) -> Row:
        value, away = row["value"], Decimal(share)
        if value is None:
            return row
        near = (value * (1 + away)).quantize(value)
        if row["target_lower"] is not None:
            return {**row, "target_lower": min(value, near), "target_upper": max(value, near)}
        return {**row, "target": near}

    return change


def long_and_close(row: Row) -> Row:
    """Seven digits, a band, and neighbours, all within a thousandth."""
    if row["value"] is None:
        return row
    value = (row["value"] % 7 + 9_000_000).quantize(Decimal(1))
    names = ("target_lower", "neighbours_minimum", "neighbours_median", "neighbours_maximum", "target_upper")
    return {**row, "value": value, "target": None, **{name: value + at - 2 for at, name in enumerate(names)}}


def broken(row: Row) -> Row:
    return {**row, "marker": "[b]"}


def ended(row: Row) -> Row:
    """No figure in the last year and a half."""
    if row["period"] < "2022-23-Q2":
        return row
    return {**row, "value": None, "marker": "[low]", "is_joined": False}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=lambda size: str(size["width"]))
def test_no_label_is_covered_or_crossed(shown: Any, pack: Pack, size: Mapping[str, int]) -> None:
    assert shown(pack, size).evaluate(SPOILT) == []


@pytest.mark.parametrize(
    "change",
    [*(beside(share) for share in ("0", "0.002", "-0.002", "0.02", "-0.02", "0.5")), long_and_close, broken, ended],
    ids=["on it", "just above", "just below", "above", "below", "far", "long and close", "broken", "ended"],
)
def test_no_label_is_covered_or_crossed_where_figures_are_close(
    shown: Any, pack: Pack, change: Callable[[Row], Row]
) -> None:
    assert shown(with_rows(pack, "figure_history", change), DESKTOP).evaluate(SPOILT) == []
