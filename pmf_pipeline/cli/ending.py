"""How the process of a command ends. What a command does, and its exit code, belong to the commands."""

import atexit
import os
import sys
import threading
from contextlib import suppress
from typing import NoReturn


def end_process(code: int) -> NoReturn:
    """End this process with an exit code, all that was said and registered for its end done.

    Python would go through everything that was ever imported once more, object by object, to free memory that the
    operating system takes back at once: an eighth of a run's time, a sixth of a trace's (decision 30). It still does
    where a thread is at work that Python waits for, or where what was said can't be written.
    """
    others = (thread for thread in threading.enumerate() if thread is not threading.current_thread())
    if all(thread.daemon for thread in others):
        atexit._run_exitfuncs()
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    sys.exit(code)
