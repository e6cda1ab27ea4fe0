{#- Of several targets in force for one indicator and period: which comes first. The one rule for it. -#}
{% macro target_that_counts(targets, decisions) -%}
{{ decisions }}.effective_from desc, {{ decisions }}.decided_on desc, {{ targets }}.row_order desc
{%- endmacro %}
