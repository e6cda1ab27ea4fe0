/*
description: >
  The target that each of the council's figures is compared with: the one decided and in force by the quarter's
  report date for the figure's own period, else for the financial year it lies in. A cumulative figure is compared
  with a year's target only when the year is complete. Of several decisions the one that took effect last counts, or was
  decided last.
slices: quarter
grain: [quarter, indicator_code]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  target_period: [VARCHAR, "The period the target was set for."]
  target: ["DECIMAL(18,6)", "The target."]
  floor: ["DECIMAL(18,6)", "The floor, where one is set."]
  lower: ["DECIMAL(18,6)", "Lower end of the band, for polarity target."]
  upper: ["DECIMAL(18,6)", "Upper end of the band."]
  decision_ref: [VARCHAR, "The decision that set it."]
  rationale: [VARCHAR, "Why it was set so."]
*/
with reported as (
    select reported.quarter, reported.indicator_code, reported.period, calendar.report_on
    from {{ ref('reported_outturns') }} as reported
    inner join {{ source('framework', 'calendar') }} as calendar using (quarter)
    where reported.area_code = '{{ var('area_code') }}'
)
select
    reported.quarter,
    reported.indicator_code,
    targets.period as target_period,
    targets.target,
    targets.floor,
    coalesce(targets.lower, indicators.lower) as lower,
    coalesce(targets.upper, indicators.upper) as upper,
    targets.decision_ref,
    targets.rationale
from reported
inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
inner join {{ source('framework', 'targets') }} as targets using (indicator_code)
inner join {{ source('framework', 'decisions') }} as decisions using (decision_ref)
where {{ in_force_from('decisions') }} <= reported.report_on
    and (
        targets.period = reported.period
        or (
            {{ is_quarter('reported.period') }}
            and targets.period = left(reported.period, 7)
            and (indicators.measure_type <> 'cumulative' or reported.period like '%-Q4')
        )
    )
qualify row_number() over (
    partition by reported.quarter, reported.indicator_code
    order by
        targets.period = reported.period desc,
        {{ target_that_counts('targets', 'decisions') }}
) = 1
