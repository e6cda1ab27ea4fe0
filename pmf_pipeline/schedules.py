"""Schedules: a daily look at the council's calendar that requests a quarter once its returns have fallen due."""

import dagster as dg

from pmf_pipeline.due import newest_due
from pmf_pipeline.jobs import QUARTERLY
from resources.warehouse import Warehouse


@dg.schedule(
    name="when_returns_fall_due",
    job_name=QUARTERLY,
    cron_schedule="0 6 * * *",
    execution_timezone="Europe/London",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every morning: request the newest quarter whose returns have fallen due (calendar.csv), once.",
)
def when_returns_fall_due(context: dg.ScheduleEvaluationContext, warehouse: Warehouse) -> dg.RunRequest | dg.SkipReason:
    """Request the newest due quarter; its run key keeps a second morning from asking again."""
    project = warehouse.project()
    today = context.scheduled_execution_time.date()
    quarter = newest_due(project.framework, today)
    if quarter is None:
        first = project.framework.calendar[0]
        return dg.SkipReason(f"No quarter is due yet: the first is {first.quarter}, on {first.returns_due}.")
    row = project.framework.quarter(quarter)
    if quarter not in warehouse.states().landing.quarters():
        return dg.SkipReason(
            f"{quarter} fell due on {row.returns_due}, but no returns have landed in landing/returns/{quarter}/."
        )
    return dg.RunRequest(run_key=f"due-{quarter}", partition_key=quarter, tags={"pmf/reason": "returns fell due"})
