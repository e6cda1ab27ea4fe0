/*
description: >
  One figure for each indicator, authority and period that a published extract gives. Where two files of one source
  give the same figure, the file that comes last by name is the newer publication and wins. A code that was replaced by
  one other goes on under it; the first figure of an authority formed from several is marked b, a break in its series.
slices: whole
grain: [indicator_code, area_code, period]
columns:
  indicator_code: [VARCHAR, "The framework's indicator."]
  area_code: [VARCHAR, "The authority's ONS code; a replaced code's series goes on under its one successor."]
  reported_area_code: [VARCHAR, "The code as the file gives it."]
  period: [VARCHAR, "The period, in its one spelling."]
  period_start: [DATE, "First day of the period."]
  period_end: [DATE, "Last day of the period."]
  value: ["DECIMAL(38,18)", "The value in the indicator's unit, exact."]
  numerator: ["DECIMAL(38,18)", "The numerator, where given."]
  denominator: ["DECIMAL(38,18)", "The denominator, where given."]
  is_false_zero: [BOOLEAN, "Whether the value is a zero that stands for no figure."]
  marker: [VARCHAR, "Shorthand marker, without brackets."]
  source: [VARCHAR, "The source specification it was read by."]
  file_name: [VARCHAR, "The file, below landing/."]
  file_sha256: [VARCHAR, "SHA-256 of the file."]
  sheet: [VARCHAR, "The workbook's sheet."]
  row_number: [INTEGER, "The row in the file."]
  cell: [VARCHAR, "The cell that holds the value."]
  raw_value: [VARCHAR, "The text in that cell."]
*/
with followed as (
    -- A code that one other code replaced, and nothing else: the series goes on under the new one.
    select old_code, new_code, from_date
    from {{ source('framework', 'area_successors') }}
    qualify count(*) over (partition by old_code) = 1 and count(*) over (partition by new_code) = 1
),
formed as (
    -- An authority made of several, or of a part of one: its figures do not compare with those before.
    select new_code, max(from_date) as from_date
    from {{ source('framework', 'area_successors') }}
    where new_code not in (select new_code from followed)
    group by new_code
),
figures as (
    select
        indicators.indicator_code,
        coalesce(followed.new_code, landed.area_code) as current_area_code,
        landed.*
    from {{ source('landing', 'published_figures') }} as landed
    inner join {{ source('framework', 'indicators') }} as indicators
        on indicators.source = landed.source and indicators.source_measure = landed.measure
    left join followed on followed.old_code = landed.area_code
    where landed.fate = 'accepted'
    qualify row_number() over (
        partition by indicators.indicator_code, current_area_code, landed.period
        order by landed.file_name desc, landed.area_code = current_area_code desc, landed.row_number desc
    ) = 1
)
select
    figures.indicator_code,
    figures.current_area_code as area_code,
    figures.area_code as reported_area_code,
    figures.period,
    figures.period_start,
    figures.period_end,
    figures.value,
    figures.numerator,
    figures.denominator,
    figures.is_false_zero,
    coalesce(
        figures.marker,
        case
            when figures.period_end > formed.from_date
                and row_number() over (
                    partition by figures.indicator_code, figures.current_area_code, figures.period_end > formed.from_date
                    order by figures.period_end
                ) = 1
                then 'b'
        end
    ) as marker,
    figures.source,
    figures.file_name,
    figures.file_sha256,
    figures.sheet,
    figures.row_number,
    figures.cell,
    figures.raw_value
from figures
left join formed on formed.new_code = figures.current_area_code
