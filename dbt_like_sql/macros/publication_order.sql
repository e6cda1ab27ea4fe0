{#- What orders the files of one published source, the newest last: by name without suffix, numbers by their size, so that
    waste--2 and waste (2) come after waste, and waste-10 after waste-9. `published_order` in pmf_pipeline/reading/accounts.py
    is the same for files that are not read yet; a test holds the two together. -#}
{% macro publication_order(file_name) -%}
row(
        regexp_replace(
            regexp_replace(regexp_replace({{ file_name }}, '\.[^./]*$', ''), '(\d+)', '00000000000000000000\1', 'g'),
            '\d*(\d{20})', '\1', 'g'
        ),
        {{ file_name }}
    )
{%- endmacro %}
