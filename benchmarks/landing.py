"""Landing what is large: one extract, one of twice the size, and ten files at once, with what memory that takes."""

import shutil
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from assets.landing import BYTES_AT_A_TIME, LEAST_MEMORY, MEMORY_OF_FILES
from benchmarks.homes import NATIONAL, SOURCE, Size, generate
from benchmarks.measure import Took, alternated, timed
from benchmarks.report import ratio, times_table
from benchmarks.stages import COMMAND, LANDING

ONE = "one extract of {:.0f} MB"
TWICE = "one extract of {:.0f} MB, twice as many rows"
TEN = "ten files at once, together as many rows as the first"
FILES = 10
MEGABYTE = 1_000_000


def landing(folder: Path) -> list[str]:
    """The section on landing."""
    one, twice, ten = (folder / name for name in ("one", "twice", "ten"))
    sizes = {one: NATIONAL, twice: replace(NATIONAL, published=2 * NATIONAL.published), ten: NATIONAL}
    megabytes = {place: _generated(place, size) for place, size in sizes.items()}
    _split(ten / "landing" / SOURCE)
    words = {one: ONE.format(megabytes[one]), twice: TWICE.format(megabytes[twice]), ten: TEN}
    times = alternated({words[place]: partial(_land, place) for place in sizes}, 1)
    return [
        "## Landing what is large",
        "Each with its gates, from landed files to the landing table; none had landed before.",
        times_table(times, {}),
        f"Twice the rows take {ratio(times[words[twice]], times[words[one]])} as long and "
        f"{times[words[twice]].memory / times[words[one]].memory:.2f} times the memory. Files are read "
        f"{BYTES_AT_A_TIME // MEGABYTE} MB at a time, or one alone that is larger. DuckDB holds at most "
        f"{LEAST_MEMORY // MEGABYTE:,} MB meanwhile, or {MEMORY_OF_FILES} times those files where that is more, and "
        "puts the rest on disk; the rest of the process stands beside it.",
    ]


def _generated(place: Path, size: Size) -> float:
    generate(place, size)
    return sum(path.stat().st_size for path in (place / "landing" / SOURCE).iterdir()) / 1_000_000


def _split(folder: Path) -> None:
    """The extract as ten files, as a publisher gives one for each year."""
    (whole,) = folder.iterdir()
    with whole.open("rb") as stream:
        header, *_ = islice(stream, 1)
        lines = stream.readlines()
    share = -(-len(lines) // FILES)
    for number in range(FILES):
        part = b"".join(lines[number * share : (number + 1) * share])
        (folder / f"part-{number}.csv").write_bytes(header + part)
    whole.unlink()


def _land(home: Path) -> Took:
    shutil.rmtree(home / "warehouse")
    (home / "warehouse").mkdir()
    return timed([*COMMAND, str(home), LANDING])
