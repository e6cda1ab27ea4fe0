{#- Whether a unit is one of counts or money, whose figures are no ratio of a numerator to a denominator.
    AMOUNT in pmf_pipeline/workbooks/form.py is the same for what services are asked. -#}
{% macro is_an_amount(unit) -%}
regexp_full_match({{ unit }}, 'number|£(k|m|bn|000s?| thousand| million| billion)?')
{%- endmacro %}
