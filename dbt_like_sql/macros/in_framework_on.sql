{#- Whether an indicator belongs to the framework on a day: the same day for every table that shows or owes its figure.
    `is_in_framework` in pmf_pipeline/framework/asked.py is the same for what services are asked. -#}
{% macro in_framework_on(indicators, day) -%}
coalesce({{ indicators }}.valid_from, {{ day }}) <= {{ day }} and coalesce({{ indicators }}.valid_to, {{ day }}) >= {{ day }}
{%- endmacro %}
