"""How the process of a command ends: with its code, nothing said lost, what was registered done, no thread cut off."""

import subprocess
import sys

import pytest

END = "from pmf_pipeline.cli.ending import end_process; end_process(3)"


def end_after(before: str) -> subprocess.CompletedProcess[str]:
    """A process that does something and then ends with code 3."""
    return subprocess.run([sys.executable, "-c", f"{before}\n{END}"], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("import sys; sys.stdout.write('a' * 100_000 + 'end')", id="more than a buffer"),
        pytest.param("import atexit; atexit.register(lambda: print('end'))", id="registered for the end"),
        pytest.param(
            "import threading, time; threading.Thread(target=lambda: (time.sleep(0.2), print('end'))).start()",
            id="in a thread that is waited for",
        ),
    ],
)
def test_what_is_said_until_the_end_is_heard(before: str) -> None:
    done = end_after(before)
    assert done.returncode == 3
    assert done.stdout.strip().endswith("end")
    assert not done.stderr


def test_objects_that_nothing_waits_for_are_not_taken_down() -> None:
    assert end_after("class Kept:\n    def __del__(self): print('taken down')\nkept = Kept()").stdout == ""


def test_what_nobody_reads_any_more_is_an_error_as_in_any_program() -> None:
    say_much = f"print('a' * 100_000, flush=False)\n{END}"
    with subprocess.Popen([sys.executable, "-c", say_much], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait() != 0
