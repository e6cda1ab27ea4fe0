{#- What numerator and denominator come to in an indicator's unit, `scale` units to a ratio of 1. Whole-number division
    keeps it exact to 12 decimals, cut and not rounded, so that a figure is never lifted to a rounding boundary it does
    not reach. -#}
{% macro ratio(numerator, denominator, scale) -%}
case
            when {{ denominator }} <> 0 then cast(
                cast(
                    (cast({{ numerator }} * 1000000 as hugeint) * {{ scale }} * 1000000000000)
                    // cast({{ denominator }} * 1000000 as hugeint) as decimal(38, 0)
                ) * cast(0.000000000001 as decimal(13, 12)) as decimal(38, 18)
            )
        end
{%- endmacro %}
