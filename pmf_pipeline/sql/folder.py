"""The folder of SQL models: every model in it, checked against the others.

One model's own form is in `model`.
"""

from pathlib import Path

from pmf_pipeline.errors import ConfigurationError
from pmf_pipeline.sql.model import GROUP_OF_LAYER, Model, read_model

MACROS = "macros"


def load_models(folder: Path) -> dict[str, Model]:
    """Every model below `folder`, by name, in an order in which inputs come before what reads them.

    Raises:
        ConfigurationError: two models share a name, one refs a model that does not exist, or they form a ring.
    """
    macros = "".join(path.read_text(encoding="utf-8").strip() for path in sorted((folder / MACROS).glob("*.sql")))
    models: dict[str, Model] = {}
    for path in sorted(path for path in folder.glob("*/*.sql") if path.parent.name != MACROS):
        if path.parent.name not in GROUP_OF_LAYER:
            raise ConfigurationError(f"{path}: put models in one of {', '.join(GROUP_OF_LAYER)}/.")
        if path.stem in models:
            raise ConfigurationError(f"{path} and {models[path.stem].path} share a name. Rename one.")
        models[path.stem] = read_model(path, macros)
    for model in models.values():
        for name in model.refs:
            if name not in models:
                raise ConfigurationError(f"{model.path}: ref('{name}') names no model in {folder}.")
    return _in_order(models)


def _in_order(models: dict[str, Model]) -> dict[str, Model]:
    from graphlib import CycleError, TopologicalSorter

    try:
        order = TopologicalSorter({name: model.refs for name, model in models.items()}).static_order()
        return {name: models[name] for name in order}
    except CycleError as error:
        raise ConfigurationError(f"The models {' -> '.join(error.args[1])} read each other in a ring.") from None
