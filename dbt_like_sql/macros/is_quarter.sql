{#- Whether a period, in its one spelling, is a quarter: 2023-24-Q2. -#}
{% macro is_quarter(period) -%}
{{ period }} like '%-Q_'
{%- endmacro %}
