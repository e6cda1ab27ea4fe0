"""The lineage as one self-contained page, `lineage.html`: a list that reads without script, and a graph drawn from it.

The page's own files stand in page/; what it says is the document's. Nothing is fetched from anywhere.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PARTS = Path(__file__).with_name("page")
GROUPS = {
    "files": "Landed files",
    "framework": "Framework",
    "run": "The run",
    "editions": "Earlier editions",
    "landing": "Landing tables",
    "outturns": "Outturns",
    "comparisons": "Comparisons",
    "reports": "Report tables",
}
HOW = {
    "copied": "copied from",
    "computed": "computed from",
    "counted": "counted:",
    "constant": "the same in every row",
    "read": "read from the file",
    "given": "",
}


def write_page(document: Mapping[str, Any], *, title: str, notice: str | None) -> bytes:
    """The page for a lineage document.

    Args:
        document: as `lineage.json` has it.
        title: the page's title: whose lineage it is.
        notice: what has to be said wherever figures are shown.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(PARTS), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.get_template("lineage.html")
    return template.render(
        title=title,
        notice=notice,
        groups=_groups(document),
        uses=_uses(document),
        how=HOW,
        css=(PARTS / "lineage.css").read_text(encoding="utf-8"),
        script="".join((PARTS / name).read_text(encoding="utf-8") for name in ("graph.js", "view.js")),
    ).encode()


def _groups(document: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    members: dict[str, dict[str, Any]] = {group: {} for group in GROUPS}
    for name, relation in document["relations"].items():
        members[relation["group"]][name] = relation
    return [(GROUPS[group], found) for group, found in members.items() if found]


def _uses(document: Mapping[str, Any]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, relation in document["relations"].items():
        for column, content in relation["columns"].items():
            for source in content["sources"]:
                found[source].append(f"{name}.{column}")
    return found
