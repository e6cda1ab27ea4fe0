/*
description: >
  Cumulative indicators, whichever way they were returned: the figure of the quarter alone and the figure of the year
  to date. A year-to-date return stands as given; in-quarter returns are added to the last year-to-date before them,
  or from the year's first quarter. Where all of them have numerator and denominator, those are added up and nothing
  else, so that a ratio is computed from sums and never averaged. Where a quarter in between is missing, or some give a
  value alone and others numerator and denominator alone, there is no year to date. A sum with a part of low
  reliability, or an estimated or provisional one, is so itself.
slices: quarter
grain: [quarter, indicator_code, period]
history: [stg_returns]
columns:
  quarter: [VARCHAR, "The quarter whose folder the return landed in."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  period: [VARCHAR, "The quarter the figure is for."]
  accumulation: [VARCHAR, "How it was returned: in_quarter or year_to_date."]
  value_in_quarter: ["DECIMAL(38,18)", "The figure of the quarter alone; none where it cannot be told."]
  value_year_to_date: ["DECIMAL(38,18)", "The figure of the year up to the quarter's end; none where it is the ratio of sums."]
  numerator_year_to_date: ["DECIMAL(38,18)", "The numerator of the year to date."]
  denominator_year_to_date: ["DECIMAL(38,18)", "The denominator of the year to date."]
  previous_year_to_date: ["DECIMAL(38,18)", "The year to date a quarter before, in the same year (the numerator's, for a ratio)."]
  parts_marker: [VARCHAR, "u, e or p, the first of them that a figure added up has: so the year to date is."]
  summed_quarters: [VARCHAR, "The quarters whose returned figures add up to the year to date, first to last."]
  quarters_missing: [INTEGER, "How many of the quarters that have to be added up have no figure."]
  is_mixed: [BOOLEAN, "Whether they can't be added up: some have a value alone, others numerator and denominator alone."]
  is_one_denominator: [BOOLEAN, "Whether several quarters are added up that all have the same denominator, as a population is."]
  quarters_built_on: [VARCHAR, "Later quarters of the year that add this one in and stand in an earlier folder."]
  file_name: [VARCHAR, "The file that returned the quarter's figure, below landing/."]
  sheet: [VARCHAR, "The workbook's sheet."]
  row_number: [INTEGER, "The row in the file."]
  cell: [VARCHAR, "The cell that holds the value."]
*/
with known as (
    select
        run.quarter as reporting_quarter,
        returns.quarter,
        returns.indicator_code,
        returns.period,
        left(returns.period, 7) as financial_year,
        cast(right(returns.period, 1) as integer) as quarter_number,
        returns.accumulation,
        returns.value,
        returns.numerator,
        returns.denominator,
        returns.marker,
        returns.file_name,
        returns.sheet,
        returns.row_number,
        returns.cell,
        returns.value is not null or returns.numerator is not null as has_figure
    from {{ ref('stg_returns') }} as returns
    inner join {{ source('run', 'quarters') }} as run on returns.quarter <= run.quarter
    where returns.accumulation is not null and {{ is_quarter('returns.period') }}
    qualify row_number() over (
        partition by run.quarter, returns.indicator_code, returns.period order by returns.quarter desc
    ) = 1
),
based as (
    select
        known.*,
        -- The last quarter, this one included, that was returned as year to date: the sum starts there.
        max(case when accumulation = 'year_to_date' and has_figure then quarter_number end) over (
            partition by reporting_quarter, indicator_code, financial_year
            order by quarter_number
            rows between unbounded preceding and current row
        ) as base_number
    from known
),
summed as (
    select
        based.reporting_quarter,
        based.quarter,
        based.indicator_code,
        based.financial_year,
        based.quarter_number,
        based.period,
        based.accumulation,
        based.value,
        based.numerator,
        based.file_name,
        based.sheet,
        based.row_number,
        based.cell,
        based.quarter_number - coalesce(based.base_number, 1) + 1 as parts_needed,
        count(*) filter (where parts.has_figure) as parts_found,
        count(parts.value) as values_found,
        count(parts.numerator) as numerators_found,
        count(parts.denominator) as denominators_found,
        -- A break stands at the figure it is in, and a sum that is new has not been revised.
        {{ marker_that_says_most("list(parts.marker) filter (where parts.has_figure and parts.marker in ('u', 'e', 'p'))") }}
            as parts_marker,
        string_agg(parts.period, '; ' order by parts.quarter_number) filter (where parts.has_figure) as summed_quarters,
        sum(parts.value) as value_sum,
        sum(parts.numerator) as numerator_sum,
        sum(parts.denominator) as denominator_sum,
        count(distinct parts.denominator) as denominators
    from based
    inner join based as parts
        on parts.reporting_quarter = based.reporting_quarter
        and parts.indicator_code = based.indicator_code
        and parts.financial_year = based.financial_year
        and parts.quarter_number between coalesce(based.base_number, 1) and based.quarter_number
        and (parts.accumulation = 'in_quarter' or parts.quarter_number = based.base_number)
    group by all
),
told_apart as (
    select
        summed.*,
        values_found = parts_needed as all_have_value,
        numerators_found = parts_needed and denominators_found = parts_needed as all_have_both
    from summed
),
completed as (
    select
        told_apart.*,
        -- A single return's value is the service's own; several are added up only where there is no ratio of sums.
        case
            when all_have_value and (parts_needed = 1 or not all_have_both) then cast(value_sum as decimal(38, 18))
        end as value_year_to_date,
        case when numerators_found = parts_needed then cast(numerator_sum as decimal(38, 18))
        end as numerator_year_to_date,
        case when denominators_found = parts_needed then cast(denominator_sum as decimal(38, 18))
        end as denominator_year_to_date,
        parts_found = parts_needed and not all_have_value and not all_have_both as is_mixed,
        all_have_both and parts_needed > 1 and denominators = 1 as is_one_denominator
    from told_apart
),
built_on as (
    select
        earlier.reporting_quarter,
        earlier.indicator_code,
        earlier.period,
        string_agg(later.period, '; ' order by later.quarter_number) as quarters_built_on
    from based as earlier
    inner join based as later
        on later.reporting_quarter = earlier.reporting_quarter
        and later.indicator_code = earlier.indicator_code
        and later.financial_year = earlier.financial_year
        and later.quarter_number > earlier.quarter_number
        and later.quarter < earlier.reporting_quarter
        and later.accumulation = 'in_quarter'
        and coalesce(later.base_number, 1) <= earlier.quarter_number
    where earlier.quarter = earlier.reporting_quarter
    group by all
),
preceded as (
    select
        completed.*,
        before.value_year_to_date as value_before,
        before.numerator_year_to_date as numerator_before
    from completed
    left join completed as before
        on before.reporting_quarter = completed.reporting_quarter
        and before.indicator_code = completed.indicator_code
        and before.financial_year = completed.financial_year
        and before.quarter_number = completed.quarter_number - 1
)
select
    preceded.quarter,
    preceded.indicator_code,
    preceded.period,
    accumulation,
    case
        when accumulation = 'in_quarter' then value
        when quarter_number = 1 then value_year_to_date
        else value_year_to_date - value_before
    end as value_in_quarter,
    value_year_to_date,
    numerator_year_to_date,
    denominator_year_to_date,
    case when numerator_year_to_date is not null then numerator_before else value_before end as previous_year_to_date,
    parts_marker,
    case when parts_found = parts_needed and not is_mixed then summed_quarters end as summed_quarters,
    cast(parts_needed - parts_found as integer) as quarters_missing,
    is_mixed,
    is_one_denominator,
    built_on.quarters_built_on,
    file_name,
    sheet,
    row_number,
    cell
from preceded
left join built_on
    on built_on.reporting_quarter = preceded.reporting_quarter
    and built_on.indicator_code = preceded.indicator_code
    and built_on.period = preceded.period
where preceded.quarter = preceded.reporting_quarter
