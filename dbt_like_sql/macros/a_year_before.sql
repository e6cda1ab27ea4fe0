{#- The day a year before the last day of a period: the last of a month stays the last of its month, in leap years too. -#}
{% macro a_year_before(day) -%}
{{ keeping_a_months_end(day, 'cast(' ~ day ~ ' - interval 1 year as date)') }}
{%- endmacro %}
