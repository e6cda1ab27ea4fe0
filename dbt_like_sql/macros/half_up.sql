{#- A whole number divided by another, halves up, neither below zero: exact, as DuckDB's `/` is not. -#}
{% macro half_up(number, divisor) -%}
((2 * ({{ number }}) + ({{ divisor }})) // (2 * ({{ divisor }})))
{%- endmacro %}
