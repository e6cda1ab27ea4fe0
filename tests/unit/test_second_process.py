"""The second process: it answers, says what went wrong over there, and never outlives whoever asks."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from pmf_pipeline.errors import PmfError
from pmf_pipeline.second_process import SecondProcessError, ask, prepare

ASKS_AND_IS_KILLED = (
    "import os, signal; from pmf_pipeline.second_process import ask; "
    "print(ask(os.getpid).result(), flush=True); os.kill(os.getpid(), signal.SIGKILL)"
)
ENDS_WHILE_IT_WORKS = (
    "import os, time; from functools import partial; from pmf_pipeline.second_process import ask, prepare; "
    "print(ask(os.getpid).result(), flush=True); prepare(partial(time.sleep, 600))"
)


class TwoWordsError(Exception):
    """One that goes through a pipe and can't be put together again on the other side."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} {other}")


def fail_in_two_words() -> None:
    raise TwoWordsError("not", "this")


def refuse(reason: str) -> None:
    raise PmfError(reason)


def test_it_is_another_process_and_the_same_one_each_time() -> None:
    first = ask(os.getpid).result()
    assert first != os.getpid()
    assert ask(os.getpid).result() == first


def test_answers_belong_to_their_questions_in_whatever_order_they_are_asked_for() -> None:
    large = "x" * 10_000_000  # more than a pipe holds
    first, second = ask(len, large), ask(str.upper, large)
    assert second.result() == large.upper()
    assert first.result() == len(large)


def test_each_thread_hears_the_answer_to_its_own_question() -> None:
    with ThreadPoolExecutor(8) as threads:
        asked = range(400)
        assert list(threads.map(lambda number: ask(abs, -number).result(), asked)) == list(asked)


def test_what_is_raised_there_is_raised_here_and_says_where() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        ask(divmod, 1, 0).result()
    assert any("second_process.py" in note for note in caught.value.__notes__)
    with pytest.raises(PmfError, match=r"not this one"):
        ask(refuse, "not this one").result()


def test_an_answer_that_cannot_be_read_is_an_error_and_the_next_one_can() -> None:
    with pytest.raises(SecondProcessError, match=r"could not be read.*TwoWordsError.*other"):
        ask(fail_in_two_words).result()
    assert ask(abs, -1).result() == 1


def test_what_makes_a_later_question_quicker_may_fail_unheard() -> None:
    prepare(refuse)  # type: ignore[arg-type]  # which asks for a reason
    assert ask(abs, -1).result() == 1


def test_a_question_whose_process_is_killed_is_answered_by_an_error_and_the_next_by_a_new_process() -> None:
    before = ask(os.getpid).result()
    waiting = ask(time.sleep, 600)
    os.kill(before, signal.SIGKILL)
    with pytest.raises(SecondProcessError, match=r"-9.*memory.*Run it again"):
        waiting.result()
    assert ask(os.getpid).result() != before


@pytest.mark.parametrize("script", [ASKS_AND_IS_KILLED, ENDS_WHILE_IT_WORKS], ids=["killed", "ended"])
def test_it_ends_with_the_process_that_asks(script: str) -> None:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert is_gone(int(done.stdout))


def is_gone(process: int) -> bool:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
