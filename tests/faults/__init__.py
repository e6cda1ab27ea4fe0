"""Seeded faults: what the gates catch, counted.

One realistic corruption at a time is put into a home whose newest quarter is about to be run (`cells`, `rows`,
`files`, `extracts`, `edits`), the quarter is run, and what became of it is told (`trial`). `python -m tests.faults`
tries them all and writes docs/faults.md; test_faults.py tries a few with every change.
"""
