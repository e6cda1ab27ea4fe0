"""Where things are: the project's own folders and the home in use.

Only paths and environment variables belong here; what the framework says is in `pmf_pipeline.framework`.
"""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FRAMEWORK_TEMPLATE = PROJECT / "framework"
MODELS = PROJECT / "dbt_like_sql"
SUITES = PROJECT / "checks" / "suites"
INSTANCE_TEMPLATE = PROJECT / "dagster.yaml"
HOME_VARIABLE = "PMF_HOME"


def home_path(given: str | os.PathLike[str] | None = None) -> Path:
    """The home to work in: the one given, else `PMF_HOME`, else `./home`."""
    return Path(given or os.environ.get(HOME_VARIABLE) or "home").resolve()
