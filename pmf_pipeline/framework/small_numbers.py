"""Which indicators have small numbers: what a check found in their figures is not printed.

When a figure is suppressed is the suppressions model's rule.
"""

from pmf_pipeline.framework.load import Framework


def small_numbers(framework: Framework) -> frozenset[str]:
    """The codes of indicators of which some figure may be suppressed: with a limit, parts of a whole, and wholes."""
    rows = framework.tables["indicators"]
    limited = {row.indicator_code for row in rows if row.suppress_below is not None}
    parts = {row.indicator_code for row in rows if row.part_of is not None}
    return frozenset(limited | parts | {row.part_of for row in rows if row.part_of is not None})
