{#- A DECIMAL(18,6) already at its published decimals, as text with just those decimals and no minus sign. -#}
{% macro as_printed(value, decimals) -%}
rtrim(left(cast(abs({{ value }}) as varchar), length(cast(abs({{ value }}) as varchar)) - 6 + {{ decimals }}), '.')
{%- endmacro %}
