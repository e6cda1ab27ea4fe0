/*
description: >
  Each of the council's figures against its target, rated. Green: the target is met, or missed by no more than the
  council's green tolerance. Amber: it is missed by no more than the tolerance, exactly on the line included. Red:
  missed by more. Methods: relative (a share of the target), points (the indicator's own unit), floor (between floor
  and target; without a floor there is no Amber), direction (missed but improving).
slices: quarter
grain: [quarter, indicator_code]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  rag_method: [VARCHAR, "The method used."]
  tolerance: ["DECIMAL(18,6)", "The tolerance used: % of the target, or points; none for floor and direction."]
  variance: ["DECIMAL(18,6)", "The figure less the target (or the nearer end of the band; 0 within it)."]
  variance_pct: ["DECIMAL(18,1)", "The variance as a percentage of the target; none for a target of zero."]
  rag: [VARCHAR, "Green, Amber, Red, No target, No data or Not rated."]
  is_beside_a_share: [BOOLEAN, "Whether of a percentage and its target one is 1 or less, and the other fifty times as large."]
  target_of_other_year: [VARCHAR, "Where a yearly figure has no target: the period of one for another kind of year that begins alike."]
*/
with years as (
    -- One for 2023 is no target of a figure for 2023-24, and most likely a slip.
    select indicator_code, left(period, 4) as begins, max(period) as period
    from {{ source('framework', 'targets') }}
    where not {{ is_quarter('period') }}
    group by all
),
figures as (
    select
        reported.quarter,
        reported.indicator_code,
        reported.published_value as outturn,
        indicators.polarity,
        indicators.unit,
        targets.floor,
        targets.target,
        -- An end of the band that is not set is the target itself.
        coalesce(targets.lower, targets.target) as lower,
        coalesce(targets.upper, targets.target) as upper,
        direction.direction,
        coalesce(indicators.rag_method, '{{ var('rag_method') }}') as rag_method,
        indicators.tolerance as own_tolerance,
        case when not {{ is_quarter('reported.period') }} and years.period <> reported.period then years.period
        end as other_year
    from {{ ref('reported_outturns') }} as reported
    inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
    left join {{ ref('targets_in_force') }} as targets using (quarter, indicator_code)
    left join {{ ref('direction_of_travel') }} as direction using (quarter, indicator_code)
    left join years
        on years.indicator_code = reported.indicator_code
        and years.begins = left(reported.period, 4)
    where reported.area_code = '{{ var('area_code') }}'
),
measured as (
    select
        figures.*,
        -- What the figure is measured against: the target, or the nearest value within the band.
        cast(
            case
                when polarity <> 'target' then target
                when coalesce(lower, upper) is not null then least(greatest(outturn, lower), upper)
            end as decimal(38, 6)
        ) as measured_against,
        cast(
            case rag_method
                when 'relative' then coalesce(own_tolerance, {{ var('tolerance_pct') }})
                when 'points' then coalesce(own_tolerance, {{ var('tolerance_points') }})
            end as decimal(38, 6)
        ) as tolerance
    from figures
),
missed as (
    select
        measured.*,
        cast(outturn - measured_against as decimal(38, 6)) as variance,
        -- By how much the target is missed; zero or less is met.
        cast(
            case polarity
                when 'high' then measured_against - outturn
                when 'low' then outturn - measured_against
                else abs(outturn - measured_against)
            end as decimal(38, 6)
        ) as shortfall,
        -- No % of a target reaches beyond a narrower tolerance of the indicator's own.
        case rag_method
            when 'relative' then least(tolerance, {{ var('green_tolerance_pct') }})
            else {{ var('green_tolerance_pct') }}
        end as green_tolerance_pct
    from measured
),
judged as (
    select
        missed.*,
        shortfall * 100 <= cast(green_tolerance_pct as decimal(38, 6)) * abs(measured_against) as is_met,
        coalesce(
            {{ is_within_tolerance('rag_method', 'shortfall', 'tolerance', 'measured_against', 'outturn', 'floor', 'polarity') }},
            rag_method = 'direction' and direction = 'Improved'
        ) as is_within_tolerance
    from missed
)
select
    quarter,
    indicator_code,
    rag_method,
    cast(tolerance as decimal(18, 6)) as tolerance,
    cast(variance as decimal(18, 6)) as variance,
    -- Tenths of a percent, halves away from zero.
    case
        when measured_against <> 0 then cast(
            cast(
                sign(variance) * {{ half_up(
                    'cast(abs(variance) * 1000000 as hugeint) * 1000',
                    'cast(abs(measured_against) * 1000000 as hugeint)'
                ) }} as decimal(38, 0)
            ) * cast(0.1 as decimal(2, 1)) as decimal(18, 1)
        )
    end as variance_pct,
    case
        when polarity = 'none' then 'Not rated'
        when outturn is null then 'No data'
        when measured_against is null then 'No target'
        when is_met then 'Green'
        when is_within_tolerance then 'Amber'
        else 'Red'
    end as rag,
    -- Where a history is short only the target can tell a share of 1 from a percentage.
    coalesce(
        unit = '%'
        and least(outturn, measured_against) > 0
        and least(outturn, measured_against) <= 1
        and greatest(outturn, measured_against) >= greatest(least(outturn, measured_against) * 50, 5),
        false
    ) as is_beside_a_share,
    case when measured_against is null and polarity <> 'none' then other_year end as target_of_other_year
from judged
