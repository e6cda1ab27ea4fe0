{#- A DECIMAL(18,6) already at its published decimals, as the published CSV files print it: no signs between thousands. -#}
{% macro as_in_csv(value, decimals) -%}
rtrim(left(cast({{ value }} as varchar), length(cast({{ value }} as varchar)) - 6 + {{ decimals }}), '.')
{%- endmacro %}
