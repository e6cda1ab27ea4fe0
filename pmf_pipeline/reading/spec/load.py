"""Read specifications from their YAML files, with every fault named by file and field."""

import re
from pathlib import Path

from pydantic import ValidationError

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.reading.spec.source import SourceSpec
from pmf_pipeline.yaml_text import YAMLError, parse_yaml


def load_sources(folder: Path) -> tuple[SourceSpec, ...]:
    """Every source specification in `folder`, by name.

    Raises:
        ConfigurationError: naming file and field of every fault.
    """
    specs: list[SourceSpec] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        spec = _read(path, path.stem, faults)
        if spec is not None:
            specs.append(spec)
    if [spec.kind for spec in specs].count("returns") > 1:
        faults.append("more than one specification has `kind: returns`; keep one.")
    if faults:
        raise ConfigurationError(f"The source specifications in {folder} cannot be used:\n  " + "\n  ".join(faults))
    return tuple(specs)


def load_specification(path: Path) -> SourceSpec:
    """One specification, wherever its file is and whatever it is called.

    Raises:
        ConfigurationError: naming every field at fault.
    """
    faults: list[str] = []
    name = re.sub(r"[^a-z0-9]+", "_", path.stem.lower()).strip("_0123456789") or "source"
    try:
        spec = _read(path, name, faults)
    except OSError as error:
        raise ConfigurationError(f"The specification {path} cannot be read: {error.strerror}.") from None
    if spec is None:
        raise ConfigurationError("The specification cannot be used:\n  " + "\n  ".join(faults))
    return spec


def _read(path: Path, name: str, faults: list[str]) -> SourceSpec | None:
    try:
        content = parse_yaml(path.read_text(encoding="utf-8-sig"))
        return SourceSpec.model_validate({**content, "name": name})
    except ValidationError as error:
        for fault in error.errors():
            field = ".".join(map(str, fault["loc"])) or "the file"
            faults.append(f"{path.name}, {field}: {fault['msg']}, found {fault['input']!r}.")
    except (UnicodeDecodeError, YAMLError, TypeError) as error:
        faults.append(f"{path.name} could not be read as YAML: {error}.")
    return None
