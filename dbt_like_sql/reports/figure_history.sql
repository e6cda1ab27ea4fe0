/*
description: >
  The history of each indicator of the quarter, as its chart draws it: the council's newest twenty figures by now, each
  with the target it was compared with when it was last reported, and with the neighbours and England in the same
  period. A period whose figure is missing or withheld stands here with its marker. Two figures may be joined by a line
  only where none is missing between them, the series does not break, and a cumulative figure goes on counting.
slices: quarter
grain: [quarter, indicator_code, period]
history: [outturns, scorecard]
preview: [indicator_code, period, value, marker, is_joined, target, neighbours_minimum, neighbours_maximum]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  period: [VARCHAR, "The period of the figure."]
  period_end: [DATE, "Last day of the period."]
  value: ["DECIMAL(18,6)", "The figure at its published decimals; none if missing or withheld."]
  marker: [VARCHAR, "Shorthand marker, without brackets."]
  is_joined: [BOOLEAN, "Whether a line may join it to the figure before."]
  target: ["DECIMAL(18,6)", "The target it was compared with."]
  target_lower: ["DECIMAL(18,6)", "Lower end of the band, for polarity target."]
  target_upper: ["DECIMAL(18,6)", "Upper end of the band."]
  target_decision: [VARCHAR, "The decision that set it."]
  neighbours_minimum: ["DECIMAL(18,6)", "The smallest figure among its nearest neighbours."]
  neighbours_median: ["DECIMAL(18,6)", "Their median."]
  neighbours_maximum: ["DECIMAL(18,6)", "The largest among them."]
  england_median: ["DECIMAL(18,6)", "Median of England."]
  figure_id: [VARCHAR, "The figure; none where there is none."]
*/
with reported as (
    select run.quarter, scorecard.* exclude (quarter), scorecard.quarter as reported_in
    from {{ ref('scorecard') }} as scorecard
    inner join {{ source('run', 'quarters') }} as run on scorecard.quarter <= run.quarter
),
known as (
    select
        current.quarter,
        outturns.indicator_code,
        outturns.period,
        outturns.period_end,
        outturns.published_value,
        outturns.marker,
        outturns.figure_id
    from reported as current
    inner join {{ ref('outturns') }} as outturns
        on outturns.indicator_code = current.indicator_code and outturns.quarter <= current.quarter
    where current.reported_in = current.quarter
        and outturns.area_code = '{{ var('area_code') }}'
        and {{ is_of_the_series('current.frequency', 'outturns.period') }}
    qualify row_number() over (
        partition by current.quarter, outturns.indicator_code, outturns.period
        order by {{ figure_that_counts('outturns') }}
    ) = 1
),
judged as (
    select reported.*, calendar.period_end as quarter_end
    from reported
    inner join {{ source('framework', 'calendar') }} as calendar on calendar.quarter = reported.reported_in
    where reported.period is not null
    qualify row_number() over (
        partition by reported.quarter, reported.indicator_code, reported.period order by reported.reported_in desc
    ) = 1
),
points as (
    select
        quarter,
        indicator_code,
        period,
        coalesce(known.period_end, judged.quarter_end) as period_end,
        known.published_value as value,
        case when known.period is null then 'x' else known.marker end as marker,
        known.figure_id,
        judged.target,
        judged.target_lower,
        judged.target_upper,
        judged.target_decision
    from known
    full outer join judged using (quarter, indicator_code, period)
),
newest as (
    select points.*, indicators.decimals, indicators.frequency, indicators.measure_type
    from points
    inner join reported as current
        on current.quarter = points.quarter and current.reported_in = points.quarter
        and current.indicator_code = points.indicator_code
    inner join {{ source('framework', 'indicators') }} as indicators
        on indicators.indicator_code = points.indicator_code
    qualify row_number() over (
        partition by points.quarter, points.indicator_code order by points.period_end desc, points.period
    ) <= 20
),
placed as (
    select
        newest.*,
        lag(value) over in_time as value_before,
        lag(period) over in_time as period_before,
        lag(period_end) over in_time as end_before
    from newest
    window in_time as (partition by quarter, indicator_code order by period_end, period)
)
select
    placed.quarter,
    placed.indicator_code,
    placed.period,
    placed.period_end,
    placed.value,
    placed.marker,
    coalesce(
        placed.value is not null and placed.value_before is not null
        and placed.marker is distinct from 'b'
        and date_diff('month', placed.end_before, placed.period_end)
            <= case placed.frequency when 'quarterly' then 3 when 'annual' then 12 else 24 end
        and (
            placed.frequency <> 'quarterly' or placed.measure_type <> 'cumulative'
            or left(placed.period, 7) = left(placed.period_before, 7)
        ),
        false
    ) as is_joined,
    placed.target,
    placed.target_lower,
    placed.target_upper,
    placed.target_decision,
    {{ at_published_decimals('neighbours.minimum', 'placed.decimals') }} as neighbours_minimum,
    {{ at_published_decimals('neighbours.median', 'placed.decimals') }} as neighbours_median,
    {{ at_published_decimals('neighbours.maximum', 'placed.decimals') }} as neighbours_maximum,
    {{ at_published_decimals('england.median', 'placed.decimals') }} as england_median,
    placed.figure_id
from placed
left join {{ ref('benchmark_groups') }} as neighbours
    on neighbours.indicator_code = placed.indicator_code and neighbours.period = placed.period
    and neighbours.group_kind = 'neighbours'
left join {{ ref('benchmark_groups') }} as england
    on england.indicator_code = placed.indicator_code and england.period = placed.period
    and england.group_kind = 'england'
