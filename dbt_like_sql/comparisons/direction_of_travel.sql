/*
description: >
  Whether each of the council's figures got better: compared with the last reported period, or with the same quarter
  last year where the indicator or rules.yml says so. Cumulative indicators have no quarter-on-quarter direction.
  Both sides are taken at the indicator's published decimals. Within a band counts as better than outside it.
slices: quarter
grain: [quarter, indicator_code]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  basis: [VARCHAR, "last_reported or same_quarter_last_year."]
  previous_period: [VARCHAR, "The period compared with."]
  previous: ["DECIMAL(18,6)", "Its figure."]
  previous_figure_id: [VARCHAR, "Its id."]
  change: ["DECIMAL(18,6)", "The figure less the previous one, in the indicator's unit."]
  direction: [VARCHAR, "Improved, Declined, No change, Increased, Decreased, Not comparable or No previous."]
*/
with based as (
    select
        reported.*,
        indicators.polarity,
        coalesce(targets.lower, indicators.lower) as lower,
        coalesce(targets.upper, indicators.upper) as upper,
        case
            when indicators.measure_type = 'cumulative' and indicators.frequency = 'quarterly'
                then 'same_quarter_last_year'
            else coalesce(indicators.direction_basis, '{{ var('direction_basis') }}')
        end as basis
    from {{ ref('reported_outturns') }} as reported
    inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
    left join {{ ref('targets_in_force') }} as targets using (quarter, indicator_code)
    where reported.area_code = '{{ var('area_code') }}'
),
compared as (
    select
        based.*,
        case basis when 'last_reported' then last_reported_period else last_year_period end as previous_period,
        case basis when 'last_reported' then last_reported_value else last_year_value end as previous,
        case basis when 'last_reported' then last_reported_figure_id else last_year_figure_id
        end as previous_figure_id
    from based
),
measured as (
    select
        compared.*,
        cast(published_value - previous as decimal(18, 6)) as change,
        -- How much better: above zero is an improvement, by polarity.
        case polarity
            when 'high' then published_value - previous
            when 'low' then previous - published_value
            when 'target' then
                greatest(lower - previous, previous - upper, 0)
                - greatest(lower - published_value, published_value - upper, 0)
        end as gain
    from compared
)
select
    quarter,
    indicator_code,
    basis,
    previous_period,
    previous,
    previous_figure_id,
    change,
    case
        when previous is null then 'No previous'
        when published_value is null or marker = 'b' then 'Not comparable'
        when polarity = 'none' and change > 0 then 'Increased'
        when polarity = 'none' and change < 0 then 'Decreased'
        when gain > 0 then 'Improved'
        when gain < 0 then 'Declined'
        else 'No change'
    end as direction
from measured
