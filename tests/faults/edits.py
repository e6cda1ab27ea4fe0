"""Faults of the framework: a polarity turned round, a target edited, a rule widened."""

from collections.abc import Callable

from tests.faults.fault import RATED, fault
from tests.faults.sheets import framework_rows, return_of
from tests.helpers.homes import NEWEST, Home

GROUP = "The framework"
LOCAL = ("PLC-01", "COR-01", "CYP-04", "ASC-09")
OTHER_WAY = {"high": "low", "low": "high", "target": "high", "none": "high"}
INDICATOR = (
    ("The polarity turned round", "polarity", lambda text: OTHER_WAY[text]),
    ("The unit changed", "unit", lambda text: "number" if text == "%" else "%"),
    ("The decimals changed", "decimals", lambda text: "0" if text != "0" else "2"),
    ("A wide tolerance of its own", "tolerance", lambda _: "50"),
    ("Another rating method", "rag_method", lambda text: "points" if text != "points" else "relative"),
    (
        "Another basis for the direction",
        "direction_basis",
        lambda text: "last_reported" if text else "same_quarter_last_year",
    ),
    ("Ended a quarter too early", "valid_to", lambda _: "2023-06-30"),
    ("Another source declared", "source", lambda text: "oflog_waste" if text != "oflog_waste" else "internal_returns"),
)
TARGET = (
    ("A target times 10", lambda text: f"{float(text) * 10:g}"),
    ("A target with its first two digits transposed", lambda text: text[1] + text[0] + text[2:]),
    ("A target five per cent easier", lambda text: f"{float(text) * 0.95:.2f}"),
    ("A target as a share of 1, or divided by 100", lambda text: f"{float(text) / 100:g}"),
)

for words, column, change in INDICATOR:

    @fault(GROUP, words, RATED)
    def _indicator(home: Home, code: str, column=column, change=change) -> None:
        sheet = framework_rows(home, "indicators")
        row = sheet.row(code)
        row[column] = change(row[column])
        sheet.save()


for words, change in TARGET:

    @fault(GROUP, words, LOCAL)
    def _target(home: Home, code: str, change=change) -> None:
        _edit_targets(home, code, lambda row: row.update(target=change(row["target"])))


def _edit_targets(home: Home, code: str, edit: Callable[[dict[str, str]], None]) -> None:
    sheet = framework_rows(home, "targets")
    for row in sheet.rows:
        if row["indicator_code"] == code and row["period"] in ("2023-24", NEWEST) and row["target"]:
            edit(row)
    sheet.save()


@fault(GROUP, "Target and outturn exchanged", ("PLC-01", "COR-01", "PLC-05"))
def _exchanged(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    row, targets = sheet.row(code), []
    _edit_targets(home, code, lambda target: (targets.append(target["target"]), target.update(target=row["value"]))[0])
    row["value"] = targets[-1]
    sheet.save()


@fault(GROUP, "A target taken away", LOCAL)
def _no_target(home: Home, code: str) -> None:
    sheet = framework_rows(home, "targets")
    sheet.rows = [
        row for row in sheet.rows if row["indicator_code"] != code or row["period"] not in ("2023-24", NEWEST)
    ]
    sheet.save()


@fault(GROUP, "A target under a decision that does not exist", LOCAL)
def _no_decision(home: Home, code: str) -> None:
    _edit_targets(home, code, lambda row: row.update(decision_ref="9999 2023/24"))


@fault(GROUP, "A target of another year", LOCAL)
def _other_year(home: Home, code: str) -> None:
    _edit_targets(home, code, lambda row: row.update(period=row["period"].replace("2023-24", "2025-26")))


@fault(GROUP, "A second target slipped in under an old decision", ("PLC-01", "CYP-04", "PLC-05"))
def _slipped_in(home: Home, code: str) -> None:
    sheet = framework_rows(home, "targets")
    row = next(row for row in sheet.rows if row["indicator_code"] == code and row["period"] == "2023-24")
    sheet.rows.append(row | {"period": NEWEST, "target": f"{float(row['target']) * 1.1:.1f}"})
    sheet.save()


@fault(GROUP, "An indicator's row deleted", LOCAL)
def _deleted(home: Home, code: str) -> None:
    sheet = framework_rows(home, "indicators")
    sheet.rows.remove(sheet.row(code))
    sheet.save()


@fault(GROUP, "A decision dated later", RATED[:3])
def _dated_later(home: Home, code: str) -> None:
    sheet = framework_rows(home, "decisions")
    for row in sheet.rows:
        if row["decision_ref"].startswith("ILL-01 2023"):
            row["effective_from"] = "2023-12-01"
    sheet.save()


@fault(GROUP, "The council's tolerance doubled", RATED[:1])
def _tolerance(home: Home, code: str) -> None:
    _rules(home, "tolerance_pct: 5", "tolerance_pct: 10")


@fault(GROUP, "The council's own area mistyped", RATED[:1])
def _area(home: Home, code: str) -> None:
    _rules(home, "area_code: E08000013", "area_code: E08000031")


def _rules(home: Home, before: str, now: str) -> None:
    path = home.framework / "rules.yml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, now), encoding="utf-8")
