"""The page of rules by example: each case of tests/sql as the sentence it proves, with why, the rows it gives and gets.

The cases themselves are the YAML files; nothing is judged here.
"""

from pathlib import Path
from typing import Any

from pmf_pipeline.reference.markdown import document, link
from pmf_pipeline.settings import PROJECT
from pmf_pipeline.sql.folder import load_models
from pmf_pipeline.sql.model import Model
from pmf_pipeline.yaml_text import parse_yaml

CASES = PROJECT / "tests" / "sql"
INTRODUCTION = """\
Every rule that turns figures into a report is proved by examples: rows given to a model, and the rows it has to make
of them. Each line below is one of them, run by `make test`; its file has the figures, and an analyst can add to it
([how](../../tests/sql/README.md)). Settings in brackets are `rules.yml`'s."""


def page() -> str:
    """The page for every model, in the order in which figures travel."""
    blocks = [INTRODUCTION]
    for model in load_models(PROJECT / "dbt_like_sql").values():
        blocks += _section(model)
    return document("The rules, by example", *blocks)


def _section(model: Model) -> list[str]:
    files = sorted(path for path in CASES.glob("*.yml") if path.stem.split(".")[0] == model.name)
    blocks = [f"## {model.name}", f"{model.header.description.strip()}"]
    for path in files:
        blocks += [f"In {link(path)}:", "\n".join(_lines(path))]
    return blocks


def _lines(path: Path) -> list[str]:
    items: list[dict[str, Any]] = parse_yaml(path.read_text(encoding="utf-8"))
    return [f"- {_case(item)}" if "name" in item else f"- *Given {item['background']}:*" for item in items]


def _case(item: dict[str, Any]) -> str:
    settings = ", ".join(
        f"{section}: {value}" if not isinstance(value, dict) else ", ".join(f"{k}: {v}" for k, v in value.items())
        for section, value in item.get("rules", {}).items()
    )
    said = item["name"][0].upper() + item["name"][1:].rstrip(".")
    return f"{said}{f' (`{settings}`)' if settings else ''}." + (f" {item['why'].strip()}" if "why" in item else "")
