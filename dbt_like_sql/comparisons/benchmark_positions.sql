/*
description: >
  Where each authority stands in England for each indicator and period: Oflog's score, (value - median) / median
  absolute deviation, and, where one way is better, its rank and quartile, the first the best. Equal values share the
  better rank; a group of fewer than eight has no quartiles.
slices: whole
grain: [indicator_code, period, area_code]
columns:
  indicator_code: [VARCHAR, "The framework's indicator."]
  period: [VARCHAR, "The period, in its one spelling."]
  area_code: [VARCHAR, "The authority's ONS code."]
  value: ["DECIMAL(38,18)", "The exact value."]
  mads_from_median: ["DECIMAL(18,9)", "Oflog's score; none where the deviation is nothing."]
  rank: [INTEGER, "1 is the best; none where no way is better."]
  rank_of: [INTEGER, "Of how many."]
  quartile: [INTEGER, "1 is the best."]
*/
with ranked as (
    select
        figures.*,
        england.authorities,
        england.median,
        england.median_absolute_deviation,
        case
            when figures.polarity in ('high', 'low') then rank() over (
                partition by indicator_code, period
                order by case figures.polarity when 'high' then -figures.value else figures.value end
            )
        end as place
    from {{ ref('benchmark_values') }} as figures
    inner join {{ ref('benchmark_groups') }} as england using (indicator_code, period)
    where england.group_kind = 'england'
)
select
    indicator_code,
    period,
    area_code,
    value,
    case
        when median_absolute_deviation <> 0
            then cast(cast(value - median as double) / cast(median_absolute_deviation as double) as decimal(18, 9))
    end as mads_from_median,
    cast(place as integer) as rank,
    case when place is not null then authorities end as rank_of,
    case when place is not null and authorities >= 8 then cast(1 + (4 * (place - 1)) // authorities as integer)
    end as quartile
from ranked
