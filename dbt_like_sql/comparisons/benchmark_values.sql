/*
description: >
  Every published value that counts in a comparison: one for each indicator, period and authority of the right kind.
  Zeros that stand for no figure count only where rules.yml says so. An indicator with peer_types compares the
  authorities of those types alone; others compare every authority that has a figure.
slices: whole
grain: [indicator_code, period, area_code]
columns:
  indicator_code: [VARCHAR, "The framework's indicator."]
  period: [VARCHAR, "The period, in its one spelling."]
  period_end: [DATE, "Last day of the period."]
  area_code: [VARCHAR, "The authority's ONS code."]
  region_code: [VARCHAR, "The authority's region."]
  polarity: [VARCHAR, "high, low, target or none: which way is better."]
  value: ["DECIMAL(38,18)", "The exact value."]
*/
select
    figures.indicator_code,
    figures.period,
    figures.period_end,
    figures.area_code,
    areas.region_code,
    indicators.polarity,
    figures.value
from {{ ref('stg_published_figures') }} as figures
inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
inner join {{ source('framework', 'areas') }} as areas using (area_code)
where figures.value is not null
    and (not coalesce(figures.is_false_zero, false) or '{{ var('false_zeros') }}' = 'include')
    and (
        indicators.peer_types is null
        or list_contains(string_split(replace(indicators.peer_types, '; ', ';'), ';'), areas.area_type)
    )
