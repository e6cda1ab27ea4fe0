{#- Of several rows returned for one indicator and period: which comes first, by day, then by its file's version and row. The
    one rule for it. -#}
{% macro submission_that_stands() -%}
submitted_on desc, length(version) desc, version desc, file_name desc, row_number desc
{%- endmacro %}
