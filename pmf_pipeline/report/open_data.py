"""The edition's CSV files as open data: what each column means, for people and for programs.

Everything here follows from the tables' contracts: datapackage.json by Frictionless, csv-metadata.json by the W3C's
CSV on the Web, and a data dictionary to read. The figures themselves are `csv_tables`'.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pmf_pipeline.catalogue import Table
from pmf_pipeline.report.csv_tables import CsvTable, csv_tables
from pmf_pipeline.report.pack import EXACT_TYPE, FIGURE_TYPE, NOT_IN_THE_UNIT, Pack
from pmf_pipeline.report.wording import DIRECTIONS, RATINGS, quarter_in_words

PACKAGE = "datapackage.json"
CSV_ON_THE_WEB = "csv-metadata.json"
DICTIONARY = "data-dictionary.md"
OF_THE_INDICATOR = "the indicator's unit"
PRINTED_AS_TEXT = {("scorecard", "target")}  # a band is printed as a range
MAY_BE_BLANK = {"framework_changes": ("period",), "waivers_and_warnings": ("indicator_code", "period", "found")}
ALLOWED = {"rag": RATINGS, "direction": tuple(DIRECTIONS)}
# DuckDB type to the type's name in each standard.
TYPES = {"DATE": ("date", "date"), "BOOLEAN": ("boolean", "boolean"), "VARCHAR": ("string", "string")}


class Column(NamedTuple):
    """A column of a CSV file.

    Attributes:
        name: its name.
        means: what it means, by the table's contract.
        kind: its type as Frictionless names it.
        csvw_kind: its type as CSV on the Web names it.
        unit: the unit of its figures, where they have one.
        is_required: whether it is never blank.
        allowed: the values it may have, where they are few.
    """

    name: str
    means: str
    kind: str
    csvw_kind: str
    unit: str | None
    is_required: bool
    allowed: tuple[str, ...]


def write_open_data(pack: Pack) -> Mapping[str, bytes]:
    """datapackage.json, csv-metadata.json and data-dictionary.md."""
    files = [(file, pack.tables[file.table].table) for file in csv_tables(pack)]
    return {
        PACKAGE: _json(_package(pack, files)),
        CSV_ON_THE_WEB: _json(_csv_on_the_web(pack, files)),
        DICTIONARY: "\n".join(_dictionary(pack, files)).encode(),
    }


def _columns(file: CsvTable, table: Table) -> Iterator[Column]:
    for name in file.columns:
        duckdb_type, means = table.columns[name]
        kind, csvw_kind = _kind(duckdb_type)
        if (file.table, name) in PRINTED_AS_TEXT:
            kind = csvw_kind = "string"
        required = name in table.grain and name not in MAY_BE_BLANK.get(file.table, ())
        yield Column(name, means, kind, csvw_kind, _unit(name, duckdb_type), required, ALLOWED.get(name, ()))


def _kind(duckdb_type: str) -> tuple[str, str]:
    if duckdb_type.startswith("DECIMAL"):
        return "number", "decimal"
    return TYPES.get(duckdb_type, ("integer", "integer"))


def _unit(name: str, duckdb_type: str) -> str | None:
    if name.endswith("_pct"):
        return "%"
    in_unit = duckdb_type in (FIGURE_TYPE, EXACT_TYPE) and name not in NOT_IN_THE_UNIT
    return OF_THE_INDICATOR if in_unit else None


def _key(file: CsvTable, table: Table) -> list[str]:
    return [name for name in table.grain if name in file.columns]


def _package(pack: Pack, files: list[tuple[CsvTable, Table]]) -> dict[str, Any]:
    rules, quarter = pack.project.framework.rules, pack.project.framework.quarter(pack.quarter)
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": f"performance-{pack.quarter.lower()}",
        "title": _title(pack),
        "description": _description(pack),
        "status": pack.status,
        "approval": pack.approval.as_json() if pack.approval else None,
        "created": f"{quarter.report_on.isoformat()}T00:00:00Z",
        "spatial": {"name": rules.council, "gss_code": rules.area_code},
        "temporal": {"start": quarter.period_start.isoformat(), "end": quarter.period_end.isoformat()},
        "resources": [_resource(file, table) for file, table in files],
    }
    if rules.publication.licence:
        package["licenses"] = [
            _without_none({"name": rules.publication.licence, "path": rules.publication.licence_url})
        ]
    return package


def _title(pack: Pack) -> str:
    draft = "" if pack.approval else "Draft: "
    return f"{draft}{pack.facts['council']}, performance in {quarter_in_words(pack.quarter)}"


def _description(pack: Pack) -> str:
    texts = [
        pack.status_in_words,
        pack.facts["notice"],
        pack.facts["judged_at"],
        "Markers in square brackets are the Government Analysis Function's shorthand. Dates are ISO 8601, areas GSS "
        "codes. A text that a spreadsheet would take for a formula starts with an apostrophe.",
    ]
    return " ".join(text for text in texts if text)


def _resource(file: CsvTable, table: Table) -> dict[str, Any]:
    columns = list(_columns(file, table))
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in columns],
        "missingValues": [""],
        "primaryKey": _key(file, table),
    }
    if file.table == "scorecard":
        schema["foreignKeys"] = [
            {"fields": ["figure_id"], "reference": {"resource": "figures", "fields": ["figure_id"]}}
        ]
    return {
        "profile": "tabular-data-resource",
        "name": file.file.removesuffix(".csv"),
        "path": file.file,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    constraints = _without_none(
        {"required": column.is_required or None, "enum": list(column.allowed) or None},
    )
    return _without_none(
        {
            "name": column.name,
            "type": column.kind,
            "description": column.means,
            "unit": column.unit,
            "constraints": constraints or None,
        }
    )


def _csv_on_the_web(pack: Pack, files: list[tuple[CsvTable, Table]]) -> dict[str, Any]:
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": _title(pack),
        "dc:description": _description(pack),
        "tables": [
            {
                "url": file.file,
                "dc:description": table.description,
                "tableSchema": {
                    "columns": [
                        _without_none(
                            {
                                "name": column.name,
                                "titles": column.name,
                                "dc:description": column.means,
                                "datatype": _csvw_datatype(column),
                                "required": column.is_required or None,
                                "null": "",
                            }
                        )
                        for column in _columns(file, table)
                    ],
                    "primaryKey": _key(file, table),
                },
            }
            for file, table in files
        ],
    }


def _csvw_datatype(column: Column) -> Any:
    return {"base": "boolean", "format": "True|False"} if column.csvw_kind == "boolean" else column.csvw_kind


def _dictionary(pack: Pack, files: list[tuple[CsvTable, Table]]) -> Iterator[str]:
    yield f"# Data dictionary: {_title(pack)}\n"
    yield f"{_description(pack)}\n"
    for file, table in files:
        yield f"## {file.file}\n"
        yield f"{table.description} One row for each {', '.join(_key(file, table))}.\n"
        yield "| Column | Type | Unit | Meaning |\n| --- | --- | --- | --- |"
        for column in _columns(file, table):
            means = column.means + (f" One of: {', '.join(column.allowed)}." if column.allowed else "")
            yield f"| `{column.name}` | {column.kind} | {column.unit or ''} | {means.replace('|', chr(92) + '|')} |"
        yield ""


def _without_none(entries: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entries.items() if value is not None}


def _json(content: Any) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
