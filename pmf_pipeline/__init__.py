"""What a figure is: periods, the framework, reading, provenance, settings and the command line.

On the roof stand the Dagster definitions (`definitions`, `jobs`, `schedules`, `sensors`), which may import
everything below them; the rest of this package knows nothing of Dagster.
"""
