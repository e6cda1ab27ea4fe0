"""Source specifications: how one kind of landed file is laid out and what it means (framework/sources/*.yml).

Only the description of a file belongs here, in parts: `layout` (how the file is written), `columns` and `content`
(where each thing stands), `treatment` (what it is worth). Reading a file by its description is `reading`'s.
"""

from pmf_pipeline.reading.spec.columns import MEANINGS, Columns, FoundIn, Wide
from pmf_pipeline.reading.spec.content import Content
from pmf_pipeline.reading.spec.layout import Layout
from pmf_pipeline.reading.spec.load import load_sources, load_specification
from pmf_pipeline.reading.spec.part import MARKERS, Marker
from pmf_pipeline.reading.spec.source import SourceSpec
from pmf_pipeline.reading.spec.treatment import LeaveOut, Treatment

__all__ = [
    "MARKERS",
    "MEANINGS",
    "Columns",
    "Content",
    "FoundIn",
    "Layout",
    "LeaveOut",
    "Marker",
    "SourceSpec",
    "Treatment",
    "Wide",
    "load_sources",
    "load_specification",
]
