"""The edition's provenance for other programs: provenance.json, in the W3C's PROV-JSON.

It says in that vocabulary what figures.csv, scorecard.csv and restatements.csv say: figures come from files, ratings
from figures and decisions, restated figures from the ones they replace. Nothing is added, least of all a clock.
"""

import json
from collections import defaultdict
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from pmf_pipeline.report.pack import Pack, Row

FILE = "provenance.json"
NAMESPACES = {"pmf": "urn:pmf:", "xsd": "http://www.w3.org/2001/XMLSchema#"}
COUNCIL = "pmf:council"


def write_provenance(pack: Pack) -> dict[str, bytes]:
    """The document, its records in a fixed order."""
    document = _Document()
    publication = f"pmf:publication/{pack.quarter}"
    document.add("activity", publication, {"prov:label": f"Report for {pack.quarter}, {pack.status}"})
    document.add("agent", COUNCIL, {"prov:label": pack.facts["council"], "prov:type": _name("prov:Organization")})
    document.relate("wasAssociatedWith", activity=publication, agent=COUNCIL)
    for row in pack.printed("figures"):
        _figure(document, row, publication)
    for row in pack.printed("scorecard"):
        _rating(document, row, publication)
    for row in pack.printed("restatements"):
        _revision(document, row)
    return {FILE: document.as_json()}


class _Document:
    """Records by kind and name, and relations numbered as they come."""

    def __init__(self) -> None:
        self._records: dict[str, dict[str, Any]] = defaultdict(dict)

    def add(self, kind: str, name: str, attributes: dict[str, Any]) -> str:
        known = {key: value for key, value in attributes.items() if value not in (None, "")}
        self._records[kind].setdefault(name, {}).update(known)
        return name

    def relate(self, kind: str, **ends: Any) -> None:
        found = self._records[kind]
        found[f"_:{kind}{len(found) + 1}"] = {f"prov:{end}": value for end, value in ends.items()}

    def as_json(self) -> bytes:
        content = {"prefix": NAMESPACES, **self._records}
        return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _figure(document: _Document, row: Row, publication: str) -> None:
    figure = _add_figure(document, row["figure_id"])
    document.add("entity", figure, {
        "pmf:indicator": row["indicator_code"], "pmf:area": row["area_code"], "pmf:period": row["period"],
        "pmf:value": _decimal(row["published_value"]), "pmf:marker": row["marker"],
    })  # fmt: skip
    document.relate("wasGeneratedBy", entity=figure, activity=publication)
    place = ", ".join(str(part) for part in (row["sheet"], row["cell"] or row["row_number"]) if part is not None)
    _derive(document, figure, row["file_name"], row["file_sha256"], place)


def _rating(document: _Document, row: Row, publication: str) -> None:
    name = document.add("entity", f"pmf:rating/{quote(row['indicator_code'])}.{quote(row['quarter'])}", {
        "prov:type": _name("pmf:Rating"), "pmf:rag": row["rag"], "pmf:target": _text(row["target"]),
        "pmf:direction": row["direction"],
    })  # fmt: skip
    document.relate("wasGeneratedBy", entity=name, activity=publication)
    for figure in (row["figure_id"], row["previous_figure_id"]):
        if figure:
            document.relate("wasDerivedFrom", generatedEntity=name, usedEntity=_add_figure(document, figure))
    if row["target_decision"]:
        decision = f"pmf:decision/{quote(row['target_decision'], safe='')}"
        document.add("entity", decision, {"prov:type": _name("pmf:Decision"), "prov:label": row["target_decision"]})
        document.relate("wasDerivedFrom", generatedEntity=name, usedEntity=decision)


def _revision(document: _Document, row: Row) -> None:
    if row["published_figure_id"] and row["figure_id_now"] and row["published_figure_id"] != row["figure_id_now"]:
        document.relate(
            "wasDerivedFrom",
            generatedEntity=_add_figure(document, row["figure_id_now"]),
            usedEntity=_add_figure(document, row["published_figure_id"]),
            type=_name("prov:Revision"),
            label=row["reason"],
        )


def _add_figure(document: _Document, figure_id: str) -> str:
    return document.add("entity", f"pmf:figure/{quote(figure_id)}", {"prov:type": _name("pmf:Figure")})


def _derive(document: _Document, figure: str, name: str | None, sha256: str | None, place: str) -> None:
    if name and sha256:
        file = document.add("entity", f"pmf:file/{sha256}", {"prov:type": _name("pmf:LandedFile"), "prov:label": name})
        document.relate("wasDerivedFrom", generatedEntity=figure, usedEntity=file, label=place)


def _name(value: str) -> dict[str, str]:
    return {"$": value, "type": "prov:QUALIFIED_NAME"}


def _decimal(value: Decimal | None) -> dict[str, str] | None:
    return None if value is None else {"$": format(value, "f"), "type": "xsd:decimal"}


def _text(value: Any) -> str | None:
    return format(value, "f") if isinstance(value, Decimal) else value
