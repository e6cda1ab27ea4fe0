/*
description: >
  How each of the council's figures that the quarter returns, or newly shows, sits in its own history: the figure before, the band
  of its usual changes (median absolute deviations, as Oflog scores them), what a slip of unit, digit or sign would
  explain, and whether it repeats the figure before, or last year's, to the last decimal. A cumulative indicator is
  compared by the quarter alone. What follows from it is the gate's: the figure itself is not changed.
slices: quarter
grain: [quarter, indicator_code, period]
history: [outturns]
preview: [indicator_code, period, amount, usual, previous, band_lower, band_upper, slip, is_repeated, copied_figures]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  area_code: [VARCHAR, "The council's ONS code."]
  period: [VARCHAR, "The period, in its one spelling."]
  unit: [VARCHAR, "The indicator's unit."]
  value: ["DECIMAL(38,18)", "The figure, exact."]
  amount: ["DECIMAL(20,6)", "What is compared: the figure, or of a cumulative one the quarter alone."]
  is_quarter_alone: [BOOLEAN, "Whether that is of the quarter alone."]
  lowest_possible: ["DECIMAL(20,6)", "The lowest figure that the unit allows; none where it has no end."]
  highest_possible: ["DECIMAL(20,6)", "The highest figure that the unit allows."]
  earlier_figures: [INTEGER, "How many earlier periods it is compared with, since the last break in the series."]
  usual: ["DECIMAL(20,6)", "The median of the earlier amounts."]
  lowest: ["DECIMAL(20,6)", "The lowest of them."]
  previous_period: [VARCHAR, "The period before."]
  previous: ["DECIMAL(20,6)", "The amount of that period."]
  expected: ["DECIMAL(20,6)", "What its history makes most likely; none with fewer than five earlier figures."]
  band_lower: ["DECIMAL(20,6)", "Lower end of what its history makes likely; none with fewer than five earlier figures."]
  band_upper: ["DECIMAL(20,6)", "Upper end."]
  slip: [VARCHAR, "The slip that would explain it: what has to be done to the figure to bring it back to its usual size."]
  is_unit_slip: [BOOLEAN, "Whether it is fifty times its usual size or more, or a fiftieth or less."]
  is_repeated: [BOOLEAN, "Whether it is the figure of the period before to the last decimal, at two digits or more."]
  is_last_years: [BOOLEAN, "Whether it is the figure of a year before to the last decimal, at three digits or more."]
  last_year_period: [VARCHAR, "The period that ended a year before."]
  copied_figures: [INTEGER, "How many figures of its file are."]
  figures_in_file: [INTEGER, "Of how many that have a period before."]
  denominator: ["DECIMAL(38,18)", "Its denominator, where given."]
  previous_denominator: ["DECIMAL(38,18)", "That of the period before."]
  figure_id: [VARCHAR, "The figure."]
  file_name: [VARCHAR, "The file, below landing/."]
  sheet: [VARCHAR, "The workbook's sheet."]
  row_number: [INTEGER, "The row in the file."]
  cell: [VARCHAR, "The cell that holds the value."]
*/
with own as (
    select
        outturns.*,
        indicators.unit,
        indicators.decimals,
        {{ is_quarter('outturns.period') }} as is_quarters,
        cast(
            case
                when {{ accumulates('indicators') }} then outturns.value_in_quarter
                else outturns.value
            end as decimal(20, 6)
        ) as amount
    from {{ ref('outturns') }} as outturns
    inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
    where outturns.area_code = '{{ var('area_code') }}' and outturns.is_declared_source and outturns.value is not null
),
known as (
    -- What was known by each quarter: of several figures for a period the one that counts then, as in its report.
    select
        own.* exclude (quarter),
        own.quarter as reported_in,
        run.quarter
    from own
    inner join {{ source('run', 'quarters') }} as run on own.quarter <= run.quarter
    qualify row_number() over (
        partition by run.quarter, own.indicator_code, own.period order by {{ figure_that_counts('own') }}
    ) = 1
),
reported as (
    -- What the quarter's returns bring, and the newest figure of indicators that have none every quarter.
    select known.*
    from known
    qualify
        known.submitted_on is not null and known.reported_in = known.quarter
        or not known.is_quarters
        and row_number() over (
            partition by known.quarter, known.indicator_code order by known.is_quarters, known.period_end desc
        ) = 1
),
earlier as (
    select
        reported.period as judged,
        {{ a_year_before('reported.period_end') }} as a_year_before,
        before.*,
        before.amount - lag(before.amount) over (
            partition by reported.quarter, reported.indicator_code, reported.period order by before.period_end
        ) as change,
        coalesce(
            max(case when before.is_break then before.period_end end) over (
                partition by reported.quarter, reported.indicator_code, reported.period
            ),
            date '0001-01-01'
        ) as last_break
    from reported
    inner join known as before
        on before.quarter = reported.quarter
        and before.indicator_code = reported.indicator_code
        and before.is_quarters = reported.is_quarters
        and before.period_end < reported.period_end
    where reported.is_break is distinct from true
),
history as (
    select
        quarter,
        indicator_code,
        judged as period,
        count(amount) as earlier_figures,
        quantile_disc(amount, 0.5) as usual,
        min(amount) as lowest,
        arg_max(period, period_end) as previous_period,
        arg_max(amount, period_end) as previous,
        arg_max(value, period_end) as previous_value,
        arg_max(denominator, period_end) as previous_denominator,
        quantile_disc(change, 0.5) as usual_change,
        max(amount) filter (where period_end = a_year_before) as last_year,
        max(value) filter (where period_end = a_year_before) as last_year_value,
        max(period) filter (where period_end = a_year_before) as last_year_period
    from earlier
    where period_end >= last_break
    group by all
),
spread as (
    select
        earlier.quarter,
        earlier.indicator_code,
        earlier.judged as period,
        quantile_disc(abs(earlier.amount - history.usual), 0.5) as of_amounts,
        quantile_disc(abs(earlier.change - history.usual_change), 0.5) as of_changes
    from earlier
    inner join history
        on history.quarter = earlier.quarter
        and history.indicator_code = earlier.indicator_code
        and history.period = earlier.judged
    where earlier.period_end >= earlier.last_break
    group by all
),
banded as (
    select
        reported.*,
        history.* exclude (quarter, indicator_code, period),
        -- A cumulative indicator's quarter is compared with the nearer of its usual size and of last year's same
        -- quarter, any other figure with the one before.
        case
            when reported.value_in_quarter is null then history.previous + history.usual_change
            when abs(reported.amount - history.last_year) < abs(reported.amount - history.usual) then history.last_year
            else history.usual
        end as middle,
        spread.of_amounts,
        {{ last_decimal('reported.decimals') }} as step,
        -- A series that hardly moves is allowed one per cent of its size, and two steps of its last decimal.
        greatest(
            case when reported.value_in_quarter is null then spread.of_changes else spread.of_amounts end,
            cast(abs(history.usual) * 0.01 as decimal(20, 6)),
            2 * {{ last_decimal('reported.decimals') }}
        ) as width,
        history.earlier_figures >= 3
            and history.usual > 0
            and (reported.amount * 5 < history.usual or reported.amount > history.usual * 5) as is_far
    from reported
    left join history using (quarter, indicator_code, period)
    left join spread using (quarter, indicator_code, period)
),
explained as (
    -- A slip explains a figure if undoing it brings the figure back to within half of its usual size. Beyond fifty times
    -- the usual size, or below a fiftieth, something is wrong whatever explains it, but for a series that lies about nought.
    select
        banded.*,
        coalesce(
            is_far
            and amount <> 0
            and (
                abs(amount) * 50 <= usual and of_amounts < usual
                or abs(amount) >= usual * 50 and abs(amount) - usual > of_amounts * 10
            ),
            false
        ) as is_unit_slip,
        case
            when not is_far then null
            when amount = 0 then case when lowest > 0 then 'zero' end
            when amount * -2 between usual and usual * 3 then 'sign'
            when amount * 200 between usual and usual * 3 then 'times 100'
            when amount * 2 between usual * 100 and usual * 300 then 'divided by 100'
            when amount * 2000 between usual and usual * 3 then 'times 1,000'
            when amount * 2 between usual * 1000 and usual * 3000 then 'divided by 1,000'
            when amount * 2000000 between usual and usual * 3 then 'times 1,000,000'
            when amount * 2 between usual * 1000000 and usual * 3000000 then 'divided by 1,000,000'
            when amount * 20 between usual and usual * 3 then 'times 10'
            when amount * 2 between usual * 10 and usual * 30 then 'divided by 10'
            when is_unit_slip and abs(amount) < usual then 'far too small'
            when is_unit_slip then 'far too large'
        end as slip_kind,
        coalesce(value = previous_value, false) as is_same,
        coalesce(value = last_year_value, false) as is_same_as_last_year
    from banded
)
select
    quarter,
    indicator_code,
    area_code,
    period,
    unit,
    value,
    amount,
    value_in_quarter is not null as is_quarter_alone,
    cast(
        case
            when unit = '%' or unit like 'per %' or unit like '%out of %' then 0
            else try_cast(nullif(regexp_extract(unit, 'score ([\d.]+) to', 1), '') as decimal(12, 6))
        end as decimal(20, 6)
    ) as lowest_possible,
    cast(
        case
            when unit = '%' then 100
            when unit like 'per %'
                then try_cast({{ per_how_many('unit') }} as decimal(12, 0))
            else try_cast(nullif(regexp_extract(unit, '(?:out of|score [\d.]+ to) ([\d.]+)', 1), '') as decimal(12, 6))
        end as decimal(20, 6)
    ) as highest_possible,
    cast(coalesce(earlier_figures, 0) as integer) as earlier_figures,
    usual,
    lowest,
    previous_period,
    previous,
    case when earlier_figures >= 5 then cast(middle as decimal(20, 6)) end as expected,
    case when earlier_figures >= 5 then cast(middle - {{ var('plausible_mads') }} * width as decimal(20, 6))
    end as band_lower,
    case when earlier_figures >= 5 then cast(middle + {{ var('plausible_mads') }} * width as decimal(20, 6))
    end as band_upper,
    case
        when slip_kind = 'zero' then 'a figure, or a marker for none, in place of zero'
        when slip_kind = 'sign' then 'the other sign'
        when slip_kind = 'times 100' and unit = '%' then 'times 100: a share of 1 was given for a percentage'
        when slip_kind = 'times 1,000' then 'times 1,000: it was given in thousands'
        when slip_kind = 'divided by 1,000' then 'divided by 1,000: it was given in units where thousands are usual'
        when slip_kind in ('times 10', 'divided by 10') then slip_kind || ': a digit too many or too few, or a point astray'
        when slip_kind = 'far too small' then 'another unit: it is less than a fiftieth of its usual size'
        when slip_kind = 'far too large' then 'another unit: it is more than fifty times its usual size'
        else slip_kind
    end as slip,
    is_unit_slip,
    is_same and abs(value) >= 10 * step as is_repeated,
    is_same_as_last_year and not is_same and abs(value) >= 100 * step as is_last_years,
    last_year_period,
    cast(
        count(*) filter (where is_same and submitted_on is not null) over (partition by quarter, file_name) as integer
    ) as copied_figures,
    cast(
        count(*) filter (where previous_value is not null and submitted_on is not null) over (
            partition by quarter, file_name
        ) as integer
    ) as figures_in_file,
    denominator,
    previous_denominator,
    figure_id,
    file_name,
    sheet,
    row_number,
    cell
from explained
