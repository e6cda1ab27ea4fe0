/*
description: >
  Every metric of an outside framework (outside_metrics.csv: Oflog's list, and others by the same means) that applied
  on the quarter's report date, against the council's own framework in the quarter: already in, by which decision; missing; or not applicable to this kind of
  authority. It is the analysis that leads to a decision to add the missing ones.
slices: quarter
grain: [quarter, framework, metric]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  framework: [VARCHAR, "The outside framework, such as oflog or lof."]
  theme: [VARCHAR, "Its theme there."]
  metric: [VARCHAR, "The metric as the framework names it."]
  unit: [VARCHAR, "The unit of its figures."]
  polarity: [VARCHAR, "high, low, target or none: which way is better."]
  own_polarity: [VARCHAR, "The polarity of the council's indicator for it."]
  source: [VARCHAR, "Where its figures are published."]
  published_frequency: [VARCHAR, "How often."]
  evidence: [VARCHAR, "What the entry rests on."]
  status: [VARCHAR, "In the framework, Missing or Not applicable."]
  indicator_code: [VARCHAR, "The council's indicator for it, once in the framework."]
  introduced_by: [VARCHAR, "The decision that added it."]
  reason: [VARCHAR, "Why it is not applicable; or from when it is in the framework, where that is later."]
*/
select
    calendar.quarter,
    metrics.framework,
    metrics.theme,
    metrics.metric,
    metrics.unit,
    metrics.polarity,
    indicators.polarity as own_polarity,
    metrics.source,
    metrics.frequency as published_frequency,
    metrics.evidence,
    case
        when indicators.indicator_code is not null then 'In the framework'
        when metrics.not_applicable is not null then 'Not applicable'
        else 'Missing'
    end as status,
    indicators.indicator_code,
    indicators.introduced_by,
    case
        when indicators.indicator_code is null then coalesce(
            metrics.not_applicable, 'From ' || cast(planned.valid_from as varchar) || ' by ' || planned.introduced_by
        )
    end as reason
from {{ source('framework', 'outside_metrics') }} as metrics
cross join {{ source('framework', 'calendar') }} as calendar
inner join {{ source('run', 'quarters') }} as run on run.quarter = calendar.quarter
left join {{ source('framework', 'indicators') }} as indicators
    on indicators.indicator_code = metrics.indicator_code
    and {{ in_framework_on('indicators', 'calendar.period_end') }}
left join {{ source('framework', 'indicators') }} as planned
    on planned.indicator_code = metrics.indicator_code and planned.valid_from > calendar.period_end
where coalesce(metrics.applies_from, calendar.report_on) <= calendar.report_on
