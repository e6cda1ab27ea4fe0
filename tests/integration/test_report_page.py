"""report.html as text: what people write stays text, an empty quarter has a page too, and the bytes are the same."""

import html
import io
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from pmf_pipeline.home import Home
from pmf_pipeline.report.document import write_document
from pmf_pipeline.report.html.page import write_html
from pmf_pipeline.report.pack import Pack
from pmf_pipeline.report.workbook import write_workbook
from tests.helpers.homes import edition
from tests.helpers.report_pages import pack_of, page_of, with_rows

HOSTILE = "</style></script><script>alert(1)</script><img src=x onerror=alert(2)> \"' {{ 7 * 7 }} =1+1"


@pytest.fixture(scope="module")
def pack(reported: Home) -> Pack:
    return pack_of(reported)


def test_the_same_content_has_the_same_bytes(pack: Pack, reported: Home) -> None:
    assert write_html(pack)["report.html"] == (edition(reported) / "report.html").read_bytes()


def test_what_people_write_stays_text(pack: Pack) -> None:
    """Titles, portfolios, commentary, the council's name and its notice are text wherever they stand."""
    for name, column in (("scorecard", "title"), ("commentary", "commentary"), ("target_revisions", "rationale")):
        pack = with_rows(pack, name, lambda row, column=column: {**row, column: HOSTILE})  # type: ignore[misc]
    pack = replace(pack, facts={**pack.facts, "council": HOSTILE, "notice": HOSTILE})
    page = page_of(pack)
    assert page.count("<script") == page.count("</script") == 1
    assert page.count("<style") == page.count("</style") == 1
    assert not re.search(r"<[^>]*\sonerror", page)
    assert "{{ 7 * 7 }}" in page


def words_of(pack: Pack, place: str) -> str:
    """The words of an element of the page, by how it begins, as they are read."""
    element = place.split()[0].strip("<")
    found = page_of(pack).split(place, 1)[1].split(f"</{element}>", 1)[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", found)))


def of(code: str, kind: str) -> str:
    """How an element of a kind begins for an indicator."""
    return {
        "first": f'<li data-indicator="{code}"',
        "exception": f'<li class="exception red" data-indicator="{code}"',
        "card": f'<article class="card" id="{code}"',
    }[kind]


def test_a_target_has_its_unit_in_one_way(pack: Pack) -> None:
    for kind in ("first", "exception"):
        assert "against a target of 10.00 days." in words_of(pack, of("COR-02", kind))
    scored = with_rows(pack, "scorecard", lambda row: {**row, "unit": "score out of 12"})
    for kind in ("first", "exception"):
        assert "against a target of 10.00 (score out of 12)." in words_of(scored, of("COR-02", kind))
    assert "3,584,000 [f] against a year-end target of £3,200,000" in words_of(pack, of("COR-04", "card"))


def test_money_below_zero_has_its_minus_sign_before_the_pound(pack: Pack) -> None:
    """The page says what the sentences beside it say."""
    spent = with_rows(
        pack, "scorecard", lambda row: {**row, "unit": "£", "outturn": Decimal(-2500), "previous": Decimal(-1250)}
    )
    assert "-£2,500.00 [p] against a target of £10.00" in words_of(spent, of("COR-02", "first"))
    page = page_of(spent)
    assert "£-" not in html.unescape(re.sub(r"<[^>]*>", "", page))


def test_the_figures_of_a_chart_have_the_band_that_the_scorecard_has(pack: Pack) -> None:
    within = {"target": Decimal(50), "target_lower": Decimal(44), "target_upper": Decimal(56)}
    banded = with_rows(pack, "figure_history", lambda row: {**row, **within})
    assert "2023-24-Q210.85 [p]44.00 to 56.00" in words_of(banded, of("COR-02", "card"))


@pytest.mark.parametrize(
    ("changes", "said", "never"),
    [
        (
            {"green_tolerance_pct": Decimal(2)},
            [
                "rated indicators met their target, or missed it within the green tolerance",
                "missed by up to and including 2% of the target",
            ],
            ["the target is met, or better"],
        ),
        (
            {"method": "direction"},
            ["it is missed, but the figure has improved", "it is missed, and the figure has not improved"],
            ["by no more than the tolerance", "it is missed by more"],
        ),
        (
            {"method": "floor"},
            ["the figure lies between the target and its floor", "it is missed by more"],
            ["by no more than the tolerance"],
        ),
    ],
    ids=["green tolerance", "direction", "floor"],
)
def test_ratings_are_explained_by_the_councils_own_rules(
    pack: Pack, changes: dict[str, Any], said: list[str], never: list[str]
) -> None:
    """The page, the document and the workbook say what Green, Amber and Red mean under the rules of rules.yml."""
    framework = pack.project.framework
    rules = framework.rules.model_copy(update={"rag": framework.rules.rag.model_copy(update=changes)})
    ruled = replace(pack, project=replace(pack.project, framework=replace(framework, rules=rules)))
    document = "\n".join(p.text for p in Document(io.BytesIO(write_document(ruled)["report.docx"])).paragraphs)
    for text in (html.unescape(re.sub(r"<[^>]*>", "", page_of(ruled))), document):
        assert all(words in text for words in said)
        assert not any(words in text for words in never)


def test_rules_of_their_own_stand_in_every_file(pack: Pack) -> None:
    """424 days against 400 are Amber by a tolerance of 10%: who reads 5% in the document could not explain it."""
    paragraphs = Document(io.BytesIO(write_document(pack)["report.docx"])).paragraphs
    notes = CalamineWorkbook.from_filelike(io.BytesIO(write_workbook(pack)["report.xlsx"])).get_sheet_by_name("Notes")
    for text in (
        html.unescape(re.sub(r"<[^>]*>", "", page_of(pack))),
        "\n".join(paragraph.text for paragraph in paragraphs),
        str(notes.to_python()),
    ):
        assert (
            "Time between entering care and moving in with an adoptive family: Amber when it is missed by up to and "
            "including 10% of the target." in text
        )


def test_an_outturn_that_is_missing_is_no_forecast(pack: Pack) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_workbook(pack)["report.xlsx"]))
    outlook = {row[0]: row[2] for row in book.get_sheet_by_name("Year-end outlook").to_python()}
    assert (outlook["CYP-06"], outlook["PLC-06"]) == ("[c]", "[x]")


def test_a_figure_of_the_year_to_date_says_so(pack: Pack) -> None:
    assert "£1,792,000 [p] 2023-24-Q2, year to date" in words_of(pack, of("COR-04", "card"))
    assert "year to date" not in words_of(pack, of("COR-03", "card"))
    document = Document(io.BytesIO(write_document(pack)["report.docx"]))
    periods = {row.cells[0].text[:6]: row.cells[1].text for table in document.tables for row in table.rows}
    assert periods["COR-04"] == "2023-24-Q2, year to date"


def test_a_figure_that_cannot_be_compared_is_so_with_the_one_before(pack: Pack) -> None:
    assert "Not comparable with 5 in 2022-23-Q2." in words_of(pack, of("CYP-06", "card"))
    assert "Improved from 82.7% in 2023-24-Q1." in words_of(pack, of("ASC-08", "card"))


def test_the_position_has_its_units_and_days_in_words(pack: Pack) -> None:
    position = words_of(pack, '<section id="framework-oflog"')
    assert "64.0%" in position
    assert "No target yet" in position
    assert "No target yet%" not in position
    assert "Next: after 31 March 2024" in position


def test_a_warning_says_what_it_is_about_first(pack: Pack) -> None:
    warnings = words_of(pack, '<section id="warnings"')
    assert "People killed or seriously injured on the roads, 2023-24-Q2:" in warnings
    assert "landing/returns/2023-24-Q2/childrens-services.xlsx: mended by" in warnings
    assert "Not so for 1:" not in warnings
    alone = with_rows(pack, "waivers_and_warnings", lambda row: {**row, "found": None})
    assert re.search(r"roads, 2023-24-Q2\s+What to do", words_of(alone, '<section id="warnings"'))


def test_silence_and_withheld_words_are_told_apart(pack: Pack) -> None:
    assert "The service has given no reason." in page_of(with_rows(pack, "commentary", lambda row: None))
    withheld = page_of(with_rows(pack, "commentary", lambda row: {**row, "commentary": None, "is_withheld": True}))
    assert "What the service says is withheld" in withheld
    assert "The service has given no reason." not in withheld


def test_a_quarter_without_exceptions_says_so(pack: Pack) -> None:
    page = page_of(with_rows(pack, "standings", lambda row: {**row, "place": None}))
    assert "No indicator is Red, and none is Amber and worsening." in page


def test_a_quarter_without_anything_beside_its_figures_has_a_page(pack: Pack) -> None:
    """A new council: no history, no outside framework, no decision that revised, nothing rated, no warning."""
    for name in (
        "figure_history", "chart_texts", "framework_position", "framework_coverage", "target_revisions", "commentary",
        "benchmark_comparisons", "year_end_outlook", "waivers_and_warnings", "missing_returns", "landed_files",
        "restatements",
    ):  # fmt: skip
        pack = with_rows(pack, name, lambda row: None)
    pack = with_rows(pack, "headlines", lambda row: {**row, "headline_pct": None, "rated": 0})
    page = page_of(pack)
    assert '<svg class="chart"' not in page
    for words in ("No indicator has both a figure and a target", "There were no warnings", "has revised a target"):
        assert words in page


def test_a_decision_links_only_to_the_web(pack: Pack) -> None:
    framework = pack.project.framework
    decisions = tuple(row.model_copy(update={"url": "javascript:alert(1)"}) for row in framework.tables["decisions"])
    project = replace(pack.project, framework=replace(framework, tables={**framework.tables, "decisions": decisions}))
    assert "javascript:" not in page_of(replace(pack, project=project))
