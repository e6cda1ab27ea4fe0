{#- The day a year before the last day of a period: the last of a month stays the last of its month, in leap years too. -#}
{% macro a_year_before(day) -%}
case
            when {{ day }} = last_day({{ day }}) then last_day(cast({{ day }} - interval 1 year as date))
            else cast({{ day }} - interval 1 year as date)
        end
{%- endmacro %}
