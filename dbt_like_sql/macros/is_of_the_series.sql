{#- Whether a figure for a period belongs to an indicator's series: a quarterly indicator's figure for a whole year is no
    quarter's, and is not compared with one. -#}
{% macro is_of_the_series(frequency, period) -%}
({{ frequency }} is distinct from 'quarterly' or {{ is_quarter(period) }})
{%- endmacro %}
