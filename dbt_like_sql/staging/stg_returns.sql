/*
description: >
  One figure for each indicator and period that the services returned in a quarter's folder: the latest submission
  stands. Where only numerator and denominator are given, the value is their ratio in the indicator's unit.
slices: quarter
grain: [quarter, indicator_code, period]
columns:
  quarter: [VARCHAR, "The quarter whose folder the return landed in."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  period: [VARCHAR, "The period, in its one spelling."]
  period_start: [DATE, "First day of the period."]
  period_end: [DATE, "Last day of the period."]
  value: ["DECIMAL(38,18)", "The value in the indicator's unit, exact (a ratio to 12 decimals, cut)."]
  numerator: ["DECIMAL(38,18)", "The numerator, where given."]
  denominator: ["DECIMAL(38,18)", "The denominator, where given."]
  marker: [VARCHAR, "Shorthand marker, without brackets."]
  commentary: [VARCHAR, "What the service says about the figure."]
  submitted_by: [VARCHAR, "Who returned it."]
  submitted_on: [DATE, "When it was returned."]
  submissions: [INTEGER, "How many submissions there were; the latest is this one."]
  differing_values: [INTEGER, "How many different values the submissions of the latest day hold."]
  source: [VARCHAR, "The source specification it was read by."]
  file_name: [VARCHAR, "The file, below landing/."]
  file_sha256: [VARCHAR, "SHA-256 of the file."]
  sheet: [VARCHAR, "The workbook's sheet."]
  row_number: [INTEGER, "The row in the file."]
  cell: [VARCHAR, "The cell that holds the value."]
  raw_value: [VARCHAR, "The text in that cell."]
*/
with accepted as (
    select
        returns.*,
        indicators.indicator_code,
        -- The file's version: its name without suffix, the shorter first (housing, housing--2, housing--10).
        regexp_replace(returns.file_name, '\.[^.]*$', '') as version,
        -- How many units a ratio of 1 is: 100 for a percentage, n for "per n".
        case
            when indicators.unit = '%' then 100
            when indicators.unit like 'per %'
                then try_cast(replace(regexp_extract(indicators.unit, 'per ([\d,]+)', 1), ',', '') as bigint)
            else 1
        end as ratio_scale
    from {{ source('landing', 'internal_returns') }} as returns
    inner join {{ source('framework', 'indicators') }} as indicators
        on indicators.indicator_code = returns.measure
    where returns.fate = 'accepted'
),
valued as (
    select
        accepted.* exclude (value),
        -- Whole-number division keeps the ratio exact to 12 decimals, cut and not rounded, so that a figure is
        -- never lifted to a rounding boundary it does not reach.
        coalesce(
            value,
            case
                when denominator <> 0 then cast(
                    cast(
                        (cast(numerator * 1000000 as hugeint) * coalesce(ratio_scale, 1) * 1000000000000)
                        // cast(denominator * 1000000 as hugeint) as decimal(38, 0)
                    ) * cast(0.000000000001 as decimal(13, 12)) as decimal(38, 18)
                )
            end
        ) as value
    from accepted
)
select
    quarter,
    indicator_code,
    period,
    period_start,
    period_end,
    value,
    numerator,
    denominator,
    marker,
    commentary,
    submitted_by,
    submitted_on,
    cast(count(*) over one_figure as integer) as submissions,
    cast(count(distinct coalesce(cast(value as varchar), marker)) over (
        partition by quarter, indicator_code, period, submitted_on
    ) as integer) as differing_values,
    source,
    file_name,
    file_sha256,
    sheet,
    row_number,
    cell,
    raw_value
from valued
window one_figure as (partition by quarter, indicator_code, period)
qualify row_number() over (
    partition by quarter, indicator_code, period
    order by submitted_on desc, length(version) desc, version desc
) = 1
