"""What must hold before the next step: the suites, the Great Expectations adapter, and the gate.

`suites/*.yml` say what must hold of each table, `suite` reads them, `counting` and `values` gather what a rule is
judged by, `expectations` has Great Expectations judge it, `gate` gives each slice its verdicts, and `results` reports
them to Dagster.
"""
