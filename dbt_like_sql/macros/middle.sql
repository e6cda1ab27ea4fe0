{#- The median of a sorted list, exact: the lower and the upper of its middle two (the same one where their number is
    odd), halved. -#}
{% macro middle(sorted) -%}
cast(
        ({{ sorted }}[(len({{ sorted }}) + 1) // 2] + {{ sorted }}[len({{ sorted }}) // 2 + 1])
        * cast(0.5 as decimal(2, 1)) as decimal(38, 18)
    )
{%- endmacro %}
