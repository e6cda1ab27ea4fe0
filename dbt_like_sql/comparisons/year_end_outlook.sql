/*
description: >
  Where each quarterly indicator with a year's target stands on its way to the year-end: the quarter's figure carried
  forward by a stated rule, beside the year's target. A forecast is marked f and never mixed with outturns. Cumulative
  figures are carried forward by rules.yml's forecast method (profile, run_rate or latest); snapshot and rolling
  figures as they are. By its profile a figure stands to the forecast as the profile stands to the year it leads to: the
  year's target of the profile's own decision, else the one in force when the profile was set. Where there is neither,
  the run rate is taken. A ratio whose numerators and denominators are added up has none, and stands as it is. No
  percentage is carried beyond 100. On course: the forecast meets the year's target. At risk: it misses it within the
  tolerance that the figure is rated by; where improving counts, within rules.yml's tolerance_pct. Off course: beyond.
slices: quarter
grain: [quarter, indicator_code]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The indicator."]
  financial_year: [VARCHAR, "The year forecast."]
  outturn: ["DECIMAL(18,6)", "The quarter's figure."]
  year_end_target: ["DECIMAL(18,6)", "The year's target in force on the report date."]
  target_decision: [VARCHAR, "The decision that set it."]
  forecast: ["DECIMAL(18,6)", "The figure carried forward to the year-end, at the indicator's published decimals."]
  marker: [VARCHAR, "f: a forecast; without one, why the figure is missing."]
  method: [VARCHAR, "The method used: profile, run_rate or latest."]
  outlook: [VARCHAR, "On course, At risk or Off course; none without a figure."]
*/
with reported as (
    select
        reported.quarter,
        reported.indicator_code,
        reported.period,
        reported.published_value as outturn,
        reported.marker,
        indicators.polarity,
        indicators.decimals,
        indicators.unit,
        indicators.measure_type,
        calendar.report_on,
        coalesce(to_date.accumulation = 'in_quarter' and to_date.denominator_year_to_date is not null, false)
            as is_ratio_of_sums,
        case when rated.rag_method <> 'direction' then rated.rag_method end as rag_method,
        cast(coalesce(rated.tolerance, {{ var('tolerance_pct') }}) as decimal(38, 6)) as tolerance,
        left(reported.quarter, 7) as financial_year,
        cast(right(reported.quarter, 1) as integer) as quarters_gone
    from {{ ref('reported_outturns') }} as reported
    inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
    inner join {{ source('framework', 'calendar') }} as calendar using (quarter)
    left join {{ ref('target_comparisons') }} as rated using (quarter, indicator_code)
    left join {{ ref('year_to_date') }} as to_date
        on to_date.quarter = reported.quarter and to_date.indicator_code = reported.indicator_code
        and to_date.period = reported.period
    where reported.area_code = '{{ var('area_code') }}'
        and indicators.frequency = 'quarterly'
        and indicators.polarity in ('high', 'low')
),
targeted as (
    select reported.*, targets.target as year_end_target, targets.floor, targets.decision_ref
    from reported
    inner join {{ source('framework', 'targets') }} as targets
        on targets.indicator_code = reported.indicator_code and targets.period = reported.financial_year
    inner join {{ source('framework', 'decisions') }} as decisions
        on decisions.decision_ref = targets.decision_ref
        and {{ in_force_from('decisions') }} <= reported.report_on
    where targets.target is not null
    qualify row_number() over (
        partition by reported.quarter, reported.indicator_code
        order by {{ target_that_counts('targets', 'decisions') }}
    ) = 1
),
profiled as (
    select
        targeted.*,
        in_force.target as profile,
        in_force.decision_ref as profile_decision
    from targeted
    left join {{ ref('targets_in_force') }} as in_force
        on in_force.quarter = targeted.quarter and in_force.indicator_code = targeted.indicator_code
        and in_force.target_period = targeted.period
),
-- A later decision that changes the year's target and not its profile does not change what the profile leads to.
profiled_years as (
    select profiled.quarter, profiled.indicator_code, targets.target as profiled_year
    from profiled
    inner join {{ source('framework', 'decisions') }} as profiling on profiling.decision_ref = profiled.profile_decision
    inner join {{ source('framework', 'targets') }} as targets
        on targets.indicator_code = profiled.indicator_code and targets.period = profiled.financial_year
    inner join {{ source('framework', 'decisions') }} as decisions
        on decisions.decision_ref = targets.decision_ref
        and {{ in_force_from('decisions') }} <= {{ in_force_from('profiling') }}
    where targets.target is not null
    qualify row_number() over (
        partition by profiled.quarter, profiled.indicator_code
        order by
            targets.decision_ref = profiled.profile_decision desc,
            {{ target_that_counts('targets', 'decisions') }}
    ) = 1
),
chosen as (
    select
        profiled.*,
        profiled_years.profiled_year,
        case
            when measure_type <> 'cumulative' or quarters_gone = 4 or '{{ var('forecast_method') }}' = 'latest' then 'latest'
            when '{{ var('forecast_method') }}' = 'profile' and profile <> 0 and profiled_year is not null then 'profile'
            -- Of what is no part of a year there is no rate.
            when is_ratio_of_sums then 'latest'
            else 'run_rate'
        end as method
    from profiled
    left join profiled_years using (quarter, indicator_code)
),
carried as (
    select
        chosen.*,
        -- Multiplied out before the division, in whole numbers to 12 decimals, so that nothing is lost on the way.
        cast(
            case method
                when 'latest' then outturn
                when 'run_rate' then cast(
                    (cast(cast(outturn as decimal(38, 6)) * 1000000 as hugeint) * 4 * 1000000) // quarters_gone as decimal(38, 0)
                ) * cast(0.000000000001 as decimal(13, 12))
                when 'profile' then cast(
                    (cast(cast(outturn as decimal(38, 6)) * 1000000 as hugeint) * cast(cast(profiled_year as decimal(38, 6)) * 1000000 as hugeint) * 1000000)
                    // cast(cast(profile as decimal(38, 6)) * 1000000 as hugeint) as decimal(38, 0)
                ) * cast(0.000000000001 as decimal(13, 12))
            end as decimal(38, 12)
        ) as exact_forecast
    from chosen
),
rounded as (
    select
        carried.*,
        {{ at_published_decimals("case when unit = '%' and exact_forecast > 100 then 100 else exact_forecast end", 'decimals') }}
            as forecast
    from carried
),
missed as (
    select
        rounded.*,
        cast(
            case polarity when 'high' then year_end_target - forecast else forecast - year_end_target end as decimal(38, 6)
        ) as shortfall
    from rounded
)
select
    quarter,
    indicator_code,
    financial_year,
    outturn,
    year_end_target,
    decision_ref as target_decision,
    forecast,
    case when forecast is not null then 'f' else marker end as marker,
    method,
    case
        when shortfall <= 0 then 'On course'
        when {{ is_within_tolerance(
            "coalesce(rag_method, 'relative')", 'shortfall', 'tolerance', 'year_end_target', 'forecast', 'floor', 'polarity'
        ) }} then 'At risk'
        when forecast is not null then 'Off course'
    end as outlook
from missed
