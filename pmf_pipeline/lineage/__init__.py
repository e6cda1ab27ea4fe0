"""Column lineage: where every column of the warehouse comes from, and what rests on it.

`build` gathers it, from the models' own SQL (pmf_pipeline.sql.columns) and from what landing declares; `graph` is
what can be asked of it; `document` and `page` write it down for an edition. Where one figure came from is not told
here: that is in the figure's own row.
"""
