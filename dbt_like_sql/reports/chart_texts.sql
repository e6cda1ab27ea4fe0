/*
description: >
  What each indicator's chart shows, in words, for whoever cannot see it: the span of its history, the figures that are
  missing or withheld, the target line, and the range of the neighbours. This file is the one template; every figure in
  a text stands in figure_history. A text is left empty where there is nothing to say.
slices: quarter
grain: [quarter, indicator_code]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  history: [VARCHAR, "The council's own figures: from when to when, lowest, highest, newest."]
  gaps: [VARCHAR, "Where a figure is missing or withheld, or the series breaks."]
  target_line: [VARCHAR, "The target over that time."]
  neighbours_range: [VARCHAR, "The neighbours in the newest period that has them."]
*/
with points as (
    select
        history.*,
        {{ as_printed('value', 'decimals') }} as shown,
        {{ target_as_printed('target', 'target_lower', 'target_upper', 'decimals') }} as target_shown,
        {{ as_printed('neighbours_minimum', 'decimals') }} as minimum_shown,
        {{ as_printed('neighbours_maximum', 'decimals') }} as maximum_shown
    from {{ ref('figure_history') }} as history
    inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
),
targets as (
    select
        quarter,
        indicator_code,
        period,
        period_end,
        target_shown as shown,
        lag(target_shown) over (partition by quarter, indicator_code order by period_end, period) as shown_before
    from points
    where target_shown is not null
),
target_lines as (
    select
        quarter,
        indicator_code,
        string_agg(concat(shown, ' from ', period), ', ' order by period_end, period) as steps,
        min_by(shown, period_end) as first_target,
        max_by(shown, period_end) as last_target,
        max_by(period, period_end) as last_change,
        count(*) as number_of_steps
    from targets
    where shown is distinct from shown_before
    group by quarter, indicator_code
),
summed as (
    select
        quarter,
        indicator_code,
        count(value) as figures,
        min_by(period, period_end) filter (where value is not null) as first_period,
        max_by(period, period_end) filter (where value is not null) as last_period,
        max_by(shown, period_end) filter (where value is not null) as last_shown,
        min(value) as lowest,
        max(value) as highest,
        min_by(shown, value) as lowest_shown,
        max_by(shown, value) as highest_shown,
        -- Of equal figures the newest is named.
        max_by(period, period_end) filter (where value_is_lowest) as lowest_period,
        max_by(period, period_end) filter (where value_is_highest) as highest_period,
        string_agg(period, ', ' order by period_end) filter (where value is null and marker = 'c') as withheld,
        string_agg(period, ', ' order by period_end) filter (where value is null and marker is distinct from 'c')
            as missing,
        string_agg(period, ', ' order by period_end) filter (where marker = 'b') as breaks
    from (
        select
            points.*,
            value = min(value) over (partition by quarter, indicator_code) as value_is_lowest,
            value = max(value) over (partition by quarter, indicator_code) as value_is_highest
        from points
    ) as ranked
    group by quarter, indicator_code
),
beside as (
    select quarter, indicator_code, period, minimum_shown, maximum_shown
    from points
    where neighbours_minimum is not null
    qualify row_number() over (partition by quarter, indicator_code order by period_end desc, period) = 1
)
select
    summed.quarter,
    summed.indicator_code,
    case
        when figures = 0 then 'There is no figure to draw.'
        when figures = 1 then concat('One figure: ', last_shown, ' in ', last_period, '.')
        when lowest = highest
            then concat(figures, ' figures from ', first_period, ' to ', last_period, ', all of them ', last_shown, '.')
        else concat(
            figures, ' figures from ', first_period, ' on: lowest ', lowest_shown, ' in ',
            lowest_period, ', highest ', highest_shown, ' in ', highest_period, ', newest ', last_shown, ' in ', last_period, '.'
        )
    end as history,
    nullif(
        concat_ws(
            ' ',
            'No figure for ' || missing || '.',
            'Withheld for ' || withheld || '.',
            'The series breaks at ' || breaks || '.'
        ), ''
    ) as gaps,
    case
        when number_of_steps = 1 then concat('The target is ', first_target, ' throughout.')
        when number_of_steps <= 4 then concat('The target is ', steps, '.')
        when number_of_steps > 4
            then concat('The target changes ', number_of_steps - 1, ' times; it is ', last_target, ' from ', last_change, '.')
    end as target_line,
    case
        when beside.period is not null
            then concat('In ', beside.period, ' the neighbours range from ', minimum_shown, ' to ', maximum_shown, '.')
    end as neighbours_range
from summed
left join target_lines using (quarter, indicator_code)
left join beside using (quarter, indicator_code)
