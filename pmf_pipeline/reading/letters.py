"""The letters by which a spreadsheet names its columns: A for the first, AA for the twenty-seventh.

A library that writes workbooks has this too; every command that reads a file would wait for it to load.
"""


def column_letter(position: int) -> str:
    """The letters of a column counted from 0."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_position(letters: str) -> int:
    """The column of these letters, counted from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
