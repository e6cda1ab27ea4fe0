/*
description: >
  Every figure that the quarter's scorecard shows, current and previous, with the file, sheet, row and cell it was
  read from and the text that stood there. The text behind a suppressed figure is withheld.
slices: quarter
grain: [quarter, figure_id]
history: [outturns]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  figure_id: [VARCHAR, "indicator.area.period.revision."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  area_code: [VARCHAR, "The authority's ONS code."]
  period: [VARCHAR, "The period."]
  shown_as: [VARCHAR, "outturn or previous."]
  published_value: ["DECIMAL(18,6)", "The figure at its published decimals."]
  exact_value: ["DECIMAL(38,18)", "The exact value; withheld if suppressed."]
  marker: [VARCHAR, "Shorthand marker, without brackets."]
  numerator: ["DECIMAL(38,18)", "The numerator, where given."]
  denominator: ["DECIMAL(38,18)", "The denominator, where given."]
  source: [VARCHAR, "The source specification it was read by."]
  file_name: [VARCHAR, "The file, below landing/."]
  file_sha256: [VARCHAR, "SHA-256 of the file, kept under that name in archive/."]
  sheet: [VARCHAR, "The workbook's sheet."]
  row_number: [INTEGER, "The row in the file."]
  cell: [VARCHAR, "The cell that holds the value."]
  raw_value: [VARCHAR, "The text in that cell; withheld where it would tell a suppressed figure, its own or another."]
  submitted_by: [VARCHAR, "Who returned it."]
  submitted_on: [DATE, "When it was returned."]
  passport: [VARCHAR, "The page of this edition that says where the figure comes from, below the edition's folder."]
*/
with shown as (
    select quarter, figure_id, 'outturn' as shown_as from {{ ref('scorecard') }} where figure_id is not null
    union all
    select quarter, previous_figure_id as figure_id, 'previous' as shown_as
    from {{ ref('scorecard') }}
    where previous_figure_id is not null
)
select
    shown.quarter,
    shown.figure_id,
    outturns.indicator_code,
    outturns.area_code,
    outturns.period,
    shown.shown_as,
    outturns.published_value,
    case when outturns.marker is distinct from 'c' then outturns.value end as exact_value,
    outturns.marker,
    case when outturns.marker is distinct from 'c' then outturns.numerator end as numerator,
    case when outturns.marker is distinct from 'c' then outturns.denominator end as denominator,
    outturns.source,
    outturns.file_name,
    outturns.file_sha256,
    outturns.sheet,
    outturns.row_number,
    outturns.cell,
    case when not outturns.is_text_withheld then outturns.raw_value end as raw_value,
    outturns.submitted_by,
    outturns.submitted_on,
    'figures/' || outturns.indicator_code || '.html' as passport
from shown
inner join {{ ref('outturns') }} as outturns
    on outturns.figure_id = shown.figure_id and outturns.quarter <= shown.quarter
qualify row_number() over (
    partition by shown.quarter, shown.figure_id order by outturns.quarter desc, shown.shown_as
) = 1
