"""Opening one file that somebody sent: looked over first, then read, and refused in words whatever is wrong with it.

The order of the steps belongs here, and what becomes of a reader's own fault; each step is its own module's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pmf_pipeline.reading.cells import UnreadableFileError
from pmf_pipeline.reading.raw_rows import RawRows, read_raw_rows
from pmf_pipeline.reading.safety import check_content
from pmf_pipeline.reading.spec import SourceSpec
from pmf_pipeline.reading.stamp import Expected, check_workbook

PANIC = "PanicException"  # what a fault inside the workbook reader is; not an Exception


def read_file(path: Path, file_name: str, spec: SourceSpec, expected: Expected | None = None) -> RawRows:
    """The rows of a file, by its specification.

    Args:
        path: where its bytes are.
        file_name: the name it was sent under, for its format.
        spec: the specification.
        expected: what a return workbook should be.

    Raises:
        UnreadableFileError: it may not be opened, is not the workbook expected, or cannot be read.
    """
    with faults_as_refusals():
        check_content(path, file_name)
        content = path.read_bytes()
        if expected is not None:
            check_workbook(content, file_name, expected)
        return read_raw_rows(content, file_name, spec)


@contextmanager
def faults_as_refusals() -> Iterator[None]:
    """A file can be broken in ways that no reader foresees: that refuses it, and is no reason to lose the others."""
    try:
        yield
    except UnreadableFileError:
        raise
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == PANIC:
            raise UnreadableFileError(
                f"broke its reader ({type(error).__name__}: {_first_line(error)}), so it is damaged or written in "
                "a way that is not known. Open it in a spreadsheet program, save it as XLSX or CSV and send that"
            ) from error
        raise


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0][:200]
