{#- A DECIMAL(18,6) already at its published decimals, as text with just those decimals. -#}
{% macro signed(value, decimals) -%}
case when {{ value }} < 0 then '-' else '' end || {{ as_printed(value, decimals) }}
{%- endmacro %}
