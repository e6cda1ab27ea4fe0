"""What a file holds: its columns, those it is read without, and what is said once for the whole table."""

from fnmatch import fnmatchcase

from pydantic import Field, model_validator

from pmf_pipeline.reading.spec.columns import Columns, FoundIn, Meaning, Wide
from pmf_pipeline.reading.spec.part import Part


class Content(Part):
    """What a file holds, and where.

    Attributes:
        columns: which column holds what.
        optional: the meanings whose column a file may lack.
        ignored_columns: columns the file has and the pipeline does not read; `*` stands for any text.
        wide: the columns of a wide table that hold the figures.
        constants: what is the same for every row and stands nowhere in the file, such as `measure: A roads`.
        found_in: what is the same for every row and stands outside the table, such as the year in the file's name.
    """

    columns: Columns
    optional: tuple[str, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    wide: Wide | None = None
    constants: dict[Meaning, str] = Field(default_factory=dict)
    found_in: dict[Meaning, FoundIn] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _each_from_one_place(self) -> "Content":
        places: list[set[str]] = [set(self.columns.given), set(self.constants), set(self.found_in)]
        places.append(set(self.wide.meanings) if self.wide else set())
        for meaning in ("measure", "period"):
            found = sum(meaning in place for place in places)
            if found != 1:
                raise ValueError(
                    f"say once where the {meaning} stands: in columns, constants, found_in or wide (found {found})"
                )
        if (self.columns.value is None) == (self.wide is None):
            raise ValueError("say where the figures stand: columns: value, or wide for several columns of them")
        return self

    def ignores(self, name: str) -> bool:
        """Whether a column of this name is left unread."""
        folded = name.casefold()
        return any(
            folded == ignored.casefold() or ("*" in ignored and fnmatchcase(folded, ignored.casefold()))
            for ignored in self.ignored_columns
        )
