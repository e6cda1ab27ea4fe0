/*
description: >
  One figure for each indicator and period that the services returned in a quarter's folder, as they gave it: the
  latest submission stands.
slices: quarter
grain: [quarter, indicator_code, period]
columns:
  quarter: [VARCHAR, "The quarter whose folder the return landed in."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  period: [VARCHAR, "The period, in its one spelling."]
  period_start: [DATE, "First day of the period."]
  period_end: [DATE, "Last day of the period."]
  value: ["DECIMAL(38,18)", "The value in the indicator's unit, exact; none where only a ratio's parts are given."]
  numerator: ["DECIMAL(38,18)", "The numerator, where given; none where it is noted beside a number."]
  denominator: ["DECIMAL(38,18)", "The denominator, likewise."]
  ratio_scale: [BIGINT, "How many units a ratio of 1 is: 100 for a percentage, n for per n."]
  ratio: ["DECIMAL(18,6)", "What numerator and denominator come to, at the indicator's published decimals."]
  is_value_its_ratio: [BOOLEAN, "Whether the value is that, at published decimals; none where not both are given, or the unit is no ratio."]
  lacks_counts: [BOOLEAN, "Whether it is a rate that may have to be suppressed, without the counts that it would be judged by."]
  is_number_as_share: [BOOLEAN, "Whether a whole number is given as a numerator below its denominator, and no value."]
  accumulation: [VARCHAR, "in_quarter or year_to_date; none where the indicator does not add up over the year."]
  marker: [VARCHAR, "Shorthand marker, without brackets."]
  commentary: [VARCHAR, "What the service says about the figure."]
  submitted_by: [VARCHAR, "Who returned it."]
  submitted_on: [DATE, "When it was returned."]
  submissions: [INTEGER, "How many submissions there were; the latest is this one."]
  differing_values: [INTEGER, "How many different values the submissions of the latest day hold."]
  do_services_differ: [BOOLEAN, "Whether two services' last submissions differ at its published decimals."]
  is_of_another_unit: [BOOLEAN, "Whether its text has a % or £ that is not the indicator's unit."]
  is_run_apart: [BOOLEAN, "Whether value, numerator and denominator look like one number that its thousands' commas cut."]
  is_in_framework: [BOOLEAN, "Whether its indicator is in the framework on the quarter's last day."]
  is_newest_file: [BOOLEAN, "Whether it stands in the last file of its service that gives the figure."]
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
        {{ version_of('returns.file_name') }} as version,
        case
            when indicators.unit = '%' then 100
            when indicators.unit like 'per %' then coalesce(try_cast({{ per_how_many('indicators.unit') }} as bigint), 1)
            else 1
        end as ratio_scale,
        case
            when {{ accumulates('indicators') }} then coalesce(returns.accumulation, 'year_to_date')
        end as accumulates,
        indicators.decimals,
        indicators.suppress_below,
        coalesce(
            contains(returns.raw_value, '%') and indicators.unit <> '%'
            or contains(returns.raw_value, '£') and not contains(indicators.unit, '£'),
            false
        ) as is_of_another_unit,
        -- 1,792,500 without quotation marks in CSV: its groups of three lie in the cells to the right.
        {{ is_an_amount('indicators.unit') }}
            and regexp_full_match(returns.raw_value, '-?[1-9]\d{0,2}')
            and regexp_full_match(returns.raw_numerator, '\d{3}')
            and coalesce(regexp_full_match(returns.raw_denominator, '\d{3}'), true) as is_run_apart,
        {{ in_framework_on('indicators', 'calendar.period_end') }} as is_in_framework,
        -- A number of something has no ratio, whatever is noted beside it.
        not {{ is_an_amount('indicators.unit') }} as is_a_ratio,
        -- Nor has it parts, but for what its thousands may have been cut into.
        is_a_ratio or returns.value is null or coalesce(is_run_apart, false) as is_of_parts
    from {{ source('landing', 'internal_returns') }} as returns
    inner join {{ source('framework', 'indicators') }} as indicators
        on indicators.indicator_code = returns.measure
    left join {{ source('framework', 'calendar') }} as calendar on calendar.quarter = returns.quarter
    where returns.fate = 'accepted'
),
divided as (
    select
        accepted.*,
        {{ ratio('numerator', 'denominator', 'ratio_scale') }} as exact_ratio,
        row_number() over (
            partition by quarter, indicator_code, period, service
            order by {{ submission_that_stands() }}
        ) = 1 as is_services_last
    from accepted
),
rounded as (
    select
        divided.*,
        {{ at_published_decimals('exact_ratio', 'decimals') }} as ratio,
        {{ at_published_decimals('value', 'decimals') }} as published_value
    from divided
)
select
    quarter,
    indicator_code,
    period,
    period_start,
    period_end,
    value,
    case when is_of_parts then numerator end as numerator,
    case when is_of_parts then denominator end as denominator,
    cast(ratio_scale as bigint) as ratio_scale,
    ratio,
    case when is_a_ratio then published_value = ratio end as is_value_its_ratio,
    is_a_ratio
        and suppress_below is not null
        and value is not null
        and (numerator is null or denominator is null) as lacks_counts,
    coalesce(
        not is_a_ratio and decimals = 0 and value is null and numerator <> 0 and numerator < denominator, false
    ) as is_number_as_share,
    accumulates as accumulation,
    marker,
    commentary,
    submitted_by,
    submitted_on,
    cast(count(*) over one_figure as integer) as submissions,
    cast(count(distinct coalesce(cast(value as varchar), numerator || ' / ' || denominator, marker)) over (
        partition by quarter, indicator_code, period, submitted_on
    ) as integer) as differing_values,
    count(distinct coalesce(cast(coalesce(published_value, ratio) as varchar), marker)) filter (
        where is_services_last
    ) over one_figure > 1 as do_services_differ,
    is_of_another_unit,
    coalesce(is_run_apart, false) as is_run_apart,
    coalesce(is_in_framework, true) as is_in_framework,
    rank() over (
        partition by quarter, indicator_code, period, service order by length(version) desc, version desc
    ) = 1 as is_newest_file,
    source,
    file_name,
    file_sha256,
    sheet,
    row_number,
    cell,
    raw_value
from rounded
window one_figure as (partition by quarter, indicator_code, period)
qualify row_number() over (
    partition by quarter, indicator_code, period
    order by {{ submission_that_stands() }}
) = 1
