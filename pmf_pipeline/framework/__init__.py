"""The performance framework: indicators, targets, decisions, calendar, areas and rules, read and validated.

`rows` says what one row of each file holds, `consistency` what must hold between files, and `load` reads a
folder of them. What a rule makes of a figure is not here: that is SQL, under dbt_like_sql/.
"""

from pmf_pipeline.framework.load import Framework, load_framework

__all__ = ["Framework", "load_framework"]
