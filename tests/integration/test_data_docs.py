"""The page of data docs: every expectation of the quarter, and nothing from anybody's network."""

import re
from collections.abc import Callable
from pathlib import Path

from checks.suite import load_suite
from pmf_pipeline.home import Home
from tests.helpers.commands import Command
from tests.helpers.homes import NEWEST, figure, land
from tests.helpers.records import materialise


def test_the_page_holds_every_expectation_and_asks_the_network_for_nothing(
    reported: Home, tmp_path: Path, pmf: Command
) -> None:
    path = tmp_path / "docs.html"
    assert pmf("gates", "--home", reported.path, "--data-docs", path).code == 0
    page = path.read_text(encoding="utf-8")
    for table in ("scorecard", "plausibility"):
        for rule in load_suite(table).rules.values():
            assert rule.says.replace("'", "&#39;") in page
    assert "expect_compound_columns_to_be_unique" in page
    assert not re.search(r"(src|href)=.(https?:)?//|url\(|@import|<script|<link|<img", page)


def test_what_failed_is_on_the_page_and_on_the_console_with_its_origin(
    reported: Home, a_copy: Callable[[Home], Home], tmp_path: Path, pmf: Command
) -> None:
    home = a_copy(reported)
    land(home, NEWEST, "place--2.csv", figure("PLC-01", "<b>34O"))
    assert not materialise(home, "landing/internal_returns", NEWEST).success
    shown = pmf("gates", "--home", home.path)
    assert shown.code == 1
    assert "no_refused_row (stopped it)" in shown.out
    assert f"(landing/returns/{NEWEST}/place--2.csv, row 2, cell C2)" in shown.out
    path = tmp_path / "docs.html"
    assert pmf("gates", "--home", home.path, "--quarter", NEWEST, "--data-docs", path).code == 0
    page = path.read_text(encoding="utf-8")
    assert "&lt;b&gt;34O" in page
    assert "<b>34O" not in page
