{#- A return's version: its file's name without suffix, whatever its capitals and blanks. Of one service's the shorter comes first
    (housing, housing--2, housing--10). conversion.sql has the same for what mends a refusal; a test holds the two together. -#}
{% macro version_of(file_name) -%}
regexp_replace(lower({{ file_name }}), '\s|\.[^.]*$', '', 'g')
{%- endmacro %}
