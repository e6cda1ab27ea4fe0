/*
description: >
  Whether each of the council's figures got better. The short trend compares with the last reported period, or with
  the same quarter last year where a quarterly indicator or rules.yml says so; the long one, for quarterly indicators, always
  with the same quarter last year. Cumulative quarterly indicators have no quarter-on-quarter direction. Both sides are taken at
  the indicator's published decimals. Within a band counts as better than outside it.
slices: quarter
grain: [quarter, indicator_code]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  basis: [VARCHAR, "last_reported or same_quarter_last_year."]
  previous_period: [VARCHAR, "The period compared with."]
  previous: ["DECIMAL(18,6)", "The figure of that period."]
  previous_figure_id: [VARCHAR, "The id of that figure."]
  change: ["DECIMAL(18,6)", "The figure less the previous one, in the indicator's unit."]
  direction: [VARCHAR, "Improved, Declined, No change, Increased, Decreased, Not comparable or No previous."]
  long_previous_period: [VARCHAR, "The same quarter last year; none if not quarterly."]
  long_previous: ["DECIMAL(18,6)", "The figure of that period."]
  long_direction: [VARCHAR, "The direction since then, in the same words."]
*/
with based as (
    select
        reported.*,
        indicators.polarity,
        indicators.frequency,
        -- An end of the band that is not set is the target itself.
        coalesce(targets.lower, indicators.lower, targets.target) as lower,
        coalesce(targets.upper, indicators.upper, targets.target) as upper,
        case
            when indicators.frequency <> 'quarterly' then 'last_reported'
            when {{ accumulates('indicators') }} then 'same_quarter_last_year'
            else coalesce(indicators.direction_basis, '{{ var('direction_basis') }}')
        end as basis
    from {{ ref('reported_outturns') }} as reported
    inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
    left join {{ ref('targets_in_force') }} as targets using (quarter, indicator_code)
    where reported.area_code = '{{ var('area_code') }}'
),
trends as (
    select
        based.*,
        'short' as trend,
        basis as compared_with
    from based
    union all
    select
        based.*,
        'long' as trend,
        case when frequency = 'quarterly' then 'same_quarter_last_year' end as compared_with
    from based
),
compared as (
    select
        trends.*,
        case compared_with
            when 'last_reported' then last_reported_period
            when 'same_quarter_last_year' then last_year_period
        end as previous_period,
        case compared_with
            when 'last_reported' then last_reported_value
            when 'same_quarter_last_year' then last_year_value
        end as previous,
        case compared_with
            when 'last_reported' then last_reported_figure_id
            when 'same_quarter_last_year' then last_year_figure_id
        end as previous_figure_id,
        case compared_with
            when 'last_reported' then last_reported_before_break
            else last_year_before_break
        end as is_across_break
    from trends
),
measured as (
    select
        compared.*,
        cast(published_value - previous as decimal(18, 6)) as change,
        -- How much better: above zero is an improvement, by polarity; none without a polarity, target or band.
        case
            when polarity = 'high' then published_value - previous
            when polarity = 'low' then previous - published_value
            when polarity = 'target' and coalesce(lower, upper) is not null then
                greatest(lower - previous, previous - upper, 0)
                - greatest(lower - published_value, published_value - upper, 0)
        end as gain
    from compared
),
directed as (
    select
        measured.*,
        case
            when previous is null then 'No previous'
            when published_value is null or is_across_break then 'Not comparable'
            when gain > 0 then 'Improved'
            when gain < 0 then 'Declined'
            when gain is null and change > 0 then 'Increased'
            when gain is null and change < 0 then 'Decreased'
            else 'No change'
        end as direction
    from measured
)
select
    short.quarter,
    short.indicator_code,
    short.basis,
    short.previous_period,
    short.previous,
    short.previous_figure_id,
    short.change,
    short.direction,
    long.previous_period as long_previous_period,
    long.previous as long_previous,
    long.direction as long_direction
from directed as short
inner join directed as long
    on long.quarter = short.quarter and long.indicator_code = short.indicator_code and long.trend = 'long'
where short.trend = 'short'
