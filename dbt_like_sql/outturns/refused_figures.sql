/*
description: >
  Each row about the council itself that was refused in a published extract: by its code, or by its name where the code
  is no authority's. Its figure is in no other table, and the report would show the one before it in its place, or none.
  A later file of the source that gives the figure mends it. Other authorities' refused rows are the extract's own gate's
  to tell.
slices: whole
grain: [source, file_name, sheet, row_number, cell]
preview: [indicator_code, period, raw_value, reason, file_name, row_number]
columns:
  source: [VARCHAR, "The source specification that reads the file."]
  indicator_code: [VARCHAR, "The framework's indicator; none where the row is a part of a derived figure."]
  measure: [VARCHAR, "The source's measure."]
  area_code: [VARCHAR, "The council's ONS code, or what stands in its place."]
  period: [VARCHAR, "The period, in its one spelling, or as the file has it where it can't be read."]
  raw_value: [VARCHAR, "The text in the value's cell."]
  reason: [VARCHAR, "Why it was refused, and what to do."]
  file_name: [VARCHAR, "The file, below landing/."]
  file_sha256: [VARCHAR, "SHA-256 of the file."]
  sheet: [VARCHAR, "The workbook's sheet."]
  row_number: [INTEGER, "The row in the file."]
  cell: [VARCHAR, "The cell that holds the value."]
*/
with figures as (
    select landed.*
    from {{ source('landing', 'published_figures') }} as landed
    left join {{ source('framework', 'areas') }} as council on council.area_code = '{{ var('area_code') }}'
    where landed.fate = 'quarantined'
        and (
            landed.area_code = '{{ var('area_code') }}'
            or landed.rule = 'unknown_area' and {{ bare_name('landed.area_name') }} = {{ bare_name('council.area_name') }}
        )
)
select
    figures.source,
    indicators.indicator_code,
    figures.measure,
    figures.area_code,
    coalesce(figures.period, figures.period_text) as period,
    figures.raw_value,
    figures.reason,
    figures.file_name,
    figures.file_sha256,
    figures.sheet,
    figures.row_number,
    figures.cell
from figures
left join {{ source('framework', 'indicators') }} as indicators
    on indicators.source = figures.source and indicators.source_measure = figures.measure
where not exists (
    select 1
    from {{ source('landing', 'published_figures') }} as later
    where later.fate = 'accepted' and later.area_code = '{{ var('area_code') }}'
        and later.source = figures.source and later.measure = figures.measure and later.period = figures.period
        and {{ publication_order('later.file_name') }} > {{ publication_order('figures.file_name') }}
)
