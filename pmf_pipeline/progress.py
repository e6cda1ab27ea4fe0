"""Progress of a run on the console: one line per step, as it ends.

Only what a person watching needs is printed; the whole record is in Dagster's event log.
"""

import logging
import time

import click
import dagster as dg


class _StepLines(logging.Handler):
    """Prints a line for each step that ends, with its rows and its time."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self._steps = steps
        self._done = 0
        self._rows: dict[str, int] = {}
        self._started: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is None or event.step_key is None:
            return
        if event.event_type == dg.DagsterEventType.STEP_START:
            self._started[event.step_key] = time.monotonic()
        elif event.event_type == dg.DagsterEventType.ASSET_MATERIALIZATION:
            count = event.materialization.metadata.get("dagster/row_count")
            self._rows[event.step_key] = int(count.value) if count else 0
        elif event.event_type == dg.DagsterEventType.STEP_SUCCESS:
            self._line(event.step_key, f"{self._rows.get(event.step_key, 0):>7,} rows")
        elif event.event_type == dg.DagsterEventType.STEP_FAILURE:
            self._line(event.step_key, "    STOPPED")
        elif event.event_type == dg.DagsterEventType.STEP_SKIPPED:
            self._line(event.step_key, "    skipped")

    def _line(self, step: str, what: str) -> None:
        self._done += 1
        taken = time.monotonic() - self._started.get(step, time.monotonic())
        name = step.replace("__", "/")
        click.echo(f"  [{self._done:>2}/{self._steps}] {name:<36}{what}  {taken:>5.1f} s", err=True)


def _progress(context: dg.InitLoggerContext) -> logging.Logger:
    logger = logging.Logger("pmf.progress", logging.DEBUG)
    logger.addHandler(_StepLines(len(context.job_def.graph.nodes) if context.job_def else 0))
    return logger


progress_logger = dg.LoggerDefinition(_progress, description="One line per step, for people at a console.")


def _silence(_context: dg.InitLoggerContext) -> logging.Logger:
    logger = logging.Logger("pmf.silence", logging.CRITICAL)
    logger.addHandler(logging.NullHandler())
    return logger


silent_logger = dg.LoggerDefinition(_silence, description="Nothing on the console.")
