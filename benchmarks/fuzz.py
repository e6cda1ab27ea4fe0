"""Ten thousand malformed files through the landing surface: no traceback, no hang, bounded memory, every row accounted.

Run by `make fuzz`; what came of it is written to FUZZ.md. Each batch is landed in a home of its own, in a process of
its own that may take 1 GB; a batch that fails is kept, with the seed that makes it again. The files are made in
`malformed`.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.malformed import malformed

RESULTS = Path(__file__).with_name("FUZZ.md")
INPUTS, BATCH, LIMIT_MB, BATCH_SECONDS = 10_000, 100, 1024, 300
QUARTER = "2023-24-Q2"
FATES = """
select
    file_name,
    any_value(rule) filter (where row_number is null),
    count(row_number) = coalesce(any_value(figures_in_file), 0)
    and count(distinct (sheet, row_number)) filter (where row_number is not null) = coalesce(any_value(rows_in_file), 0)
    and not coalesce(bool_or(rule = 'rows_unaccounted_for'), false)
from {candidate} group by file_name
"""


def main() -> int:
    """Land the malformed files, write the page, and fail where any was not refused or read in good order."""
    asked = _arguments()
    if asked.batch is not None:
        return _one_batch(asked)
    started, outcomes, faults, peak = time.perf_counter(), Counter[str](), [], 0
    for number in range(asked.inputs // BATCH):
        done = _in_a_process(asked, number)
        if isinstance(done, str):
            faults.append(f"batch {number}: {done}")
            print(faults[-1], file=sys.stderr)
            continue
        outcomes.update(done["outcomes"])
        peak = max(peak, done["peak_mb"])
        if number % 10 == 0:
            print(f"  {(number + 1) * BATCH} files, {time.perf_counter() - started:.0f} s", file=sys.stderr)
    print(_page(asked, outcomes, faults, peak, time.perf_counter() - started))
    return 1 if faults else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=INPUTS, help="how many files")
    parser.add_argument("--seed", type=int, default=1, help="what they are made from")
    parser.add_argument("--files", type=Path, help="a folder of published files to spoil as well")
    parser.add_argument("--batch", type=int, help="one batch alone, in this process")
    return parser.parse_args()


def _in_a_process(asked: argparse.Namespace, number: int) -> dict[str, Any] | str:
    command = [sys.executable, "-m", "benchmarks.fuzz", "--seed", str(asked.seed), "--batch", str(number)]
    command += ["--files", str(asked.files)] if asked.files else []
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=BATCH_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"no end within {BATCH_SECONDS} s"
    if done.returncode:
        return f"exit {done.returncode}: {done.stderr.strip()[-800:]}"
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _one_batch(asked: argparse.Namespace) -> int:
    resource.setrlimit(resource.RLIMIT_DATA, (LIMIT_MB << 20, LIMIT_MB << 20))
    chance = random.Random(f"{asked.seed} {asked.batch}")
    with TemporaryDirectory(prefix="pmf-fuzz-") as folder:
        outcomes = land(Path(folder), chance, BATCH, asked.files)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"outcomes": outcomes, "peak_mb": peak}))
    return 0


def land(folder: Path, chance: random.Random, count: int, published: Path | None = None) -> Counter[str]:
    """Land malformed files in a home below `folder`, and count what became of them.

    Every batch holds returns; where there is a folder of published files, a tenth are those, spoilt, under each
    published specification in turn.

    Raises:
        AssertionError: a file or a row has no fate.
    """
    from pmf_pipeline.home import make_home
    from pmf_pipeline.project import load_project

    home = make_home(folder / "home")
    project = load_project(home.path)
    returns = [spec for spec in project.sources if spec.kind == "returns"]
    extracts = [spec for spec in project.sources if spec.kind == "published"]
    target = home.returns / QUARTER
    target.mkdir(parents=True)
    own = sound_returns()
    theirs = sound_files(published) if published else []
    landed = set()
    for at in range(count):
        if theirs and at % 10 == 0:
            made, spec = malformed(chance, theirs), chance.choice(extracts)
            path = home.landing / spec.files.replace("*", f"{at}")
            path.parent.mkdir(parents=True, exist_ok=True)
        else:
            made = malformed(chance, own)
            path = target / f"service-{at}{made.suffix}"
        path.write_bytes(made.content)
        landed.add(path.relative_to(home.landing).as_posix())
    fates: dict[str, str] = {}
    for spec, name in [(returns[0], QUARTER), *((spec, spec.name) for spec in extracts)]:
        fates |= _fates(home.path, spec, name)
    assert fates.keys() == landed, f"without a fate: {sorted(landed - fates.keys())}"
    return Counter(fates.values())


def _fates(home: Path, spec: Any, name: str) -> dict[str, str]:
    """What became of each file of one slice: read, or the rule by which it was refused or left out."""
    import duckdb

    from assets.landing import land_slices
    from pmf_pipeline.project import load_project
    from resources.session import CANDIDATE, Session
    from resources.states import States

    states = States(load_project(home))
    landed = {file.name for file in states.landed(states.project.catalogue[spec.table], name)}
    if not landed:
        return {}
    with duckdb.connect(config={"threads": 1}) as connection:
        land_slices(Session(connection, states), spec, [name])
        found = connection.execute(FATES.format(candidate=CANDIDATE)).fetchall()
    for file, rule, is_even in found:
        assert is_even, f"{file}: rows without a fate, or with two ({rule})"
    assert {file for file, _, _ in found} == landed, "a landed file has no row"
    return {file: rule or "read" for file, rule, _ in found}


def sound_returns() -> list[tuple[str, bytes]]:
    """Returns as services send them, in each format: what is spoilt."""
    from pmf_pipeline.demo.ods import ods_bytes
    from pmf_pipeline.demo.returns import HEADER
    from pmf_pipeline.demo.xlsx import xlsx_bytes

    codes = ("PLC-01", "PLC-02", "COR-03", "CYP-04")
    rows = [
        (code, QUARTER, Decimal("12.5"), None, None, "", "As planned, see [note 1].", "Officer", "2023-10-20")
        for code in codes
    ]
    rows += [("PLC-06", "Q2 2023/24", None, None, None, "[x]", "", "Officer", "20/10/2023")]
    table = [HEADER, *rows]
    text = "\n".join(",".join(f'"{"" if cell is None else cell}"' for cell in row) for row in table)
    return [(".csv", text.encode()), (".xlsx", xlsx_bytes({"Return": table})), (".ods", ods_bytes({"Return": table}))]


def sound_files(folder: Path) -> list[tuple[str, bytes]]:
    """The files of a folder, as they are."""
    return [
        (path.suffix, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".csv", ".xlsx", ".ods")
    ]


def _page(asked: argparse.Namespace, outcomes: Counter[str], faults: Sequence[str], peak: int, seconds: float) -> str:
    """The results as a page; written where the whole number was asked for."""
    fates = "\n".join(f"| {fate} | {count:,} |" for fate, count in outcomes.most_common())
    spoilt = "returns and published files" if asked.files else "returns"
    text = f"""# Malformed files

Written by `make fuzz`; don't edit.

{sum(outcomes.values()):,} malformed files, made from sound {spoilt} with seed {asked.seed}, were landed in batches of
{BATCH}, each in a process limited to {LIMIT_MB:,} MB of data and {BATCH_SECONDS} seconds
({date.today().isoformat()}, {seconds / 60:.0f} minutes on a machine shared with other work).

- Batches that failed (a traceback, a crash, no end, a file or row without a fate): {len(faults)}
- The largest memory that a batch took: {peak:,} MB

| What became of a file | Files |
| --- | ---: |
{fates}
"""  # noqa: DTZ011 - the day on which it was measured
    text += "".join(f"\n    {fault}\n" for fault in faults)
    if asked.inputs >= INPUTS:
        RESULTS.write_text(text, encoding="utf-8")
    return text


if __name__ == "__main__":
    sys.exit(main())
