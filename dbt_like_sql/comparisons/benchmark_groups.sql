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
  own_kind: [INTEGER, "Of England's newest period alone: how many of them are of the council's own type."]
  own_kind_in_areas: [INTEGER, "Of England's newest period alone: how many of that type areas.csv has, replaced codes left out."]
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
grouped as (
    select indicator_code, period, 'england' as group_kind, 'E92000001' as group_code, area_code, value
    from {{ ref('benchmark_values') }}
    union all
    select indicator_code, period, 'region' as group_kind, region_code as group_code, area_code, value
    from {{ ref('benchmark_values') }}
    union all
    select figures.indicator_code, figures.period, 'neighbours', neighbours.area_code, figures.area_code, figures.value
    from {{ ref('benchmark_values') }} as figures
    inner join {{ source('framework', 'neighbours') }} as neighbours
        on neighbours.neighbour_code = figures.area_code and neighbours.area_code = '{{ var('area_code') }}'
),
centred as (
    select
        grouped.*,
        median_of.median
    from grouped
    inner join (
        select
            indicator_code,
            period,
            group_kind,
            group_code,
            -- The lower and the upper of the middle two (the same one where the number is odd), halved exactly.
            cast(
                (quantile_disc(value, 0.5) - quantile_disc(-value, 0.5)) * cast(0.5 as decimal(2, 1))
                as decimal(38, 18)
            ) as median
        from grouped
        group by all
    ) as median_of using (indicator_code, period, group_kind, group_code)
)
select
    centred.indicator_code,
    centred.period,
    centred.group_kind,
    centred.group_code,
    cast(count(*) as integer) as authorities,
    any_value(centred.median) as median,
    cast(
        (quantile_disc(abs(value - median), 0.5) - quantile_disc(-abs(value - median), 0.5))
        * cast(0.5 as decimal(2, 1)) as decimal(38, 18)
    ) as median_absolute_deviation,
    min(value) as minimum,
    quantile_disc(value, 0.25) as lower_quartile,
    quantile_disc(value, 0.75) as upper_quartile,
    max(value) as maximum,
    -- Older periods were judged when they were new.
    case when lead(centred.period) over one_group is null then lag(any_value(centred.median)) over one_group
    end as previous_median,
    case when lead(centred.period) over one_group is null then cast(lag(count(*)) over one_group as integer)
    end as previous_authorities,
    case
        when lead(centred.period) over one_group is null and centred.group_kind = 'england'
            then cast(count(own_kind.area_type) as integer)
    end as own_kind,
    case when lead(centred.period) over one_group is null and centred.group_kind = 'england' then max(own_kind_of_england.authorities)
    end as own_kind_in_areas,
    case
        when centred.group_kind = 'neighbours' then string_agg(areas.area_name, '; ' order by areas.area_name)
    end as members
from centred
inner join {{ source('framework', 'areas') }} as areas using (area_code)
left join own_kind on own_kind.area_type = areas.area_type
left join own_kind as own_kind_of_england on centred.group_kind = 'england'
left join {{ source('framework', 'indicators') }} as indicators on indicators.indicator_code = centred.indicator_code
group by centred.indicator_code, centred.period, centred.group_kind, centred.group_code
having count(*) >= max(coalesce(indicators.suppress_below, 1))
window one_group as (
    partition by centred.indicator_code, centred.group_kind, centred.group_code order by centred.period
)
