"""An attacker with every published file, earlier editions included, tries to work the suppressed figures out.

The suppressed figures are given such decimals that a chance hit is out of the question: a number that equals one
of them, or sums, differences and shares of what is published that do, are leaks.
"""

import csv
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import combinations, permutations
from pathlib import Path

import pytest

from pmf_pipeline.demo.returns import HEADER
from pmf_pipeline.home import Home
from resources.slices import SliceStore
from tests.helpers.commands import Command
from tests.helpers.homes import copy_home, edition, figure, rows_of, run

FIRST, SECOND, THIRD = "2022-23-Q4", "2023-24-Q1", "2023-24-Q2"
WHOLE, EAST, NORTH, WEST = "TST-01", "TST-02", "TST-03", "TST-04"
YEAR, ALONE, SHARE = "TST-05", "TST-06", "TST-07"
GROUPS = ((WHOLE, EAST, NORTH, WEST), (YEAR,), (ALONE,), (SHARE,))
INDICATORS = [
    {"indicator_code": WHOLE, "measure_type": "snapshot"},
    {"indicator_code": EAST, "measure_type": "snapshot", "part_of": WHOLE},
    {"indicator_code": NORTH, "measure_type": "snapshot", "part_of": WHOLE},
    {"indicator_code": WEST, "measure_type": "snapshot", "part_of": WHOLE},
    {"indicator_code": YEAR, "measure_type": "cumulative"},
    {"indicator_code": ALONE, "measure_type": "cumulative"},
    {"indicator_code": SHARE, "measure_type": "snapshot", "unit": "%"},
]
COMMON = {
    "definition": "For a test.", "theme": "Test", "portfolio": "Environment and Transport", "directorate": "Place",
    "owner": "Head of Tests", "tier": "1", "unit": "number", "decimals": "3", "polarity": "low",
    "frequency": "quarterly", "source": "internal_returns", "frameworks": "local",
    "introduced_by": "ILL-01 2021/22", "valid_from": "2021-04-01",
}  # fmt: skip
# What each quarter's return gives, and of it what must not be found out.
RETURNS = {
    FIRST: [
        figure(YEAR, "40.217", FIRST),
        figure(SHARE, "", FIRST, numerator="60.417", denominator="201.113"),
    ],
    SECOND: [
        figure(WHOLE, "58.307", SECOND),
        figure(EAST, "12.113", SECOND),
        figure(NORTH, "15.071", SECOND),
        figure(WEST, "31.123", SECOND),
        figure(YEAR, "12.409", SECOND),
        figure(ALONE, "3.617", SECOND, commentary="We had 3.617 in the quarter."),
        figure(SHARE, "", SECOND, numerator="47.231", denominator="51.118"),
    ],
    THIRD: [
        figure(WHOLE, "47.954", THIRD),
        figure(EAST, "4.731", THIRD),
        figure(NORTH, "12.211", THIRD),
        figure(WEST, "31.012", THIRD, commentary="East had 4.731, so we had more."),
        figure(YEAR, "14.836", THIRD),
        figure(ALONE, "8.293", THIRD, marker="p", commentary="Up from 3.617."),
        figure(SHARE, "", THIRD, numerator="2.837", denominator="50.271"),
    ],
}
LEFT_OUT = "What checks found in the figures of indicators whose small numbers are withheld is not told."
HALVED = "like_the_figure_before"
SECRETS = {
    (EAST, THIRD): Decimal("4.731"),
    (ALONE, SECOND): Decimal("3.617"),
    (YEAR, THIRD): Decimal("2.427"),  # of the quarter alone: 14.836 less 12.409
    (SHARE, SECOND): Decimal("3.887"),  # the rest: 51.118 less 47.231
    (SHARE, THIRD): Decimal("2.837"),
}
MARKUP = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
NUMBER = re.compile(r"\d+\.\d+|\d+")


@pytest.fixture(scope="module")
def attacked(demo: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    return published_from(copy_home(demo, tmp_path_factory.mktemp("attacked")), suppress_below="5")


@pytest.fixture(scope="module")
def unprotected(demo: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The same home, but for the limit."""
    return published_from(copy_home(demo, tmp_path_factory.mktemp("unprotected")), suppress_below="")


def published_from(home: Home, suppress_below: str) -> Home:
    """The home with the test's indicators and their returns, and the editions made of them."""
    path = home.framework / "indicators.csv"
    common = {**COMMON, "suppress_below": suppress_below}
    rows = [*rows_of(path), *({**common, "title": row["indicator_code"], **row} for row in INDICATORS)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(dict.fromkeys(name for row in rows for name in row)), restval="")
        writer.writeheader()
        writer.writerows(rows)
    for quarter, figures in RETURNS.items():
        land_figures(home, quarter, figures)
    assert run(home, SECOND, THIRD).faults == ()
    return home


def land_figures(home: Home, quarter: str, figures: list[dict[str, str]]) -> None:
    """A return whose figures of one indicator are each quarter's alone."""
    with (home.returns / quarter / "tests.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*HEADER, "accumulation"], restval="")
        writer.writeheader()
        for row in figures:
            accumulation = "in_quarter" if row["indicator_code"] == ALONE else ""
            writer.writerow({**row, "submitted_on": "2023-11-10", "accumulation": accumulation})


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """The text of every published file, workbooks and documents unpacked."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as package:
                for name in package.namelist():
                    yield f"{path.name}/{name}", package.read(name).decode("utf-8", "replace")
        elif path.is_file():
            yield path.name, path.read_bytes().decode("utf-8", "replace")


def published_of(home: Home, codes: tuple[str, ...]) -> set[Decimal]:
    """Every number that any published file gives in a line about one of the indicators, or on a page of its own.

    Of pages it is the text: where a chart's points lie is in figure_history.csv, and its coordinates are thousands.
    Workbook and document hold the same tables, without lines; that no secret stands in them is a test of its own.
    """
    found: set[Decimal] = set()
    for name, text in texts(home.published):
        if name.startswith(("report.xlsx/", "report.docx/")):
            continue
        plain = MARKUP.sub(" ", text) if name.endswith(".html") else text
        own_page = any(code in name for code in codes)
        for line in plain.splitlines():
            if len(line) < 20_000 and (own_page or any(code in line for code in codes)):
                found |= {Decimal(number) for number in NUMBER.findall(line) if len(number) < 16}
    return {number for number in found if number != number.to_integral_value()}  # the secrets have three decimals


def secrets_of(codes: tuple[str, ...]) -> set[Decimal]:
    return {value for (code, _), value in SECRETS.items() if code in codes}


def worked_out(known: set[Decimal]) -> set[Decimal]:
    """Sums, differences and shares of what is known, and what differences leave of it."""
    differences = {a - b for a, b in permutations(known, 2)} | {a + b for a, b in combinations(known, 2)}
    rests = {a - b for a in differences for b in known}
    shares = {(a * b / 100).quantize(Decimal("0.001")) for a, b in permutations(known, 2)}
    return differences | rests | shares


def test_the_attack_has_something_to_go_on(attacked: Home) -> None:
    shown = {row["indicator_code"]: row for row in rows_of(edition(attacked, THIRD) / "scorecard.csv")}
    assert (shown[WHOLE]["outturn"], shown[WEST]["outturn"], shown[ALONE]["outturn"]) == ("47.954", "31.012", "11.910")
    assert {shown[code]["marker"] for code in (EAST, NORTH, YEAR, SHARE)} == {"[c]"}
    assert {shown[code]["outturn"] for code in (EAST, NORTH, YEAR, SHARE)} == {""}
    before = {row["indicator_code"]: row for row in rows_of(edition(attacked, SECOND) / "scorecard.csv")}
    assert HALVED in failed_by(attacked, EAST), "a check knows the figure and the one before"
    assert {before[code]["marker"] for code in (ALONE, SHARE)} == {"[c]"}
    assert {before[code]["outturn"] for code in (WHOLE, EAST, NORTH, WEST)} == {"58.307", "12.113", "15.071", "31.123"}


def failed_by(home: Home, code: str) -> set[str]:
    """The rules on its figures that an indicator failed, as the gate has them."""
    passport = SliceStore(home).passport("plausibility", THIRD)
    assert passport is not None
    return {verdict.rule for verdict in passport.verdicts if any(row["indicator_code"] == code for row in verdict.rows)}


def published_rules(home: Home, code: str) -> set[str]:
    """The rules that an edition tells an indicator failed."""
    rows = rows_of(edition(home, THIRD) / "waivers_and_warnings.csv")
    return {row["rule"] for row in rows if row["indicator_code"] == code}


def rules_traced(home: Home, pmf: Command, code: str) -> set[str]:
    """The rules on an indicator's figures that its trace says it failed."""
    trace = json.loads(pmf("trace", code, THIRD, "--json", "--home", home.path).out)
    gates = [gate for gate in trace["trace"]["gates"] if gate["table"].startswith("plausibility")]
    return {verdict["rule"] for gate in gates for verdict in gate["verdicts"] if verdict["concerns"]}


@pytest.mark.parametrize("code", [EAST, SHARE])
def test_no_rule_that_a_suppressed_figure_failed_is_told(attacked: Home, pmf: Command, code: str) -> None:
    """Less than half of 12.113, which was published, would leave few numbers."""
    assert HALVED in failed_by(attacked, code)
    assert HALVED not in published_rules(attacked, code)
    warnings = json.loads((edition(attacked, THIRD) / "manifest.json").read_text(encoding="utf-8"))["warnings"]
    assert [line for line in warnings if HALVED in line and "TST-" in line] == []
    assert rules_traced(attacked, pmf, code) == set()
    told = dict(texts(edition(attacked, THIRD)))
    assert all(LEFT_OUT in told[name] for name in ("report.html", "report.docx/word/document.xml"))


def test_nor_one_that_a_part_of_a_whole_failed(unprotected: Home, pmf: Command) -> None:
    """Whose own limit is blank: what is suppressed of its whole may be told by it."""
    assert HALVED in failed_by(unprotected, EAST)
    assert HALVED not in published_rules(unprotected, EAST)
    assert rules_traced(unprotected, pmf, EAST) == set()


def test_one_that_is_not_suppressed_is_told_with_its_rule(unprotected: Home, pmf: Command) -> None:
    assert HALVED in published_rules(unprotected, SHARE)
    assert rules_traced(unprotected, pmf, SHARE) >= {HALVED}


def test_a_waiver_for_a_suppressed_figure_is_told_without_its_rule(
    attacked: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(attacked)
    given = [{**row, "numerator": "60.5"} if row["indicator_code"] == SHARE else row for row in RETURNS[THIRD]]
    land_figures(home, THIRD, given)
    assert run(home, THIRD).faults, "a share beyond 100 % stops its quarter"
    waiver = f"{SHARE},{THIRD},Counted twice for good.,Head of Tests,2023-11-20,2023-11-30"
    (home.framework / "waivers.csv").write_text(
        "table,rule,indicator_code,period,reason,waived_by,waived_on,expires_on\n"
        f"plausibility,possible_for_its_unit,{waiver}\n",
        encoding="utf-8",
    )
    assert run(home, THIRD).faults == ()
    shown = edition(home, THIRD, 2)
    (row,) = [row for row in rows_of(shown / "waivers_and_warnings.csv") if row["outcome"] == "Waived"]
    assert (row["indicator_code"], row["rule"], row["waived_by"]) == (SHARE, "withheld", "Head of Tests")
    assert "possible_for_its_unit" not in (shown / "manifest.json").read_text(encoding="utf-8")
    told = [name for name, text in texts(shown) if "Counted twice for good." in text]
    assert [name for name, text in texts(shown) if name in told and "beyond what its unit" in text] == []


def test_no_published_file_holds_a_suppressed_figure(attacked: Home) -> None:
    secret = {str(value) for value in SECRETS.values()} | {"14.836", "12.211"}
    found = [(name, number) for name, text in texts(attacked.published) for number in secret if number in text]
    assert found == []


@pytest.mark.parametrize("codes", GROUPS, ids=lambda codes: codes[0])
def test_nothing_published_adds_up_to_a_suppressed_figure(attacked: Home, codes: tuple[str, ...]) -> None:
    assert not secrets_of(codes) & worked_out(published_of(attacked, codes))


@pytest.mark.parametrize("codes", GROUPS, ids=lambda codes: codes[0])
def test_the_same_attack_finds_every_figure_that_is_not_suppressed(unprotected: Home, codes: tuple[str, ...]) -> None:
    known = published_of(unprotected, codes)
    assert secrets_of(codes) <= known | worked_out(known)


@pytest.mark.parametrize("form", ["tree", "json"])
def test_no_trace_tells_a_suppressed_figure(attacked: Home, pmf: Command, form: str) -> None:
    secret = {str(value) for value in SECRETS.values()} | {"14.836", "12.211", "8.293"}
    for code in (code for group in GROUPS for code in group):
        for quarter in (SECOND, THIRD):
            done = pmf("trace", code, quarter, *(["--json"] if form == "json" else []), "--home", attacked.path)
            assert done.code == 0
            assert [number for number in secret if number in done.out] == [], (code, quarter)
        told = pmf("trace", code, "--history", "--home", attacked.path).out
        assert [number for number in secret if number in told] == [], code


def test_what_a_service_says_of_it_is_withheld(attacked: Home) -> None:
    said = {row["indicator_code"]: row for row in rows_of(edition(attacked, THIRD) / "commentary.csv")}
    assert (said[ALONE]["commentary"], said[ALONE]["is_withheld"]) == ("", "True")
