"""What a person at a console sees of a run while it is on."""

import dagster as dg
import pytest

from pmf_pipeline.progress import progress_logger


@dg.op
def outturns__outturns() -> None:
    """A step that makes nothing."""


@dg.job(logger_defs={"progress": progress_logger})
def job() -> None:
    """One step."""
    outturns__outturns()


@pytest.mark.parametrize("at_terminal", [True, False])
def test_the_step_at_work_is_named_at_a_terminal_and_nowhere_else(
    at_terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: at_terminal)
    assert job.execute_in_process(run_config={"loggers": {"progress": {}}}).success
    said = capsys.readouterr().err
    assert ("[ 1/1] outturns/outturns                    at work ...\r" in said) is at_terminal
    assert said.endswith(" s\n")
    assert said.count("[ 1/1]") == 1 + at_terminal
