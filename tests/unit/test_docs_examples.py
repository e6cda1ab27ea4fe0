"""The examples in the documents are what the pipeline really does: each is run, not only read."""

import re
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import yaml

from assets.report_pack import TABLES
from checks.suite import Suite
from pmf_pipeline.framework import load_framework
from pmf_pipeline.framework.rows import FILES
from pmf_pipeline.framework.rules import Rules
from pmf_pipeline.report.csv_tables import POSITIONS, SCORECARD_COLUMNS
from pmf_pipeline.settings import FRAMEWORK_TEMPLATE
from pmf_pipeline.sql.model import read_model
from tests.helpers.guides import blocks, read
from tests.sql.running import models, run

OWN_AREA = "E08000013"


def table(name: str, *header: str) -> list[list[str]]:
    """The rows of the table of a page that has this header."""
    lines = iter(read(name).splitlines())
    for line in lines:
        if cells(line) == list(header):
            next(lines)
            rows = []
            while (row := next(lines, "")).startswith("|"):
                rows.append(cells(row))
            return rows
    raise AssertionError(f"{name} has no table with the columns {', '.join(header)}")


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_published_files_and_columns_are_explained() -> None:
    page = "docs/read-the-scorecard.md"
    files = [file.strip("`") for file, _ in table(page, "File", "One row is")]
    tables = [name for name in TABLES if name != POSITIONS]
    assert files == [f"{name}.csv" for name in (*tables, "oflog_position", "restatements", "waivers_and_warnings")]
    explained = [name for row in table(page, "Column", "Meaning") for name in re.findall(r"`(\w+)`", row[0])]
    assert explained == list(SCORECARD_COLUMNS)


def rated(better: str, method: str, target: str, figure: str) -> str:
    """The rating that the model gives to an example of the page."""
    kind, value = method.split(" ", 1)
    ends = target.split(" to ") if better == "target" else []
    indicator = {"polarity": better, "rag_method": kind}
    if kind in ("relative", "points"):
        indicator["tolerance"] = value
    agreed = {"target": None if ends else target, "floor": value if kind == "floor" else None}
    given = {
        "framework.indicators": [indicator],
        "reported_outturns": [{"published_value": figure or None}],
        "targets_in_force": [agreed | dict(zip(("lower", "upper"), ends, strict=False))] if target else [],
        "direction_of_travel": [{"direction": value}] if kind == "direction" else [],
    }
    return str(only("target_comparisons", given)["rag"])


def directed(better: str, previous: str, figure: str, marker: str) -> str:
    """The direction that the model gives to an example of the page."""
    polarity, *band = better.split(" ", 1)
    ends = band[0].split(" to ") if band else []
    figures = {
        "published_value": figure or None,
        "last_reported_value": previous or None,
        "last_reported_before_break": marker == "b",
    }
    given = {
        "framework.indicators": [{"polarity": polarity, "frequency": "quarterly", "measure_type": "snapshot"}],
        "reported_outturns": [figures],
        "targets_in_force": [dict(zip(("lower", "upper"), ends, strict=True))] if ends else [],
    }
    return str(only("direction_of_travel", given)["direction"])


def only(model: str, given: dict[str, list[dict[str, object]]]) -> dict[str, object]:
    rules = Rules(area_code=OWN_AREA, council="The council").variables()
    common = {"quarter": "2023-24-Q2", "indicator_code": "A", "area_code": OWN_AREA}
    [row] = run(models()[model], rules, given, common)
    return row


def test_the_ratings_explained_are_the_ratings_given() -> None:
    rows = table("docs/read-the-scorecard.md", "Better", "Method", "Target", "Figure", "Rating", "Because")
    assert {rating for *_, rating, _ in rows} == {"Green", "Amber", "Red", "No target", "No data", "Not rated"}
    assert [row for row in rows if rated(*row[:4]) != row[4]] == []


def test_the_directions_explained_are_the_directions_given() -> None:
    rows = table("docs/read-the-scorecard.md", "Better", "Previous", "Figure", "Marker", "Direction")
    assert [row for row in rows if directed(*row[:4]) != row[4]] == []
    words = {word for row in table("docs/read-the-scorecard.md", "Direction", "When") for word in row[0].split(", ")}
    assert {direction for *_, direction in rows} <= words


def test_the_headline_explained_adds_up() -> None:
    text = " ".join(read("docs/read-the-scorecard.md").split())
    found = re.search(
        r"(\d+) indicators are rated: (\d+) Green, (\d+) Amber, (\d+) Red\. The headline is \2 of \1, or ([\d.]+) %; "
        r"with Amber it would be (\d+) of \1, or ([\d.]+) %",
        text,
    )
    assert found
    rated_count, green, amber, red, share, with_amber, wide_share = (Decimal(number) for number in found.groups())
    assert green + amber + red == rated_count
    assert green + amber == with_amber
    assert [round(green * 100 / rated_count, 1), round(with_amber * 100 / rated_count, 1)] == [share, wide_share]


def test_the_example_model_is_one(tmp_path: Path) -> None:
    page = "add-a-model.md"
    path = tmp_path / "reports" / "missed_targets.sql"
    path.parent.mkdir()
    path.write_text(blocks(page, "sql")[0], encoding="utf-8")
    model = read_model(path)
    suite, cases = (yaml.safe_load(block) for block in blocks(page, "yaml"))
    rules = Suite.model_validate({"table": "missed_targets", **suite}).rules
    assert {name for rule in rules.values() for name in (*rule.columns, *rule.show)} <= set(model.header.columns)
    given = cases[0]["given"]["scorecard"]
    with duckdb.connect() as connection:
        for table in model.refs:
            columns = ", ".join(f"{name} {kind}" for name, (kind, _) in models()[table].header.columns.items())
            connection.execute(f"create table {table} ({columns})")
        names = ", ".join(given[0])
        connection.executemany(
            f"insert into scorecard ({names}) values (?, ?, ?)", [list(row.values()) for row in given]
        )
        result = connection.execute(model.render({}))
        made = {name[0]: str(name[1]) for name in result.description or ()}
        rows = [dict(zip(made, row, strict=True)) for row in result.fetchall()]
    assert made == {name: kind for name, (kind, _) in model.header.columns.items()}
    assert [{name: row[name] for name in ("indicator_code", "rag")} for row in rows] == cases[0]["expect"]


def test_the_example_target_has_the_columns_of_its_file() -> None:
    decisions, targets = blocks("change-a-target.md", "csv")
    for text, name in ((decisions, "decisions"), (targets, "targets")):
        header, *rows = (line.split(",") for line in text.splitlines())
        assert header == list(FILES[name].model_fields)
        for row in rows:
            FILES[name].model_validate({column: cell or None for column, cell in zip(header, row, strict=True)})


def test_the_example_waivers_can_be_put_below_the_header_that_a_new_home_has(tmp_path: Path) -> None:
    waivers = Path(shutil.copytree(FRAMEWORK_TEMPLATE, tmp_path / "framework")) / "waivers.csv"
    examples = [block.splitlines() for block in blocks("when-a-gate-stops.md", "csv")]
    assert [header for header, *_ in examples] == [waivers.read_text(encoding="utf-8").strip()] * len(examples)
    rows = [row for _, *rows in examples for row in rows]
    waivers.write_text("\n".join([examples[0][0], *rows, ""]), encoding="utf-8")
    assert len(load_framework(waivers.parent).tables["waivers"]) == len(rows) == 2
