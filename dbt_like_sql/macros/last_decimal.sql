{#- One in the last of an indicator's published decimals: the smallest step that its figures can take. -#}
{% macro last_decimal(decimals) -%}
[1, 0.1, 0.01, 0.001, 0.0001, 0.00001, 0.000001][{{ decimals }} + 1]
{%- endmacro %}
