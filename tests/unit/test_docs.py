"""The documents keep their promises: links, commands, and the pages that are written from the code."""

import re
import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from pmf_pipeline.cli import pmf
from pmf_pipeline.framework.rows import FILES
from pmf_pipeline.reference import build_pages, out_of_date, write_pages
from pmf_pipeline.reference.markdown import anchor
from pmf_pipeline.settings import PROJECT
from tests.helpers.guides import FENCE, read

DOCS = sorted([PROJECT / "README.md", PROJECT / "CHANGELOG.md", *(PROJECT / "docs").rglob("*.md")])
WRITTEN = [path for path in DOCS if "reference" not in path.parts]


# ---- the reference ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages() -> Mapping[str, str]:
    """The reference as it would be written now."""
    return build_pages(pmf)


def test_reference_is_up_to_date() -> None:
    assert out_of_date(pmf) == [], "run: pmf docs"


def test_pages_that_lag_behind_are_named_and_written_again(
    pages: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmf_pipeline.reference.build_pages", lambda _pmf: pages)
    assert write_pages(pmf, tmp_path) == sorted(pages)
    assert out_of_date(pmf, tmp_path) == []
    (tmp_path / "gates.md").write_text("something else", encoding="utf-8")
    (tmp_path / "tables.md").unlink()
    (tmp_path / "removed.md").write_text("no longer written", encoding="utf-8")
    assert out_of_date(pmf, tmp_path) == ["gates.md", "removed.md", "tables.md"]
    assert write_pages(pmf, tmp_path) == ["gates.md", "removed.md", "tables.md"]
    assert out_of_date(pmf, tmp_path) == []


def test_check_names_what_is_out_of_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmf_pipeline.reference.out_of_date", lambda _pmf: ["gates.md"])
    result = CliRunner().invoke(pmf, ["docs", "--check"])
    assert "gates.md" in str(result.exception)
    assert getattr(result.exception, "exit_code", None) == 1


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_column_of_every_framework_file_is_in_the_reference(pages: Mapping[str, str], name: str) -> None:
    page = pages["framework.md"]
    section = page.split(f"## {name}.csv\n")[1].split("\n## ")[0]
    assert [f"`{column}`" in section for column in FILES[name].model_fields] == [True] * len(FILES[name].model_fields)


def test_every_rule_of_every_table_is_in_the_reference(pages: Mapping[str, str]) -> None:
    page = pages["gates.md"]
    for path in (PROJECT / "checks" / "suites").glob("*.yml"):
        section = page.split(f"## {path.stem}\n")[1].split("\n## ")[0]
        assert all(f"`{rule}`" in section for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"])


# ---- links and commands ----------------------------------------------------------------------------------------


@cache
def anchors(path: Path) -> set[str]:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return {anchor(heading.replace("`", "")) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def links(path: Path) -> Iterator[str]:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    text = re.sub(r"`[^`\n]*`", "", text)
    yield from re.findall(r"\]\(([^)\s]+)\)", text)


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_links_lead_somewhere(path: Path) -> None:
    broken = []
    for link in links(path):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, heading = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists() or (heading and heading not in anchors(target)):
            broken.append(link)
    assert broken == []


def commands(path: Path) -> Iterator[str]:
    """Each `pmf ...` of a page, from its shell blocks and from its code spans."""
    text = path.read_text(encoding="utf-8")
    shell = [body for kind, body in FENCE.findall(text) if kind == "sh"]
    spans = re.findall(r"`([^`\n]+)`", FENCE.sub("", text))
    for line in [*"\n".join(shell).splitlines(), *spans]:
        if re.match(r"pmf( |$)", line):
            yield line


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(PROJECT)))
def test_commands_exist_with_their_options(path: Path) -> None:
    for line in commands(path):
        _, *words = shlex.split(line, comments=True)
        context = click.Context(pmf, info_name="pmf", **pmf.context_settings)
        command: click.Command = pmf
        if words and not words[0].startswith("-"):
            found = pmf.get_command(context, words.pop(0))
            assert found is not None, line
            command = found
        if isinstance(command, click.Group) and words and not words[0].startswith("-"):
            assert words[0] in command.commands, line
            command = command.commands[words.pop(0)]
        try:
            command.make_parser(click.Context(command, parent=context)).parse_args(words)
        except click.UsageError as error:
            pytest.fail(f"{line}: {error.message}")


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(PROJECT)))
def test_make_tasks_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    shell = "\n".join(body for kind, body in FENCE.findall(text) if kind == "sh")
    spans = "\n".join(re.findall(r"`([^`\n]+)`", FENCE.sub("", text)))
    asked = set(re.findall(r"^make ([a-z]+)", f"{shell}\n{spans}", re.MULTILINE))
    assert asked <= set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))


def test_readme_starts_with_run_test_and_ui() -> None:
    first = next(body for kind, body in FENCE.findall(read("README.md")) if kind == "sh")
    assert [line.split("#")[0].strip() for line in first.splitlines()] == ["make run", "make test", "make ui"]


def test_every_guide_is_in_the_index() -> None:
    guides = {path.name for path in (PROJECT / "docs").glob("*.md")} - {"index.md"}
    assert guides == {Path(link).name for link in links(PROJECT / "docs" / "index.md") if "/" not in link}
