"""What must hold before the next step: the suites, the Great Expectations adapter, and the gate.

`suites/*.yml` say what must hold of each table, `suite` reads them, `expectations` has Great Expectations judge,
`gate` gives each slice its verdicts, and `results` reports them to Dagster.
"""
