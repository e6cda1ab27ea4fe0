"""What the pipeline costs, measured: `make bench` runs it and writes RESULTS.md.

Only measuring belongs here. No test depends on a time, and nothing is tuned for these runs.
"""
