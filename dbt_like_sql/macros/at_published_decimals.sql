{#- A value at an indicator's published decimals, halves away from zero. A share of two whole numbers is
    rounded by half_up. -#}
{% macro at_published_decimals(value, decimals) -%}
case {{ decimals }}
            when 0 then cast(cast({{ value }} as decimal(38, 0)) as decimal(18, 6))
            when 1 then cast(cast({{ value }} as decimal(38, 1)) as decimal(18, 6))
            when 2 then cast(cast({{ value }} as decimal(38, 2)) as decimal(18, 6))
            when 3 then cast(cast({{ value }} as decimal(38, 3)) as decimal(18, 6))
            when 4 then cast(cast({{ value }} as decimal(38, 4)) as decimal(18, 6))
            when 5 then cast(cast({{ value }} as decimal(38, 5)) as decimal(18, 6))
            else cast({{ value }} as decimal(18, 6))
        end
{%- endmacro %}
