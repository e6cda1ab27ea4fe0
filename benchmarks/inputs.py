"""What the models read, laid out for a rival: landed tables, framework files and the run's quarters as Parquet.

Landing has happened in a home; everything after it is what is compared.
"""

import json
from pathlib import Path

from pmf_pipeline.framework.relations import as_arrow, asked_as_arrow
from pmf_pipeline.home import Home
from pmf_pipeline.project import load_project

VARIABLES = "variables.json"


def lay_out(home: Home, folder: Path) -> Path:
    """Write the inputs of every quarter of `home` to `folder`: framework/, landing/, run/ and the variables."""
    import pyarrow
    import pyarrow.parquet

    project = load_project(home.path)
    for name in ("framework", "run"):
        (folder / name).mkdir(parents=True)
    for name in project.framework.tables:
        pyarrow.parquet.write_table(
            as_arrow(name, project.framework.rows(name)), folder / "framework" / f"{name}.parquet"
        )
    quarters = pyarrow.table({"quarter": list(project.framework.quarters)})
    pyarrow.parquet.write_table(quarters, folder / "run" / "quarters.parquet")
    owed = asked_as_arrow(project.framework, project.framework.quarters[-1])
    pyarrow.parquet.write_table(owed, folder / "run" / "asked.parquet")
    (folder / "landing").symlink_to(home.warehouse)
    variables = {name: str(value) for name, value in project.framework.rules.variables().items()}
    (folder / VARIABLES).write_text(json.dumps(variables), encoding="utf-8")
    return folder
