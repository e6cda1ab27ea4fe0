{#- The number in a unit such as per 100,000, as a text without its commas; none where the unit has no number. -#}
{% macro per_how_many(unit) -%}
nullif(replace(regexp_extract({{ unit }}, 'per ([\d,]+)', 1), ',', ''), '')
{%- endmacro %}
