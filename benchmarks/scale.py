"""Our run beside its rivals on homes of a stated size: dbt on the same models, the bare engine, pandas.

Every rival starts from what has landed; what they make is compared row for row before anything is timed.
"""

import os
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import rivals
from benchmarks.agreement import differing_figures
from benchmarks.homes import COUNCIL, NATIONAL, TEN_TIMES_NATIONAL, Size, generate
from benchmarks.inputs import lay_out
from benchmarks.measure import PMF, Times, Took, alternated, run, timed
from benchmarks.report import Aim, ratio, times_table
from benchmarks.stages import COMMAND, LANDING, MODELS
from pmf_pipeline.home import Home
from pmf_pipeline.project import load_project

OURS = "our models, without landing, gates and publishing"
DBT = "dbt run, the same models"
ENGINE = "the bare engine, the same SQL"
GUARDED = "our run of every quarter, with gates and publishing"
TESTED = "dbt build, the same models with our rules as dbt tests"
NEXT = "our run of the newest quarter, the earlier ones made"
AGAIN = "the same again, nothing changed"
FRAMES = "a pandas script of the newest quarter's scorecard"
REPETITIONS = 3
SIZE_AIMS = {NATIONAL.name: {OURS: Aim(1.2, ENGINE)}, TEN_TIMES_NATIONAL.name: {OURS: Aim(1.1, ENGINE)}}
COUNCIL_AIMS = {OURS: Aim(0.5, DBT), GUARDED: Aim(1, TESTED)}


class Ground:
    """A home of one size on which everything has landed, and what its rivals need."""

    def __init__(self, folder: Path, size: Size) -> None:
        """Generate it and land it, taking the time and memory of landing."""
        self.folder = folder
        self.home = generate(folder / "landed", size)
        self.landing = timed([*COMMAND, str(self.home.path), LANDING])
        self.inputs = lay_out(self.home, folder / "inputs")
        tables = load_project(self.home.path).catalogue.tables.values()
        self.models = [table.name for table in tables if table.model and table.slicing != "edition"]

    def copy(self, of: Home, name: str) -> Home:
        """A new copy of a home, by hard links: its slices are never changed in place."""
        place = self.folder / name
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(of.path, place, copy_function=_link)
        return Home(place)

    def ours(self) -> Took:
        """Our models alone, on a copy."""
        return timed([*COMMAND, str(self.copy(self.home, "ours").path), MODELS])

    def actions(self) -> dict[str, Callable[[], Took]]:
        """Our models, dbt's and the bare engine's."""
        return {
            OURS: self.ours,
            DBT: partial(rivals.dbt_models, self.inputs, self.folder / "dbt"),
            ENGINE: partial(rivals.engine, self.inputs, self.folder / "engine"),
        }

    def check_agreement(self) -> None:
        """Warm everything up, and have ours and dbt's tables compared.

        Raises:
            subprocess.CalledProcessError: a table differs.
        """
        for action in self.actions().values():
            action()
        made, built = self.folder / "ours" / "warehouse", self.folder / "dbt" / "dbt.duckdb"
        run([sys.executable, "-m", "benchmarks.agreement", str(made), str(built), *self.models])


def at_size(size: Size, repetitions: int, folder: Path) -> list[str]:
    """The section on one size: the models beside dbt and the bare engine."""
    ground = Ground(folder, size)
    ground.check_agreement()
    times = alternated(ground.actions(), repetitions)
    return [
        f"## At {size.name} size",
        _size_words(ground, size),
        times_table(times, SIZE_AIMS[size.name]),
        *_beside(times, ground),
    ]


def at_council_size(folder: Path) -> list[str]:
    """The section on a council's own size: whole runs too."""
    ground = Ground(folder, COUNCIL)
    ground.check_agreement()
    made = ground.copy(ground.home, "made")
    quarters = load_project(made.path).framework.quarters
    run([PMF, "run", "--home", str(made.path), "--quarter", quarters[-2]])
    again = ground.copy(made, "again")
    run([PMF, "run", "--home", str(again.path)])
    times = alternated(ground.actions(), REPETITIONS) | alternated(
        {
            GUARDED: lambda: timed([PMF, "run", "--all", "--home", str(ground.copy(ground.home, "all").path)]),
            TESTED: partial(rivals.dbt_models_and_tests, ground.inputs, folder / "dbt", ground.models),
            NEXT: lambda: timed([PMF, "run", "--home", str(ground.copy(made, "next").path)]),
            AGAIN: partial(timed, [PMF, "run", "--home", str(again.path)]),
            FRAMES: partial(rivals.frames, ground.home.path, folder / "frames.csv"),
        },
        1,  # forty editions of 250 indicators take minutes
    )
    newest = folder / "next/published" / quarters[-1] / "edition-1/scorecard.csv"
    figures, differing = differing_figures(newest, folder / "frames.csv")
    return [
        f"## At a {COUNCIL.name}'s size",
        _size_words(ground, COUNCIL),
        times_table(times, COUNCIL_AIMS),
        *_beside(times, ground),
        f"With gates and publishing, every quarter takes {ratio(times[GUARDED], times[TESTED])} what dbt takes with "
        f"the same rules as its own tests. The newest quarter alone, as a council runs it, takes "
        f"{ratio(times[NEXT], times[TESTED])} that, gates, page, workbook and document included, and "
        f"{ratio(times[AGAIN], times[TESTED])} where nothing has changed: dbt makes every table again each time.",
        f"The pandas script's scorecard differs from ours in {differing} of {figures} figures: its floats round halves "
        "and near-halves the wrong way.",
    ]


def _size_words(ground: Ground, size: Size) -> str:
    landing = ground.landing
    return (
        f"{size.returned} indicators returned by services and {size.published} published for every authority, over "
        f"{size.quarters} quarters. Landing it all, with its gates, took {landing.wall:.1f} s "
        f"({landing.cpu:.1f} s of processor time) and at most {landing.memory:.2f} GB."
    )


def _beside(times: dict[str, Times], ground: Ground) -> list[str]:
    return [
        f"dbt builds the same folder of models and makes the same {len(ground.models)} tables, row for row. Our models "
        f"take {ratio(times[OURS], times[DBT])} what dbt takes, and {ratio(times[OURS], times[ENGINE])} what the bare "
        f"engine takes; memory {times[OURS].memory / times[ENGINE].memory:.2f} times the bare engine's."
    ]


def _link(source: str, target: str) -> str:
    """A hard link, but a copy of what is written in place: Dagster's own records."""
    if "/.dagster/" in source:
        return str(shutil.copy2(source, target))
    os.link(source, target)
    return target
