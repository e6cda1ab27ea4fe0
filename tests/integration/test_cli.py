"""The command line's contract: exit codes, one clear paragraph on stderr, nothing half-done."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pmf_pipeline.home import Home
from tests.helpers.commands import Command, in_shell, one_paragraph
from tests.helpers.homes import NEWEST, digests, edition, figure, land


def test_a_shell_sees_the_exit_code_and_the_reason_on_stderr(tmp_path: Path) -> None:
    done = in_shell("run", "--home", tmp_path / "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "pmf init" in one_paragraph(done.stderr)
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_pmf_home_names_the_home(demo: Home, tmp_path: Path) -> None:
    assert in_shell("check", PMF_HOME=str(demo.path)).returncode == 0
    done = in_shell("check", PMF_HOME=str(tmp_path / "elsewhere"))
    assert done.returncode == 2
    assert "elsewhere" in done.stderr


@pytest.mark.parametrize("command", ["run", "status", "quarantine", "check", "ui"])
def test_every_command_refuses_a_home_that_is_not_there(command: str, pmf: Command, tmp_path: Path) -> None:
    done = pmf(command, "--home", tmp_path / "nowhere")
    assert (done.code, done.out) == (2, "")
    assert f"There is no home at {tmp_path / 'nowhere'}" in one_paragraph(done.err)
    assert not (tmp_path / "nowhere").exists()


def test_init_makes_a_home_once(pmf: Command, tmp_path: Path) -> None:
    place = tmp_path / "new"
    assert pmf("init", place, "--demo").code == 0
    before = digests(place)
    assert any(name.startswith("landing/returns/") for name in before)
    again = pmf("init", place, "--demo")
    assert again.code == 2
    assert f"{place} is not empty" in one_paragraph(again.err)
    assert digests(place) == before


def test_init_without_demo_lands_nothing(pmf: Command, tmp_path: Path) -> None:
    assert pmf("init", tmp_path / "new").code == 0
    assert list((tmp_path / "new" / "landing").rglob("*.*")) == []


@pytest.mark.parametrize(("folder", "found"), [("what now?", "'?'"), ("St%20Helens", "'%20'"), ("100%ff", "'%ff'")])
@pytest.mark.parametrize("command", ["init", "run", "status"])
def test_a_home_where_no_record_can_be_kept_is_refused(
    command: str, folder: str, found: str, pmf: Command, demo: Home, tmp_path: Path
) -> None:
    place = tmp_path / folder / "home"
    if command != "init":
        shutil.copytree(demo.path, place)
    before = sorted(tmp_path.rglob("*"))
    done = pmf(command, *([place] if command == "init" else ["--home", place]))
    assert (done.code, done.out) == (2, "")
    said = one_paragraph(done.err)
    assert f"{place} can't be a home: its path holds {found}" in said
    assert "Rename that folder, or keep the home in another." in said
    assert sorted(tmp_path.rglob("*")) == before


def test_a_home_may_be_called_almost_anything(
    reported: Home, a_copy: Callable[[Home], Home], pmf: Command, tmp_path: Path
) -> None:
    place = tmp_path / "100% St. Helens' [1] #2; *ü"
    a_copy(reported).path.rename(place)
    assert pmf("run", "--force", "--home", place).code == 0
    assert pmf("status", "--home", place).code == 0


def test_a_file_that_nothing_reads_is_told(reported: Home, a_copy: Callable[[Home], Home], pmf: Command) -> None:
    home = a_copy(reported)
    (home.returns / "place--2.csv").write_text("indicator_code\n", encoding="utf-8")
    (home.landing / "oflog" / "waste 2024.xlsx").write_bytes(b"PK")
    (home.landing / "oflog" / "~$waste.xlsx").write_bytes(b"x")
    for command in ("run", "status"):
        done = pmf(command, "--home", home.path)
        said = " ".join(done.out.split())
        assert done.code == 0
        assert said.count("is not read") == 2
        assert "Warning: landing/returns/place--2.csv is not read: it lies in no quarter's folder. Move it into" in said
        assert (
            "Warning: landing/oflog/waste 2024.xlsx is not read: no specification in framework/sources/ looks" in said
        )


def test_a_return_named_after_no_service_or_another_one_is_told(
    reported: Home, a_copy: Callable[[Home], Home], pmf: Command
) -> None:
    home = a_copy(reported)
    folder = home.returns / NEWEST
    (folder / "adult-social-care.csv").rename(folder / "Adults Q2.csv")
    (folder / "corporate-services.csv").rename(folder / "place--2.csv")
    for _ in range(2):  # the second run finds nothing to do
        done = pmf("run", "--home", home.path)
        said = " ".join(done.out.split())
        assert done.code == 0
        nobody = said.index("Each return is named after a service that the framework asks for figures.")
        assert "Adults Q2.csv" in said[nobody:]
        another = said.index("No return is named after a service of whose own figures it has none")
        assert "place--2.csv" in said[another:]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("autumn", ["'autumn' is not a", "2023-24-Q2"]),
        ("2023-24-Q5", ["there is no quarter 5"]),
        ("2023-24", ["is not a quarter"]),
        ("2031-32-Q1", ["'2031-32-Q1' is not in", "calendar.csv", "2021-22-Q1 to 2023-24-Q4"]),
    ],
)
def test_a_wrong_quarter_is_wrong_use(text: str, words: list[str], pmf: Command, demo: Home) -> None:
    done = pmf("run", "--quarter", text, "--home", demo.path)
    assert (done.code, done.out) == (2, "")
    for word in words:
        assert word in one_paragraph(done.err)


def test_quarters_and_all_together_are_wrong_use(pmf: Command, demo: Home) -> None:
    assert pmf("run", "--all", "--quarter", NEWEST, "--home", demo.path).code == 2


@pytest.mark.parametrize("arguments", [["fly"], ["run", "--quarters", "x"], ["init"]])
def test_what_click_refuses_is_wrong_use_too(arguments: list[str], pmf: Command) -> None:
    done = pmf(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err


def test_a_quarter_without_returns_is_a_message_and_no_failure(pmf: Command, demo: Home) -> None:
    done = pmf("run", "--quarter", "2023-24-Q3", "--home", demo.path)
    assert done.code == 0
    assert "2023-24-Q3 has no returns: they were due on 2024-02-02" in one_paragraph(done.out)
    assert list(demo.published.iterdir()) == []


def test_a_quarter_that_is_not_due_yet_says_when_it_is(
    pmf: Command, demo: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(demo)
    calendar = home.framework / "calendar.csv"
    text = calendar.read_text(encoding="utf-8")
    calendar.write_text(text.replace("2024-05-03,2024-06-05", "2999-05-03,2999-06-05"), encoding="utf-8")
    done = pmf("run", "--quarter", "2023-24-Q4", "--home", home.path)
    assert done.code == 0
    assert "2023-24-Q4 is not due yet: its returns are due on 2999-05-03" in done.out


def test_returns_in_a_folder_that_is_no_quarter_are_not_passed_over(
    pmf: Command, demo: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(demo)
    land(home, "Quarter two", "place.csv", figure("PLC-01"))
    done = pmf("run", "--home", home.path)
    assert done.code == 2
    assert "Quarter two" in one_paragraph(done.err)


@pytest.mark.parametrize("command", ["run", "status", "check"])
def test_a_framework_file_with_a_wrong_column_is_named(
    command: str, pmf: Command, demo: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(demo)
    targets = home.framework / "targets.csv"
    text = targets.read_text(encoding="utf-8")
    targets.write_text(text.replace("decision_ref", "decision", 1), encoding="utf-8")
    done = pmf(command, "--home", home.path)
    assert (done.code, done.out) == (2, "")
    assert "targets.csv, row 1: column 'decision' is not known" in one_paragraph(done.err)
    assert "'decision_ref' is missing" in done.err
    assert list(home.published.iterdir()) == []


def test_a_refused_return_is_exit_code_1_and_shown_by_status_and_quarantine(
    pmf: Command, reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(reported)
    land(home, NEWEST, "place--2.csv", figure("PLC-99"), figure("PLC-98", value="", numerator="1", denominator="2"))
    (home.returns / NEWEST / "childrens-services--2.xlsx").unlink()  # leaves its unreadable first
    published = digests(home.published)
    done = pmf("run", "--quarter", "Q2 2023/24", "--home", home.path)
    assert done.code == 1
    for word in (f"returns/{NEWEST}/place--2.csv", "row 2", "PLC-99", "indicators.csv"):
        assert word in done.err
    assert f"returns/{NEWEST}/childrens-services.xlsx" in done.err
    assert "is not a whole workbook" in done.err
    assert "measure PLC-99, given as 1: Indicator PLC-99 is not in the framework." in " ".join(done.err.split())
    assert "PLC-99" not in done.out
    assert digests(home.published) == published

    status = pmf("status", "--home", home.path)
    assert status.code == 0
    assert f"Blocked: internal_returns/{NEWEST} is refused" in status.out
    (line,) = [line for line in status.out.splitlines() if line.startswith(NEWEST)]
    assert "blocked:" in line

    quarantine = pmf("quarantine", "--home", home.path)
    assert quarantine.code == 0
    assert f"landing/returns/{NEWEST}/place--2.csv, row 2: PLC-99 {NEWEST}: '1'" in quarantine.out
    assert f"place--2.csv, row 3: PLC-98 {NEWEST}\n" in quarantine.out
    assert "unknown_indicator: Indicator PLC-99 is not in the framework." in quarantine.out
    assert f"landing/returns/{NEWEST}/childrens-services.xlsx, whole file" in quarantine.out
    assert "PLC-99" not in pmf("quarantine", "--quarter", "2023-24-Q1", "--home", home.path).out


def test_quarantine_says_what_mended_a_refusal(pmf: Command, reported: Home) -> None:
    done = pmf("quarantine", "--home", reported.path)
    assert done.code == 0
    assert f"landing/returns/{NEWEST}/childrens-services.xlsx, whole file" in done.out
    assert f"Mended by landing/returns/{NEWEST}/childrens-services--2.xlsx." in done.out


def test_status_of_a_finished_home_names_editions_and_late_returns(pmf: Command, reported: Home) -> None:
    done = pmf("status", "--home", reported.path)
    assert done.code == 0
    lines = {line.split()[0]: line for line in done.out.splitlines() if line.strip()}
    assert "current" in lines[NEWEST]
    assert "edition-1" in lines[NEWEST]
    assert "late: no returns" in lines["2023-24-Q3"]
    assert "Nothing is blocked." in done.out


def test_a_fault_outside_the_steps_is_no_success(
    pmf: Command, reported: Home, a_copy: Callable[[Home], Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the console is gone")

    monkeypatch.setattr("pmf_pipeline.progress._StepLines._line", broken)
    done = pmf("run", "--force", "--home", a_copy(reported).path)
    assert done.code == 1
    assert "fault of the pipeline" in done.err


def refusing(code: int) -> Callable[..., None]:
    """What a disk does that refuses whatever is asked of it."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code), "/published/report.html")

    return refused


def test_what_the_disk_refused_is_no_fault_of_the_pipeline(
    pmf: Command, reported: Home, a_copy: Callable[[Home], Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in a step nor outside: no traceback, and what to do; the run that follows mends it."""
    home = a_copy(reported)
    shutil.rmtree(home.published / NEWEST)
    for code in (errno.ENOSPC, errno.EACCES, errno.EROFS):
        with monkeypatch.context() as disk:
            disk.setattr("assets.report_pack.publish_edition", refusing(code))
            done = pmf("run", "--home", home.path)
        assert done.code == 1
        assert os.strerror(code) in done.err
        assert "Make room on the disk" in done.err
        assert "fault of the pipeline" not in done.err
        with monkeypatch.context() as disk:
            disk.setattr("pmf_pipeline.home.Path.mkdir", refusing(code))
            done = pmf("status", "--home", home.path)
        assert done.code == 1
        assert "Make room on the disk" in done.err
    assert pmf("run", "--home", home.path).code == 0
    assert (edition(home) / "report.html").exists()


def test_a_file_in_place_of_a_home_s_folder_is_named(
    pmf: Command, reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(reported)
    shutil.rmtree(home.approvals)
    home.approvals.touch()
    done = pmf("run", "--home", home.path)
    assert (done.code, done.out) == (2, "")
    assert f"{home.approvals} is a file" in done.err


def test_status_says_of_a_published_quarter_that_one_of_its_tables_is_gone(
    pmf: Command, reported: Home, a_copy: Callable[[Home], Home]
) -> None:
    home = a_copy(reported)
    (home.warehouse / "figure_history" / f"{NEWEST}.parquet").unlink()  # the scorecard does not rest on it
    (line,) = [line for line in pmf("status", "--home", home.path).out.splitlines() if line.startswith(NEWEST)]
    assert "to run (absent)" in line


@pytest.mark.parametrize("lacking", [(), ("run_retries", "run_monitoring")], ids=["none", "two"])
def test_ui_names_the_settings_that_came_after_the_home(
    pmf: Command, demo: Home, a_copy: Callable[[Home], Home], monkeypatch: pytest.MonkeyPatch, lacking: tuple[str, ...]
) -> None:
    home = a_copy(demo)
    path = home.instance / "dagster.yaml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({k: v for k, v in settings.items() if k not in lacking}), encoding="utf-8")
    monkeypatch.setattr(os, "execve", lambda *_: None)
    monkeypatch.setattr(os, "chdir", lambda *_: None)
    done = pmf("ui", "--home", home.path)
    assert done.code == 0
    assert ("was made before" in done.out) == bool(lacking)
    assert all(name in done.out for name in lacking)
    assert "event_log_storage" not in done.out
