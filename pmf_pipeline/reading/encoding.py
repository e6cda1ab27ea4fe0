"""The text encoding of a CSV file: declared, marked by the file itself, or detected.

Only bytes and encodings belong here; the cells are `csv_text`'s.
"""

from pmf_pipeline.reading.cells import UnreadableFileError

_UTF_8 = ("utf-8", "utf8")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# What British councils and departments save as. More candidates would tell £ from Ł by chance.
_CANDIDATES = ["utf_8", "utf_16", "cp1252"]


def as_utf8(content: bytes, encoding: str) -> bytes:
    """A file's bytes in UTF-8, without a byte order mark.

    Args:
        content: the bytes as they landed.
        encoding: the declared encoding, or `detect`; a byte order mark wins over it.

    Raises:
        UnreadableFileError: they are not text of that encoding.
    """
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    name = marked or encoding
    if name.replace("_", "-").casefold() in ("detect", *_UTF_8) and _is_utf8(content):
        return content
    if name == "detect":
        name = _likeliest(content)
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"is not {name} text (byte {error.start}). Save it again as 'CSV UTF-8'") from None
    return text.encode()


def _is_utf8(content: bytes) -> bool:
    try:
        return content.isascii() or bool(content.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _likeliest(content: bytes) -> str:
    """What charset-normalizer finds likeliest of the candidates for a text that is not UTF-8."""
    from charset_normalizer import from_bytes

    best = from_bytes(content, cp_isolation=_CANDIDATES).best()
    return best.encoding if best else "utf-8"
