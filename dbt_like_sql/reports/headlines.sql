/*
description: >
  The headline of the report, of each portfolio and of each theme: the share of indicators that met their target,
  over those with both a figure and a target; beside it the share with Amber counted too, and the same headline in the
  quarter before and in the same quarter last year, by the framework and portfolios of their time.
slices: quarter
grain: [quarter, scope, scope_name]
history: [scorecard]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  scope: [VARCHAR, "report, portfolio or theme."]
  scope_name: [VARCHAR, "The portfolio or theme; All for the report."]
  indicators: [INTEGER, "Indicators in the framework."]
  rated: [INTEGER, "With both a figure and a target: what the shares are taken of."]
  green: [INTEGER, "Target met, or missed within the green tolerance."]
  amber: [INTEGER, "Missed within tolerance."]
  red: [INTEGER, "Missed by more."]
  no_target: [INTEGER, "With a figure but no target yet."]
  no_data: [INTEGER, "Without a figure."]
  not_rated: [INTEGER, "For context only."]
  on_or_above_target_pct: ["DECIMAL(5,1)", "Green as a percentage of rated; none where nothing is rated."]
  within_tolerance_pct: ["DECIMAL(5,1)", "Green and Amber as a percentage of rated."]
  headline_pct: ["DECIMAL(5,1)", "The one of the two that rules.yml takes for the headline."]
  previous_quarter_pct: ["DECIMAL(5,1)", "The headline of the quarter before."]
  same_quarter_last_year_pct: ["DECIMAL(5,1)", "The headline of the same quarter last year."]
  headline_count: [VARCHAR, "Which share is the headline: on_or_above_target or within_tolerance."]
  rule: [VARCHAR, "The headline's rule, in words."]
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
        -- Tenths of a percent.
        case
            when rated > 0
                then cast({{ half_up('1000 * green', 'rated') }} * cast(0.1 as decimal(2, 1)) as decimal(5, 1))
        end as on_or_above_target_pct,
        case
            when rated > 0
                then cast({{ half_up('1000 * (green + amber)', 'rated') }} * cast(0.1 as decimal(2, 1)) as decimal(5, 1))
        end as within_tolerance_pct
    from counted
),
headed as (
    select
        shared.*,
        case '{{ var('headline_count') }}'
            when 'within_tolerance' then within_tolerance_pct
            else on_or_above_target_pct
        end as headline_pct
    from shared
),
ordered as (
    select
        quarter,
        lag(quarter) over (order by quarter) as previous_quarter,
        lag(quarter, 4) over (order by quarter) as same_quarter_last_year
    from {{ source('framework', 'calendar') }}
)
select
    headed.quarter,
    headed.scope,
    headed.scope_name,
    headed.indicators,
    headed.rated,
    headed.green,
    headed.amber,
    headed.red,
    headed.no_target,
    headed.no_data,
    headed.not_rated,
    headed.on_or_above_target_pct,
    headed.within_tolerance_pct,
    headed.headline_pct,
    previous.headline_pct as previous_quarter_pct,
    last_year.headline_pct as same_quarter_last_year_pct,
    '{{ var('headline_count') }}' as headline_count,
    concat(
        case
            when '{{ var('headline_count') }}' = 'within_tolerance' then 'Green and Amber'
            when {{ var('green_tolerance_pct') }} > 0
                then 'Met their target, or missed it by no more than the council''s green tolerance (Green)'
            else 'Met their target (Green)'
        end,
        ', as a share of the indicators that have both a figure and a target'
    ) as rule
from headed
inner join {{ source('run', 'quarters') }} as run on run.quarter = headed.quarter
inner join ordered on ordered.quarter = headed.quarter
left join headed as previous
    on previous.quarter = ordered.previous_quarter
    and previous.scope = headed.scope and previous.scope_name = headed.scope_name
left join headed as last_year
    on last_year.quarter = ordered.same_quarter_last_year
    and last_year.scope = headed.scope and last_year.scope_name = headed.scope_name
