/*
description: >
  The scorecard: one row per indicator of the framework in the quarter, data or not, with its figure, target, rating,
  direction of travel and comparators.
slices: quarter
grain: [quarter, indicator_code]
preview:
  [indicator_code, title, unit, period, outturn, marker, target, rag, previous, direction, neighbours_median, england_median]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  title: [VARCHAR, "The indicator's title."]
  theme: [VARCHAR, "The theme it belongs to."]
  portfolio: [VARCHAR, "The portfolio it belonged to in the quarter's financial year."]
  tier: [VARCHAR, "The tier it is reported at."]
  unit: [VARCHAR, "The unit of every figure in the row."]
  decimals: [INTEGER, "How many decimals its figures are published at."]
  polarity: [VARCHAR, "high, low, target or none: which way is better."]
  frequency: [VARCHAR, "quarterly, annual or biennial."]
  period: [VARCHAR, "The period of the figure."]
  outturn: ["DECIMAL(18,6)", "The figure."]
  marker: [VARCHAR, "Shorthand marker, without brackets."]
  target: ["DECIMAL(18,6)", "The target in force."]
  target_lower: ["DECIMAL(18,6)", "Lower end of the band, for polarity target."]
  target_upper: ["DECIMAL(18,6)", "Upper end of the band."]
  target_decision: [VARCHAR, "The decision that set it."]
  variance: ["DECIMAL(18,6)", "The figure less the target."]
  variance_pct: ["DECIMAL(18,1)", "The variance as a percentage of the target."]
  rag: [VARCHAR, "Green, Amber, Red, No target, No data or Not rated."]
  previous_period: [VARCHAR, "The period the direction compares with."]
  previous: ["DECIMAL(18,6)", "The figure of that period."]
  direction: [VARCHAR, "Improved, Declined, No change, Increased, Decreased, Not comparable or No previous."]
  england_median: ["DECIMAL(18,6)", "Median of the English authorities it is compared with."]
  region_median: ["DECIMAL(18,6)", "Median of its region."]
  neighbours_median: ["DECIMAL(18,6)", "Median of its nearest statistical neighbours."]
  rank: [INTEGER, "The rank in England, 1 the best."]
  rank_of: [INTEGER, "Of how many authorities."]
  quartile: [INTEGER, "The quartile that the rank falls in, 1 the best."]
  mads_from_median: ["DECIMAL(18,6)", "Oflog's score: median absolute deviations from the median."]
  figure_id: [VARCHAR, "The figure; none where there is none."]
  previous_figure_id: [VARCHAR, "The previous figure."]
*/
select
    reported.quarter,
    reported.indicator_code,
    indicators.title,
    indicators.theme,
    coalesce(moves.portfolio, indicators.portfolio) as portfolio,
    indicators.tier,
    indicators.unit,
    indicators.decimals,
    indicators.polarity,
    indicators.frequency,
    reported.period,
    reported.published_value as outturn,
    reported.marker,
    targets.target,
    case when indicators.polarity = 'target' then targets.lower end as target_lower,
    case when indicators.polarity = 'target' then targets.upper end as target_upper,
    targets.decision_ref as target_decision,
    comparisons.variance,
    comparisons.variance_pct,
    comparisons.rag,
    direction.previous_period,
    direction.previous,
    direction.direction,
    benchmarks.england_median,
    benchmarks.region_median,
    benchmarks.neighbours_median,
    benchmarks.rank,
    benchmarks.rank_of,
    benchmarks.quartile,
    benchmarks.mads_from_median,
    reported.figure_id,
    direction.previous_figure_id
from {{ ref('reported_outturns') }} as reported
inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
left join {{ source('framework', 'portfolios') }} as moves
    on moves.indicator_code = reported.indicator_code and moves.financial_year = left(reported.quarter, 7)
left join {{ ref('targets_in_force') }} as targets
    on targets.quarter = reported.quarter and targets.indicator_code = reported.indicator_code
inner join {{ ref('target_comparisons') }} as comparisons
    on comparisons.quarter = reported.quarter and comparisons.indicator_code = reported.indicator_code
inner join {{ ref('direction_of_travel') }} as direction
    on direction.quarter = reported.quarter and direction.indicator_code = reported.indicator_code
left join {{ ref('benchmark_comparisons') }} as benchmarks
    on benchmarks.quarter = reported.quarter and benchmarks.indicator_code = reported.indicator_code
where reported.area_code = '{{ var('area_code') }}'
