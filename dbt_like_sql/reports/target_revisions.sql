/*
description: >
  Every target that a decision in force on the quarter's report date revised: what was agreed, what it became, the
  final outturn that was known when it was decided, and whether the revision is more ambitious than both, by
  polarity. An outturn is final when it is of a whole year (or the year's fourth quarter) and neither provisional nor
  estimated. It was known from the day it was returned; one without such a day, from the date of the report that first
  had it. What was returned again in the same folder after the decision is left empty: what stood there before is not
  told.
slices: quarter
grain: [quarter, indicator_code, target_period, decision_ref]
history: [outturns, stg_returns]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The indicator."]
  title: [VARCHAR, "The indicator's title."]
  unit: [VARCHAR, "The unit of the figures."]
  polarity: [VARCHAR, "high, low, target or none: which way is better."]
  target_period: [VARCHAR, "The year or quarter the target is for."]
  agreed_target: ["DECIMAL(18,6)", "The target before the revision."]
  agreed_decision: [VARCHAR, "The decision that had set it."]
  revised_target: ["DECIMAL(18,6)", "The target after."]
  change: ["DECIMAL(18,6)", "Revised less agreed; none for a band."]
  agreed_in_words: [VARCHAR, "What was agreed before, with its floor or band."]
  revised_in_words: [VARCHAR, "What it became, with its floor or band."]
  decision_ref: [VARCHAR, "The decision that revised it."]
  decided_on: [DATE, "When it was decided."]
  effective_from: [DATE, "From when it counts."]
  prompted_by_period: [VARCHAR, "The period of the latest final outturn known on that day."]
  prompted_by_outturn: ["DECIMAL(18,6)", "That outturn; none where it was returned again since."]
  prompted_by_figure_id: [VARCHAR, "The figure of that outturn."]
  rationale: [VARCHAR, "Why, as decided."]
  claimed_more_ambitious: [BOOLEAN, "Whether targets.csv claims that it is more ambitious."]
  is_more_ambitious: [BOOLEAN, "Whether it is better than the agreed target and than the outturn, where one was known; unknown for a band."]
  is_easier_than_outturn: [BOOLEAN, "Whether it asks for less than has been reached already."]
*/
with worded as (
    select
        targets.*,
        {{ as_printed('targets.target', 'indicators.decimals') }} as target_text,
        {{ as_printed('targets.floor', 'indicators.decimals') }} as floor_text,
        {{ as_printed('targets.lower', 'indicators.decimals') }} as lower_text,
        {{ as_printed('targets.upper', 'indicators.decimals') }} as upper_text
    from {{ source('framework', 'targets') }} as targets
    inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
),
dated as (
    select
        worded.*,
        {{ target_in_words('worded.target_text', 'worded.floor_text', 'worded.lower_text', 'worded.upper_text') }} as in_words,
        calendar.quarter,
        decisions.decided_on,
        decisions.effective_from
    from worded
    inner join {{ source('framework', 'decisions') }} as decisions using (decision_ref)
    inner join {{ source('framework', 'calendar') }} as calendar
        on {{ in_force_from('decisions') }} <= calendar.report_on
    inner join {{ source('run', 'quarters') }} as run on run.quarter = calendar.quarter
),
revised as (
    select
        dated.*,
        lead(dated.target) over newest_first as agreed_target,
        lead(dated.in_words) over newest_first as agreed_in_words,
        lead(dated.decision_ref) over newest_first as agreed_decision
    from dated
    window newest_first as (
        partition by dated.quarter, dated.indicator_code, dated.period
        order by {{ target_that_counts('dated', 'dated') }}
    )
    qualify lead(dated.decision_ref) over newest_first is not null
),
outturns_by_then as (
    select
        revised.quarter as of_quarter,
        revised.decision_ref,
        outturns.*,
        coalesce(outturns.submitted_on, reports.report_on) <= revised.decided_on as was_known,
        -- An earlier submission of the same folder may have been known; the folder of a quarter still running held none.
        returns.submissions > 1 and reports.period_end < revised.decided_on as may_have_been_known
    from (select distinct quarter, indicator_code, decision_ref, decided_on from revised) as revised
    inner join {{ ref('outturns') }} as outturns
        on outturns.indicator_code = revised.indicator_code
        and outturns.quarter <= revised.quarter
        and outturns.period_end < revised.decided_on
        and outturns.area_code = '{{ var('area_code') }}'
        and outturns.published_value is not null
        and coalesce(outturns.marker, '') not in ('p', 'e')
        and (not {{ is_quarter('outturns.period') }} or outturns.period like '%-Q4')
    inner join {{ source('framework', 'calendar') }} as reports on reports.quarter = outturns.quarter
    left join {{ ref('stg_returns') }} as returns
        on returns.quarter = outturns.quarter and returns.indicator_code = outturns.indicator_code
        and returns.period = outturns.period and returns.source = outturns.source
),
final_outturns as (
    select
        of_quarter as quarter,
        indicator_code,
        decision_ref,
        period,
        case when was_known then published_value end as published_value,
        case when was_known then figure_id end as figure_id
    from outturns_by_then
    where was_known or may_have_been_known
    qualify row_number() over (
        partition by of_quarter, indicator_code, decision_ref
        order by period_end desc, {{ figure_that_counts('outturns_by_then') }}
    ) = 1
)
select
    revised.quarter,
    revised.indicator_code,
    indicators.title,
    indicators.unit,
    indicators.polarity,
    revised.period as target_period,
    revised.agreed_target,
    revised.agreed_decision,
    revised.target as revised_target,
    cast(revised.target - revised.agreed_target as decimal(18, 6)) as change,
    revised.agreed_in_words,
    revised.in_words as revised_in_words,
    revised.decision_ref,
    revised.decided_on,
    revised.effective_from,
    final_outturns.period as prompted_by_period,
    final_outturns.published_value as prompted_by_outturn,
    final_outturns.figure_id as prompted_by_figure_id,
    revised.rationale,
    revised.more_ambitious = 'yes' as claimed_more_ambitious,
    case indicators.polarity
        when 'high' then revised.target > greatest(revised.agreed_target, final_outturns.published_value)
        when 'low' then revised.target < least(revised.agreed_target, final_outturns.published_value)
    end as is_more_ambitious,
    case indicators.polarity
        when 'high' then revised.target < final_outturns.published_value
        when 'low' then revised.target > final_outturns.published_value
    end as is_easier_than_outturn
from revised
inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
left join final_outturns using (quarter, indicator_code, decision_ref)
