"""The benchmarks measure what they say: the clock's arithmetic, and that what it watches is still there."""

import hashlib
import hmac
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import shares
from benchmarks.dbt_tests import write_dbt_tests
from benchmarks.homes import SOURCE, Size, generate
from benchmarks.measure import Times, Took, alternated, timed
from benchmarks.report import Aim, Machine, ratio, renew_section, times_table
from benchmarks.ui import without_our_own
from checks.suite import load_suite
from pmf_pipeline.project import load_project
from pmf_pipeline.settings import INSTANCE_TEMPLATE, MODELS
from pmf_pipeline.yaml_text import parse_yaml
from resources.landing_zone import LandingZone
from tests.helpers.homes import digests


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


def test_a_watched_hash_is_the_same_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, plain = hashlib.sha256(b"whole").hexdigest(), hashlib.sha256
    sealed = hmac.new(b"key", b"whole", plain).hexdigest()
    clock = shares.Clock()
    monkeypatch.setattr(hashlib, "sha256", plain)  # put back afterwards
    shares.watch_hashing(clock)
    grown = hashlib.sha256()
    grown.update(b"who")
    grown.update(b"le")
    assert grown.hexdigest() == hashlib.sha256(b"whole").hexdigest() == whole
    assert hmac.new(b"key", b"whole", hashlib.sha256).hexdigest() == sealed
    assert clock.seconds[shares.HASHING] > 0


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
    return Times(tuple(Took(wall, wall / 2, wall / 10) for wall in walls))


def test_a_table_states_medians_spreads_memory_and_aims() -> None:
    times = {"theirs": took(1.0, 1.0, 9.0), "ours": took(1.2, 1.25, 1.3), "whole": took(8.0, 10.0, 30.0)}
    aims = {"ours": Aim(1.3, "theirs"), "whole": Aim(9)}
    lines = times_table(times, aims).splitlines()
    assert lines[2:] == [
        "| theirs | 1.00 | 1.00 to 9.00 | 0.50 | 0.90 | 3 |  |",
        "| ours | 1.25 | 1.20 to 1.30 | 0.62 | 0.13 | 3 | at most 1.3 times theirs: met |",
        "| whole | 10.00 | 8.00 to 30.00 | 5.00 | 3.00 | 3 | at most 9 s: missed |",
    ]
    assert ratio(times["ours"], times["theirs"]) == "1.25 times (1.25 in processor time)"


def test_a_part_renews_its_own_section_and_no_other(tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    renew_section(page, "one", ["## One", "old \\1"])
    renew_section(page, "two", ["## Two", "kept"])
    renew_section(page, "one", ["## One", "new \\1"])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# What it costs")
    assert "shared with other work" in text
    assert (text.count("## One"), "old" in text, "new \\1" in text, "kept" in text) == (1, False, True, True)
    assert text.index("## One") < text.index("## Two")


def test_the_machine_says_what_it_is() -> None:
    said = str(Machine(cores=2, load=0.5, system="System on processor", python="3.11.7"))
    assert "System on processor, 2 cores, Python 3.11.7, dagster 1." in said
    assert said.endswith("load before the start 0.5.")


def test_homes_of_a_size_are_sound_and_the_same_each_time(tmp_path: Path) -> None:
    size = Size("small", returned=7, published=2, quarters=5)
    one, other = (generate(tmp_path / name, size) for name in ("one", "other"))
    assert digests(one.path) == digests(other.path)
    project = load_project(one.path)
    assert len(project.framework.tables["indicators"]) == 9
    assert list(LandingZone(one).quarters()) == list(project.framework.quarters)
    [extract] = (one.landing / SOURCE).iterdir()
    authorities = len(project.framework.tables["areas"])
    assert len(extract.read_text(encoding="utf-8").splitlines()) == 1 + 2 * 5 * authorities


def test_every_rule_of_every_model_has_its_test_for_dbt(tmp_path: Path) -> None:
    models = [path.stem for path in MODELS.glob("*/*.sql") if path.parent.name != "macros"]
    count = write_dbt_tests(models, tmp_path / "tests.yml")
    written = parse_yaml((tmp_path / "tests.yml").read_text(encoding="utf-8"))
    assert [model["name"] for model in written["models"]] == models
    least = sum(len(load_suite(model).rules) for model in models)
    assert least <= count <= least + len(models)


def test_dagsters_own_settings_lack_ours_and_nothing_else() -> None:
    text = INSTANCE_TEMPLATE.read_text(encoding="utf-8")
    ours, dagsters = parse_yaml(text), parse_yaml(without_our_own(text))
    assert ours.keys() - dagsters.keys() == {"event_log_storage", "run_coordinator"}
    assert dagsters == {name: setting for name, setting in ours.items() if name in dagsters}
