/*
description: >
  Every figure, in the slice of the quarter that first reports it: returned figures in the quarter of their return,
  published ones in the quarter in which their period ends (in the calendar's first, if it ended before). A figure is
  judged and shown at its indicator's published decimals; a count below the indicator's limit is suppressed.
slices: quarter
grain: [quarter, indicator_code, area_code, period, source]
columns:
  quarter: [VARCHAR, "The quarter that first reports the figure."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  area_code: [VARCHAR, "The authority's ONS code."]
  period: [VARCHAR, "The period, in its one spelling."]
  period_start: [DATE, "First day of the period."]
  period_end: [DATE, "Last day of the period."]
  value: ["DECIMAL(38,18)", "The exact value in the indicator's unit."]
  published_value: ["DECIMAL(18,6)", "The value at the indicator's published decimals, halves away from zero; none if suppressed."]
  numerator: ["DECIMAL(38,18)", "The numerator, where given."]
  denominator: ["DECIMAL(38,18)", "The denominator, where given."]
  marker: [VARCHAR, "Shorthand marker, without brackets."]
  commentary: [VARCHAR, "What the service says about the figure."]
  submitted_by: [VARCHAR, "Who returned it."]
  submitted_on: [DATE, "When it was returned."]
  is_declared_source: [BOOLEAN, "Whether the figure comes from the source that indicators.csv names."]
  source: [VARCHAR, "The source specification it was read by."]
  file_name: [VARCHAR, "The file, below landing/."]
  file_sha256: [VARCHAR, "SHA-256 of the file."]
  sheet: [VARCHAR, "The workbook's sheet."]
  row_number: [INTEGER, "The row in the file."]
  cell: [VARCHAR, "The cell that holds the value."]
  raw_value: [VARCHAR, "The text in that cell."]
  figure_id: [VARCHAR, "indicator.area.period.revision: the revision is a hash of the figure's place and text."]
*/
with reporting as (
    select
        calendar.quarter,
        calendar.period_end,
        lag(calendar.period_end) over (order by calendar.quarter) as previous_end
    from {{ source('framework', 'calendar') }} as calendar
),
published as (
    select reporting.quarter, figures.*
    from {{ ref('stg_published_figures') }} as figures
    inner join reporting
        on figures.period_end <= reporting.period_end
        and (reporting.previous_end is null or figures.period_end > reporting.previous_end)
    where reporting.quarter in (select quarter from {{ source('run', 'quarters') }})
),
returned as (
    select returns.* exclude (submissions, differing_values), '{{ var('area_code') }}' as area_code
    from {{ ref('stg_returns') }} as returns
),
together as (
    select * from published
    union all by name
    select * from returned
),
rounded as (
    select
        together.*,
        indicators.source = together.source as is_declared_source,
        coalesce(together.value < indicators.suppress_below, false) as is_suppressed,
        case indicators.decimals
            when 0 then cast(cast(value as decimal(38, 0)) as decimal(18, 6))
            when 1 then cast(cast(value as decimal(38, 1)) as decimal(18, 6))
            when 2 then cast(cast(value as decimal(38, 2)) as decimal(18, 6))
            when 3 then cast(cast(value as decimal(38, 3)) as decimal(18, 6))
            when 4 then cast(cast(value as decimal(38, 4)) as decimal(18, 6))
            when 5 then cast(cast(value as decimal(38, 5)) as decimal(18, 6))
            else cast(value as decimal(18, 6))
        end as rounded_value
    from together
    inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
)
select
    quarter,
    indicator_code,
    area_code,
    period,
    period_start,
    period_end,
    value,
    case when not is_suppressed then rounded_value end as published_value,
    numerator,
    denominator,
    case when is_suppressed then 'c' else marker end as marker,
    commentary,
    submitted_by,
    submitted_on,
    is_declared_source,
    source,
    file_name,
    file_sha256,
    sheet,
    row_number,
    cell,
    raw_value,
    concat_ws(
        '.', indicator_code, area_code, replace(period, ' ', '_'),
        left(md5(concat_ws('|', file_sha256, sheet, row_number, raw_value, numerator, denominator, marker)), 8)
    ) as figure_id
from rounded
