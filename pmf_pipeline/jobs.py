"""Jobs: what can be run as one. The quarterly job makes everything, from landed files to the published pack."""

import dagster as dg

QUARTERLY = "quarterly_report"

quarterly_report = dg.define_asset_job(
    QUARTERLY,
    selection=dg.AssetSelection.all(),
    description="A quarter's report, end to end: landed files, outturns, comparisons, report tables, pack.",
)
