"""What a return workbook that lands in a quarter's folder should be, for `reading` to hold it against.

Only the question to the framework belongs here.
"""

from pmf_pipeline.framework import Framework
from pmf_pipeline.framework.asked import known_services
from pmf_pipeline.reading.stamp import Expected, basis


def expected_workbook(framework: Framework, quarter: str) -> Expected:
    """What is expected in the folder of a quarter."""
    return Expected(
        quarter=quarter,
        area_code=framework.rules.area_code,
        council=framework.rules.council,
        bases={row.indicator_code: basis(row.unit, row.measure_type) for row in framework.tables["indicators"]},
        services=known_services(framework),
    )
