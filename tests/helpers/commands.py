"""The command line in tests: `pmf` in this process, or as a process of its own.

Homes to run it in are in `homes`.
"""

import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from pmf_pipeline.settings import PROJECT

PROGRAM = (sys.executable, "-c", "from pmf_pipeline.cli import main; main()")


@dataclass(frozen=True)
class Done:
    """How a command ended, with what it said where."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Command:
    """`pmf` in this process, as the script runs it, but for the end of the process."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object) -> Done:
        """Run it with arguments; a traceback is a bug and not caught."""
        from pmf_pipeline.cli import exit_code

        self.monkeypatch.setattr(sys, "argv", ["pmf", *map(str, arguments)])
        self.capsys.readouterr()
        code = exit_code()
        shown = self.capsys.readouterr()
        assert "Traceback" not in shown.err
        return Done(code, shown.out, shown.err)


def in_shell(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `pmf` as a process of its own, as a shell would."""
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(PROJECT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def one_paragraph(text: str) -> str:
    """The text, if it is one paragraph; its line breaks as spaces."""
    assert text.strip()
    assert "\n\n" not in text.strip()
    return " ".join(text.split())
