/*
description: >
  Where the council stands on every indicator of an outside framework (oflog, lof, or any other tag in
  indicators.csv), by theme: its last five values, its target or that it has none yet, its neighbours, region and
  England, quartile, direction and score in words, with the date of the data and when the next is expected.
slices: quarter
grain: [quarter, framework, indicator_code]
history: [outturns]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  framework: [VARCHAR, "The framework's tag, such as oflog."]
  theme: [VARCHAR, "The indicator's theme."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  title: [VARCHAR, "The indicator's title."]
  unit: [VARCHAR, "The unit of every figure in the row."]
  period: [VARCHAR, "The period of the newest figure."]
  outturn: ["DECIMAL(18,6)", "The newest figure."]
  marker: [VARCHAR, "Shorthand marker, without brackets."]
  last_five: [VARCHAR, "The newest five figures with their periods and markers, oldest first."]
  target: [VARCHAR, "The target in force, or No target yet, or For context."]
  direction: [VARCHAR, "The direction of travel."]
  neighbours_median: ["DECIMAL(18,6)", "Median of its nearest neighbours."]
  neighbours_place: [INTEGER, "Its place among them and itself, 1 the best."]
  region_median: ["DECIMAL(18,6)", "Median of its region."]
  england_median: ["DECIMAL(18,6)", "Median of England."]
  rank: [INTEGER, "Its rank in England, 1 the best."]
  rank_of: [INTEGER, "Of how many authorities."]
  quartile: [INTEGER, "The quartile that the rank falls in, 1 the best."]
  mads_from_median: ["DECIMAL(18,6)", "Oflog's score."]
  score_in_words: [VARCHAR, "What the score means."]
  data_up_to: [DATE, "The last day that the newest figure covers."]
  next_expected: [VARCHAR, "When the next is expected: the day set in indicators.csv while it is to come, else after which day."]
  figure_id: [VARCHAR, "The figure; none where there is none."]
*/
with tagged as (
    select
        scorecard.*,
        case when indicators.next_expected > calendar.report_on then indicators.next_expected end as next_date,
        trim(unnest(string_split(indicators.frameworks, ';'))) as framework
    from {{ ref('scorecard') }} as scorecard
    inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
    inner join {{ source('framework', 'calendar') }} as calendar using (quarter)
),
known as (
    select
        scorecard.quarter,
        scorecard.indicator_code,
        scorecard.decimals,
        scorecard.frequency,
        outturns.period,
        outturns.period_end,
        outturns.published_value,
        outturns.marker
    from {{ ref('scorecard') }} as scorecard
    inner join {{ ref('outturns') }} as outturns
        on outturns.indicator_code = scorecard.indicator_code
        and outturns.quarter <= scorecard.quarter
        and outturns.area_code = '{{ var('area_code') }}'
    where {{ is_of_the_series('scorecard.frequency', 'outturns.period') }}
    qualify row_number() over (
        partition by scorecard.quarter, scorecard.indicator_code, outturns.period
        order by {{ figure_that_counts('outturns') }}
    ) = 1
),
newest_five as (
    -- And, beside them, newer periods whose figure is withheld or not available: they are no more to come.
    select known.*
    from known
    qualify count(published_value) over (
        partition by quarter, indicator_code order by period_end desc rows between unbounded preceding and current row
    ) <= 5
),
listed as (
    select
        quarter,
        indicator_code,
        string_agg(
            concat(period, ': ', {{ as_printed('published_value', 'decimals') }}, ' [' || marker || ']'),
            '; '
            order by period_end
        ) filter (where published_value is not null) as last_five,
        max(period_end) filter (where published_value is not null) as data_up_to,
        max(period_end) as last_end,
        cast(
            max(period_end) + case frequency
                when 'biennial' then interval 2 year
                when 'annual' then interval 1 year
                else interval 3 month
            end as date
        ) as next_end
    from newest_five
    group by quarter, indicator_code, frequency
)
select
    tagged.quarter,
    tagged.framework,
    tagged.theme,
    tagged.indicator_code,
    tagged.title,
    tagged.unit,
    tagged.period,
    tagged.outturn,
    tagged.marker,
    listed.last_five,
    coalesce(
        {{ target_as_printed('tagged.target', 'tagged.target_lower', 'tagged.target_upper', 'tagged.decimals') }},
        case when tagged.polarity = 'none' then 'For context' else 'No target yet' end
    ) as target,
    tagged.direction,
    tagged.neighbours_median,
    benchmarks.neighbours_place,
    tagged.region_median,
    tagged.england_median,
    tagged.rank,
    tagged.rank_of,
    tagged.quartile,
    tagged.mads_from_median,
    benchmarks.score_in_words,
    listed.data_up_to,
    coalesce(
        cast(tagged.next_date as varchar),
        'After ' || cast(
            -- The end of a month is followed by the end of another: 30 September by 31 December.
            {{ keeping_a_months_end('listed.last_end', 'listed.next_end') }} as varchar
        )
    ) as next_expected,
    tagged.figure_id
from tagged
left join listed using (quarter, indicator_code)
left join {{ ref('benchmark_comparisons') }} as benchmarks using (quarter, indicator_code)
where tagged.framework <> 'local'
