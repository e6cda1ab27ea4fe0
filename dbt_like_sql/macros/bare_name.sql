{#- An authority's name by its letters alone: St. Helens [note 3] is St Helens. Nothing but a refused row is told by it. -#}
{% macro bare_name(name) -%}
regexp_replace(lower({{ name }}), '\[[^\]]*\]|[^a-z]', '', 'g')
{%- endmacro %}
