/*
description: >
  Which returned figures are suppressed, and why: the one place where small numbers are judged. A count is shown only
  if it reaches the indicator's suppress_below; of a percentage both parts have to, those counted and the rest. A figure
  of the year to date must also differ by that much from the last one shown in its year, or the quarter in between could
  be worked out. Where indicators add up to a total (part_of), a part or total that the others would tell is suppressed
  as well, the smallest first.
slices: quarter
grain: [quarter, indicator_code, period]
history: [stg_returns, year_to_date]
preview: [quarter, indicator_code, period, reason]
columns:
  quarter: [VARCHAR, "The quarter whose folder the return landed in."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  period: [VARCHAR, "The period of the figure."]
  reason: [VARCHAR, "Why it is suppressed, in words; none where it is shown."]
  is_text_withheld: [BOOLEAN, "Whether the text in its cell is withheld: it would tell a suppressed figure, its own or the one before."]
*/
with counted as (
    -- As known in each quarter: a later return of a period replaces the earlier one.
    select
        run.quarter as known_in,
        returns.quarter,
        returns.indicator_code,
        returns.period,
        left(returns.period, 7) as financial_year,
        right(returns.period, 1) as quarter_number,
        returns.accumulation,
        coalesce(returns.marker = 'c', false) as is_given_suppressed,
        indicators.part_of,
        indicators.suppress_below,
        case
            when returns.accumulation is null then coalesce(returns.numerator, returns.value)
            else coalesce(to_date.numerator_year_to_date, to_date.value_year_to_date)
        end as people,
        case
            when indicators.unit <> '%' then null
            when returns.accumulation is null then cast(returns.denominator - returns.numerator as decimal(38, 18))
            else cast(to_date.denominator_year_to_date - to_date.numerator_year_to_date as decimal(38, 18))
        end as others
    from {{ ref('stg_returns') }} as returns
    inner join {{ source('run', 'quarters') }} as run on returns.quarter <= run.quarter
    inner join {{ source('framework', 'indicators') }} as indicators using (indicator_code)
    left join {{ ref('year_to_date') }} as to_date
        on to_date.quarter = returns.quarter and to_date.indicator_code = returns.indicator_code
        and to_date.period = returns.period
    qualify row_number() over (
        partition by run.quarter, returns.indicator_code, returns.period order by returns.quarter desc
    ) = 1
),
walked_0 as (
    -- A year's figures side by side, and what was shown last before each: nothing at its start.
    select
        known_in,
        indicator_code,
        financial_year,
        max(suppress_below) as suppress_below,
{% for number in [1, 2, 3, 4] %}
        max(people) filter (where quarter_number = '{{ number }}') as people_{{ number }},
        max(others) filter (where quarter_number = '{{ number }}') as others_{{ number }},
{% endfor %}
        cast(0 as decimal(38, 18)) as last_people,
        cast(0 as decimal(38, 18)) as last_others
    from counted
    where accumulation is not null and suppress_below is not null
    group by known_in, indicator_code, financial_year
),
{% for number in [1, 2, 3, 4] %}
judged_{{ number }} as (
    select
        year.*,
        coalesce(
            people_{{ number }} - last_people >= suppress_below
            and coalesce(others_{{ number }} - last_others >= suppress_below, true),
            false
        ) as is_shown_{{ number }}
    from walked_{{ number - 1 }} as year
),
walked_{{ number }} as (
    select
        year.* replace (
            case when is_shown_{{ number }} then people_{{ number }} else last_people end as last_people,
            case when is_shown_{{ number }} then coalesce(others_{{ number }}, last_others) else last_others
            end as last_others
        )
    from judged_{{ number }} as year
),
{% endfor %}
walked as (
{% for number in [1, 2, 3, 4] %}
    select
        known_in,
        indicator_code,
        financial_year,
        '{{ number }}' as quarter_number,
        is_shown_{{ number }} as is_shown,
        {% if number == 1 %}true{% else %}is_shown_{{ number - 1 }}{% endif %} as is_shown_before
    from walked_4
    {% if number < 4 %}union all{% endif %}

{% endfor %}
),
alone as (
    select
        counted.*,
        walked.is_shown_before,
        case
            when is_given_suppressed then 'The service withheld it.'
            when people is null or suppress_below is null then null
            when people < suppress_below then concat('A count below ', suppress_below, '.')
            when others < suppress_below then concat('All but fewer than ', suppress_below, ' are counted.')
            when not walked.is_shown
                then concat('It differs by less than ', suppress_below, ' from the last figure shown in its year.')
        end as reason
    from counted
    left join walked using (known_in, indicator_code, financial_year, quarter_number)
),
totals as (
    -- Each total with what of it is known: a total and one suppressed part tell each other.
    select
        total.known_in,
        total.indicator_code as total_code,
        total.period,
        total.reason is not null as is_suppressed,
        count(*) as parts,
        count(*) filter (where part.reason is not null) as parts_suppressed,
        coalesce(sum(part.people) filter (where part.reason is not null), 0) as people_suppressed,
        greatest(max(total.suppress_below), max(part.suppress_below)) as suppress_below
    from alone as total
    inner join alone as part
        on part.known_in = total.known_in and part.period = total.period and part.part_of = total.indicator_code
    where (total.people is not null or total.reason is not null) and (part.people is not null or part.reason is not null)
    group by total.known_in, total.indicator_code, total.period, total.reason
),
smallest_first as (
    select
        totals.*,
        part.indicator_code,
        row_number() over by_size as place,
        coalesce(sum(part.people) over (by_size rows between unbounded preceding and 1 preceding), 0) as people_before
    from totals
    inner join alone as part
        on part.known_in = totals.known_in and part.period = totals.period and part.part_of = totals.total_code
        and part.people is not null and part.reason is null
    where totals.parts_suppressed + cast(totals.is_suppressed as integer) >= 1
    window by_size as (
        partition by totals.known_in, totals.total_code, totals.period order by part.people, part.indicator_code
    )
),
told as (
    -- Parts join those suppressed until two are unknown, and until those unknown together are no small number.
    select known_in, indicator_code, period
    from smallest_first
    where parts_suppressed + cast(is_suppressed as integer) + place - 1 < 2
        or (not is_suppressed and people_suppressed + people_before < suppress_below)
    union
    -- A total whose only part is suppressed is that part.
    select known_in, total_code, period
    from totals
    where not is_suppressed and parts = 1 and parts_suppressed = 1
),
settled as (
    select
        alone.*,
        told.period is not null as is_told,
        coalesce(bool_or(told.period is not null) over (
            partition by alone.known_in, alone.indicator_code, alone.financial_year
        ), false) as is_told_in_year
    from alone
    left join told using (known_in, indicator_code, period)
)
select
    quarter,
    indicator_code,
    period,
    coalesce(
        reason, case when is_told then 'With the total and its other parts it would tell a suppressed one.' end
    ) as reason,
    reason is not null
        or is_told
        or coalesce(accumulation = 'in_quarter' and (not is_shown_before or is_told_in_year), false) as is_text_withheld
from settled
where quarter = known_in
