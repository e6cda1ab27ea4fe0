"""`pmf ui` as a person starts it, with its processes.

What the UI shows is the tests'; nothing here knows of a browser.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pmf_pipeline.home import Home, open_home

START_SECONDS = 90
STOP_SECONDS = 15
LOOK_EVERY_SECONDS = 0.2
Server = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Ui:
    """A running UI: its address, and the home it shows."""

    address: str
    home: Home


@contextlib.contextmanager
def serving(home: Path, log: Path) -> Iterator[Ui]:
    """`pmf ui` of a home on a free port, from its first answer on; all its processes are ended afterwards.

    Args:
        home: the home's folder.
        log: the file for what the UI says.
    """
    port = _free_port()
    with log.open("wb") as stream:
        # A session of its own: the UI is several processes, to be ended together. Without one they ignore signals
        # where the tests run as a shell's background job.
        server = subprocess.Popen(
            [_program(), "ui", "--home", str(home), "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        assert _answers(f"{address}/server_info", server), _last_words(log)
        yield Ui(address, open_home(home))
    finally:
        _stop(server)


def _program() -> str:
    program = shutil.which("pmf", path=str(Path(sys.executable).parent))
    assert program, "the project isn't installed beside this Python: make setup"
    return program


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(address: str, server: Server) -> bool:
    late = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < late:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(LOOK_EVERY_SECONDS)
    return False


def _last_words(log: Path) -> str:
    return f"pmf ui doesn't answer; it said:\n{log.read_text(encoding='utf-8', errors='replace')[-4000:]}"


def _stop(server: Server) -> None:
    """Ask the UI's processes to end, and make them where one is still there after a while."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, how)
        if _is_gone(server):
            return
    raise AssertionError(f"the UI's process group {server.pid} can't be ended")


def _is_gone(server: Server) -> bool:
    late = time.monotonic() + STOP_SECONDS
    while time.monotonic() < late:
        server.poll()  # one that has ended stays in the group until it has been asked for its exit code
        try:
            os.killpg(server.pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(LOOK_EVERY_SECONDS)
    return False
