/*
description: >
  What each quarter reports of the council: for each indicator in the framework then, the figure of the quarter (or, for
  annual and biennial indicators, of the latest period by then), with the figures it may be compared with. Every
  indicator has a row, data or not. Of two revisions of a figure the later one counts, and the source that
  indicators.csv names before any other.
slices: quarter
grain: [quarter, indicator_code, area_code]
history: [outturns]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  area_code: [VARCHAR, "The council's ONS code."]
  period: [VARCHAR, "The period of the figure; none where nothing was ever reported."]
  period_end: [DATE, "Last day of that period."]
  published_value: ["DECIMAL(18,6)", "The figure at its published decimals."]
  marker: [VARCHAR, "Shorthand marker; x where the quarter's figure is missing."]
  commentary: [VARCHAR, "What the service says about the figure."]
  figure_id: [VARCHAR, "The figure; none where there is none."]
  last_reported_period: [VARCHAR, "The latest earlier period with a figure."]
  last_reported_value: ["DECIMAL(18,6)", "The figure of that period."]
  last_reported_marker: [VARCHAR, "The marker of that figure."]
  last_reported_figure_id: [VARCHAR, "The id of that figure."]
  last_reported_before_break: [BOOLEAN, "Whether the series broke (marker b) after that period."]
  last_year_period: [VARCHAR, "The period that ended a year before."]
  last_year_value: ["DECIMAL(18,6)", "The figure of that period."]
  last_year_marker: [VARCHAR, "The marker of that figure."]
  last_year_figure_id: [VARCHAR, "The id of that figure."]
  last_year_before_break: [BOOLEAN, "Whether the series broke (marker b) after that period."]
*/
-- Nothing is reported before its figures have been looked at, and those that were refused:
-- depends_on: {{ ref('plausibility') }}
-- depends_on: {{ ref('refused_figures') }}
with in_framework as (
    select
        calendar.quarter,
        calendar.period_end as quarter_end,
        indicators.indicator_code,
        indicators.frequency
    from {{ source('framework', 'calendar') }} as calendar
    inner join {{ source('run', 'quarters') }} as run on run.quarter = calendar.quarter
    inner join {{ source('framework', 'indicators') }} as indicators
        on {{ in_framework_on('indicators', 'calendar.period_end') }}
),
known as (
    select
        in_framework.quarter,
        in_framework.frequency,
        outturns.indicator_code,
        outturns.area_code,
        outturns.period,
        outturns.period_end,
        outturns.published_value,
        outturns.marker,
        outturns.is_break,
        outturns.commentary,
        outturns.figure_id
    from in_framework
    inner join {{ ref('outturns') }} as outturns
        on outturns.indicator_code = in_framework.indicator_code and outturns.quarter <= in_framework.quarter
        and outturns.area_code = '{{ var('area_code') }}'
    where {{ is_of_the_series('in_framework.frequency', 'outturns.period') }}
    qualify row_number() over (
        partition by in_framework.quarter, outturns.indicator_code, outturns.area_code, outturns.period
        order by {{ figure_that_counts('outturns') }}
    ) = 1
),
overdue as (
    select
        quarter,
        indicator_code,
        period,
        period_end
    from {{ ref('missing_returns') }}
    where status = 'Missing'
),
newest as (
    -- Where this year's figure is overdue, last year's does not stand in for it.
    select known.*
    from known
    left join overdue on overdue.quarter = known.quarter and overdue.indicator_code = known.indicator_code
    where
        known.frequency <> 'quarterly' and coalesce(known.period_end >= overdue.period_end, true)
        or known.period = known.quarter
    qualify row_number() over (
        partition by known.quarter, known.indicator_code, known.area_code order by known.period_end desc, known.period
    ) = 1
),
wanted as (
    select quarter, indicator_code, area_code from newest
    union
    select quarter, indicator_code, '{{ var('area_code') }}' as area_code from in_framework
),
placed as (
    select
        wanted.quarter,
        wanted.indicator_code,
        wanted.area_code,
        coalesce(
            newest.period, overdue.period, case when in_framework.frequency = 'quarterly' then wanted.quarter end
        ) as period,
        coalesce(newest.period_end, overdue.period_end, in_framework.quarter_end) as period_end,
        newest.published_value,
        coalesce(newest.marker, case when newest.published_value is null then 'x' end) as marker,
        newest.commentary,
        newest.figure_id
    from wanted
    inner join in_framework using (quarter, indicator_code)
    left join newest using (quarter, indicator_code, area_code)
    left join overdue using (quarter, indicator_code)
),
broken as (
    select quarter, indicator_code, area_code, max(period_end) as last_break
    from known
    where is_break
    group by quarter, indicator_code, area_code
),
earlier as (
    select
        known.*,
        known.period_end = {{ a_year_before('placed.period_end') }} as is_last_years
    from placed
    inner join known
        on known.quarter = placed.quarter
        and known.indicator_code = placed.indicator_code
        and known.area_code = placed.area_code
        and known.period_end < placed.period_end
        and known.published_value is not null
),
last_reported as (
    select earlier.*
    from earlier
    qualify row_number() over (
        partition by quarter, indicator_code, area_code order by period_end desc, period
    ) = 1
),
last_year as (
    select earlier.*
    from earlier
    where is_last_years
    qualify row_number() over (partition by quarter, indicator_code, area_code order by period) = 1
)
select
    placed.quarter,
    placed.indicator_code,
    placed.area_code,
    placed.period,
    placed.period_end,
    placed.published_value,
    placed.marker,
    placed.commentary,
    placed.figure_id,
    last_reported.period as last_reported_period,
    last_reported.published_value as last_reported_value,
    last_reported.marker as last_reported_marker,
    last_reported.figure_id as last_reported_figure_id,
    coalesce(last_reported.period_end < broken.last_break, false) as last_reported_before_break,
    last_year.period as last_year_period,
    last_year.published_value as last_year_value,
    last_year.marker as last_year_marker,
    last_year.figure_id as last_year_figure_id,
    coalesce(last_year.period_end < broken.last_break, false) as last_year_before_break
from placed
left join broken using (quarter, indicator_code, area_code)
left join last_reported using (quarter, indicator_code, area_code)
left join last_year using (quarter, indicator_code, area_code)
