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
  was: [VARCHAR, "The target before, as a figure or a band, with its floor."]
  becomes: [VARCHAR, "The target after; the day for an indicator."]
  rationale: [VARCHAR, "Why."]
*/
with reports as (
    select calendar.quarter, decisions.decision_ref, decisions.decided_on, decisions.effective_from
    from {{ source('framework', 'decisions') }} as decisions
    inner join {{ source('framework', 'calendar') }} as calendar
        on calendar.report_on >= {{ in_force_from('decisions') }}
    inner join {{ source('run', 'quarters') }} as run on run.quarter = calendar.quarter
),
written as (
    select
        targets.*,
        regexp_replace(cast(targets.target as varchar), '\.?0+$', '') as target_text,
        regexp_replace(cast(targets.floor as varchar), '\.?0+$', '') as floor_text,
        regexp_replace(cast(targets.lower as varchar), '\.?0+$', '') as lower_text,
        regexp_replace(cast(targets.upper as varchar), '\.?0+$', '') as upper_text
    from {{ source('framework', 'targets') }} as targets
),
worded as (
    select
        written.*,
        {{ target_in_words('target_text', 'floor_text', 'lower_text', 'upper_text') }} as in_words
    from written
),
set_targets as (
    select
        reports.*,
        worded.indicator_code,
        worded.period,
        worded.rationale,
        worded.in_words,
        lead(worded.in_words) over (
            partition by reports.quarter, worded.indicator_code, worded.period
            order by {{ target_that_counts('worded', 'reports') }}
        ) as was
    from worded
    inner join reports using (decision_ref)
),
members as (
    select introduced_by as decision_ref, 'Added' as change, indicator_code, valid_from as dated
    from {{ source('framework', 'indicators') }}
    union all
    select withdrawn_by as decision_ref, 'Withdrawn' as change, indicator_code, valid_to as dated
    from {{ source('framework', 'indicators') }}
),
changes as (
    select
        reports.*,
        members.change,
        members.indicator_code,
        '' as period,
        cast(null as varchar) as was,
        cast(members.dated as varchar) as becomes,
        cast(null as varchar) as rationale
    from members
    inner join reports using (decision_ref)
    union all
    select
        quarter,
        decision_ref,
        decided_on,
        effective_from,
        case when was is null then 'Target set' else 'Target revised' end as change,
        indicator_code,
        period,
        was,
        in_words as becomes,
        rationale
    from set_targets
)
select
    changes.quarter,
    changes.decision_ref,
    changes.decided_on,
    changes.effective_from,
    changes.change,
    changes.indicator_code,
    indicators.title,
    changes.period,
    changes.was,
    changes.becomes,
    changes.rationale
from changes
inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
