/*
description: >
  Figures that no file gives, derived from figures of one row of a file: for each authority and period the recycling
  contamination rate, the rejects as a share of what was collected for recycling (recycled and rejected), in percent
  to 1 decimal, and never below nothing. That is how the Office for Local Government published it. Each keeps the two
  cells it was derived from.
slices: whole
grain: [source, measure, area_code, period, file_name]
columns:
  source: [VARCHAR, "The source specification of the figures it is derived from."]
  measure: [VARCHAR, "The derived measure, as indicators.csv names it in source_measure."]
  area_code: [VARCHAR, "The authority's code as the file gives it."]
  period: [VARCHAR, "The period, in its one spelling."]
  period_start: [DATE, "First day of the period."]
  period_end: [DATE, "Last day of the period."]
  value: ["DECIMAL(38,18)", "The derived value."]
  numerator: ["DECIMAL(38,18)", "What is divided."]
  denominator: ["DECIMAL(38,18)", "By what."]
  marker: [VARCHAR, "Shorthand marker, without brackets: of those of the figures it is derived from the one that says most."]
  file_name: [VARCHAR, "The file, below landing/."]
  file_sha256: [VARCHAR, "SHA-256 of the file."]
  sheet: [VARCHAR, "The workbook's sheet."]
  row_number: [INTEGER, "The row in the file."]
  cell: [VARCHAR, "The cells of the figures it is derived from."]
  raw_value: [VARCHAR, "The texts in those cells."]
*/
with rejected as (
    select * from {{ source('landing', 'published_figures') }}
    where source = 'defra_waste_tonnages' and measure = 'Household waste rejected' and fate = 'accepted'
),
recycled as (
    select * from {{ source('landing', 'published_figures') }}
    where source = 'defra_waste_tonnages' and measure = 'Household waste recycled' and fate = 'accepted'
),
contamination as (
    select
        rejected.source,
        'Recycling contamination rate' as measure,
        rejected.area_code,
        rejected.period,
        rejected.period_start,
        rejected.period_end,
        rejected.value as numerator,
        cast(recycled.value + rejected.value as decimal(38, 18)) as denominator,
        {{ marker_that_says_most('[rejected.marker, recycled.marker]') }} as marker,
        rejected.file_name,
        rejected.file_sha256,
        rejected.sheet,
        rejected.row_number,
        rejected.cell || ' / ' || recycled.cell as cell,
        rejected.raw_value || ' / ' || recycled.raw_value as raw_value
    from rejected
    inner join recycled
        on recycled.file_name = rejected.file_name
        and recycled.sheet is not distinct from rejected.sheet
        and recycled.row_number = rejected.row_number
),
valued as (
    select
        contamination.*,
        case
            when denominator > 0 and numerator <= 0 then cast(0 as decimal(38, 18))
            -- Tenths of a percent.
            when denominator > 0 then cast(
                cast(
                    {{ half_up('cast(numerator * 1000000 as hugeint) * 1000', 'cast(denominator * 1000000 as hugeint)') }}
                    as decimal(30, 0)
                ) * cast(0.1 as decimal(2, 1)) as decimal(38, 18)
            )
        end as value
    from contamination
)
select
    source,
    measure,
    area_code,
    period,
    period_start,
    period_end,
    value,
    numerator,
    denominator,
    case when value is null and coalesce(marker, '') not in ('x', 'z', 'c') then 'x' else marker end as marker,
    file_name,
    file_sha256,
    sheet,
    row_number,
    cell,
    raw_value
from valued
