/*
description: >
  What each decision in force on the quarter's report date changed in the framework: indicators added and withdrawn, targets set for the first time and
  targets revised. Filtered by decision it is the schedule that goes with a delegated decision.
slices: quarter
grain: [quarter, decision_ref, change, indicator_code, period]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  decision_ref: [VARCHAR, "The decision."]
  decided_on: [DATE, "When it was taken."]
  effective_from: [DATE, "From when it counts."]
  change: [VARCHAR, "Added, Withdrawn, Target set or Target revised."]
  indicator_code: [VARCHAR, "The indicator."]
  title: [VARCHAR, "The indicator's title."]
  period: [VARCHAR, "The period a target is for; empty for an indicator."]
  was: [VARCHAR, "The target before, as a figure or a band."]
  becomes: [VARCHAR, "The target after; the day for an indicator."]
  rationale: [VARCHAR, "Why."]
*/
with set_targets as (
    select
        targets.indicator_code,
        targets.period,
        targets.decision_ref,
        targets.rationale,
        coalesce(
            regexp_replace(regexp_replace(cast(targets.target as varchar), '0+$', ''), '\.$', ''),
            concat(
                regexp_replace(regexp_replace(cast(targets.lower as varchar), '0+$', ''), '\.$', ''),
                ' to ',
                regexp_replace(regexp_replace(cast(targets.upper as varchar), '0+$', ''), '\.$', '')
            )
        ) as shown,
        lead(shown) over (
            partition by targets.indicator_code, targets.period
            order by {{ target_that_counts('targets', 'decisions') }}
        ) as was
    from {{ source('framework', 'targets') }} as targets
    inner join {{ source('framework', 'decisions') }} as decisions using (decision_ref)
),
changes as (
    select
        introduced_by as decision_ref,
        'Added' as change,
        indicator_code,
        '' as period,
        cast(null as varchar) as was,
        cast(valid_from as varchar) as becomes,
        cast(null as varchar) as rationale
    from {{ source('framework', 'indicators') }}
    where introduced_by is not null
    union all
    select
        withdrawn_by as decision_ref,
        'Withdrawn' as change,
        indicator_code,
        '' as period,
        cast(null as varchar) as was,
        cast(valid_to as varchar) as becomes,
        cast(null as varchar) as rationale
    from {{ source('framework', 'indicators') }}
    where withdrawn_by is not null
    union all
    select
        decision_ref,
        case when was is null then 'Target set' else 'Target revised' end as change,
        indicator_code,
        period,
        was,
        shown as becomes,
        rationale
    from set_targets
)
select
    calendar.quarter,
    changes.decision_ref,
    decisions.decided_on,
    decisions.effective_from,
    changes.change,
    changes.indicator_code,
    indicators.title,
    changes.period,
    changes.was,
    changes.becomes,
    changes.rationale
from changes
inner join {{ source('framework', 'decisions') }} as decisions using (decision_ref)
inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
inner join {{ source('framework', 'calendar') }} as calendar
    on calendar.report_on >= {{ in_force_from('decisions') }}
inner join {{ source('run', 'quarters') }} as run on run.quarter = calendar.quarter
