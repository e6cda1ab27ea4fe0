"""What is made: landing tables from files, tables from SQL models, and the report pack.

`landing`, `models`, `report_pack` and `committee_packs` make the assets, and `making` is the one way in which a slice
is made, audited and published. `slice_states` shows what has become of slices; the other modules hold what assets are
described and reported by.
"""
