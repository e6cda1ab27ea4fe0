/*
description: >
  One figure for each indicator, authority and period that a published extract gives. Where two files of one source
  give the same figure, the file that comes last by name is the newer publication and wins.
slices: whole
grain: [indicator_code, area_code, period]
columns:
  indicator_code: [VARCHAR, "The framework's indicator."]
  area_code: [VARCHAR, "The authority's ONS code."]
  period: [VARCHAR, "The period, in its one spelling."]
  period_start: [DATE, "First day of the period."]
  period_end: [DATE, "Last day of the period."]
  value: ["DECIMAL(38,18)", "The value in the indicator's unit, exact."]
  numerator: ["DECIMAL(38,18)", "The numerator, where given."]
  denominator: ["DECIMAL(38,18)", "The denominator, where given."]
  marker: [VARCHAR, "Shorthand marker, without brackets."]
  source: [VARCHAR, "The source specification it was read by."]
  file_name: [VARCHAR, "The file, below landing/."]
  file_sha256: [VARCHAR, "SHA-256 of the file."]
  sheet: [VARCHAR, "The workbook's sheet."]
  row_number: [INTEGER, "The row in the file."]
  cell: [VARCHAR, "The cell that holds the value."]
  raw_value: [VARCHAR, "The text in that cell."]
*/
select
    indicators.indicator_code,
    figures.area_code,
    figures.period,
    figures.period_start,
    figures.period_end,
    figures.value,
    figures.numerator,
    figures.denominator,
    figures.marker,
    figures.source,
    figures.file_name,
    figures.file_sha256,
    figures.sheet,
    figures.row_number,
    figures.cell,
    figures.raw_value
from {{ source('landing', 'published_figures') }} as figures
inner join {{ source('framework', 'indicators') }} as indicators
    on indicators.source = figures.source and indicators.source_measure = figures.measure
where figures.fate = 'accepted'
qualify row_number() over (
    partition by indicators.indicator_code, figures.area_code, figures.period
    order by figures.file_name desc, figures.row_number desc
) = 1
