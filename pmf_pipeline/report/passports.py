"""Passports: for each figure of an edition a page that says where it comes from, and the same as JSON.

What a passport says is pmf_pipeline.tracing's; here the pack's traces become files of the edition.
"""

from pmf_pipeline.report.pack import Pack
from pmf_pipeline.tracing.documents import as_json, trace_file
from pmf_pipeline.tracing.page import page_file, passport_page

BACK = "report.html"


def write_passports(pack: Pack) -> dict[str, bytes]:
    """figures/<indicator>.html and .json for every row of the scorecard."""
    files = {}
    for trace in pack.traces:
        code = trace.subject.indicator_code
        files[page_file(code)] = passport_page(trace, BACK, pack.status_in_words)
        files[trace_file(code)] = as_json(trace)
    return files
