"""What is made: landing tables from files, tables from SQL models, and the report pack.

`landing`, `models` and `report_pack` make the assets; `making` is the one way in which a slice is made, audited
and published.
"""
