{#- Of a list of markers, of several figures or of a figure and its place in the series: the one that says most. The
    order is that of `that_says_most` in pmf_pipeline/reading/conversion.sql, for markers of one figure; a test holds them together. -#}
{% macro marker_that_says_most(markers) -%}
list_filter(
        ['c', 'z', 'x', 'b', 'low', 'u', 'e', 'p', 'r'],
        lambda known: list_contains({{ markers }}, known)
    )[1]
{%- endmacro %}
