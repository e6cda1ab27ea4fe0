{#- A target with all that was agreed with it, from its four texts: 80, 80 (floor 70), 44 to 56, 50 (band 44 to 56). An
    end of the band that is not set is the target itself. -#}
{% macro target_in_words(target, floor, lower, upper) -%}
concat(
            coalesce({{ target }}, {{ lower }} || ' to ' || {{ upper }}),
            ' (floor ' || {{ floor }} || ')',
            case
                when {{ target }} is not null and coalesce({{ lower }}, {{ upper }}) is not null
                    then concat(' (band ', coalesce({{ lower }}, {{ target }}), ' to ', coalesce({{ upper }}, {{ target }}), ')')
            end
        )
{%- endmacro %}
