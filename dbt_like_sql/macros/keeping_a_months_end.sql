{#- A day that another one was moved to: where that was the last of a month, the last of its own month. -#}
{% macro keeping_a_months_end(day, moved) -%}
case when {{ day }} = last_day({{ day }}) then last_day({{ moved }}) else {{ moved }} end
{%- endmacro %}
