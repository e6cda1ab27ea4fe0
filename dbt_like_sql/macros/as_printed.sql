{#- A figure as people read it: at an indicator's published decimals, its thousands apart, its minus sign before all
    else, also before a £. The amount of a difference has no sign: print its abs(). -#}
{% macro as_printed(value, decimals, pound="''") -%}
regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            cast({{ at_published_decimals(value, decimals) }} as varchar), '\.?\d{' || (6 - {{ decimals }}) || '}$', ''),
            '^(-?\d+)(\d{3})(\.\d+)?$', '\1,\2\3'), '^(-?\d+)(\d{3}),(.+)$', '\1,\2,\3'), '^(-?\d+)(\d{3}),(.+)$', '\1,\2,\3'),
            '^-?', '\0' || {{ pound }})
{%- endmacro %}
