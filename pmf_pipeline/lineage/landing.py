"""What landing declares of its columns: which meaning of the file's columns each is read from.

Landed rows are made by Python and conversion.sql, so their lineage is declared here, beside what the source
specification says; a test holds the declaration to the tables' contract.
"""

from collections.abc import Iterable, Mapping

from pmf_pipeline.reading.landed_columns import ACCOUNT_COLUMNS, LANDING_COLUMNS
from pmf_pipeline.reading.spec import SourceSpec
from pmf_pipeline.sql.columns import Derivation, Source

# Columns whose name is not the meaning they are read from.
READ_FROM: Mapping[str, tuple[str, ...]] = {
    "measure": ("measure", "measure_detail"),
    "period_text": ("period", "quarter"),
    "period": ("period", "quarter"),
    "period_start": ("period", "quarter"),
    "period_end": ("period", "quarter"),
    "raw_value": ("value",),
    "raw_numerator": ("numerator",),
    "raw_denominator": ("denominator",),
    "is_false_zero": ("value", "measure"),
    "marker": ("marker", "value", "notes", "area_name"),
    "notes": ("notes", "area_name", "value"),
    "fate": ("measure", "area_code", "period", "value", "numerator", "denominator", "marker", "submitted_on"),
    "rule": ("measure", "area_code", "period", "value", "numerator", "denominator", "marker", "submitted_on"),
    "reason": ("measure", "area_code", "period", "value", "numerator", "denominator", "marker", "submitted_on"),
    "released_by": ("measure", "period"),
}
# Columns that say where a row stands, not what it says: the file itself is their source.
OF_THE_FILE = (
    "source",
    "quarter",
    "file_name",
    "file_sha256",
    "service",
    "sheet",
    "row_number",
    "cell",
    *ACCOUNT_COLUMNS,
)
FRAMEWORK = (
    Source("framework.indicators", "source_measure"),
    Source("framework.indicators", "indicator_code"),
    Source("framework.areas", "area_code"),
)
KNOWN_TO_THE_FRAMEWORK = ("fate", "rule", "reason")


def files_relation(spec: SourceSpec) -> str:
    """The name in lineage of the files that a specification reads."""
    return f"files.{spec.name}"


def file_columns(spec: SourceSpec) -> tuple[str, ...]:
    """The columns of those files that are read, as their header names them."""
    return tuple(dict.fromkeys(name for names in _given(spec).values() for name in names))


def landed_columns(specs: Iterable[SourceSpec]) -> dict[str, Derivation]:
    """Each landed column of a table with the file columns it is read from, over all its specifications."""
    specs = tuple(specs)
    return {name: _derivation(name, specs) for name in LANDING_COLUMNS}


def _derivation(column: str, specs: tuple[SourceSpec, ...]) -> Derivation:
    if column in OF_THE_FILE:
        return Derivation("read", tuple(Source(files_relation(spec), "*") for spec in specs))
    sources = [
        Source(files_relation(spec), name)
        for spec in specs
        for meaning in READ_FROM.get(column, (column,))
        for name in _given(spec).get(meaning, ())
    ]
    if column in KNOWN_TO_THE_FRAMEWORK:
        sources += FRAMEWORK
    return Derivation("read", tuple(sorted(set(sources))))


def _given(spec: SourceSpec) -> Mapping[str, tuple[str, ...]]:
    """Meaning to the names its column may have in the file; in a wide table a figure's column says more of it."""
    if spec.wide is None:
        return spec.columns.given
    columns = spec.wide.columns or (spec.wide.pattern or "",)
    return {**spec.columns.given, "value": columns, **dict.fromkeys(spec.wide.meanings, columns)}
