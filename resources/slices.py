"""The slices of the warehouse: one Parquet file per table and slice, and the refused ones in quarantine.

Where slices are, and how one is replaced or refused, belongs here; whether one may be read is in `states`.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pmf_pipeline.home import Home
from pmf_pipeline.provenance import Passport
from pmf_pipeline.stamps import Stamp, stamp
from resources.parquet import data_sha256, read_passport, write_with_passport
from resources.seal import Seal

if TYPE_CHECKING:
    import pyarrow

_passports: dict[Path, tuple[Stamp, Passport | None]] = {}


class SliceStore:
    """The warehouse and quarantine folders of one home."""

    def __init__(self, home: Home) -> None:
        """Open the store of `home`."""
        self._home = home
        self._seal = Seal(home)
        self._paths: dict[tuple[str, str], Path] = {}

    def path(self, table: str, name: str) -> Path:
        """Where a slice is, or would be."""
        known = self._paths.get((table, name))
        if known is None:
            known = self._paths[table, name] = self._home.warehouse / table / f"{name}.parquet"
        return known

    def refusal_path(self, table: str, name: str) -> Path:
        """Where the newest refused candidate of a slice is, or would be."""
        return self._home.quarantine / table / name / "refused.parquet"

    def names(self, table: str) -> list[str]:
        """The slices a table has."""
        return sorted(path.stem for path in (self._home.warehouse / table).glob("[!.]*.parquet"))

    def known(self, table: str) -> list[str]:
        """The slices that a table has, or that were refused before it ever had them."""
        return sorted({*self.names(table), *self.refused(table)})

    def passport(self, table: str, name: str) -> Passport | None:
        """A slice's passport; None when it is absent, or without the papers or the data that were sealed here."""
        return self._sound_passport(self.path(table, name), table, name)

    def refusal(self, table: str, name: str) -> Passport | None:
        """The passport of the candidate that was refused in a slice's place and not mended since."""
        return self._sound_passport(self.refusal_path(table, name), table, name)

    def newest_passport(self, table: str, name: str) -> Passport | None:
        """The passport of the newest candidate of a slice, refused or not."""
        return self.refusal(table, name) or self.passport(table, name)

    def refused(self, table: str) -> list[str]:
        """The slices of a table that stand refused."""
        return sorted(path.parent.name for path in (self._home.quarantine / table).glob("*/refused.parquet"))

    def publish(
        self,
        table: str,
        name: str,
        batches: "pyarrow.RecordBatchReader",
        passport: Callable[[int, str], Passport],
    ) -> Passport:
        """Put a judged and passed candidate in a slice's place, by one rename."""
        path = self.path(table, name)
        made = write_with_passport(path, batches, passport, self._seal.of)
        _passports[path] = (stamp(path.stat()), made)  # its hash was taken as it was written
        refusal = self.refusal_path(table, name)
        if refusal.exists():
            mended = self._sound_passport(refusal, table, name)
            refusal.replace(refusal.with_name(f"mended-{mended.data_sha256[:12] if mended else 'x'}.parquet"))
        return made

    def refuse(
        self,
        table: str,
        name: str,
        batches: "pyarrow.RecordBatchReader",
        passport: Callable[[int, str], Passport],
    ) -> Passport:
        """Put a candidate that failed its gate into quarantine; the slice itself stays as it is."""
        return write_with_passport(self.refusal_path(table, name), batches, passport, self._seal.of)

    def _sound_passport(self, path: Path, table: str, name: str) -> Passport | None:
        """The file's passport if it is this slice's and its data is the data it was given for."""
        try:
            now = stamp(path.stat())
        except FileNotFoundError:
            return None
        known = _passports.get(path)
        if known is None or known[0] != now:
            passport = read_passport(path, self._seal.holds)
            if passport and ((passport.table, passport.slice) != (table, name) or _altered(path, passport)):
                passport = None
            known = _passports[path] = (now, passport)
        return known[1]


def _altered(path: Path, passport: Passport) -> bool:
    return data_sha256(path) != passport.data_sha256


def relation_of(paths: Iterable[Path]) -> str:
    """Slices as one relation of SQL."""
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{listed}])"
