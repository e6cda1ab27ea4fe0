/*
description: >
  How each of the council's figures that is rated for the first time stands against the rating before it: which rating
  that was, whether the figure moved there by more than half of what its band allows, whether it would lie nearer to
  what its history makes likely with two neighbouring digits exchanged, and whether it is its own target to the last
  decimal. What follows from it is the gate's: a rating itself is not changed.
slices: quarter
grain: [quarter, indicator_code]
history: [reported_outturns, target_comparisons]
preview: [indicator_code, period, outturn, rag, previous_period, previous, previous_rag, expected, exchanged, is_target]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  period: [VARCHAR, "The period of the figure, in the first quarter that rates it."]
  outturn: ["DECIMAL(18,6)", "The figure."]
  rag: [VARCHAR, "Its rating: Green, Amber or Red."]
  previous_period: [VARCHAR, "The period of the figure that was rated before it."]
  previous: ["DECIMAL(18,6)", "That figure."]
  previous_rag: [VARCHAR, "Its rating, as it stands now."]
  is_two_steps: [BOOLEAN, "Whether the rating went from Green to Red or from Red to Green, and the figure moved with it."]
  amount: ["DECIMAL(20,6)", "What is compared with its history: the figure, or of a cumulative one the quarter alone."]
  expected: ["DECIMAL(20,6)", "What its history makes most likely."]
  inner_lower: ["DECIMAL(20,6)", "Lower end of the inner half of its band; none where it has no band."]
  inner_upper: ["DECIMAL(20,6)", "Upper end."]
  exchanged: ["DECIMAL(18,6)", "The figure with two neighbouring digits exchanged, where that halves its distance from what is expected."]
  target: ["DECIMAL(18,6)", "The target in force; of a band, the end that the figure is, if it is one."]
  is_target: [BOOLEAN, "Whether the figure is its target to the last decimal, at three digits or more, and not the highest possible."]
  figure_id: [VARCHAR, "The figure."]
  file_name: [VARCHAR, "The file, below landing/."]
  sheet: [VARCHAR, "The workbook's sheet."]
  row_number: [INTEGER, "The row in the file."]
  cell: [VARCHAR, "The cell that holds the value."]
*/
with rated as (
    -- An annual figure is reported quarter after quarter, and rated for the first time once.
    select
        reported.quarter,
        reported.indicator_code,
        reported.period,
        reported.published_value as outturn,
        comparisons.rag
    from {{ ref('reported_outturns') }} as reported
    inner join {{ ref('target_comparisons') }} as comparisons using (quarter, indicator_code)
    where reported.area_code = '{{ var('area_code') }}' and comparisons.rag in ('Green', 'Amber', 'Red')
    qualify row_number() over (
        partition by reported.indicator_code, reported.period order by reported.quarter
    ) = 1
),
followed as (
    select
        rated.*,
        lag(period) over one_indicator as previous_period,
        lag(outturn) over one_indicator as previous,
        lag(rag) over one_indicator as previous_rag
    from rated
    window one_indicator as (partition by indicator_code order by quarter)
),
placed as (
    select
        followed.*,
        plausibility.* exclude (quarter, indicator_code, period, previous_period, previous),
        case
            when indicators.polarity is distinct from 'target' then targets.target
            when followed.outturn in (targets.lower, targets.upper) then followed.outturn
        end as target,
        indicators.decimals,
        indicators.measure_type,
        {{ last_decimal('indicators.decimals') }} as step
    from followed
    inner join {{ source('run', 'quarters') }} as run using (quarter)
    inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
    left join {{ ref('plausibility') }} as plausibility using (quarter, indicator_code, period)
    left join {{ ref('targets_in_force') }} as targets using (quarter, indicator_code)
),
digits as (
    -- Whole numbers: each pair of neighbouring digits, exchanged. A figure with more decimals than it is published at
    -- was worked out, not typed.
    select
        placed.quarter,
        placed.indicator_code,
        placed.amount,
        placed.expected,
        placed.value,
        sign(placed.value) * 9 * place.unit * step
        * (
            cast(abs(value) / step as hugeint) // place.unit % 10
            - cast(abs(value) / step as hugeint) // (place.unit * 10) % 10
        ) as shift
    from placed
    inner join (values (1), (10), (100), (1000), (10000), (100000), (1000000)) as place (unit)
        on abs(placed.value) >= placed.step * place.unit * 10
    where placed.value = placed.outturn and placed.expected is not null and placed.rag <> placed.previous_rag
),
exchanges as (
    select
        quarter,
        indicator_code,
        arg_min(value + shift, abs(amount + shift - expected)) as exchanged
    from digits
    where shift <> 0 and abs(amount + shift - expected) * 2 <= abs(amount - expected)
    group by quarter, indicator_code
)
select
    placed.quarter,
    placed.indicator_code,
    placed.period,
    placed.outturn,
    placed.rag,
    placed.previous_period,
    placed.previous,
    placed.previous_rag,
    coalesce(
        placed.rag <> placed.previous_rag and 'Amber' not in (placed.rag, placed.previous_rag)
        -- A new target alone may do it too, and is told among the targets.
        and (placed.measure_type = 'cumulative' or placed.outturn <> placed.previous),
        false
    ) as is_two_steps,
    placed.amount,
    placed.expected,
    cast(placed.expected - (placed.expected - placed.band_lower) * 0.5 as decimal(20, 6)) as inner_lower,
    cast(placed.expected + (placed.band_upper - placed.expected) * 0.5 as decimal(20, 6)) as inner_upper,
    cast(exchanges.exchanged as decimal(18, 6)) as exchanged,
    placed.target,
    coalesce(
        coalesce(placed.value, placed.outturn) = placed.target
        and abs(placed.target) >= 100 * placed.step
        and placed.target is distinct from placed.highest_possible,
        false
    ) as is_target,
    placed.figure_id,
    placed.file_name,
    placed.sheet,
    placed.row_number,
    placed.cell
from placed
left join exchanges using (quarter, indicator_code)
