"""report.html made from an edition's content that a test changes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from assets.report_pack import pack_inputs, read_pack
from pmf_pipeline.home import Home
from pmf_pipeline.report.html.page import write_html
from pmf_pipeline.report.pack import Pack
from resources.warehouse import Warehouse
from tests.helpers.homes import NEWEST

Row = Mapping[str, Any]


def pack_of(home: Home, quarter: str = NEWEST) -> Pack:
    """The content of a quarter's edition."""
    with Warehouse(home=str(home.path)).session() as session:
        session.load_inputs(pack_inputs(session.states.project.catalogue), [quarter])
        return read_pack(session, quarter)


def page_of(pack: Pack) -> str:
    """The page of a content."""
    return write_html(pack)["report.html"].decode()


def with_rows(pack: Pack, name: str, change: Callable[[Row], Row | None]) -> Pack:
    """The pack with each row of a table changed, or left out where that gives none."""
    changed = tuple(row for row in map(change, pack.tables[name].rows) if row is not None)
    return replace(pack, tables={**pack.tables, name: replace(pack.tables[name], rows=changed)})
