{#- Whether a figure that misses its target by `shortfall` stays within the tolerance of its method. Products, not
    quotients: exact, and a target of zero has no room beside it. -#}
{% macro is_within_tolerance(method, shortfall, tolerance, target, figure, floor, polarity) -%}
case {{ method }}
            when 'relative' then {{ shortfall }} * 100 <= {{ tolerance }} * abs({{ target }})
            when 'points' then {{ shortfall }} <= {{ tolerance }}
            when 'floor' then case {{ polarity }}
                when 'high' then {{ figure }} >= {{ floor }} when 'low' then {{ figure }} <= {{ floor }}
            end
        end
{%- endmacro %}
