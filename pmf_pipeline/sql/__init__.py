"""SQL models: reading them from dbt_like_sql/ and rendering them with dbt's own `ref`, `source` and `var`.

Running them is the warehouse's (resources/); what they compute is theirs alone.
"""
