{#- Whether an indicator's figures add up over the year, so that one may be the quarter's alone or the year to date's.
    `accumulates` in pmf_pipeline/workbooks/form.py is the same for what services are asked. -#}
{% macro accumulates(indicators) -%}
{{ indicators }}.measure_type = 'cumulative' and {{ indicators }}.frequency = 'quarterly'
{%- endmacro %}
