"""The alarms that files without a seeded fault raise, each with its reason: what the gates' warnings cost.

Those of the demonstration are compared with its editions by test_faults.py, those of the real files by the backtests;
the page prints both.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Alarm:
    """A warning, and why it is there.

    Attributes:
        where: the quarter's report, or the specification that reads the real file.
        rule: the rule.
        about: the indicator, or the authority's code where a row was refused; empty for a file as a whole.
        rows: how often.
        why: what it comes from.
    """

    where: str
    rule: str
    about: str
    rows: int
    why: str


LATE = "part of the demonstration's story: the service's return came after it was due"
MISSING = "part of the demonstration's story: the figure was not returned"
BROKEN = "part of the demonstration's story: a workbook was cut off, and sent again"
CHANCE = "false: two figures in a row are the same by chance"
STILL = "false: two years are the same by chance, told until the next year comes"

OF_THE_DEMONSTRATION = (
    Alarm("2021-22-Q4", "not_the_figure_before", "PLC-05", 1, CHANCE),
    Alarm("2021-22-Q4", "not_the_figure_before", "WST-01", 1, STILL),
    Alarm("2022-23-Q1", "not_the_figure_before", "ASC-10", 1, CHANCE),
    Alarm("2022-23-Q1", "not_the_figure_before", "PLC-01", 1, CHANCE),
    Alarm("2022-23-Q1", "not_the_figure_before", "WST-01", 1, STILL),
    Alarm("2022-23-Q1", "figures_were_returned", "PLC-02", 1, MISSING),
    Alarm("2022-23-Q2", "not_the_figure_before", "WST-01", 1, STILL),
    *(Alarm("2022-23-Q3", "no_return_was_late", f"PLC-0{number}", 1, LATE) for number in range(1, 7)),
    Alarm("2022-23-Q3", "not_the_figure_before", "CYP-05", 1, CHANCE),
    Alarm("2022-23-Q3", "not_the_figure_before", "WST-01", 1, STILL),
    Alarm(
        "2022-23-Q3", "no_digits_exchanged", "COR-02", 1,
        "false: 10.86 turned Amber to Red, and 10.68 would fit its history better",
    ),
    Alarm("2023-24-Q2", "nothing_was_refused", "", 1, BROKEN),
    Alarm("2023-24-Q2", "every_return_is_here", "PLC-06", 1, MISSING),
    Alarm("2023-24-Q2", "figures_were_returned", "ASC-12", 1, MISSING),
    Alarm("2023-24-Q2", "figures_were_returned", "PLC-06", 1, MISSING),
)  # fmt: skip

SOMERSET = "right: Somerset's waste partnership has a code that neither areas.csv nor joint_reporting.csv knows"
TWO = "right: Corby and Kettering stand in one cell, under two codes"

OF_REAL_FILES = (
    Alarm("defra_waste_rates", "few_rows_refused", "E50000009", 10, SOMERSET),
    Alarm("defra_waste_rates", "few_rows_refused", "E07000150 / E07000153", 4, TWO),
    Alarm("defra_waste_tonnages", "few_rows_refused", "E50000009", 12, SOMERSET),
    Alarm("defra_waste_tonnages", "few_rows_refused", "E07000150 / E07000153", 4, TWO),
    Alarm(
        "mhclg_revenue_summary", "few_rows_refused", "E10000022", 1,
        "right: the publisher gives North Yorkshire a code that no authority has",
    ),
    Alarm(
        "oflog_adult_social_care", "within_its_band", "ASC-07", 1,
        "right: 25.3 in 2022-23 after 32.6; the file has it so, and a reader of the report would ask",
    ),
)  # fmt: skip
