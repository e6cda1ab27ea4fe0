/*
description: >
  What earlier editions published of the council's figures that is not what stands now, and why. A figure is compared
  in every edition of the quarter itself, and in those of the newest earlier quarter that published it; what was
  restated there counts as published there. A target and a rating are compared where the scorecard shows the same
  period. Each different publication of a figure is a line, under the first approved edition that said so, or the first
  draft where none was approved. A figure that is suppressed now is not repeated. Made when an edition is published,
  since only then is it known what was published before it.
slices: edition
grain: [quarter, indicator_code, period, published_in, published_edition]
history: [outturns]
preview: [indicator_code, period, published_in, published_edition, published_value, value_now, published_rag, rag_now, reason]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  title: [VARCHAR, "The indicator's title."]
  period: [VARCHAR, "The period of the figure."]
  published_in: [VARCHAR, "The quarter whose edition published it."]
  published_edition: [INTEGER, "The first approved edition that did, or the first draft where none was approved."]
  published_status: [VARCHAR, "Draft or Approved: what that edition was."]
  published_value: ["DECIMAL(18,6)", "The figure as published; none where there was none, or if it is suppressed now."]
  published_marker: [VARCHAR, "Its marker as published, without brackets."]
  published_target: [VARCHAR, "The target as published; none where the edition compared the figure with none."]
  published_target_decision: [VARCHAR, "The decision that had set it."]
  published_rag: [VARCHAR, "The rating as published; none if the figure is suppressed now."]
  value_now: ["DECIMAL(18,6)", "The figure as it stands."]
  marker_now: [VARCHAR, "Its marker as it stands, without brackets."]
  target_now: [VARCHAR, "The target in force."]
  target_decision_now: [VARCHAR, "The decision that set it."]
  rag_now: [VARCHAR, "The rating as it stands."]
  reason: [VARCHAR, "late return, revised source, corrected file, changed target or changed rule."]
  is_marked: [BOOLEAN, "Whether the edition marks the figure r, where its source gives it no marker."]
  published_figure_id: [VARCHAR, "The figure as published; none if it is suppressed now."]
  figure_id_now: [VARCHAR, "The figure that stands."]
  published_file_name: [VARCHAR, "The file the published figure was read from, below landing/."]
  published_file_sha256: [VARCHAR, "SHA-256 of that file."]
  published_place: [VARCHAR, "Sheet and cell, or row, in that file."]
  published_raw_value: [VARCHAR, "The text in that cell; withheld if suppressed."]
  file_name_now: [VARCHAR, "The file the figure is read from now."]
  file_sha256_now: [VARCHAR, "SHA-256 of that file."]
  place_now: [VARCHAR, "Sheet and cell, or row, in that file."]
  raw_value_now: [VARCHAR, "The text in that cell; withheld if suppressed."]
  submitted_on_now: [DATE, "When it was returned."]
*/
with published as (
    select
        run.quarter as reporting_quarter,
        figures.*,
        figures.quarter = run.quarter as is_of_the_quarter,
        max(figures.quarter) filter (where figures.quarter < run.quarter) over (
            partition by run.quarter, figures.indicator_code, figures.period
        ) as newest_earlier_quarter
    from {{ source('editions', 'figures') }} as figures
    inner join {{ source('run', 'quarters') }} as run on figures.quarter <= run.quarter
    where figures.period is not null
),
-- Each different publication once, under the first edition that stands for it; a figure shown as a previous one, or restated, says
-- nothing of target and rating, and nothing new where a scorecard published the same figure.
said as (
    select published.*
    from published
    where is_of_the_quarter or quarter = newest_earlier_quarter
    qualify row_number() over (
        partition by reporting_quarter, indicator_code, period, published_value, marker, target, rag
        order by quarter, status is distinct from 'Approved', edition, shown_as
    ) = 1
    and (
        rag is not null
        or count(rag) over (partition by reporting_quarter, indicator_code, period, published_value, marker) = 0
    )
),
standing as (
    select run.quarter as reporting_quarter, outturns.*
    from {{ ref('outturns') }} as outturns
    inner join {{ source('run', 'quarters') }} as run on outturns.quarter <= run.quarter
    where outturns.area_code = '{{ var('area_code') }}'
    qualify row_number() over (
        partition by run.quarter, outturns.indicator_code, outturns.period
        order by {{ figure_that_counts('outturns') }}
    ) = 1
),
shown as (
    select
        quarter as reporting_quarter,
        indicator_code,
        period,
        target_decision,
        rag,
        case
            when target_lower is not null and target_upper is not null
                then {{ as_in_csv('target_lower', 'decimals') }} || ' to ' || {{ as_in_csv('target_upper', 'decimals') }}
            else {{ as_in_csv('target', 'decimals') }}
        end as target
    from (
        select
            scorecard.* exclude (target, target_lower, target_upper),
            {{ at_published_decimals('target', 'decimals') }} as target,
            {{ at_published_decimals('target_lower', 'decimals') }} as target_lower,
            {{ at_published_decimals('target_upper', 'decimals') }} as target_upper
        from {{ ref('scorecard') }} as scorecard
    ) as rounded
),
compared as (
    select
        said.*,
        standing.quarter as folder_now,
        standing.published_value as value_now,
        standing.value as exact_value_now,
        coalesce(standing.marker, case when standing.published_value is null then 'x' end) as marker_now,
        standing.figure_id as figure_id_now,
        standing.file_name as file_name_now,
        standing.file_sha256 as file_sha256_now,
        standing.sheet as sheet_now,
        standing.row_number as row_number_now,
        standing.cell as cell_now,
        standing.raw_value as raw_value_now,
        standing.numerator as numerator_now,
        standing.denominator as denominator_now,
        standing.submitted_on as submitted_on_now,
        shown.target as target_now,
        shown.target_decision as target_decision_now,
        shown.rag as rag_now,
        shown.rag is not null as is_on_the_scorecard,
        said.rag is not null and shown.rag is not null as is_rated_in_both
    from said
    left join standing
        on standing.reporting_quarter = said.reporting_quarter
        and standing.indicator_code = said.indicator_code
        and standing.period = said.period
    left join shown
        on shown.reporting_quarter = said.reporting_quarter
        and shown.indicator_code = said.indicator_code
        and shown.period = said.period
),
differing as (
    select
        compared.*,
        -- A marker alone is no restatement, except where it says why there is no figure.
        value_now is distinct from published_value
            or value_now is null and marker_now is distinct from coalesce(marker, 'x') as is_other_figure,
        is_rated_in_both and target_now is distinct from target as is_other_target,
        is_rated_in_both and rag_now is distinct from rag as is_other_rating,
        -- The same text in the same file, or in one that was saved again.
        file_sha256 = file_sha256_now
            and sheet is not distinct from sheet_now
            and row_number is not distinct from row_number_now
            or coalesce(raw_value, cast(numerator as varchar)) is not null
            and raw_value is not distinct from raw_value_now
            and numerator is not distinct from numerator_now
            and denominator is not distinct from denominator_now as is_same_text,
        coalesce(file_name_now, file_name) like 'returns/%' as is_returned,
        {{ service_of('file_name') }} as service,
        {{ service_of('file_name_now') }} as service_now
    from compared
)
select
    differing.reporting_quarter as quarter,
    differing.indicator_code,
    indicators.title,
    differing.period,
    differing.quarter as published_in,
    differing.edition as published_edition,
    differing.status as published_status,
    case when marker_now is distinct from 'c' then published_value end as published_value,
    differing.marker as published_marker,
    differing.target as published_target,
    differing.target_decision as published_target_decision,
    case when marker_now is distinct from 'c' then differing.rag end as published_rag,
    value_now,
    marker_now,
    target_now,
    target_decision_now,
    rag_now,
    case
        when not is_other_figure and is_other_target then 'changed target'
        when not is_other_figure then 'changed rule'
        -- The text is the same and the exact figure is not: an earlier quarter of its year to date was corrected.
        when is_same_text
            and indicators.measure_type = 'cumulative'
            and exact_value is distinct from exact_value_now
            and exact_value is not null then 'corrected file'
        when is_same_text then 'changed rule'
        when not is_returned then 'revised source'
        when published_value is null and coalesce(differing.marker, 'x') = 'x' then 'late return'
        when service_now = service or file_name_now is null then 'corrected file'
        when submitted_on_now > calendar.returns_due then 'late return'
        else 'corrected file'
    end as reason,
    is_other_figure and is_on_the_scorecard and value_now is not null as is_marked,
    case when marker_now is distinct from 'c' then differing.figure_id end as published_figure_id,
    figure_id_now,
    differing.file_name as published_file_name,
    differing.file_sha256 as published_file_sha256,
    {{ place('sheet', 'cell', 'row_number') }} as published_place,
    case when marker_now is distinct from 'c' and differing.marker is distinct from 'c' then raw_value
    end as published_raw_value,
    file_name_now,
    file_sha256_now,
    {{ place('sheet_now', 'cell_now', 'row_number_now') }} as place_now,
    case when marker_now is distinct from 'c' then raw_value_now end as raw_value_now,
    submitted_on_now
from differing
left join {{ source('framework', 'indicators') }} as indicators
    on indicators.indicator_code = differing.indicator_code
left join {{ source('framework', 'calendar') }} as calendar
    on calendar.quarter = differing.folder_now
where is_other_figure or is_other_target or is_other_rating
