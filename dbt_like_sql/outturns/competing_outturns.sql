/*
description: >
  Figures that compete: what several sources, or returns of several quarters, say by a reporting quarter of one
  indicator, authority and period, in the order in which they count, with the rule that decided. The source that
  indicators.csv names comes before any other, then what was returned last. A figure that nothing competes with has
  no row here.
slices: quarter
grain: [quarter, indicator_code, area_code, period, place]
history: [outturns]
preview: [indicator_code, period, place, source, reported_in, published_value, counting_value, rule, is_shown]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  area_code: [VARCHAR, "The authority's ONS code."]
  period: [VARCHAR, "The period of the figures."]
  place: [INTEGER, "1 is the figure that counts."]
  source: [VARCHAR, "The source specification it was read by."]
  reported_in: [VARCHAR, "The quarter that first reported it."]
  published_value: ["DECIMAL(18,6)", "The figure at its published decimals; none if suppressed."]
  marker: [VARCHAR, "Shorthand marker, without brackets."]
  submitted_on: [DATE, "When it was returned; none for a published figure."]
  figure_id: [VARCHAR, "The figure."]
  counting_source: [VARCHAR, "The source of the figure that counts."]
  counting_value: ["DECIMAL(18,6)", "The figure that counts."]
  counting_submitted_on: [DATE, "When that one was returned."]
  rule: [VARCHAR, "Why it counts, or why it doesn't."]
  is_shown: [BOOLEAN, "Whether the quarter's report shows the period, or first reports one of the figures."]
*/
with several as (
    select outturns.*
    from {{ ref('outturns') }} as outturns
    qualify count(*) over (partition by outturns.indicator_code, outturns.area_code, outturns.period) > 1
),
placed as (
    select
        run.quarter as report,
        several.*,
        row_number() over one_figure as place,
        max(several.quarter) over (
            partition by run.quarter, several.indicator_code, several.area_code, several.period
        ) as newest_quarter
    from several
    inner join {{ source('run', 'quarters') }} as run on several.quarter <= run.quarter
    window one_figure as (
        partition by run.quarter, several.indicator_code, several.area_code, several.period
        order by {{ figure_that_counts('several') }}
    )
    qualify count(*) over (
        partition by run.quarter, several.indicator_code, several.area_code, several.period
    ) > 1
)
select
    placed.report as quarter,
    placed.indicator_code,
    placed.area_code,
    placed.period,
    cast(placed.place as integer) as place,
    placed.source,
    placed.quarter as reported_in,
    placed.published_value,
    placed.marker,
    placed.submitted_on,
    placed.figure_id,
    counting.source as counting_source,
    counting.published_value as counting_value,
    counting.submitted_on as counting_submitted_on,
    case
        when placed.place = 1 and second.is_declared_source is distinct from placed.is_declared_source
            then 'It counts: indicators.csv names its source.'
        when placed.place = 1 and second.quarter < placed.quarter then 'It counts: it was reported last.'
        when placed.place = 1 then 'It counts: its source comes first by name.'
        when placed.is_declared_source is distinct from counting.is_declared_source
            then 'It does not count: indicators.csv names another source.'
        when placed.quarter < counting.quarter then 'It does not count: a later quarter reported another.'
        else 'It does not count: another source comes first by name.'
    end as rule,
    placed.newest_quarter = placed.report
        or coalesce(
            placed.period in (reported.period, reported.last_reported_period, reported.last_year_period), false
        ) as is_shown
from placed
inner join placed as counting
    on counting.report = placed.report and counting.indicator_code = placed.indicator_code
    and counting.area_code = placed.area_code and counting.period = placed.period and counting.place = 1
inner join placed as second
    on second.report = placed.report and second.indicator_code = placed.indicator_code
    and second.area_code = placed.area_code and second.period = placed.period and second.place = 2
left join {{ ref('reported_outturns') }} as reported
    on reported.quarter = placed.report and reported.indicator_code = placed.indicator_code
    and reported.area_code = placed.area_code
