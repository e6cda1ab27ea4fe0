-- From text to figures: the one place where a landed text becomes a value, a marker and a fate.
-- Given: raw_rows (texts and their place), unreadable_files, periods (each period text, parsed),
-- symbols (texts that stand for a marker), false_zeros (measures
-- whose zeros are no figures), measures (measures the framework knows for this source), areas.
-- Gives: one row per raw row, and one per unreadable file; a row is accepted, left_out or quarantined.
create or replace temp macro bare(cell) as trim(regexp_replace(cell, '\[[^\]]*\]', '', 'g'));
create or replace temp macro digits(cell) as regexp_replace(bare(cell), '^£\s*|\s*%$', '', 'g');
create or replace temp macro is_number(cell) as
    regexp_matches(digits(cell), '\d')
    and regexp_full_match(digits(cell), '[+-]?\s*(\d{1,3}([,\s\x{00A0}]\d{3})+|\d*)(\.\d*)?([eE][+-]?\d{1,2})?')
    and try_cast(regexp_replace(digits(cell), '[,\s\x{00A0}]', '', 'g') as decimal(38, 18)) is not null;
create or replace temp macro as_number(cell) as
    case when is_number(cell) then try_cast(regexp_replace(digits(cell), '[,\s\x{00A0}]', '', 'g') as decimal(38, 18)) end;
create or replace temp macro as_date(cell) as
    coalesce(try_cast(trim(cell) as date), cast(try_strptime(trim(cell), '%d/%m/%Y') as date));

create or replace temp table landed_rows as
with texts as (
    select
        raw_rows.*,
        symbols.marker as symbol_marker,
        -- Of several markers in a cell the one that says most about the figure counts.
        list_filter(
            ['c', 'z', 'x', 'b', 'low', 'u', 'e', 'p', 'r'],
            lambda known: list_contains(
                regexp_extract_all(lower(raw_rows.value), '\[(p|r|e|x|z|c|b|u|low)\]', 1), known
            )
        )[1] as value_marker,
        lower(trim(raw_rows.marker, ' []')) as given_marker
    from raw_rows
    left join symbols on symbols.symbol = bare(raw_rows.value)
),
parsed as (
    select
        texts.* exclude (value, numerator, denominator, accumulation, marker, period),
        texts.value as raw_value,
        texts.period as period_text,
        texts.numerator as raw_numerator,
        texts.denominator as raw_denominator,
        as_number(texts.value) as value,
        as_number(texts.numerator) as numerator,
        as_number(texts.denominator) as denominator,
        coalesce(
            texts.given_marker,
            texts.value_marker,
            texts.symbol_marker,
            case when texts.source_kind = 'published' and texts.value is null then 'x' end
        ) as marker,
        replace(replace(lower(trim(texts.accumulation)), ' ', '_'), '-', '_') as said_accumulation,
        as_date(texts.submitted_on) as submitted_date,
        periods.period,
        periods.period_start,
        periods.period_end,
        periods.fault as period_fault,
        measures.measure is not null as is_known_measure,
        texts.area_code is null or areas.area_code is not null as is_known_area,
        count(*) over (
            partition by texts.file_name, trim(texts.measure), trim(texts.area_code), periods.period
        ) > 1 as is_repeated,
        count(*) filter (where periods.period like '%-Q_') over one_file > 0
            and count(*) filter (
                where periods.period like '%-Q_' and periods.period_end >= texts.quarter_start
            ) over one_file = 0
            and texts.quarter is not null as is_for_an_earlier_quarter
    from texts
    left join periods on periods.period_text is not distinct from texts.period
    left join measures on measures.measure = trim(texts.measure)
    left join areas on areas.area_code = trim(texts.area_code)
    window one_file as (partition by texts.file_name)
),
judged as (
    select
        parsed.*,
        case
            when not is_known_measure and source_kind = 'published' then 'not_in_framework'
            when not is_known_measure then 'unknown_indicator'
            when not is_known_area then 'unknown_area'
            when period_fault is not null then 'unreadable_period'
            when is_for_an_earlier_quarter then 'earlier_quarter'
            when period_end > quarter_end then 'later_period'
            when marker is not null
                and marker not in ('p', 'r', 'e', 'x', 'z', 'c', 'b', 'u', 'low') then 'unknown_marker'
            when raw_value is not null and bare(raw_value) <> '' and value is null and symbol_marker is null
                then 'unreadable_value'
            when greatest(abs(value), abs(numerator), abs(denominator)) >= 1000000000000 then 'beyond_measure'
            when raw_numerator is not null and numerator is null
                or raw_denominator is not null and denominator is null then 'unreadable_value'
            when marker in ('x', 'z', 'c') and (value is not null or numerator is not null)
                then 'marker_with_value'
            when coalesce(marker, '') not in ('x', 'z', 'c') and value is null
                and (numerator is null or denominator is null) then 'nothing_given'
            when source_kind = 'returns' and submitted_date is null then 'unreadable_date'
            when said_accumulation not in ('in_quarter', 'year_to_date') then 'unknown_accumulation'
            when is_repeated then 'repeated_row'
        end as rule
    from parsed
),
reasoned as (
    select
        judged.*,
        case
            when rule is null then 'accepted'
            when rule = 'not_in_framework' then 'left_out'
            else 'quarantined'
        end as fate,
        case rule
            when 'not_in_framework' then format('Measure {} is not one of the framework''s indicators.', measure)
            when 'unknown_indicator' then format(
                'Indicator {} is not in the framework. Correct the code, or add it to indicators.csv.',
                coalesce(measure, '(blank)'))
            when 'unknown_area' then format(
                'Area {} is not in areas.csv. Correct the code, or add the area.', coalesce(area_code, '(blank)'))
            when 'unreadable_period' then period_fault
            when 'earlier_quarter' then format(
                'Every row of this file is for an earlier period than {}; this row is for {}. It may be last '
                'quarter''s file: send the right one, or move it to its own quarter''s folder.', quarter, period)
            when 'later_period' then format(
                'Period {} ends after {}. Correct the period, or send it with its own quarter.', period, quarter)
            when 'unknown_marker' then format(
                'Marker {} is not known. Use one of p, r, e, x, z, c, b, u, low.', marker)
            when 'unreadable_value' then format(
                'Value "{}" is not a number. Give a plain number such as 1234.5, or a marker such as [x].',
                coalesce(raw_value, concat_ws(' / ', raw_numerator, raw_denominator)))
            when 'beyond_measure' then format(
                'Value "{}" is a million million or more. Look at its unit, or whether two figures ran together.',
                coalesce(raw_value, concat_ws(' / ', raw_numerator, raw_denominator)))
            when 'marker_with_value' then format(
                'Marker {} says that there is no figure, yet one is given. Remove one of the two.', marker)
            when 'nothing_given'
                then 'Neither a value, nor numerator and denominator, nor a marker is given. Give one of them.'
            when 'unreadable_date' then format(
                'The date "{}" in submitted_on is not a date such as 2023-10-20.', coalesce(submitted_on, ''))
            when 'unknown_accumulation' then format(
                'Accumulation "{}" is not known. Write in_quarter or year_to_date.', said_accumulation)
            when 'repeated_row' then 'The same indicator, area and period stand twice in this file. Keep one row.'
        end as reason
    from judged
)
select
    source, quarter, file_name, file_sha256, service, sheet,
    cast(row_number as integer) as row_number,
    value_column || row_number as cell,
    trim(measure) as measure,
    trim(area_code) as area_code,
    period_text, period, period_start, period_end,
    raw_value, value, numerator, denominator, said_accumulation as accumulation,
    coalesce(value = 0 and measure in (select measure from false_zeros), false) as is_false_zero,
    marker, commentary, submitted_by,
    submitted_date as submitted_on,
    fate, rule, reason,
    cast(null as varchar) as released_by
from reasoned
union all by name
select
    source, quarter, file_name, file_sha256, service,
    'quarantined' as fate, 'unreadable_file' as rule, reason
from unreadable_files;

-- A refusal is mended by a later file of the same service: a refused file, or a row that names no indicator, by any
-- row accepted from it; any other row only by one for the same indicator (and period, unless that was the fault).
-- Files of one service follow one another by name without suffix, shorter first: housing, housing--2, housing--10.
create or replace temp macro version(file_name) as
    struct_pack(length := length(regexp_replace(file_name, '\.[^.]*$', '')),
                stem := regexp_replace(file_name, '\.[^.]*$', ''));
update landed_rows set released_by = (
    select min_by(later.file_name, version(later.file_name)) from landed_rows as later
    where later.service = landed_rows.service and later.quarter = landed_rows.quarter
        and later.fate = 'accepted' and version(later.file_name) > version(landed_rows.file_name)
        and (
            landed_rows.rule in ('unreadable_file', 'earlier_quarter', 'unknown_indicator')
            or later.measure = landed_rows.measure
            and (landed_rows.rule in ('unreadable_period', 'later_period') or later.period = landed_rows.period)
        )
) where fate = 'quarantined' and quarter is not null;
