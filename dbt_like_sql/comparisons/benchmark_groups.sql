/*
description: >
  What the authorities of a group have in common: England, each region, and the council's nearest neighbours (never
  the council itself), for each indicator and period. A median of an even number is the mean of the middle two; the
  median absolute deviation is the median of the distances from it. Quartiles are values that some authority has.
  Where an indicator has a limit for small numbers (suppress_below), a group of fewer authorities than that is none.
slices: whole
grain: [indicator_code, period, group_kind, group_code]
columns:
  indicator_code: [VARCHAR, "The framework's indicator."]
  period: [VARCHAR, "The period, in its one spelling."]
  group_kind: [VARCHAR, "england, region or neighbours."]
  group_code: [VARCHAR, "E92000001, the region's code, or the council whose neighbours they are."]
  authorities: [INTEGER, "How many have a figure."]
  median: ["DECIMAL(38,18)", "Their median, exact."]
  median_absolute_deviation: ["DECIMAL(38,18)", "The median of the distances from it, exact."]
  minimum: ["DECIMAL(38,18)", "The smallest."]
  lower_quartile: ["DECIMAL(38,18)", "A quarter of the authorities are at or below it."]
  upper_quartile: ["DECIMAL(38,18)", "Three quarters are at or below it."]
  maximum: ["DECIMAL(38,18)", "The largest."]
  previous_median: ["DECIMAL(38,18)", "Of the newest period alone: their median in the period before."]
  previous_authorities: [INTEGER, "Of the newest period alone: how many had a figure in the one before."]
  may_be_shares: [BOOLEAN, "Of England's newest period alone: whether a percentage is 1 or less for all of ten authorities or more, as shares of 1 are."]
  own_kind: [INTEGER, "Of England's newest period alone: how many of them are of the council's own type."]
  own_kind_in_areas: [INTEGER, "Of England's newest period alone: how many of that type areas.csv has, replaced codes left out."]
  own_newest_period: [VARCHAR, "Of England's newest period alone: the council's own newest, where it has neither figure nor marker in this one."]
  members: [VARCHAR, "Who they are, by name; for neighbours only."]
*/
with own_kind as (
    select own.area_type, cast(count(*) as integer) as authorities
    from {{ source('framework', 'areas') }} as own
    inner join {{ source('framework', 'areas') }} as alike using (area_type)
    where own.area_code = '{{ var('area_code') }}'
        and alike.area_code not in (select old_code from {{ source('framework', 'area_successors') }})
    group by own.area_type
),
own_newest as (
    select indicator_code, arg_max(period, period_end) as period
    from {{ ref('stg_published_figures') }}
    where area_code = '{{ var('area_code') }}'
    group by indicator_code
),
grouped as (
    select indicator_code, period, 'england' as group_kind, 'E92000001' as group_code, area_code, value
    from {{ ref('benchmark_values') }}
    union all
    select indicator_code, period, 'region' as group_kind, region_code as group_code, area_code, value
    from {{ ref('benchmark_values') }}
    where region_code is not null
    union all
    select figures.indicator_code, figures.period, 'neighbours', neighbours.area_code, figures.area_code, figures.value
    from {{ ref('benchmark_values') }} as figures
    inner join {{ source('framework', 'neighbours') }} as neighbours
        on neighbours.neighbour_code = figures.area_code and neighbours.area_code = '{{ var('area_code') }}'
),
ranked as (
    select
        grouped.indicator_code,
        grouped.period,
        grouped.group_kind,
        grouped.group_code,
        cast(count(*) as integer) as authorities,
        list_sort(list(grouped.value)) as figures,
        count(own_kind.area_type) as own_kind,
        string_agg(areas.area_name, '; ' order by areas.area_name)
            filter (where grouped.group_kind = 'neighbours') as members
    from grouped
    inner join {{ source('framework', 'areas') }} as areas using (area_code)
    left join own_kind on own_kind.area_type = areas.area_type
    group by all
),
centred as (
    -- By itself: within the next step it would be worked out anew for each figure.
    select ranked.*, {{ middle('figures') }} as median
    from ranked
),
spread as (
    select centred.*, list_sort(list_transform(figures, lambda figure: abs(figure - median))) as distances
    from centred
),
measured as (
    select
        spread.* exclude (figures, distances),
        {{ middle('distances') }} as median_absolute_deviation,
        figures[1] as minimum,
        figures[(authorities + 3) // 4] as lower_quartile,
        figures[(3 * authorities + 3) // 4] as upper_quartile,
        figures[-1] as maximum
    from spread
),
dated as (
    select
        measured.*,
        indicators.unit,
        lead(measured.period) over one_group is null as is_newest,
        measured.group_kind = 'england' and lead(measured.period) over one_group is null as is_englands_newest,
        lag(measured.median) over one_group as median_before,
        lag(measured.authorities) over one_group as authorities_before
    from measured
    left join {{ source('framework', 'indicators') }} as indicators
        on indicators.indicator_code = measured.indicator_code
    where measured.authorities >= coalesce(indicators.suppress_below, 1)
    window one_group as (
        partition by measured.indicator_code, measured.group_kind, measured.group_code order by measured.period
    )
)
select
    dated.indicator_code,
    dated.period,
    dated.group_kind,
    dated.group_code,
    dated.authorities,
    dated.median,
    dated.median_absolute_deviation,
    dated.minimum,
    dated.lower_quartile,
    dated.upper_quartile,
    dated.maximum,
    -- Older periods were judged when they were new.
    case when dated.is_newest then dated.median_before end as previous_median,
    case when dated.is_newest then dated.authorities_before end as previous_authorities,
    coalesce(
        dated.is_englands_newest and dated.unit = '%' and dated.authorities >= 10
        and dated.minimum >= 0 and dated.maximum <= 1 and dated.maximum > 0,
        false
    ) as may_be_shares,
    case when dated.is_englands_newest then cast(dated.own_kind as integer) end as own_kind,
    case when dated.is_englands_newest then own_kind.authorities end as own_kind_in_areas,
    case when dated.is_englands_newest and own_newest.period < dated.period then own_newest.period
    end as own_newest_period,
    dated.members
from dated
left join own_kind on dated.group_kind = 'england'
left join own_newest on dated.group_kind = 'england' and own_newest.indicator_code = dated.indicator_code
