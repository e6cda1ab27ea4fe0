"""The council's rules (rules.yml): its own area and the defaults that an indicator may override.

What a setting *does* is SQL under dbt_like_sql/; here it only gets a name, a type and a default.
"""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.framework.cells import AreaCode
from pmf_pipeline.yaml_text import YAMLError, parse_yaml

Tolerance = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=4)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rag(_Section):
    """How a figure is rated against its target.

    Attributes:
        method: what makes a missed target Amber rather than Red.
        tolerance_pct: for `relative`: Amber when missed by up to and including this much, in % of the target.
        tolerance_points: for `points`: the same, in the indicator's own unit.
        green_tolerance_pct: still Green when missed by up to and including this much, in % of the target.
    """

    method: Literal["relative", "points", "floor", "direction"] = "relative"
    tolerance_pct: Tolerance = Decimal(5)
    tolerance_points: Tolerance = Decimal(0)
    green_tolerance_pct: Tolerance = Decimal(0)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.green_tolerance_pct > self.tolerance_pct:
            raise ValueError(
                f"green_tolerance_pct {self.green_tolerance_pct} is above tolerance_pct {self.tolerance_pct}: "
                "nothing could be Amber"
            )
        return self


class Direction(_Section):
    """Which earlier figure a direction of travel compares with."""

    basis: Literal["last_reported", "same_quarter_last_year"] = "last_reported"


class Headline(_Section):
    """What the headline counts."""

    count: Literal["on_or_above_target", "within_tolerance"] = "on_or_above_target"


class Targets(_Section):
    """What is allowed of the decisions that set targets."""

    allow_retrospective_decisions: bool = False


class Forecast(_Section):
    """How a quarter's figure is carried forward to the year-end."""

    method: Literal["profile", "run_rate", "latest"] = "profile"


class Benchmarks(_Section):
    """How authorities are compared."""

    false_zeros: Literal["exclude", "include"] = "exclude"


class Plausibility(_Section):
    """When a figure is unusual.

    Attributes:
        mads: how many median absolute deviations of its own history a figure may move without a warning.
    """

    mads: Annotated[Decimal, Field(gt=0, le=1000, decimal_places=2)] = Decimal(6)


class Restatements(_Section):
    """What an edition is compared with: `every` edition before it, or only those that were `approved`."""

    against: Literal["every", "approved"] = "every"


class Suppression(_Section):
    """The marker given to a suppressed figure.

    The models give no other, so nothing reads it from here: it stands in rules.yml for whoever reads that.
    """

    marker: Literal["c"] = "c"


class Commentary(_Section):
    """How long a service's commentary may be, in characters, before a warning asks for less."""

    characters: Annotated[int, Field(ge=1)] = 1000


class Publication(_Section):
    """What published files say beside the figures.

    Attributes:
        contact: whom to ask, line by line, as the workbook's cover prints it.
        licence: the licence of the open data, by its identifier, such as OGL-UK-3.0.
        licence_url: where that licence is.
        document_template: the council's own Word template for report.docx, below framework/.
    """

    contact: tuple[str, ...] = ()
    licence: str | None = None
    licence_url: str | None = None
    document_template: str = "templates/report.docx"


class Rules(_Section):
    """The whole of rules.yml.

    Attributes:
        area_code: the council's own area; figures of other areas are for comparison only.
        council: its name, as reports print it.
        notice: printed wherever figures are shown; left out when they are the council's own.
    """

    area_code: AreaCode
    council: str
    notice: str | None = None
    rag: Rag = Rag()
    direction: Direction = Direction()
    headline: Headline = Headline()
    suppression: Suppression = Suppression()
    restatements: Restatements = Restatements()
    targets: Targets = Targets()
    forecast: Forecast = Forecast()
    benchmarks: Benchmarks = Benchmarks()
    plausibility: Plausibility = Plausibility()
    commentary: Commentary = Commentary()
    publication: Publication = Publication()

    def variables(self) -> dict[str, Any]:
        """The rules as the SQL models' `var()` names."""
        return {
            "area_code": self.area_code,
            "rag_method": self.rag.method,
            "tolerance_pct": self.rag.tolerance_pct,
            "tolerance_points": self.rag.tolerance_points,
            "green_tolerance_pct": self.rag.green_tolerance_pct,
            "direction_basis": self.direction.basis,
            "headline_count": self.headline.count,
            "forecast_method": self.forecast.method,
            "false_zeros": self.benchmarks.false_zeros,
            "plausible_mads": self.plausibility.mads,
            "commentary_characters": self.commentary.characters,
        }


def load_rules(path: Path) -> Rules:
    """Read rules.yml.

    Raises:
        ConfigurationError: the file is missing, is not YAML or holds an unknown or impossible setting.
    """
    try:
        settings = parse_yaml(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigurationError(f"{path} is missing: a home needs its council's rules.") from None
    except (UnicodeDecodeError, YAMLError) as error:
        raise ConfigurationError(f"{path} could not be read as YAML: {error}") from None
    try:
        return Rules.model_validate(settings)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'the file'}: {fault['msg']}, found {fault['input']!r}"
            for fault in error.errors()
        )
        raise ConfigurationError(f"{path}: {faults}") from None
