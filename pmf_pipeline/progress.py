"""Progress of a run on the console: one line per step as it ends, and at a terminal the one that is at work.

Only what a person watching needs is printed; the whole record is in Dagster's event log.
"""

import logging
import sys
import time

import click
import dagster as dg


class _StepLines(logging.Handler):
    """Prints a line for each step that ends, with its rows and its time."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self._steps = steps
        self._at_terminal = sys.stderr.isatty()
        self._done = 0
        self._rows: dict[str, int] = {}
        self._started: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is None or event.step_key is None:
            return
        if event.event_type == dg.DagsterEventType.STEP_START:
            self._started[event.step_key] = time.monotonic()
            self._announce(event.step_key)
        elif event.event_type == dg.DagsterEventType.ASSET_MATERIALIZATION:
            count = event.materialization.metadata.get("dagster/row_count")
            self._rows[event.step_key] = int(count.value) if count else 0
        elif event.event_type == dg.DagsterEventType.STEP_SUCCESS:
            self._line(event.step_key, f"{self._rows.get(event.step_key, 0):>7,} rows")
        elif event.event_type == dg.DagsterEventType.STEP_FAILURE:
            self._line(event.step_key, "    STOPPED")
        elif event.event_type == dg.DagsterEventType.STEP_SKIPPED:
            self._line(event.step_key, "    skipped")

    def _announce(self, step: str) -> None:
        """Say at a terminal what is at work, until its line takes the place: a large extract takes a minute."""
        if self._at_terminal:
            click.echo(f"{self._numbered(self._done + 1, step)} at work ...\r", err=True, nl=False)

    def _line(self, step: str, what: str) -> None:
        self._done += 1
        taken = time.monotonic() - self._started.get(step, time.monotonic())
        click.echo(f"{self._numbered(self._done, step)}{what}  {taken:>5.1f} s", err=True)

    def _numbered(self, number: int, step: str) -> str:
        return f"  [{number:>2}/{self._steps}] {step.replace('__', '/'):<36}"


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
