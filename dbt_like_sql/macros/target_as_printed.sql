{#- A target as people read it: its band, where it has one, which comes before a target within it, as in the scorecard. -#}
{% macro target_as_printed(target, lower, upper, decimals) -%}
coalesce(
            {{ as_printed(lower, decimals) }} || ' to ' || {{ as_printed(upper, decimals) }},
            {{ as_printed(target, decimals) }}
        )
{%- endmacro %}
