"""A second process beside this one, for work that takes long and needs nothing but what it is given.

Great Expectations takes seconds to import and a workbook half a second to write: both go on over there, while this
process reads, computes and traces. There is one, started when it is first asked for; it ends with this process, however
that ends. What it is asked to do is its callers'.
"""

import atexit
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Connection, Pipe
from threading import RLock
from typing import Any

from pmf_pipeline.errors import PmfError


class SecondProcessError(PmfError):
    """The second process ended before it answered, or its answer could not be read."""


class Answer:
    """What the second process will say to one question."""

    def __init__(self, second: "_SecondProcess") -> None:
        """Wait for it nowhere yet."""
        self._second: _SecondProcess | None = second
        self._value: Any = None
        self._error: Exception | None = None

    def result(self) -> Any:
        """What the function returned, as soon as it has.

        Raises:
            SecondProcessError: the process ended before, or its answer could not be read.
            Exception: what the function raised.
        """
        self.arrive()
        if self._error is not None:
            raise self._error
        return self._value

    def arrive(self) -> None:
        """Wait until it is here, whatever it is."""
        if (second := self._second) is not None:
            with second.turn:
                if self._second is not None:  # and no other thread has waited for it meanwhile
                    self._value, self._error = second.hear()
                    self._second = None


class _SecondProcess:
    """The process and the line to it: one question at a time, whichever thread asks."""

    def __init__(self) -> None:
        self.turn = RLock()
        self._line, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", __name__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        self._asked: Answer | None = None
        atexit.register(self._end)

    @property
    def is_there(self) -> bool:
        return self._process.poll() is None

    def ask(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Answer:
        with self.turn:
            if self._asked is not None:
                self._asked.arrive()  # it listens only when it has answered
            self.send(function, arguments, is_asked=True)
            self._asked = Answer(self)
            return self._asked

    def send(self, function: Callable[..., Any], arguments: tuple[Any, ...], *, is_asked: bool) -> None:
        with self.turn, suppress(ConnectionError):  # whoever waits for an answer will hear of it
            self._line.send((function, arguments, is_asked))

    def hear(self) -> tuple[Any, Exception | None]:
        try:
            answer: tuple[Any, Exception | None] = self._line.recv()
        except (EOFError, ConnectionError):
            return None, SecondProcessError(
                "The process that judges and writes beside this one ended unexpectedly, with code "
                f"{self._process.wait()}: where that is -9, the machine may have run out of memory. Nothing of this "
                "step was published. Run it again."
            )
        except Exception as error:  # it has arrived, whatever it is: the next answer is the next question's
            return None, SecondProcessError(f"What the process beside this one said could not be read: {error!r}")
        return answer

    def _end(self) -> None:
        """Leave nothing behind, and have its time counted as this process's."""
        self._process.kill()
        self._process.wait()


def ask(function: Callable[..., Any], *arguments: Any) -> Answer:
    """Have the second process call a function of some module, and go on meanwhile.

    Args:
        function: found by its name over there too.
        arguments: copied there; the result is copied back.
    """
    return _running().ask(function, arguments)


def prepare(load: Callable[[], object]) -> None:
    """Have the second process call what makes a later question quicker: nobody waits, or hears of it."""
    _running().send(load, (), is_asked=False)


def _running() -> _SecondProcess:
    if not _start().is_there:
        _start.cache_clear()
    return _start()


@cache
def _start() -> _SecondProcess:
    return _SecondProcess()


def _serve(line: Connection) -> None:
    """Answer one question after another until nobody is there to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks is stopped, and this ends with it
    with suppress(EOFError, ConnectionError):
        while True:
            function, arguments, is_asked = line.recv()
            answer = _answer(function, arguments)
            if is_asked:
                line.send(answer)


def _answer(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, Exception | None]:
    try:
        return function(*arguments), None
    except Exception as error:  # it is raised where it was asked for, where only its words tell where it happened
        error.add_note("In the second process:\n" + "".join(traceback.format_tb(error.__traceback__)))
        return None, error


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])))
