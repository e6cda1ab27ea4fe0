"""The landed files of one slice, read one after another: each is kept, looked over, and opened if it may be.

What comes of a file's rows is `pmf_pipeline.reading`'s; which files there are is the landing zone's. One file's fault
is that file's alone: the others are read as if it were not there.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from pmf_pipeline.reading.accounts import (
    FileAccount,
    SetAside,
    alike_names,
    published_order,
    repeated_contents,
    version,
)
from pmf_pipeline.reading.cells import UnreadableFileError
from pmf_pipeline.reading.landed_file import LandedFile, QuarterDates
from pmf_pipeline.reading.opening import read_file
from pmf_pipeline.reading.raw_rows import RawRows
from pmf_pipeline.reading.spec import SourceSpec
from pmf_pipeline.reading.stamp import Expected
from resources.landing_zone import Landed, LandingZone


class LandedFiles:
    """The files of one slice and what was counted as they were read."""

    def __init__(
        self,
        zone: LandingZone,
        spec: SourceSpec,
        landed: Sequence[Landed],
        quarter: QuarterDates | None = None,
        expected: Expected | None = None,
    ) -> None:
        """Prepare to read `landed` by `spec`; return workbooks among a quarter's should be what is `expected`."""
        self._zone = zone
        self._spec = spec
        self._quarter = quarter
        self._expected = expected
        self._counted: dict[str, tuple[int, int, int | None]] = {}  # rows, figures, and the one it ends in
        self._refused = alike_names(file.name for file in landed)
        readable = [(file.name, file.sha256) for file in landed if file.sha256 and file.name not in self._refused]
        self._set_aside = repeated_contents(readable, version if quarter else published_order) | {
            file.name: SetAside("no_file", f"This {file.refusal.reason}.")
            for file in landed
            if file.refusal and not file.refusal.could_be_read
        }

    def files(self, some: Iterable[Landed]) -> Iterator[LandedFile]:
        """Each of some of the files that may be read: its rows, or why it is refused."""
        for file in some:
            kept = self._zone.keep(file) if file.sha256 else None
            if file.name in self._set_aside:
                continue
            who = (file.name, file.sha256, file.service if self._quarter else None)
            received_on = self._received_on(file)
            try:
                rows = self._read(file, kept)
            except UnreadableFileError as error:
                # The conversion gives a refused file its row, under the name and hash it came with.
                yield LandedFile(*who, None, f"The file {error}.", self._quarter, received_on)
            else:
                figures = sum(block.rows.num_rows for block in rows.blocks)
                self._counted[file.name] = rows.rows_read, figures, rows.open_row
                yield LandedFile(*who, rows, None, self._quarter, received_on)

    def accounts(self, some: Iterable[Landed]) -> list[FileAccount]:
        """The account of each of some of the files, once they have been read."""
        accounts = []
        for file in some:
            rows, figures, open_row = self._counted.get(file.name, (None, None, None))
            accounts.append(
                FileAccount(
                    name=file.name,
                    sha256=file.sha256,
                    service=file.service if self._quarter else None,
                    received_on=self._received_on(file),
                    rows=rows,
                    figures=figures,
                    set_aside=self._set_aside.get(file.name),
                    quarter=self._quarter.key if self._quarter else None,
                    open_row=open_row,
                )
            )
        return accounts

    def _received_on(self, file: Landed) -> date | None:
        arrival = self._zone.arrival(file.sha256) if file.sha256 else None
        return arrival.received_on if arrival else None

    def _read(self, file: Landed, kept: Path | None) -> RawRows:
        if file.name in self._refused:
            raise UnreadableFileError(self._refused[file.name])
        if kept is None:
            raise UnreadableFileError(file.refusal.reason if file.refusal else "could not be read")
        return read_file(kept, file.path.name, self._spec, self._expected)
