/*
description: >
  One figure for each indicator, authority and period that a published extract gives, or that is derived from one.
  Where two files of one source give the same figure, the file that comes last by name (without suffix, numbers by their
  size) is the newer publication and wins. A code that was replaced by one other goes on under it, through as many as there were, and so does one that a publisher still uses after its
  authority was merged into another. A figure that several authorities report together is each one's. What does not
  compare with the figure before is marked b, a break, whatever the publisher says of it: the first of an authority
  formed from several, the first that is reported together and the first that no longer is.
slices: whole
grain: [indicator_code, area_code, period]
columns:
  indicator_code: [VARCHAR, "The framework's indicator."]
  area_code: [VARCHAR, "The authority's ONS code: the successor's of a replaced code, the member's of a joint one."]
  reported_area_code: [VARCHAR, "The code as the file gives it."]
  period: [VARCHAR, "The period, in its one spelling."]
  period_start: [DATE, "First day of the period."]
  period_end: [DATE, "Last day of the period."]
  value: ["DECIMAL(38,18)", "The value in the indicator's unit, exact."]
  numerator: ["DECIMAL(38,18)", "The numerator, where given."]
  denominator: ["DECIMAL(38,18)", "The denominator, where given."]
  is_false_zero: [BOOLEAN, "Whether the value is a zero that stands for no figure."]
  marker: [VARCHAR, "Shorthand marker, without brackets."]
  source: [VARCHAR, "The source specification it was read by."]
  file_name: [VARCHAR, "The file, below landing/."]
  file_sha256: [VARCHAR, "SHA-256 of the file."]
  sheet: [VARCHAR, "The workbook's sheet."]
  row_number: [INTEGER, "The row in the file."]
  cell: [VARCHAR, "The cell that holds the value."]
  raw_value: [VARCHAR, "The text in that cell."]
*/
with recursive steps as (
    -- A code that one other code replaced, and nothing else: the series goes on under the new one, whenever it is from.
    -- A code whose authority went into one other, perhaps with more: after that its figures can only be the other's.
    select
        old_code,
        new_code,
        count(*) over (partition by new_code) = 1 as is_same,
        case when count(*) over (partition by new_code) > 1 then from_date else date '0001-01-01' end as counts_from
    from {{ source('framework', 'area_successors') }}
    qualify count(*) over (partition by old_code) = 1
),
-- A code may be replaced again and again: each of the codes it went on under, and from when the last of them counts.
followed as (
    select old_code, new_code, is_same, counts_from, 1 as hops, [old_code, new_code] as path
    from steps
    union all
    select
        followed.old_code,
        steps.new_code,
        followed.is_same and steps.is_same as is_same,
        greatest(followed.counts_from, steps.counts_from) as counts_from,
        followed.hops + 1 as hops,
        list_append(followed.path, steps.new_code) as path
    from followed
    inner join steps on steps.old_code = followed.new_code
    where not list_contains(followed.path, steps.new_code)
),
renamed as (
    select
        followed.*,
        coalesce(lead(counts_from) over (partition by old_code order by hops), date '9999-12-31') as counts_until
    from followed
),
formed as (
    -- An authority made of several, or of a part of one: its figures do not compare with those before.
    select
        coalesce(renamed.new_code, successors.new_code) as new_code,
        max(successors.from_date) as from_date
    from {{ source('framework', 'area_successors') }} as successors
    left join renamed
        on renamed.old_code = successors.new_code and renamed.is_same and renamed.counts_until > renamed.counts_from
    where not exists (
        select 1 from steps where steps.is_same and steps.new_code = successors.new_code
    )
    group by all
),
given as not materialized (
    select
        source, measure, area_code, period, period_start, period_end, value, numerator, denominator, is_false_zero,
        marker, file_name, file_sha256, sheet, row_number, cell, raw_value
    from {{ source('landing', 'published_figures') }}
    where fate = 'accepted'
    union all
    select
        source, measure, area_code, period, period_start, period_end, value, numerator, denominator,
        false as is_false_zero, marker, file_name, file_sha256, sheet, row_number, cell, raw_value
    from {{ ref('stg_derived_figures') }}
),
measured as not materialized (
    select indicators.indicator_code, given.*
    from given
    inner join {{ source('framework', 'indicators') }} as indicators
        on indicators.source = given.source and indicators.source_measure = given.measure
),
-- Within a file no figure is accepted twice. So only what several files give has to be chosen from, and only some
-- authorities' series have other codes or breaks: millions of other figures go by without being grouped or sorted.
in_several_files as (
    select indicator_code
    from measured
    group by indicator_code
    having min(file_name) <> max(file_name)
),
publications as (
    select file_name, row_number() over (order by {{ publication_order('file_name') }}) as publication
    from measured
    group by file_name
),
changed_areas as (
    select old_code as area_code from {{ source('framework', 'area_successors') }}
    union
    select new_code from {{ source('framework', 'area_successors') }}
    union
    select joint_code from {{ source('framework', 'joint_reporting') }}
    union
    select member_code from {{ source('framework', 'joint_reporting') }}
),
sorted_out as not materialized (
    select
        measured.*,
        in_several_files.indicator_code is null and changed_areas.area_code is null as is_plain
    from measured
    left join in_several_files on in_several_files.indicator_code = measured.indicator_code
    left join changed_areas on changed_areas.area_code = measured.area_code
),
placed as (
    select
        sorted_out.*,
        joint.member_code is not null as is_joint,
        coalesce(renamed.new_code, joint.member_code, sorted_out.area_code) as current_area_code,
        coalesce(renamed.hops, 0) as hops,
        coalesce(not renamed.is_same, false) as is_late,
        publications.publication
    from sorted_out
    inner join publications on publications.file_name = sorted_out.file_name
    left join {{ source('framework', 'joint_reporting') }} as joint
        on joint.joint_code = sorted_out.area_code
        and joint.from_date <= sorted_out.period_start
        and coalesce(joint.to_date, sorted_out.period_end) >= sorted_out.period_end
    left join renamed
        on renamed.old_code = coalesce(joint.member_code, sorted_out.area_code)
        and renamed.counts_from <= sorted_out.period_start
        and renamed.counts_until > sorted_out.period_start
    where not sorted_out.is_plain
),
parts as (
    -- Several old codes of one new authority are parts of it, and none of them is its figure.
    select
        indicator_code,
        current_area_code as whole_code,
        period
    from placed
    where is_late
    group by all
    having count(distinct area_code) > 1
),
reached as (
    select
        placed.* exclude (current_area_code),
        case when parts.whole_code is not null then placed.area_code else placed.current_area_code end
            as current_area_code
    from placed
    left join parts
        on placed.is_late
        and parts.indicator_code = placed.indicator_code
        and parts.whole_code = placed.current_area_code
        and parts.period = placed.period
),
chosen as (
    select
        reached.*,
        -- A period without a figure compares with nothing: the break stands at the first that has one.
        reached.value is not null or reached.numerator is not null as is_there
    from reached
    qualify row_number() over (
        partition by indicator_code, current_area_code, period
        order by publication desc, area_code = current_area_code desc, hops, row_number desc
    ) = 1
),
figures as (
    select
        sorted_out.*,
        area_code as current_area_code,
        cast(null as varchar) as break_marker
    from sorted_out
    where is_plain
    union all by name
    select
        chosen.* exclude (is_joint, is_late, is_there, hops, publication),
        case
            when not chosen.is_there then null
            when chosen.period_end > formed.from_date
                and row_number() over (
                    partition by
                        chosen.indicator_code, chosen.current_area_code, chosen.is_there,
                        chosen.period_end > formed.from_date
                    order by chosen.period_end
                ) = 1
                then 'b'
            when chosen.is_joint <> lag(chosen.is_joint) over (
                partition by chosen.indicator_code, chosen.current_area_code, chosen.is_there
                order by chosen.period_end
            ) then 'b'
        end as break_marker
    from chosen
    left join formed on formed.new_code = chosen.current_area_code
)
select
    indicator_code,
    current_area_code as area_code,
    area_code as reported_area_code,
    period,
    period_start,
    period_end,
    value,
    numerator,
    denominator,
    is_false_zero,
    {{ marker_that_says_most('[marker, break_marker]') }} as marker,
    source,
    file_name,
    file_sha256,
    sheet,
    row_number,
    cell,
    raw_value
from figures
