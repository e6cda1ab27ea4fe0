"""The generated sentences say nothing that the published tables do not."""

import re
from decimal import Decimal

import pytest

from pmf_pipeline.home import Home
from pmf_pipeline.report.wording import unit_after, with_symbol
from tests.helpers.homes import edition, rows_of
from tests.sql.running import models, run

NUMBER = re.compile(r"\d+(?:\.\d+)?")


def numbers(text: str) -> set[str]:
    """The figures in a text, without those in periods such as 2023-24-Q2; thousands may be set apart."""
    together = re.sub(r"(?<=\d),(?=\d{3})", "", re.sub(r"\d{4}-\d{2}(-Q\d)?", "", text))
    return set(NUMBER.findall(together))


def test_every_figure_in_a_sentence_stands_in_the_scorecard(reported: Home) -> None:
    """Figures in sentences are the scorecard's own, at the same decimals; titles, units and periods are its words."""
    scorecard = {row["indicator_code"]: row for row in rows_of(edition(reported) / "scorecard.csv")}
    sentences = rows_of(edition(reported) / "sentences.csv")
    assert len(sentences) == len(scorecard)
    for row in sentences:
        known = numbers(" ".join(scorecard[row["indicator_code"]].values()))
        said = " ".join(row[name] for name in row if name not in ("quarter", "indicator_code"))
        assert numbers(said) <= known, (row["indicator_code"], numbers(said) - known)


def test_each_outside_framework_has_its_position(reported: Home) -> None:
    """What Cabinet asked for: every Oflog metric of the framework, by theme, beside others."""
    rows = rows_of(edition(reported) / "oflog_position.csv")
    assert len(rows) == 10
    assert {row["framework"] for row in rows} == {"oflog"}
    assert all(row["england_median"] and row["neighbours_median"] and row["last_five"] for row in rows)


def test_a_history_ends_with_the_figure_and_target_of_the_scorecard(reported: Home) -> None:
    scorecard = rows_of(edition(reported) / "scorecard.csv")
    history = {(row["indicator_code"], row["period"]): row for row in rows_of(edition(reported) / "figure_history.csv")}
    for row in scorecard:
        point = history[row["indicator_code"], row["period"]]
        assert (point["value"], point["marker"]) == (row["outturn"], row["marker"])
        band = " to ".join(filter(None, (point["target_lower"], point["target_upper"])))
        assert (point["target"] or band) == row["target"]


def test_every_figure_in_a_charts_text_stands_in_its_history(reported: Home) -> None:
    history = rows_of(edition(reported) / "figure_history.csv")
    for row in rows_of(edition(reported) / "chart_texts.csv"):
        points = [point for point in history if point["indicator_code"] == row["indicator_code"]]
        known = numbers(" ".join(" ".join(point.values()) for point in points)) | {str(n) for n in range(1, 21)}
        said = " ".join(row[name] for name in ("history", "gaps", "target_line", "neighbours_range"))
        assert numbers(said) <= known, (row["indicator_code"], numbers(said) - known)


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("£", "-£1,234.5"),
        ("£m", "-£1,234.5m"),
        ("£k per home", "-£1,234.5k per home"),
        ("£ per dwelling", "-£1,234.5 per dwelling"),
        ("£ million", "-£1,234.5 million"),
        ("£000s", "-1,234.5 £000s"),
        ("%", "-1,234.5%"),
        ("number", "-1,234.5"),
        ("days", "-1,234.5 days"),
        ("per 100,000 adults", "-1,234.5 per 100,000 adults"),
        ("score out of 12", "-1,234.5 (score out of 12)"),
    ],
)
def test_a_figure_has_its_unit_alike_in_sentences_and_on_the_page(unit: str, text: str) -> None:
    """What stands before and after a figure is said in sentences.sql and, for the page, in wording."""
    row = {
        "quarter": "2023-24-Q2", "indicator_code": "A", "title": "T", "unit": unit, "decimals": 1, "period": "2022-23",
        "outturn": "-1234.5", "target": "1000", "variance": "-2234.5", "rag": "Red", "polarity": "high",
    }  # fmt: skip
    (said,) = run(models()["sentences"], {}, {"scorecard": [row], "benchmark_comparisons": []}, {})
    shown = with_symbol(Decimal("-1234.5"), unit)
    assert f"{shown}{unit_after(unit)}" == text
    assert said["figure"] == f"T was {text} in 2022-23."
    assert f" its target of {with_symbol(Decimal('1000.0'), unit)}, which" in str(said["against_target"])
