/*
description: >
  Each figure of the scorecard in plain English: against its target, since last time, beside the council's nearest
  neighbours and beside England. This file is the one template; every figure in a sentence stands in the scorecard.
  A sentence is left empty where there is nothing to say.
slices: quarter
grain: [quarter, indicator_code]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  covers: [VARCHAR, "What a quarter's figure covers where it adds up over the year: year to date."]
  figure: [VARCHAR, "The figure itself."]
  against_target: [VARCHAR, "The figure against its target."]
  since_last_time: [VARCHAR, "The figure against the previous one."]
  beside_neighbours: [VARCHAR, "The figure beside the neighbours' median."]
  beside_england: [VARCHAR, "The figure beside the England median, with rank and score."]
*/
{#- £, £m and £ per dwelling stand around a figure (£1.8m); £000s comes after it. -#}
{% set is_money = "regexp_full_match(unit, '£(k|m|bn)?( .*)?')" %}
{% set before = "case when " ~ is_money ~ " then '£' else '' end" %}
{% set after = "case when unit = '%' then '%' when " ~ is_money ~ " then regexp_extract(unit, '^£(k|m|bn)', 1) else '' end" %}
with totals as (
    select
        indicator_code,
        case when {{ accumulates('indicators') }} then 'year to date' end as covers
    from {{ source('framework', 'indicators') }} as indicators
),
shown as (
    select
        scorecard.*,
        benchmarks.score_in_words,
        totals.covers,
        scorecard.period || coalesce(', ' || totals.covers, '') as period_text,
        case
            when unit in ('%', 'number') then ''
            when {{ is_money }} then regexp_replace(unit, '^£(k|m|bn)?', '')
            when unit like 'score%' then concat(' (', unit, ')')
            else concat(' ', unit)
        end as unit_after,
        {{ as_printed('outturn', 'decimals', before) }} || {{ after }} as outturn_text,
        {{ as_printed('target', 'decimals', before) }} || {{ after }} as target_text,
        -- An end of the band that is not set is the target itself.
        {{ as_printed('coalesce(target_lower, target)', 'decimals', before) }} || {{ after }} as lower_text,
        {{ as_printed('coalesce(target_upper, target)', 'decimals', before) }} || {{ after }} as upper_text,
        -- 1% above a target of 33% could be 33.33%.
        {{ as_printed('abs(variance)', 'decimals', before) }} ||
        case
            when unit <> '%' then {{ after }}
            when abs(variance) = 1 and decimals = 0 then ' percentage point'
            else ' percentage points'
        end as variance_text,
        {{ as_printed('previous', 'decimals', before) }} || {{ after }} as previous_text,
        {{ as_printed('scorecard.england_median', 'decimals', before) }} || {{ after }} as england_text,
        {{ as_printed('scorecard.neighbours_median', 'decimals', before) }} || {{ after }} as neighbours_text,
        coalesce(polarity = 'high' and variance > 0 or polarity = 'low' and variance < 0, false) as is_better
    from {{ ref('scorecard') }} as scorecard
    left join {{ ref('benchmark_comparisons') }} as benchmarks using (quarter, indicator_code)
    left join totals using (indicator_code)
),
rated as (
    select
        shown.*,
        -- A rating does not tell whether the target is met: a council may call a near miss Green.
        case when rag = 'Green' and variance <> 0 and not is_better then ' but within the council''s green tolerance' else ''
        end as near_miss
    from shown
)
select
    quarter,
    indicator_code,
    covers,
    case
        when outturn is not null then concat(title, ' was ', outturn_text, unit_after, ' in ', period_text, '.')
        when marker = 'c' then concat(title, ': the figure is withheld to protect individuals.')
        else concat(title, ': there is no figure', coalesce(' for ' || period_text, ''), '.')
    end as figure,
    case
        when rag not in ('Green', 'Amber', 'Red') then case
            when rag = 'No target' then 'It has no target yet.'
        end
        when coalesce(target_lower, target_upper) is not null then concat(
            'It is ', case when variance = 0 then 'within' else 'outside' end, ' its band of ', lower_text, ' to ', upper_text,
            near_miss, ' (', rag, ').'
        )
        when variance = 0 then concat('It is exactly on its target of ', target_text, ' (', rag, ').')
        else concat(
            'It is ', variance_text, case when variance > 0 then ' above' else ' below' end, ' its target of ',
            target_text, ', which is ', case when is_better then 'better' else 'worse' end, near_miss, ' (', rag, ').'
        )
    end as against_target,
    case direction
        when 'No change' then case
            when outturn = previous then concat('It has not changed since ', previous_period, ' (', previous_text, ').')
            -- Within the band, or as far outside it as before.
            else concat('It is neither better nor worse than in ', previous_period, ', when it was ', previous_text, '.')
        end
        when 'No previous' then null
        when 'Not comparable' then null
        else concat(
            'It is ',
            case direction
                when 'Improved' then 'better'
                when 'Declined' then 'worse'
                when 'Increased' then 'higher'
                else 'lower'
            end,
            ' than in ', previous_period, ', when it was ', previous_text, '.'
        )
    end as since_last_time,
    case
        when outturn is null or neighbours_median is null then null
        when outturn = neighbours_median
            then concat('It equals the median of the council''s nearest neighbours, ', neighbours_text, '.')
        else concat(
            'It is ', case when outturn > neighbours_median then 'above' else 'below' end,
            ' the median of the council''s nearest neighbours, ', neighbours_text, '.'
        )
    end as beside_neighbours,
    case
        when outturn is null or england_median is null then null
        else concat(
            coalesce(score_in_words, 'Beside the England median'), ', ', england_text,
            coalesce('; rank ' || rank || ' of ' || rank_of, ''), '.'
        )
    end as beside_england
from rated
