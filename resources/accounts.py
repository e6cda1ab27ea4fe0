"""What a landed slice says of each of its files: what was read, and what became of it.

Only the question is here; `pmf status` and the UI show the answers, and landed_files.sql publishes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from resources.slices import SliceStore

if TYPE_CHECKING:
    import duckdb

ACCOUNTS = """
select
    file_name,
    any_value(received_on) as received_on,
    coalesce(any_value(rows_in_file), 0) as rows_read,
    count(row_number) filter (where fate = 'accepted') as accepted,
    count(row_number) filter (where fate = 'left_out') as left_out,
    count(row_number) filter (where fate = 'quarantined') as quarantined,
    count(*) filter (where fate = 'quarantined') as refusals,
    count(*) filter (where fate = 'quarantined' and released_by is null) as unmended,
    any_value(rule) filter (where row_number is null and rule <> 'no_line_end') as whole_file
from read_parquet(?)
group by file_name
order by file_name
"""


@dataclass(frozen=True)
class FileLine:
    """One file's account.

    Attributes:
        file_name: its path below landing/.
        received_on: when its content was first seen.
        rows_read: its rows below the header that are not blank.
        accepted: figures accepted.
        left_out: figures left out by a rule.
        quarantined: figures refused.
        refusals: refusals, of the file as a whole too.
        unmended: those that no later file of the service has mended.
        whole_file: the rule by which the file as a whole was refused or left out.
    """

    file_name: str
    received_on: date | None
    rows_read: int
    accepted: int
    left_out: int
    quarantined: int
    refusals: int
    unmended: int
    whole_file: str | None

    def cells(self) -> dict[str, str]:
        """The account as people read it: rows read are those accepted, left out and refused."""
        refused = f"{self.refusals}" if self.whole_file is None else "whole file" if self.refusals else "0"
        mended = self.refusals - self.unmended
        return {
            "file": self.file_name,
            "received": str(self.received_on or ""),
            "rows read": f"{self.rows_read}",
            "accepted": f"{self.accepted}",
            "left out": f"{self.left_out}",
            "refused": refused + (f" ({mended} mended)" if mended else ""),
            "as a whole": (self.whole_file or "").replace("_", " "),
        }


def newest(store: SliceStore, table: str, name: str) -> Path | None:
    """The newest candidate of a slice, refused or not; None before there is one."""
    refused = store.refusal_path(table, name)
    path = refused if refused.exists() else store.path(table, name)
    return path if path.exists() else None


def file_accounts(connection: "duckdb.DuckDBPyConnection", path: Path) -> Sequence[FileLine]:
    """The account of each file behind a landed slice, in name order."""
    return [FileLine(*row) for row in connection.execute(ACCOUNTS, [str(path)]).fetchall()]
