/*
description: >
  Every figure that a service owed by a quarter and that isn't there, or came after its date due. A quarterly figure is
  owed with its quarter; an annual one with the quarter that asks for it, and from then on until it comes. A row given
  with a marker, such as [x], is a return. Whether a return was late is said by its first submission, not by a later
  correction.
slices: quarter
grain: [quarter, indicator_code]
history: [stg_returns]
preview: [service, indicator_code, title, period, returns_due, status, days_late, last_reported_period]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The indicator whose figure was owed."]
  title: [VARCHAR, "The indicator's title."]
  service: [VARCHAR, "The service that owes it: its file's name, as in services.csv."]
  directorate: [VARCHAR, "The directorate that answers for it."]
  owner: [VARCHAR, "The job title that answers for it."]
  period: [VARCHAR, "The period that the figure is for."]
  period_end: [DATE, "Last day of that period."]
  asked_in: [VARCHAR, "The quarter whose return it belongs in."]
  returns_due: [DATE, "The day it was due, by calendar.csv."]
  status: [VARCHAR, "Missing or Late."]
  submitted_on: [DATE, "For a late one, when it was first returned."]
  days_late: [INTEGER, "For a late one, how many days after it was due."]
  file_name: [VARCHAR, "For a late one, the file that first gave it, below landing/."]
  last_reported_period: [VARCHAR, "The latest period that was ever returned with a figure."]
*/
with owed as (
    -- The newest figure that has been asked for by the quarter: the quarter's own, or the last year's.
    select
        run.quarter,
        calendar.period_end as quarter_end,
        asked.indicator_code,
        asked.service,
        asked.period,
        asked.period_start,
        asked.period_end,
        asked.quarter as asked_in,
        due.returns_due,
        indicators.title,
        indicators.directorate,
        indicators.owner,
        indicators.frequency
    from {{ source('run', 'quarters') }} as run
    inner join {{ source('framework', 'calendar') }} as calendar on calendar.quarter = run.quarter
    inner join {{ source('run', 'asked') }} as asked on asked.quarter <= run.quarter
    inner join {{ source('framework', 'calendar') }} as due on due.quarter = asked.quarter
    inner join {{ source('framework', 'indicators') }} as indicators
        on indicators.indicator_code = asked.indicator_code
        and {{ in_framework_on('indicators', 'calendar.period_end') }}
    qualify row_number() over (partition by run.quarter, asked.indicator_code order by asked.quarter desc) = 1
),
returned as (
    -- A yearly figure may be for an academic or a calendar year: any that ends in the year asked for, or after it.
    select distinct
        owed.quarter,
        owed.indicator_code
    from owed
    inner join {{ ref('stg_returns') }} as returns
        on returns.indicator_code = owed.indicator_code
        and returns.quarter <= owed.quarter
        and (
            returns.period = owed.period
            or owed.frequency <> 'quarterly' and not {{ is_quarter('returns.period') }}
            and returns.period_end > case owed.frequency
                when 'biennial' then owed.period_start - interval 1 year
                else owed.period_start
            end
        )
),
first_given as (
    select
        landed.quarter,
        landed.measure as indicator_code,
        landed.period,
        min(landed.submitted_on) as submitted_on,
        arg_min(landed.file_name, (landed.submitted_on, landed.file_name)) as file_name
    from {{ source('landing', 'internal_returns') }} as landed
    where landed.fate = 'accepted'
    group by landed.quarter, landed.measure, landed.period
),
last_reported as (
    select
        owed.quarter,
        owed.indicator_code,
        arg_max(returns.period, returns.period_end) as period
    from owed
    inner join {{ ref('stg_returns') }} as returns
        on returns.indicator_code = owed.indicator_code and returns.quarter <= owed.quarter
    where returns.value is not null or returns.numerator is not null
    group by owed.quarter, owed.indicator_code
)
select
    owed.quarter,
    owed.indicator_code,
    owed.title,
    owed.service,
    owed.directorate,
    owed.owner,
    owed.period,
    owed.period_end,
    owed.asked_in,
    owed.returns_due,
    case when returned.indicator_code is null then 'Missing' else 'Late' end as status,
    first_given.submitted_on,
    cast(first_given.submitted_on - owed.returns_due as integer) as days_late,
    first_given.file_name,
    last_reported.period as last_reported_period
from owed
left join returned
    on returned.quarter = owed.quarter and returned.indicator_code = owed.indicator_code
left join first_given
    on first_given.quarter = owed.quarter and first_given.indicator_code = owed.indicator_code
    and first_given.period = owed.period
left join last_reported
    on last_reported.quarter = owed.quarter and last_reported.indicator_code = owed.indicator_code
where returned.indicator_code is null or first_given.submitted_on > owed.returns_due
