/*
description: >
  Each of the council's reported figures beside England, its region and its nearest neighbours in the same period,
  all at its published decimals, with its rank, quartile and Oflog's score, and what the score means in words: within 0.5 broadly similar, to 1.5
  slightly, to 3 plainly, to 7.5 much better or worse (higher or lower where no way is better); beyond that a person
  has to look and write. The place of a suppressed figure would tell it, and is left out.
slices: quarter
grain: [quarter, indicator_code]
preview:
  [indicator_code, period, england_median, england_authorities, region_median, neighbours_median, neighbours, rank,
   rank_of, score_in_words]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  period: [VARCHAR, "The period compared."]
  england_median: ["DECIMAL(18,6)", "Median of the authorities compared in England."]
  england_authorities: [INTEGER, "How many they are."]
  england_published: ["DECIMAL(18,6)", "England's own figure, where the source publishes one: an aggregate, not a median."]
  region_median: ["DECIMAL(18,6)", "Median of those in the council's region."]
  region_authorities: [INTEGER, "How many they are."]
  region_published: ["DECIMAL(18,6)", "The region's own figure, where the source publishes one."]
  neighbours_median: ["DECIMAL(18,6)", "Median of its nearest neighbours; the council is not one of them."]
  neighbours_minimum: ["DECIMAL(18,6)", "The smallest among them."]
  neighbours_maximum: ["DECIMAL(18,6)", "The largest among them."]
  neighbours_authorities: [INTEGER, "How many have a figure."]
  neighbours: [VARCHAR, "Who they are."]
  neighbours_place: [INTEGER, "The council's place among its neighbours and itself, 1 the best."]
  rank: [INTEGER, "The council's rank in England, 1 the best."]
  rank_of: [INTEGER, "Of how many."]
  quartile: [INTEGER, "Its quartile, 1 the best."]
  mads_from_median: ["DECIMAL(18,6)", "Oflog's score."]
  score_in_words: [VARCHAR, "What the score means."]
*/
with reported as (
    select
        reported.quarter,
        reported.indicator_code,
        reported.period,
        reported.marker is not distinct from 'c' as is_suppressed,
        indicators.polarity,
        indicators.decimals
    from {{ ref('reported_outturns') }} as reported
    inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
    where reported.area_code = '{{ var('area_code') }}'
),
compared as (
    select
        reported.*,
        england.median as england_exact,
        england.authorities as england_authorities,
        region.median as region_exact,
        region.authorities as region_authorities,
        neighbours.median as neighbours_exact,
        neighbours.minimum as neighbours_minimum_exact,
        neighbours.maximum as neighbours_maximum_exact,
        neighbours.authorities as neighbours_authorities,
        neighbours.members as neighbours,
        england_figure.value as england_published_exact,
        region_figure.value as region_published_exact,
        positions.rank,
        positions.rank_of,
        positions.quartile,
        positions.mads_from_median
    from reported
    inner join {{ ref('benchmark_groups') }} as england
        on england.indicator_code = reported.indicator_code and england.period = reported.period
        and england.group_kind = 'england'
    left join {{ source('framework', 'areas') }} as own on own.area_code = '{{ var('area_code') }}'
    left join {{ ref('benchmark_groups') }} as region
        on region.indicator_code = reported.indicator_code and region.period = reported.period
        and region.group_kind = 'region' and region.group_code = own.region_code
    left join {{ ref('benchmark_groups') }} as neighbours
        on neighbours.indicator_code = reported.indicator_code and neighbours.period = reported.period
        and neighbours.group_kind = 'neighbours'
    left join {{ ref('stg_published_figures') }} as england_figure
        on england_figure.indicator_code = reported.indicator_code and england_figure.period = reported.period
        and england_figure.area_code = 'E92000001'
    left join {{ ref('stg_published_figures') }} as region_figure
        on region_figure.indicator_code = reported.indicator_code and region_figure.period = reported.period
        and region_figure.area_code = own.region_code
    left join {{ ref('benchmark_positions') }} as positions
        on positions.indicator_code = reported.indicator_code and positions.period = reported.period
        and positions.area_code = '{{ var('area_code') }}'
        and not reported.is_suppressed
),
placed as (
    -- Places count the neighbours that do better; equal values share the better place.
    select
        own.indicator_code,
        own.period,
        cast(
            1 + count(*) filter (
                where case own.polarity when 'high' then other.value > own.value else other.value < own.value end
            ) as integer
        ) as neighbours_place
    from {{ ref('benchmark_values') }} as own
    inner join {{ source('framework', 'neighbours') }} as neighbours on neighbours.area_code = own.area_code
    inner join {{ ref('benchmark_values') }} as other
        on other.indicator_code = own.indicator_code and other.period = own.period
        and other.area_code = neighbours.neighbour_code
    where own.area_code = '{{ var('area_code') }}' and own.polarity in ('high', 'low')
    group by own.indicator_code, own.period
),
worded as (
    select
        compared.*,
        case when not compared.is_suppressed then placed.neighbours_place end as neighbours_place,
        case
            when polarity = 'high' and mads_from_median > 0 or polarity = 'low' and mads_from_median < 0 then 'better'
            when polarity in ('high', 'low') and mads_from_median <> 0 then 'worse'
            when mads_from_median > 0 then 'higher'
            else 'lower'
        end as side
    from compared
    left join placed using (indicator_code, period)
)
select
    quarter,
    indicator_code,
    period,
    {{ at_published_decimals('england_exact', 'decimals') }} as england_median,
    england_authorities,
    {{ at_published_decimals('england_published_exact', 'decimals') }} as england_published,
    {{ at_published_decimals('region_exact', 'decimals') }} as region_median,
    region_authorities,
    {{ at_published_decimals('region_published_exact', 'decimals') }} as region_published,
    {{ at_published_decimals('neighbours_exact', 'decimals') }} as neighbours_median,
    {{ at_published_decimals('neighbours_minimum_exact', 'decimals') }} as neighbours_minimum,
    {{ at_published_decimals('neighbours_maximum_exact', 'decimals') }} as neighbours_maximum,
    neighbours_authorities,
    neighbours,
    neighbours_place,
    rank,
    rank_of,
    quartile,
    cast(mads_from_median as decimal(18, 6)) as mads_from_median,
    case
        when abs(mads_from_median) <= 0.5 then 'Broadly similar to the England median'
        when abs(mads_from_median) <= 1.5 then 'Slightly ' || side || ' than the England median'
        when abs(mads_from_median) <= 3 then upper(left(side, 1)) || substring(side, 2) || ' than the England median'
        when abs(mads_from_median) <= 7.5 then 'Much ' || side || ' than the England median'
        when mads_from_median is not null then 'Far from the England median: for a person to explain'
    end as score_in_words
from worded
