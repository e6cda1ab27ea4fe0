/*
description: >
  Every figure, in the slice of the quarter that first reports it: returned figures in the quarter of their return,
  published ones in the first quarter with returns by whose end their period has ended. A figure is judged and shown
  at its indicator's published decimals. A returned figure is suppressed as suppressions says, a published one whose
  count (its numerator, where given) is below the indicator's limit; its id is made without it. Where only numerator and denominator are given, the figure is
  their ratio in the indicator's unit; a zero that stands for no figure is none; a cumulative indicator's figure is
  its year to date.
slices: quarter
grain: [quarter, indicator_code, area_code, period, source]
history: [stg_returns]
columns:
  quarter: [VARCHAR, "The quarter that first reports the figure."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  area_code: [VARCHAR, "The authority's ONS code."]
  period: [VARCHAR, "The period, in its one spelling."]
  period_start: [DATE, "First day of the period."]
  period_end: [DATE, "Last day of the period."]
  value: ["DECIMAL(38,18)", "The exact value in the indicator's unit (a ratio to 12 decimals, cut)."]
  value_in_quarter: ["DECIMAL(38,18)", "For a cumulative indicator, the figure of the quarter alone; none if its text is withheld."]
  published_value: ["DECIMAL(18,6)", "The value at the indicator's published decimals, halves away from zero; none if suppressed."]
  numerator: ["DECIMAL(38,18)", "The numerator, where given."]
  denominator: ["DECIMAL(38,18)", "The denominator, where given."]
  marker: [VARCHAR, "Shorthand marker, without brackets."]
  is_break: [BOOLEAN, "Whether the series breaks with it (marker b), also where it is suppressed."]
  is_text_withheld: [BOOLEAN, "Whether the text in its cell is never shown: it would tell a suppressed figure, its own or another."]
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
    -- A quarter without returns reports nothing: what ends in it is left to the next one that has some.
    where
        calendar.quarter in (
            select quarter from {{ ref('stg_returns') }} union select quarter from {{ source('run', 'quarters') }}
        )
),
days as (
    -- Millions of figures end on a few hundred days.
    select ends.period_end, reporting.quarter
    from (select distinct period_end from {{ ref('stg_published_figures') }}) as ends
    inner join reporting
        on ends.period_end <= reporting.period_end
        and (reporting.previous_end is null or ends.period_end > reporting.previous_end)
    where reporting.quarter in (select quarter from {{ source('run', 'quarters') }})
),
published as (
    select
        days.quarter,
        figures.* exclude (value, marker, is_false_zero, reported_area_code),
        case when not coalesce(figures.is_false_zero, false) then figures.value end as value,
        case when figures.is_false_zero then 'x' else figures.marker end as marker
    from {{ ref('stg_published_figures') }} as figures
    inner join days using (period_end)
),
returned as (
    select
        returns.* exclude (
            submissions, differing_values, do_services_differ, is_of_another_unit, is_run_apart, is_in_framework,
            is_newest_file, accumulation, value, numerator, denominator, marker, ratio, is_value_its_ratio, lacks_counts,
            is_number_as_share
        ),
        '{{ var('area_code') }}' as area_code,
        to_date.value_in_quarter,
        case when suppressions.period is not null then suppressions.reason is not null end as is_suppressed,
        suppressions.is_text_withheld,
        case when returns.accumulation is null then returns.value else to_date.value_year_to_date end as value,
        case when returns.accumulation is null then returns.numerator else to_date.numerator_year_to_date
        end as numerator,
        case when returns.accumulation is null then returns.denominator else to_date.denominator_year_to_date
        end as denominator,
        case
            when
                (to_date.quarters_missing > 0 or to_date.is_mixed)
                and coalesce(returns.value, returns.numerator) is not null then 'x'
            else {{ marker_that_says_most('[returns.marker, to_date.parts_marker]') }}
        end as marker
    from {{ ref('stg_returns') }} as returns
    left join {{ ref('year_to_date') }} as to_date using (quarter, indicator_code, period)
    left join {{ ref('suppressions') }} as suppressions using (quarter, indicator_code, period)
    where returns.quarter in (select quarter from {{ source('run', 'quarters') }})
),
together as (
    select * from published
    union all by name
    select * from returned
),
valued as (
    select
        together.* exclude (value),
        coalesce(value, {{ ratio('numerator', 'denominator', 'ratio_scale') }}) as value
    from together
),
rounded as (
    select
        valued.* exclude (is_suppressed, is_text_withheld),
        indicators.source = valued.source as is_declared_source,
        coalesce(
            valued.is_suppressed, coalesce(valued.numerator, valued.value) < indicators.suppress_below, false
        ) as is_suppressed,
        coalesce(
            valued.is_text_withheld, coalesce(valued.numerator, valued.value) < indicators.suppress_below, false
        ) as is_text_withheld,
        {{ at_published_decimals('value', 'indicators.decimals') }} as rounded_value
    from valued
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
    case when not is_text_withheld then value_in_quarter end as value_in_quarter,
    case when not is_suppressed then rounded_value end as published_value,
    numerator,
    denominator,
    case when is_suppressed then 'c' else marker end as marker,
    coalesce(marker = 'b', false) as is_break,
    is_text_withheld,
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
        left(md5(
            case
                -- A hash of a small number gives it away: there are few to try.
                when is_text_withheld then concat_ws('|', file_sha256, sheet, row_number)
                else concat_ws('|', file_sha256, sheet, row_number, raw_value, numerator, denominator, marker)
            end
        ), 8)
    ) as figure_id
from rounded
