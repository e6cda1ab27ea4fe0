/*
description: >
  Each measure of a published extract beside the extract of the same source before it, which is the file before it by
  name: how many figures went missing in the periods that both have, how many moved by more than a tenth, how many are
  what the older file had for the period before or after, and which period is the newest. A measure that only the older
  of two files gives is told where they have others in common. Zeros that stand for no figure
  are none. A source with one file, or with a file for each year, has no rows, or nothing to compare in them.
slices: whole
grain: [source, file_name, measure]
preview: [indicator_code, file_name, previous_file_name, compared, missing, moved, shifted, newest_period, previous_newest_period]
columns:
  source: [VARCHAR, "The source specification that reads the files."]
  indicator_code: [VARCHAR, "The framework's indicator; none where the measure is a part of a derived figure."]
  measure: [VARCHAR, "The source's measure."]
  file_name: [VARCHAR, "The newer file, below landing/."]
  previous_file_name: [VARCHAR, "The file before it by name."]
  compared: [INTEGER, "How many figures both have: of one authority and period."]
  missing: [INTEGER, "How many the newer file lacks, in periods for which it has figures of other authorities."]
  moved: [INTEGER, "How many differ by more than a tenth of what they were."]
  shifted: [INTEGER, "How many differ, and are what the older file had for the period before or after."]
  newest_period: [VARCHAR, "The newest period of the newer file; none where it lacks the measure altogether."]
  previous_newest_period: [VARCHAR, "That of the older one, if it is newer."]
  area_code: [VARCHAR, "The authority whose figure moved furthest."]
  period: [VARCHAR, "The period of that figure."]
  previous: ["DECIMAL(38,18)", "What it was."]
  value: ["DECIMAL(38,18)", "What it is."]
  sheet: [VARCHAR, "The workbook's sheet in which it is."]
  row_number: [INTEGER, "The row."]
  cell: [VARCHAR, "The cell."]
*/
with measured as (
    select source, file_name, measure
    from {{ source('landing', 'published_figures') }}
    where fate = 'accepted'
    group by source, file_name, measure
),
files as (
    select
        source,
        file_name,
        lag(file_name) over (partition by source order by {{ publication_order('file_name') }}) as previous_file_name
    from measured
    group by source, file_name
),
pairs as (
    -- Files lie beside one another that have nothing to do with each other: what both measure is compared.
    select files.source, files.file_name, files.previous_file_name, measured.measure
    from files
    inner join measured using (source, file_name)
    inner join measured as measured_before
        on measured_before.source = files.source
        and measured_before.file_name = files.previous_file_name
        and measured_before.measure = measured.measure
),
gone as (
    -- Of files that have a measure in common: what only the older one gives, perhaps since it was renamed.
    select files.source, files.file_name, files.previous_file_name, measured_before.measure
    from files
    inner join measured as measured_before
        on measured_before.source = files.source and measured_before.file_name = files.previous_file_name
    where exists (select 1 from pairs where pairs.source = files.source and pairs.file_name = files.file_name)
        and not exists (
            select 1 from pairs
            where pairs.source = files.source and pairs.file_name = files.file_name
                and pairs.measure = measured_before.measure
        )
),
figures as (
    select source, file_name, measure, area_code, period, period_end, value, sheet, row_number, cell
    from {{ source('landing', 'published_figures') }}
    where fate = 'accepted' and value is not null and not coalesce(is_false_zero, false)
        and measure in (select measure from pairs)
),
newer as (
    select pairs.previous_file_name, figures.*
    from figures
    inner join pairs using (source, file_name, measure)
),
older as (
    select
        pairs.file_name as newer_file_name,
        figures.*,
        lag(figures.value) over one_series as value_before,
        lead(figures.value) over one_series as value_after
    from figures
    inner join pairs
        on pairs.source = figures.source
        and pairs.previous_file_name = figures.file_name
        and pairs.measure = figures.measure
    window one_series as (
        partition by pairs.source, pairs.file_name, figures.measure, figures.area_code order by figures.period_end
    )
),
beside as (
    select
        coalesce(newer.source, older.source) as source,
        coalesce(newer.file_name, older.newer_file_name) as file_name,
        coalesce(newer.previous_file_name, older.file_name) as previous_file_name,
        coalesce(newer.measure, older.measure) as measure,
        newer.area_code,
        newer.period,
        newer.period_end,
        newer.value,
        newer.sheet,
        newer.row_number,
        newer.cell,
        older.period as previous_period,
        older.period_end as previous_period_end,
        older.value as previous,
        newer.value in (older.value_before, older.value_after) and newer.value <> older.value as is_shifted,
        abs(newer.value - older.value) as distance,
        count(newer.value) over (
            partition by
                coalesce(newer.source, older.source),
                coalesce(newer.file_name, older.newer_file_name),
                coalesce(newer.measure, older.measure),
                coalesce(newer.period, older.period)
        ) as newer_in_period
    from newer
    full outer join older
        on older.source = newer.source and older.newer_file_name = newer.file_name and older.measure = newer.measure
        and older.area_code = newer.area_code and older.period = newer.period
),
counted as (
    select
        source,
        file_name,
        measure,
        any_value(previous_file_name) as previous_file_name,
        cast(count(*) filter (where value is not null and previous is not null) as integer) as compared,
        cast(count(*) filter (where value is null and newer_in_period > 0) as integer) as missing,
        cast(count(*) filter (where distance * 10 > abs(previous)) as integer) as moved,
        cast(count(*) filter (where is_shifted) as integer) as shifted,
        arg_max(period, period_end) as newest_period,
        case when max(previous_period_end) > max(period_end) then arg_max(previous_period, previous_period_end)
        end as previous_newest_period,
        max(distance) as furthest
    from beside
    group by source, file_name, measure
    having count(value) > 0 and count(previous) > 0
),
told as (
    select * exclude (furthest) from counted
    union all by name
    select gone.*, 0 as compared, 0 as missing, 0 as moved, 0 as shifted from gone
),
examples as (
    select beside.*
    from beside
    inner join counted
        on counted.source = beside.source and counted.file_name = beside.file_name and counted.measure = beside.measure
        and counted.furthest = beside.distance and counted.furthest > 0
    qualify row_number() over (
        partition by beside.source, beside.file_name, beside.measure order by beside.row_number, beside.period_end
    ) = 1
)
select
    told.source,
    indicators.indicator_code,
    told.measure,
    told.file_name,
    told.previous_file_name,
    told.compared,
    told.missing,
    told.moved,
    told.shifted,
    told.newest_period,
    told.previous_newest_period,
    examples.area_code,
    examples.period,
    examples.previous,
    examples.value,
    examples.sheet,
    examples.row_number,
    examples.cell
from told
left join examples using (source, file_name, measure)
left join (
    select source, source_measure, min(indicator_code) as indicator_code
    from {{ source('framework', 'indicators') }}
    group by source, source_measure
) as indicators on indicators.source = told.source and indicators.source_measure = told.measure
