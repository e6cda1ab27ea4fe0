{#- A DECIMAL(18,6) already at its published decimals, as people read it: with just those decimals, its thousands
    apart, and no minus sign. -#}
{% macro as_printed(value, decimals) -%}
regexp_replace(regexp_replace(regexp_replace(
            rtrim(left(cast(abs({{ value }}) as varchar), length(cast(abs({{ value }}) as varchar)) - 6 + {{ decimals }}), '.'),
            '^(\d+)(\d{3})(\.\d+)?$', '\1,\2\3'), '^(\d+)(\d{3}),(.+)$', '\1,\2,\3'), '^(\d+)(\d{3}),(.+)$', '\1,\2,\3')
{%- endmacro %}
