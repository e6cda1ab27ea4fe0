{#- What our suites ask and dbt has no test of its own for. Each selects the rows that fail. -#}
{% test together_unique(model, columns) %}
select {{ columns | join(', ') }} from {{ model }} group by all having count(*) > 1
{% endtest %}

{% test between(model, column, least, most) %}
select {{ column }} from {{ model }}
where {% if least is not none %}{{ column }} < {{ least }}{% else %}false{% endif %}
    or {% if most is not none %}{{ column }} > {{ most }}{% else %}false{% endif %}
{% endtest %}

{% test matching(model, column, pattern) %}
select {{ column }} from {{ model }} where not regexp_matches({{ column }}, '{{ pattern }}')
{% endtest %}

{% test holding(model, predicate) %}
select 1 from {{ model }} where not coalesce(({{ predicate }}), false)
{% endtest %}

{% test at_least(model, rows) %}
select count(*) as found from {{ model }} having count(*) < {{ rows }}
{% endtest %}
