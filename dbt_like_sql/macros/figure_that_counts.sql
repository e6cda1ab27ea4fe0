{#- Of several figures for one indicator, authority and period: which comes first. The one rule for it. -#}
{% macro figure_that_counts(figures) -%}
{{ figures }}.is_declared_source desc, {{ figures }}.quarter desc, {{ figures }}.source
{%- endmacro %}
