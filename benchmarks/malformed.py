"""Malformed files by the thousand: made from sound ones, each from a seed, so that every one can be made again.

What becomes of them is judged in `fuzz` and in tests/; no file here is read.
"""

import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

HEADER = "indicator_code,period,value,numerator,denominator,marker,commentary,submitted_by,submitted_on"
CELLS = (
    "PLC-01", "COR-01", "plc-01 ", "2023-24-Q2", "Q2 2023/24", "2031-32-Q9", "31 February 2023", "",
    " ", "0", "-0", "34O",
    "1e99", "1e-99", "9" * 40, "1,234", "1,23", "£5", "5 %", "[x]", "x", "[note 7] [r]", "nan", "inf",
    "=1+1", "@SUM(A1)",
    "2023-10-20", "20/10/2023", "2023-13-45", "caf\xe9", "\u202e", "\ufeff", "\x1b[31m", "\u2028", "'",
    '"', '""', "a\nb",
    "a\r\nb", ";", "\t", "|", "\\", "../../etc/passwd", "<t>&amp;</t>", "x" * 500, "\U0001f4a9", "½", "٣", "－1",
)  # fmt: skip
ENCODINGS = (*("utf-8",) * 20, "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "utf-32")
NUMBERS = (b"0", b"-1", b"7", b"65536", b"1048576", b"4294967296", b"99999999999999999999", b"NaN", b"")
DIGITS = re.compile(rb"\d+")
SUFFIXES = (".csv", ".xlsx", ".ods", ".xlsm", ".xls", ".xlsb", ".txt", ".tsv", ".CSV", "")


@dataclass(frozen=True)
class Malformed:
    """One file to land.

    Attributes:
        suffix: of its name.
        content: its bytes.
        how: what was done to make it, in a word.
    """

    suffix: str
    content: bytes
    how: str


def malformed(chance: random.Random, sound: Sequence[tuple[str, bytes]]) -> Malformed:
    """One malformed file.

    Args:
        chance: what decides.
        sound: files to start from: suffix and bytes.
    """
    if chance.random() < 0.3:
        return Malformed(chance.choice((".csv", ".csv", ".csv", ".txt", ".tsv")), _odd_csv(chance), "odd csv")
    suffix, content = chance.choice(sound)
    spoil = chance.choice([*SPOILS, _within] if content.startswith(b"PK") else SPOILS)
    content = spoil(chance, content)
    if chance.random() < 0.05:
        return Malformed(chance.choice(SUFFIXES), content, f"{spoil.__name__.strip('_')}, under another suffix")
    return Malformed(suffix, content, spoil.__name__.strip("_"))


def _odd_csv(chance: random.Random) -> bytes:
    delimiter = chance.choice((*(",",) * 12, ";", "\t", "|"))
    lines = [HEADER.replace(",", delimiter)] if chance.random() < 0.95 else []
    for _ in range(chance.randrange(12)):
        cells = [chance.choice(CELLS) for _ in range(chance.choice((*(9,) * 40, 1, 8, 10, 30)))]
        if chance.random() < 0.95:
            cells = [f'"{cell.replace(chr(34), chr(34) * 2)}"' if set(cell) & set(',"\n\r') else cell for cell in cells]
        lines.append(delimiter.join(cells))
    text = chance.choice((*("\n",) * 6, "\r\n", "\r", "\n\n")).join(lines) + chance.choice(
        ("", "\n", "\n\n", " ", "\x1a")
    )
    return text.encode(chance.choice(ENCODINGS), errors="replace")


def _cut(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _behead(chance: random.Random, content: bytes) -> bytes:
    return content[chance.randrange(len(content) + 1) :]


def _flip(chance: random.Random, content: bytes) -> bytes:
    spoilt = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def _splice(chance: random.Random, content: bytes) -> bytes:
    at, of = chance.randrange(len(content) + 1), chance.randrange(len(content) + 1)
    length = chance.choice((1, 4, 16, 256))
    return content[:at] + content[of : of + length] + content[at + chance.choice((0, length)) :]


def _blot(chance: random.Random, content: bytes) -> bytes:
    at, length = chance.randrange(len(content) + 1), chance.choice((1, 4, 64, 1024))
    blot = chance.choice((bytes(length), chance.randbytes(length), b"\xff" * length, b'"' * length, b"\n" * length))
    return content[:at] + blot + content[at + chance.choice((0, length)) :]


def _renumber(chance: random.Random, content: bytes) -> bytes:
    """Another number in place of one: a size, a count, a row, a repeat."""
    found = DIGITS.search(content, chance.randrange(len(content) + 1)) or DIGITS.search(content)
    if found is None:
        return content
    return content[: found.start()] + chance.choice(NUMBERS) + content[found.end() :]


def _within(chance: random.Random, content: bytes) -> bytes:
    """A workbook that is whole as an archive, with one of its parts spoilt, gone or twice there."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [(name, archive.read(name)) for name in archive.namelist()]
    except (zipfile.BadZipFile, OSError):
        return content
    at = chance.randrange(len(parts))
    name, part = parts[at]
    parts[at] = (name, chance.choice(SPOILS)(chance, part))
    if chance.random() < 0.1:
        del parts[chance.randrange(len(parts))]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return stream.getvalue()


SPOILS: tuple[Callable[[random.Random, bytes], bytes], ...] = (_cut, _behead, _flip, _splice, _blot, _renumber)
