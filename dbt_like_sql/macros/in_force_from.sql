{#- The day from which a decision counts: when it is both taken and in effect. -#}
{% macro in_force_from(decisions) -%}
greatest({{ decisions }}.decided_on, {{ decisions }}.effective_from)
{%- endmacro %}
