"""The bare engine: the same SQL as one DuckDB script, with no orchestration, gates or provenance.

Run as `python -m benchmarks.engine INPUTS OUT`: each model becomes a Parquet file that the next ones read.
"""

import json
import sys
from pathlib import Path

import duckdb

from benchmarks.inputs import VARIABLES
from pmf_pipeline.settings import MODELS
from pmf_pipeline.sql.folder import load_models


def main(inputs: Path, out: Path) -> None:
    """Compute every model from `inputs`, one after the other, into `out`."""
    variables = json.loads((inputs / VARIABLES).read_text(encoding="utf-8"))
    out.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"temp_directory": str(out / ".spill")}) as connection:
        for schema in ("framework", "run"):
            connection.execute(f"create schema {schema}")
            for path in (inputs / schema).glob("*.parquet"):
                connection.execute(f"create view {schema}.{path.stem} as from '{path}'")
        connection.execute("create schema landing")
        for table in ("internal_returns", "published_figures"):
            connection.execute(f"create view landing.{table} as from '{inputs}/landing/{table}/*.parquet'")
        for name, model in load_models(MODELS).items():
            if model.header.slices == "edition":
                continue
            made = out / f"{name}.parquet"
            connection.execute(f"copy ({model.render(variables)}) to '{made}'")
            connection.execute(f"create view \"{name}\" as from '{made}'")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
