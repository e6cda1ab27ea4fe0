{#- A figure as people read it: at an indicator's published decimals, its thousands apart, its minus sign before all
    else, also before a £. The amount of a difference has no sign: print its abs(). -#}
{% macro as_printed(value, decimals, pound="''") -%}
{%- set rounded = at_published_decimals(value, decimals) -%}
case when {{ rounded }} < 0 then '-' else '' end
            || {{ pound }} || format('{:,}', cast(trunc(abs({{ rounded }})) as bigint))
            || left(right(cast({{ rounded }} as varchar), 7), case {{ decimals }} when 0 then 0 else {{ decimals }} + 1 end)
{%- endmacro %}
