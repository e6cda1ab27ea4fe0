{#- The service that sent a return: its file's name before `--` and the suffix, whatever its capitals. The landing zone's rule
    (pmf_pipeline/arrivals.py), for what is only known by its name. -#}
{% macro service_of(file_name) -%}
lower(trim(regexp_extract({{ file_name }}, '([^/]*?)(--[^/]*)?\.[^./]*$', 1)))
{%- endmacro %}
