{#- Where in a file a figure stands: its sheet and cell, or its row. None where there is no figure. -#}
{% macro place(sheet, cell, row) -%}
nullif(concat_ws(' ', {{ sheet }}, coalesce({{ cell }}, 'row ' || {{ row }})), '')
{%- endmacro %}
