"""The text encoding of a CSV file: declared, marked by the file itself, or detected.

Only bytes and encodings belong here; the cells are `csv_text`'s.
"""

from pmf_pipeline.reading.cells import UnreadableFileError

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
    name = marked or (_detected(content) if encoding == "detect" else encoding)
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"is not {name} text (byte {error.start}). Save it again as 'CSV UTF-8'") from None
    if name.replace("_", "-").casefold() in ("utf-8", "utf8"):
        return content
    return text.encode()


def _detected(content: bytes) -> str:
    """UTF-8 where it is well-formed, else what charset-normalizer finds likelier of the other candidates."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(content, cp_isolation=_CANDIDATES).best()
        return best.encoding if best else "utf-8"
    return "utf-8"
