"""The benchmarks measure what they say: the clock's arithmetic, and that what it watches is still there."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import loading, quarter, shares
from benchmarks.measure import Times, Took, alternated, timed
from benchmarks.quarter import Quarters
from benchmarks.report import Machine, write_results


class FakeTime:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_each_moment_is_charged_to_the_innermost_part() -> None:
    time = FakeTime()
    clock = shares.Clock(time)
    time.now = 5  # before any part: charged to none
    with clock.part(shares.DAGSTER):
        time.now = 6
        with clock.part(shares.GATES):
            time.now = 8
            with clock.part(shares.IMPORTS):
                time.now = 12
            time.now = 13
        time.now = 20
    time.now = 99
    charged = {part: seconds for part, seconds in clock.seconds.items() if seconds}
    assert charged == {shares.DAGSTER: 8, shares.GATES: 3, shares.IMPORTS: 4}


def test_a_part_that_fails_is_charged_and_left() -> None:
    time = FakeTime()
    clock = shares.Clock(time)

    def fail() -> None:
        with clock.part(shares.SQL):
            time.now += 2
            raise ZeroDivisionError

    with clock.part(shares.DAGSTER):
        with pytest.raises(ZeroDivisionError):
            fail()
        time.now += 1
    assert (clock.seconds[shares.SQL], clock.seconds[shares.DAGSTER]) == (2, 1)


def test_a_watched_function_still_does_its_work() -> None:
    class Owner:
        def double(self, number: int) -> int:
            time.now += 1
            return 2 * number

    time = FakeTime()
    clock = shares.Clock(time)
    clock.wrap(Owner, "double", shares.SQL)
    assert Owner().double(21) == 42
    assert clock.seconds[shares.SQL] == 1


@pytest.mark.parametrize(("place", "attribute", "part"), shares.WATCHED)
def test_what_is_watched_is_there(place: str, attribute: str, part: str) -> None:
    module, _, owner = place.partition(":")
    found = import_module(module)
    assert callable(getattr(getattr(found, owner) if owner else found, attribute))
    assert part in shares.PARTS


def test_things_compared_take_turns() -> None:
    order = []

    def action(name: str) -> Took:
        order.append(name)
        return Took(wall=len(order), cpu=10 * len(order))

    times = alternated({"a": lambda: action("a"), "b": lambda: action("b")}, 3)
    assert order == ["a", "b"] * 3
    assert times["a"] == Times((Took(1, 10), Took(3, 30), Took(5, 50)))
    assert (times["b"].median, times["b"].spread, times["b"].cpu) == (4, (2, 6), 40)


def test_a_command_that_fails_is_not_timed() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        timed([sys.executable, "-c", "raise SystemExit(1)"])


def test_a_command_is_timed_by_the_clock_and_by_the_processor() -> None:
    took = timed([sys.executable, "-c", "sum(range(1_000_000))"])
    assert took.wall > 0
    assert took.cpu > 0


def took(*walls: float) -> Times:
    return Times(tuple(Took(wall, wall / 2) for wall in walls))


def test_results_state_medians_spreads_and_ratios(tmp_path: Path) -> None:
    machine = Machine(cores=2, load=0.5, system="System on processor", python="3.11.7")
    load_times = {
        loading.DAGSTER: took(1.0, 1.0, 9.0),
        loading.DEFINITIONS: took(1.2, 1.25, 1.3),
        loading.STATUS: took(0.5),
    }
    runs = {
        quarter.NEWEST: took(8.0, 10.0, 30.0),
        quarter.AGAIN: took(4.0),
        quarter.ALL: took(16.0),
        quarter.FIRST: took(6.0),
    }
    parts = {shares.IMPORTS: 3.0, shares.SQL: 1.0}
    text = write_results(tmp_path / "RESULTS.md", machine, load_times, Quarters(runs, parts))
    assert (tmp_path / "RESULTS.md").read_text(encoding="utf-8") == text
    assert f"| {quarter.NEWEST} | 10.00 | 8.00 to 30.00 | 5.00 | 3 | at most 10 s: met |" in text
    assert "at most 1.3 times import dagster: met |" in text
    assert "takes 1.25 times (1.25 in processor time)" in text
    assert "take 1.60 times (1.60 in processor time) what the newest alone takes" in text
    assert f"at most 1.5 times {quarter.NEWEST}: missed |" in text
    assert f"| {shares.IMPORTS} | 3.00 | 75% |" in text
    assert "2 cores" in text
    assert "shared with other work" in text
