"""The promises of the repository's own tooling: locks, make targets, workspace, instance, import contracts.

What the tools find in the code is theirs to say (`make check`); here the files that steer them are tested.
"""

import importlib.util
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from dagster import DagsterInstance
from dagster._core.run_coordinator import QueuedRunCoordinator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pmf_pipeline.event_log import OneConnectionEventLog

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-uv.lock")
PACKAGES = ("pmf_pipeline", "assets", "resources", "checks")


def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked(name: str) -> Iterator[tuple[Requirement, str]]:
    """Each requirement of a lock, with the text of its block."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[a-z0-9])", text, flags=re.IGNORECASE):
        if not block.startswith("#"):
            yield Requirement(block.split("\\")[0].strip()), block


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_requirement_is_exact_and_has_hashes(name: str) -> None:
    requirements = list(locked(name))
    assert requirements
    for requirement, block in requirements:
        assert [pin.operator for pin in requirement.specifier] == ["=="], requirement
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", block), requirement


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=)", text, flags=re.MULTILINE), "an option other than --hash"


def test_lock_satisfies_every_range_of_pyproject() -> None:
    project = pyproject()
    asked = {
        "requirements.lock": project["project"]["dependencies"]
        + [line for extra in project["project"]["optional-dependencies"].values() for line in extra],
        "requirements-uv.lock": project["dependency-groups"]["bootstrap"],
    }
    for name, lines in asked.items():
        versions: dict[str, set[str]] = {}
        for requirement, _ in locked(name):
            pins = versions.setdefault(canonicalize_name(requirement.name), set())
            pins.update(pin.version for pin in requirement.specifier)
        for line in lines:
            wanted = Requirement(line)
            found = versions.get(canonicalize_name(wanted.name), set())
            assert found, f"{wanted.name} isn't in {name}: make lock"
            assert all(version in wanted.specifier for version in found), f"{line}: {name} has {found}"


def test_dagster_packages_share_one_release() -> None:
    """An add-on 0.x.y belongs to core 1.(x - 16).y, and asks for exactly that one."""
    pins = {
        wanted.name: next(iter(wanted.specifier)).version.split(".")
        for wanted in map(Requirement, pyproject()["project"]["dependencies"])
        if wanted.name.startswith("dagster")
    }
    core = pins.pop("dagster")
    for name, version in pins.items():
        expected = core if version[0] == "1" else ["0", str(int(core[1]) + 16), core[2]]
        assert version == expected, name


@pytest.mark.parametrize("target", ["setup", "run", "test", "ui", "check", "lock", "fmt", "bench", "faults", "clean"])
def test_make_knows_and_lists_each_task(target: str) -> None:
    def make(*arguments: str) -> str:
        command = ["make", "--no-print-directory", "-C", str(ROOT), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout

    if shutil.which("make") is None:
        pytest.skip("make isn't installed")
    assert make("--dry-run", target)
    assert f"make {target} " in make()


def test_workspace_loads_the_definitions_module_from_the_clone() -> None:
    workspace = yaml.safe_load((ROOT / "workspace.yaml").read_text(encoding="utf-8"))
    assert workspace["load_from"] == [
        {
            "python_module": {
                "module_name": "pmf_pipeline.definitions",
                "location_name": "pmf_pipeline",
                "working_directory": ".",
            }
        }
    ]


def test_instance_is_silent_and_runs_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(ROOT / "dagster.yaml", tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with DagsterInstance.from_config(str(tmp_path)) as instance:
        queue = instance.get_concurrency_config().run_queue_config
        assert queue is not None
        assert queue.max_concurrent_runs == 1
        assert isinstance(instance.run_coordinator, QueuedRunCoordinator)
        assert instance.run_coordinator.dequeue_interval_seconds == 1
        assert isinstance(instance.event_log_storage, OneConnectionEventLog)
        assert not instance.telemetry_enabled
        assert not instance.nux_enabled
        assert instance.run_monitoring_enabled
        assert instance.run_monitoring_max_runtime_seconds > 0
        assert (instance.run_retries_enabled, instance.run_retries_max_retries) == (True, 1)
        assert not instance.run_retries_retry_on_asset_or_op_failure
        assert set(instance.managed_python_loggers) == set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_our_generic_package_names_are_ours(package: str) -> None:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert [Path(place) for place in spec.submodule_search_locations or []] == [ROOT / package]


def test_every_module_is_either_on_the_roof_or_in_the_domain_contract() -> None:
    contracts = {contract["id"]: contract for contract in pyproject()["tool"]["importlinter"]["contracts"]}
    roof = set(contracts["layers"]["layers"][0].split(" : "))
    domain = set(contracts["domain"]["source_modules"])
    assert not roof & domain
    assert roof <= set(contracts["domain"]["forbidden_modules"])
    folder = ROOT / "pmf_pipeline"
    modules = {f"pmf_pipeline.{path.stem}" for path in folder.glob("*.py") if not path.stem.startswith("__")}
    modules |= {f"pmf_pipeline.{path.parent.name}" for path in folder.glob("*/__init__.py")}
    assert modules == roof | domain


def test_no_file_says_where_packages_come_from() -> None:
    """That's for each council's own pip or uv to say; a committed address would bypass it."""
    option = re.compile(
        rb"(?<!emit-)(?:" + b"|".join([b"index-" + b"url", b"find-" + b"links", b"trusted-" + b"host"]) + rb")\b"
    )
    listing = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(listing, check=True, capture_output=True, text=True, timeout=60).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("not a git clone")
    files = [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]
    assert ROOT / "pyproject.toml" in files
    assert [path.name for path in files if option.search(path.read_bytes())] == []
