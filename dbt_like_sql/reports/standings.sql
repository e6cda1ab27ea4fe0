/*
description: >
  How each indicator of the quarter stands, in a councillor's words, and which ones need attention first. An exception
  is Red, or Amber and worsening. Those that were exceptions in the figure before as well come first, then Red before
  Amber, then by how far the target is missed. A figure counts once, however often it was reported,
  and a quarter without a figure ends the row.
slices: quarter
grain: [quarter, indicator_code]
history: [scorecard]
preview: [indicator_code, title, portfolio, rag, direction, standing, place, running, reason]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  title: [VARCHAR, "The indicator's title."]
  portfolio: [VARCHAR, "The portfolio it belonged to in the quarter's financial year."]
  rag: [VARCHAR, "Its rating."]
  direction: [VARCHAR, "Its direction of travel."]
  standing: [VARCHAR, "Performs well, Close to target, Needs improvement, No target yet, No figure or For context."]
  place: [INTEGER, "Its place among the exceptions, 1 first; none where it is no exception."]
  running: [INTEGER, "For how many figures in a row it has been an exception, this one included."]
  since: [VARCHAR, "The period of the first of them."]
  reason: [VARCHAR, "Why it is an exception, in words."]
*/
with reported as (
    select
        run.quarter,
        scorecard.quarter as reported_in,
        scorecard.indicator_code,
        scorecard.frequency,
        scorecard.period,
        cast(left(scorecard.period, 4) as integer) as begins_in,
        cast(left(scorecard.quarter, 4) as integer) * 4 + cast(right(scorecard.quarter, 1) as integer) as reported_at,
        coalesce(scorecard.rag = 'Red' or scorecard.rag = 'Amber' and scorecard.direction = 'Declined', false) as is_exception
    from {{ ref('scorecard') }} as scorecard
    inner join {{ source('run', 'quarters') }} as run on scorecard.quarter <= run.quarter
    -- Reported again and again until the next one comes, an annual figure is still one figure.
    qualify row_number() over (
        partition by run.quarter, scorecard.indicator_code, coalesce(scorecard.period, scorecard.quarter)
        order by scorecard.quarter desc
    ) = 1
),
followed as (
    select
        reported.*,
        -- A quarter without returns has no scorecard, and a year without a survey no figure: they end a row as one
        -- without a figure does.
        case frequency
            when 'quarterly' then lag(reported_at) over newest_first > reported_at + 1
            when 'annual' then lag(begins_in) over newest_first > begins_in + 1
            else false
        end as is_before_a_gap
    from reported
    window newest_first as (partition by quarter, indicator_code order by reported_in desc)
),
counted as (
    select
        followed.*,
        count(*) filter (where not is_exception or is_before_a_gap) over (
            partition by quarter, indicator_code order by reported_in desc
            rows between unbounded preceding and current row
        ) as others_since
    from followed
),
runs as (
    select
        quarter,
        indicator_code,
        cast(count(*) as integer) as running,
        min_by(period, reported_in) as since
    from counted
    where others_since = 0
    group by quarter, indicator_code
),
standing as (
    select
        scorecard.quarter,
        scorecard.indicator_code,
        scorecard.title,
        scorecard.portfolio,
        scorecard.rag,
        scorecard.direction,
        scorecard.frequency,
        abs(scorecard.variance_pct) as missed_by_pct,
        case
            when scorecard.rag = 'Green' then 'Performs well'
            when runs.running is not null then 'Needs improvement'
            when scorecard.rag = 'Amber' then 'Close to target'
            when scorecard.rag = 'No target' then 'No target yet'
            when scorecard.rag = 'No data' then 'No figure'
            else 'For context'
        end as standing,
        runs.running,
        runs.since
    from {{ ref('scorecard') }} as scorecard
    inner join {{ source('run', 'quarters') }} as run on run.quarter = scorecard.quarter
    left join runs on runs.quarter = scorecard.quarter and runs.indicator_code = scorecard.indicator_code
)
select
    quarter,
    indicator_code,
    title,
    portfolio,
    rag,
    direction,
    standing,
    case
        when running is not null then cast(
            row_number() over (
                partition by quarter, running is null
                order by running >= 2 desc, rag = 'Red' desc, missed_by_pct desc nulls last, indicator_code
            ) as integer
        )
    end as place,
    running,
    since,
    case
        when running is not null then concat(
            rag,
            case when rag = 'Amber' then ' and worsening' end,
            case
                when running >= 2 then concat(
                    '; needs improvement for ', running,
                    case frequency when 'quarterly' then ' quarters' when 'annual' then ' years' else ' surveys' end,
                    ' running, since ', since
                )
            end
        )
    end as reason
from standing
