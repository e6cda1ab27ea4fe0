"""A run started in the Dagster UI: what a person waits for after the click, with our event log and with Dagster's own.

Both homes are the demonstration's, every quarter run before; each run makes the newest quarter again. Their webserver
and daemon are those of `pmf ui`.
"""

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from assets.making import FORCE_TAG
from benchmarks.measure import PMF, run
from pmf_pipeline.due import newest_returned
from pmf_pipeline.home import Home
from pmf_pipeline.jobs import QUARTERLY
from pmf_pipeline.project import load_project
from resources.landing_zone import LandingZone

REPETITIONS = 3
PATIENCE_SECONDS = 120
LOOK_SECONDS = 0.05
OURS, DAGSTERS = "our event log, and the queue looked into every second", "Dagster's own, and every five"
ENDED = ("SUCCESS", "FAILURE", "CANCELED")
OF_OUR_OWN = re.compile(r"^(event_log_storage|run_coordinator):\n(  .*\n)+", re.MULTILINE)
READY = "{ repositoriesOrError { ... on RepositoryConnection { nodes { name } } } }"
LAUNCH = """
mutation($params: ExecutionParams!) { launchRun(executionParams: $params) {
  ... on LaunchRunSuccess { run { runId } } } }
"""
STATUS = "query($run: ID!) { runOrError(runId: $run) { ... on Run { status } } }"
Ask = Callable[..., Any]
Waited = tuple[float, float]


def ui(folder: Path) -> list[str]:
    """The section on runs started in the UI."""
    homes = {OURS: _home(folder / "ours"), DAGSTERS: _home(folder / "own")}
    settings = homes[DAGSTERS].instance / "dagster.yaml"
    settings.write_text(without_our_own(settings.read_text(encoding="utf-8")), encoding="utf-8")
    newest = newest_returned(load_project(homes[OURS].path).framework, LandingZone(homes[OURS]).quarters())
    assert newest is not None
    waited: dict[str, list[Waited]] = {name: [] for name in homes}
    for name, home in homes.items():  # each alone: an idle daemon looks around too
        with _served(home) as ask:
            _run(ask, newest)
            waited[name] = [_run(ask, newest) for _ in range(REPETITIONS)]
    lines = [
        f"| {name} | {_words([one for one, _ in found])} | {_words([one for _, one in found])} |"
        for name, found in waited.items()
    ]
    ended = {name: median(one for _, one in found) for name, found in waited.items()}
    return [
        "## A run started in the UI",
        f"The newest quarter of the demonstration, made again (`{FORCE_TAG}`); medians with the shortest and the "
        f"longest of {REPETITIONS}, after one to warm up, in seconds after the click:",
        "\n".join(["| With | The run is in the queue | It has ended |", "| --- | ---: | ---: |", *lines]),
        f"With ours it takes {ended[OURS] / ended[DAGSTERS]:.2f} times what it takes with Dagster's own.",
    ]


def without_our_own(settings: str) -> str:
    """An instance's settings without what Dagster would do otherwise: event log, and how often it looks for runs."""
    return OF_OUR_OWN.sub("", settings)


def _words(seconds: list[float]) -> str:
    return f"{median(seconds):.2f} ({min(seconds):.2f} to {max(seconds):.2f})"


def _home(folder: Path) -> Home:
    run([PMF, "init", str(folder), "--demo"])
    run([PMF, "run", "--all", "--home", str(folder)])
    return Home(folder)


@contextmanager
def _served(home: Home) -> Iterator[Ask]:
    """`pmf ui` of a home, and how to ask it something."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = subprocess.DEVNULL
    command = [PMF, "ui", "--home", str(home.path), "--port", str(port)]
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        ask = partial(_ask, port)
        _wait_until(lambda: bool(ask(READY)["repositoriesOrError"].get("nodes")))
        yield ask
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _run(ask: Ask, quarter: str) -> Waited:
    """Click, and wait: seconds until the run is in the queue, and until it has ended.

    Raises:
        RuntimeError: it failed.
    """
    tags = {"dagster/partition": quarter, FORCE_TAG: "true"}
    params = {
        "selector": {
            "repositoryLocationName": "pmf_pipeline",
            "repositoryName": "__repository__",
            "pipelineName": QUARTERLY,
        },
        "mode": "default",
        "executionMetadata": {"tags": [{"key": key, "value": value} for key, value in tags.items()]},
    }
    start = time.perf_counter()
    run_id = ask(LAUNCH, params=params)["launchRun"]["run"]["runId"]
    queued = time.perf_counter() - start

    def status() -> str:
        return str(ask(STATUS, run=run_id)["runOrError"]["status"])

    _wait_until(lambda: status() in ENDED)
    ended = time.perf_counter() - start
    if status() != "SUCCESS":
        raise RuntimeError(f"The run in the UI ended as {status()}.")
    return queued, ended


def _ask(port: int, question: str, **variables: Any) -> Any:
    body = json.dumps({"query": question, "variables": variables}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/graphql", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
        return json.load(answer)["data"]


def _wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            if happened():
                return
        except OSError:
            pass
        time.sleep(LOOK_SECONDS)
    raise TimeoutError(f"`pmf ui` has not come as far within {PATIENCE_SECONDS} s.")
