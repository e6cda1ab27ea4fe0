"""Faults of whole files: stale, cut, renamed, in the wrong place, in the wrong form."""

import shutil

from tests.faults.fault import SERVICES, fault
from tests.faults.sheets import BEFORE, read, return_of, write
from tests.helpers.homes import NEWEST, Home

GROUP = "A whole return"


@fault(GROUP, "Last quarter's file sent again", SERVICES)
def _stale(home: Home, code: str) -> None:
    sheet, before = return_of(home, code), return_of(home, code, BEFORE)
    write(sheet.path, before.table())


@fault(GROUP, "Last quarter's file sent again under this quarter's name", SERVICES)
def _relabelled(home: Home, code: str) -> None:
    sheet, before = return_of(home, code), return_of(home, code, BEFORE)
    for row in before.rows:
        row["period"] = row["period"].replace(BEFORE, NEWEST)
    write(sheet.path, before.table())


@fault(GROUP, "Cut off in the middle of its bytes", SERVICES)
def _cut_bytes(home: Home, code: str) -> None:
    path = return_of(home, code).path
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


@fault(GROUP, "The lower half of its rows missing", SERVICES)
def _half(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    del sheet.rows[len(sheet.rows) // 2 :]
    sheet.save()


@fault(GROUP, "Nothing below the header", SERVICES)
def _header_only(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    sheet.rows.clear()
    sheet.save()


@fault(GROUP, "An empty file", SERVICES)
def _empty(home: Home, code: str) -> None:
    return_of(home, code).path.write_bytes(b"")


@fault(GROUP, "Not sent at all", SERVICES)
def _not_sent(home: Home, code: str) -> None:
    return_of(home, code).path.unlink()


@fault(GROUP, "The return on a sheet of another name", ("PLC-01", "CYP-04"))
def _wrong_sheet(home: Home, code: str) -> None:
    return_of(home, code).save(sheet="Sheet1 (2)")


@fault(GROUP, "A column renamed", SERVICES)
def _renamed(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    write(sheet.path, [tuple(name.replace("denominator", "out of") for name in sheet.header), *sheet.table()[1:]])


@fault(GROUP, "The headings of value and numerator exchanged", SERVICES)
def _headings_exchanged(home: Home, code: str) -> None:
    _exchange(home, code, "value", "numerator")


@fault(GROUP, "The headings of numerator and denominator exchanged", ("PLC-01", "CYP-04", "COR-03"))
def _ratio_headings_exchanged(home: Home, code: str) -> None:
    _exchange(home, code, "numerator", "denominator")


def _exchange(home: Home, code: str, one: str, other: str) -> None:
    sheet = return_of(home, code)
    names = {one: other, other: one}
    write(sheet.path, [tuple(names.get(name, name) for name in sheet.header), *sheet.table()[1:]])


@fault(GROUP, "A title above the header", SERVICES)
def _title(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    title = ("Performance return, quarter 2", *[""] * (len(sheet.header) - 1))
    write(sheet.path, [title, *sheet.table()])


@fault(GROUP, "A column added late, of figures", SERVICES)
def _late_column(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    sheet.header.append("revised value")
    for row in sheet.rows:
        row["revised value"] = "1"
    sheet.save()


@fault(GROUP, "Another service's return under this one's name", SERVICES)
def _another_service(home: Home, code: str) -> None:
    other = return_of(home, "COR-01" if code != "COR-01" else "ASC-09")
    write(return_of(home, code).path, other.table())


@fault(GROUP, "A web page saved as the file", SERVICES)
def _web_page(home: Home, code: str) -> None:
    return_of(home, code).path.write_text("<html><body>Sign in to continue</body></html>", encoding="utf-8")


@fault(GROUP, "Put into an earlier quarter's folder", SERVICES)
def _wrong_folder(home: Home, code: str) -> None:
    path = return_of(home, code).path
    shutil.move(path, home.returns / BEFORE / path.name)


@fault(GROUP, "Last quarter's file left beside this quarter's", SERVICES)
def _left_beside(home: Home, code: str) -> None:
    before = return_of(home, code, BEFORE).path
    shutil.copy(before, home.returns / NEWEST / f"{before.stem}--9{before.suffix}")


@fault(GROUP, "Separated by semicolons, with decimal commas", ("COR-01", "ASC-09"))
def _semicolons(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    for row in sheet.rows:
        row["value"] = row["value"].replace(".", ",")
    lines = [";".join(f'"{cell}"' for cell in cells) for cells in sheet.table()]
    sheet.path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@fault(GROUP, "Two encodings in one file", ("COR-01", "ASC-09"))
def _mixed_encodings(home: Home, code: str) -> None:
    path = return_of(home, code).path
    path.write_bytes(path.read_bytes().replace(b"Target", "Café £".encode() + "Café £".encode("cp1252")) + b"\xe9\n")


@fault(GROUP, "A draft with smaller figures sent after the return, of the same day", SERVICES)
def _draft_after(home: Home, code: str) -> None:
    sheet = return_of(home, code)
    draft = read(sheet.path)
    for row in draft.rows:
        row["value"] = f"{float(row['value']) * 0.97:.2f}" if row["value"] else ""
    write(sheet.path.with_name(f"{sheet.path.stem.split('--')[0]}--8{sheet.path.suffix}"), draft.table())
