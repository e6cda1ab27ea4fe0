/*
description: >
  The headline of the report, of each portfolio and of each theme: the share of indicators on or above target, over
  those with both a figure and a target; beside it the share with Amber counted too.
slices: quarter
grain: [quarter, scope, scope_name]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  scope: [VARCHAR, "report, portfolio or theme."]
  scope_name: [VARCHAR, "The portfolio or theme; All for the report."]
  indicators: [INTEGER, "Indicators in the framework."]
  rated: [INTEGER, "With both a figure and a target: what the shares are taken of."]
  green: [INTEGER, "On or above target."]
  amber: [INTEGER, "Missed within tolerance."]
  red: [INTEGER, "Missed by more."]
  no_target: [INTEGER, "With a figure but no target yet."]
  no_data: [INTEGER, "Without a figure."]
  not_rated: [INTEGER, "For context only."]
  on_or_above_target_pct: ["DECIMAL(5,1)", "Green as a percentage of rated; none where nothing is rated."]
  within_tolerance_pct: ["DECIMAL(5,1)", "Green and Amber as a percentage of rated."]
  headline_pct: ["DECIMAL(5,1)", "The one of the two that rules.yml takes for the headline."]
  headline_count: [VARCHAR, "Which: on_or_above_target or within_tolerance."]
*/
with scoped as (
    select quarter, 'report' as scope, 'All' as scope_name, rag from {{ ref('scorecard') }}
    union all
    select quarter, 'portfolio' as scope, portfolio as scope_name, rag from {{ ref('scorecard') }}
    union all
    select quarter, 'theme' as scope, theme as scope_name, rag from {{ ref('scorecard') }}
),
counted as (
    select
        quarter,
        scope,
        scope_name,
        cast(count(*) as integer) as indicators,
        cast(count(*) filter (where rag in ('Green', 'Amber', 'Red')) as integer) as rated,
        cast(count(*) filter (where rag = 'Green') as integer) as green,
        cast(count(*) filter (where rag = 'Amber') as integer) as amber,
        cast(count(*) filter (where rag = 'Red') as integer) as red,
        cast(count(*) filter (where rag = 'No target') as integer) as no_target,
        cast(count(*) filter (where rag = 'No data') as integer) as no_data,
        cast(count(*) filter (where rag = 'Not rated') as integer) as not_rated
    from scoped
    group by quarter, scope, scope_name
),
shared as (
    select
        counted.*,
        -- In whole numbers, halves up: a share to one decimal has no float in it.
        case
            when rated > 0
                then cast(((2000 * green + rated) // (2 * rated)) * cast(0.1 as decimal(2, 1)) as decimal(5, 1))
        end as on_or_above_target_pct,
        case
            when rated > 0 then cast(
                ((2000 * (green + amber) + rated) // (2 * rated)) * cast(0.1 as decimal(2, 1)) as decimal(5, 1)
            )
        end as within_tolerance_pct
    from counted
)
select
    quarter,
    scope,
    scope_name,
    indicators,
    rated,
    green,
    amber,
    red,
    no_target,
    no_data,
    not_rated,
    on_or_above_target_pct,
    within_tolerance_pct,
    case '{{ var('headline_count') }}'
        when 'within_tolerance' then within_tolerance_pct
        else on_or_above_target_pct
    end as headline_pct,
    '{{ var('headline_count') }}' as headline_count
from shared
