"""What a figure is: periods, the framework, reading, provenance, settings and the command line.

On the roof stand the command line, the Dagster definitions and what runs them, which may import everything below them;
the rest of this package knows nothing of Dagster. pyproject.toml's import contracts say which module is where.
"""

import gc

# Loading makes hundreds of thousands of objects that all stay. Looking for rubbish among them after every 700, which is
# Python's own measure, takes a sixth of the time of loading.
gc.set_threshold(100_000, 50, 100)
