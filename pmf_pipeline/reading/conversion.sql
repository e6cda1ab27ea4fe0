-- From text to figures: the one place where a landed text becomes a value, a marker and a fate.
-- Given: raw_rows (texts and their row), blocks (what is said once for many rows: file, sheet, columns), the macros
-- whole_period and whole_measure (what the two say, as one text), unreadable_files, periods and measures (each distinct
-- text, looked up), last_days (the period that a day ends, by the frequency of the indicator), symbols (texts that stand
-- for a marker), areas.
-- Gives: one row per figure, footnote and row left out, and one per unreadable file; a row is accepted, left_out or
-- quarantined.
create or replace temp macro bare(cell) as trim(regexp_replace(cell, '\[[^\]]*\]', '', 'g'));
create or replace temp macro digits(cell) as regexp_replace(bare(cell), '^£\s*|\s*%$', '', 'g');
create or replace temp macro plain(cell) as regexp_replace(digits(cell), '[,\s\x{00A0}\x{2009}\x{202F}]', '', 'g');
-- 1.37E+08 is what a spreadsheet writes for 137,496,000 that it shows in three digits: the others are lost.
create or replace temp macro is_shortened(cell) as
    (contains(cell, 'E+') or contains(cell, 'E-')) and regexp_full_match(bare(cell), '[+-]?\d\.\d\dE[+-]\d+');
create or replace temp macro as_number(cell) as case
    when cell is null or is_shortened(cell) then null
    -- Most cells are plain numbers: no need to look for anything else. DuckDB reads 1_000 too, which nobody writes.
    when try_cast(cell as decimal(38, 18)) is not null and not contains(cell, '_')
        then try_cast(cell as decimal(38, 18))
    when regexp_matches(digits(cell), '\d')
        -- Thousands are set apart by a comma or a blank, never by a new line: 120 above 125 is two figures. 0,550 is a share
        -- with a decimal comma, and 5[.]4 without its brackets isn't 54.
        and not regexp_matches(cell, '[\d.]\s*\[[^\]]*\]\s*[\d.]')
        and regexp_full_match(
            digits(cell),
            '[+-]?\s*([1-9]\d{0,2}([, \x{00A0}\x{2009}\x{202F}]\d{3})+|\d*)(\.\d*)?([eE][+-]?\d{1,2})?'
        ) then try_cast(plain(cell) as decimal(38, 18))
end;
-- A power of ten moves the decimal point, which is exact; another factor multiplies what 9 decimals hold.
create or replace temp macro scaled(number, cell, factor, power) as case
    -- Of shares stored from 0 to 1, one written as 55.2% is a percentage already.
    when number is null or factor is null or factor = 100 and contains(cell, '%') then number
    when power is not null and not contains(lower(plain(cell)), 'e')
        then try_cast(plain(cell) || 'e' || power as decimal(38, 18))
    else try_cast(try_cast(number as decimal(20, 9)) * factor as decimal(38, 18))
end;
-- Year first (a spreadsheet's may have a time) or day first. DuckDB reads 05/12/23 as the year 5, 'epoch' as 1970.
create or replace temp macro as_date(cell) as case
    when regexp_full_match(trim(cell), '2\d{3}[-/]\d{1,2}[-/]\d{1,2}([ T]\d.*)?') then try_cast(trim(cell) as date)
    when regexp_full_match(trim(cell), '\d{1,2}/\d{1,2}/2\d{3}')
        then cast(try_strptime(trim(cell), '%d/%m/%Y') as date)
end;
create or replace temp macro is_marker(tag) as tag in ('p', 'r', 'e', 'x', 'z', 'c', 'b', 'u', 'low');
-- Of several markers the one that says most about the figure counts. `marker_that_says_most` in dbt_like_sql/macros
-- has the same order for figures that are made of others, and a test holds the two together.
create or replace temp macro that_says_most(markers) as
    list_filter(['c', 'z', 'x', 'b', 'low', 'u', 'e', 'p', 'r'], lambda known: list_contains(markers, known))[1];
-- What stands in square brackets, one by one: '[note 7, 12] [p, r]' is note 7, note 12, p, r.
create or replace temp macro apart(inside) as
    list_transform(string_split(lower(inside), ','), lambda part: trim(part));
create or replace temp macro tags(cell) as case
    when contains(cell, '[') then flatten(list_transform(
        regexp_extract_all(cell, '\[([^\]]+)\]', 1),
        lambda inside: case
            when lower(inside) like 'note%' then list_transform(
                apart(regexp_replace(lower(inside), '^notes?\s*', '')), lambda note: 'note ' || note)
            when len(list_filter(apart(inside), lambda part: not is_marker(part))) = 0 then apart(inside)
            else [lower(trim(inside))]
        end))
    else []
end;
-- '[7] applies to R36 and S36, [r] applies to T36' says r of T36, and note 7 of R36.
create or replace temp macro limits(notes) as regexp_extract_all(notes, '\[[^\]]*\]\s*applies to[^\[]*');
create or replace temp macro applied_to(notes, cell) as case
    when contains(notes, 'applies to') then list_transform(
        flatten(list_transform(
            list_filter(
                limits(notes),
                lambda part: list_contains(regexp_extract_all(part, '[A-Z]+[0-9]+'), cell)),
            lambda part: tags(part))),
        lambda tag: case when regexp_full_match(tag, '\d+') then 'note ' || tag else tag end)
    else []
end;
-- They name the row they stand in. After rows were sorted or put in they name another's cells, and 'R36 to T36' would
-- count for its two ends alone.
create or replace temp macro names_other_cells(notes, row_number) as
    contains(notes, 'applies to')
    and len(list_filter(
        limits(notes),
        lambda part: regexp_matches(part, '[A-Z]\d+\s*(to|:|-|–)\s*[A-Z]+\d')
            or len(list_filter(
                regexp_extract_all(part, '\b[A-Z]{1,3}(\d+)\b', 1),
                lambda named: named <> cast(row_number as varchar))) > 0)) > 0;
-- Notes of the name that the notes column limits to some cells.
create or replace temp macro limited_by(notes) as case
    when contains(notes, 'applies to')
        then list_transform(tags(notes), lambda tag: case when regexp_full_match(tag, '\d+') then 'note ' || tag else tag end)
    else []
end;

-- An authority's code as areas.csv has it, whatever blanks, invisible signs and small letters a file has in it.
create or replace temp macro as_code(cell) as case
    when length(cell) = 9 and strlen(cell) = 9 then upper(cell)
    else regexp_replace(upper(cell), '[\s\p{Z}\p{Cf}]', '', 'g')
end;

-- The reader of old workbooks gives what a formula that fails leaves (#N/A) as an empty cell, and nothing tells them apart.
create or replace temp macro hides_errors(file_name) as regexp_matches(lower(file_name), '\.xlsb?$');

create or replace temp macro is_untouched(a, b, c, d, e, f, g, h) as coalesce(a, b, c, d, e, f, g, h) is null;
create or replace temp table landed_rows as
with texts as (
    select
        raw_rows.* exclude (measure, measure_detail, period, quarter, area_code, marker),
        blocks.* exclude (block_no, said_measure, said_period, said_area_code),
        whole_measure(raw_rows.measure, blocks.said_measure, raw_rows.measure_detail) as measure_text,
        whole_period(raw_rows.period, blocks.said_period, raw_rows.quarter) as period_text,
        trim(coalesce(raw_rows.area_code, blocks.said_area_code)) as given_area_code,
        -- A row of a return workbook that nobody filled in holds what the workbook came with, and nothing else.
        blocks.source_kind = 'returns' and is_untouched(
            raw_rows.value, raw_rows.numerator, raw_rows.denominator, raw_rows.accumulation, raw_rows.marker,
            raw_rows.commentary, raw_rows.submitted_by, raw_rows.submitted_on) as is_untouched,
        lower(trim(raw_rows.marker, ' []')) as given_marker,
        as_number(raw_rows.value) as number,
        blocks.value_column || raw_rows.row_number as value_cell
    from raw_rows
    inner join blocks using (block_no)
),
tagged as (
    select
        texts.*,
        case
            when texts.has_notes_column or contains(texts.value, '[') or contains(texts.area_name, '[')
                or contains(texts.period_text, '[') or contains(texts.numerator, '[')
                or contains(texts.denominator, '[') or texts.header_notes is not null
                then list_concat(
                    tags(texts.value),
                    tags(texts.numerator),
                    tags(texts.denominator),
                    tags(texts.period_text),
                    tags(texts.header_notes),
                    applied_to(texts.notes, texts.value_cell),
                    list_filter(
                        tags(texts.area_name),
                        lambda tag: not list_contains(limited_by(texts.notes), tag)
                            and not (texts.has_notes_column and is_marker(tag))))
            else []
        end as tags
    from texts
),
parsed as (
    select
        tagged.* exclude (value, numerator, denominator, accumulation, number, notes, tags, value_cell),
        tagged.value as raw_value,
        tagged.numerator as raw_numerator,
        tagged.denominator as raw_denominator,
        scaled(tagged.number, tagged.value, measures.factor, measures.power) as value,
        as_number(tagged.numerator) as numerator,
        as_number(tagged.denominator) as denominator,
        case
            when tagged.value is null and tagged.numerator is not null and tagged.denominator is not null
                then tagged.numerator_column || tagged.row_number || ' / '
                    || tagged.denominator_column || tagged.row_number
            else tagged.value_cell
        end as cell,
        symbols.marker as symbol_marker,
        coalesce(
            -- One that is not known is refused, whatever stands beside it: of a service "[conf]" is no publisher's note.
            case when not is_marker(tagged.given_marker) then tagged.given_marker end,
            case when tagged.source_kind = 'returns' then list_filter(
                tagged.tags, lambda tag: not is_marker(tag) and not regexp_full_match(tag, 'note \d+'))[1] end,
            case when tagged.given_marker is not null or len(tagged.tags) > 0
                then that_says_most(list_concat([tagged.given_marker, symbols.marker], tagged.tags)) end,
            symbols.marker,
            case when tagged.source_kind = 'published' and tagged.value is null and tagged.numerator is null
                and tagged.left_out is null and not hides_errors(tagged.file_name) then 'x' end
        ) as marker,
        case
            when tagged.left_out = 'footnote' then tagged.notes
            when len(tagged.tags) > 0 or tagged.notes is not null then nullif(concat_ws('; ',
                nullif(array_to_string(
                    list_sort(list_filter(list_distinct(tagged.tags), lambda tag: not is_marker(tag))), '; '), ''),
                case when not contains(tagged.notes, 'applies to') and bare(tagged.notes) <> ''
                    then trim(tagged.notes) end), '')
        end as notes,
        tagged.notes as said_notes,
        replace(replace(lower(trim(tagged.accumulation)), ' ', '_'), '-', '_') as said_accumulation,
        as_date(tagged.submitted_on) as submitted_date,
        coalesce(last_days.period, periods.period) as period,
        coalesce(last_days.start, periods.period_start) as period_start,
        periods.period_end,
        periods.fault as period_fault,
        measures.measure,
        measures.frequency,
        coalesce(measures.is_known, false) as is_known_measure,
        coalesce(measures.has_false_zeros, false) as has_false_zeros,
        coalesce(areas.area_code, tagged.given_area_code) as area_code,
        tagged.given_area_code is null and tagged.source_kind = 'returns' or areas.area_code is not null as is_known_area
    from tagged
    left join periods on periods.period_text is not distinct from tagged.period_text
    left join measures on measures.measure_text is not distinct from tagged.measure_text
    left join last_days
        on last_days.period_text = tagged.period_text and last_days.frequency = measures.frequency
    left join areas on as_code(areas.area_code) = as_code(tagged.given_area_code)
    left join symbols on symbols.symbol = case
        when tagged.number is not null then null
        when tagged.value is null then 'blank'
        when bare(tagged.value) = '' then lower(trim(tagged.value))
        else bare(tagged.value)
    end
),
places as (
    select
        blocks.file_name,
        blocks.quarter,
        blocks.quarter_start,
        measures.measure,
        as_code(coalesce(raw_rows.area_code, blocks.said_area_code)) as area_code,
        coalesce(last_days.period, periods.period) as period,
        periods.period_end,
        blocks.source_kind = 'returns' and is_untouched(
            raw_rows.value, raw_rows.numerator, raw_rows.denominator, raw_rows.accumulation, raw_rows.marker,
            raw_rows.commentary, raw_rows.submitted_by, raw_rows.submitted_on) as is_untouched
    from raw_rows
    inner join blocks using (block_no)
    left join periods on periods.period_text
        is not distinct from whole_period(raw_rows.period, blocks.said_period, raw_rows.quarter)
    left join measures on measures.measure_text
        is not distinct from whole_measure(raw_rows.measure, blocks.said_measure, raw_rows.measure_detail)
    left join last_days
        on last_days.period_text = periods.period_text and last_days.frequency = measures.frequency
    where raw_rows.left_out is null
),
repeated as (
    select file_name, measure, area_code, period
    from places
    where period is not null and not is_untouched
    group by all
    having count(*) > 1
),
earlier as (
    -- Returns of which every quarter is an earlier one.
    select file_name
    from places
    where quarter is not null
    group by file_name
    having bool_or(period like '%-Q_') and not coalesce(bool_or(period like '%-Q_' and period_end >= quarter_start), false)
),
judged as (
    select
        parsed.*,
        case
            when left_out is not null then left_out
            when is_untouched then 'nothing_filled_in'
            when parsed.measure is null and source_kind = 'published' then 'no_measure'
            when not is_known_measure and source_kind = 'published' then 'not_in_framework'
            when not is_known_measure then 'unknown_indicator'
            when not is_known_area then 'unknown_area'
            when period_fault is not null then 'unreadable_period'
            when earlier.file_name is not null then 'earlier_quarter'
            when period_end > quarter_end then 'later_period'
            when source_kind = 'returns' and frequency in ('annual', 'biennial') and parsed.period like '%-Q_'
                then 'quarter_of_a_year'
            when has_notes_column and names_other_cells(said_notes, row_number) then 'notes_of_other_cells'
            when marker is not null and not is_marker(marker) then 'unknown_marker'
            when value is null and raw_value is not null and symbol_marker is null and bare(raw_value) <> ''
                then 'unreadable_value'
            when greatest(abs(value), abs(numerator), abs(denominator)) >= 1000000000000 then 'beyond_measure'
            when raw_numerator is not null and numerator is null
                or raw_denominator is not null and denominator is null then 'unreadable_value'
            when marker in ('x', 'z', 'c') and (value is not null or numerator is not null)
                then 'marker_with_value'
            when value is null and coalesce(marker, '') not in ('x', 'z', 'c')
                and (numerator is null or denominator is null) then 'nothing_given'
            when source_kind = 'returns' and submitted_date is null then 'unreadable_date'
            when source_kind = 'returns' and submitted_date < quarter_start then 'early_date'
            when source_kind = 'returns' and submitted_date > received_on then 'future_date'
            when said_accumulation not in ('in_quarter', 'year_to_date') then 'unknown_accumulation'
            when repeated.file_name is not null then 'repeated_row'
        end as rule
    from parsed
    left join earlier using (file_name)
    left join repeated
        on repeated.file_name = parsed.file_name
        and repeated.measure is not distinct from parsed.measure
        and repeated.area_code is not distinct from as_code(parsed.area_code)
        and repeated.period = parsed.period
),
reasoned as (
    select
        judged.*,
        case
            when rule is null then 'accepted'
            when left_out is not null or rule in ('not_in_framework', 'nothing_filled_in') then 'left_out'
            else 'quarantined'
        end as fate,
        case when rule is null then null when left_out is not null then left_out_says else case rule
            when 'not_in_framework' then format(
                'Measure {} is not one of the framework''s indicators.', measure)
            when 'no_measure' then 'No measure is given. Of merged cells only the first holds the text: take the merging '
                'away and fill them all, or say in the specification which rows are left out.'
            when 'nothing_filled_in' then 'Nothing is filled in: no figure, marker, commentary, name or date.'
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
            when 'quarter_of_a_year' then format(
                'Period {} is a quarter, and {} is a figure for a year. Give the year, such as 2022-23, or correct the '
                'indicator''s code.', period, measure)
            when 'unknown_marker' then format(
                'Marker "{}" is not known. Use one of p, r, e, x, z, c, b, u, low; what is to be said in words belongs in '
                'the commentary.', marker)
            when 'notes_of_other_cells' then format(
                'Its notes name cells of another row than {}, or from one cell to another: "{}". After rows were sorted or '
                'put in, notes and markers count for other figures than their own: get the file again as published, or '
                'write out each cell''s name.', row_number, said_notes)
            when 'unreadable_value' then format(
                'Value "{}" is not a number. {}',
                coalesce(raw_value, concat_ws(' / ', raw_numerator, raw_denominator)),
                case
                    when starts_with(raw_value, '=') then 'It is a formula that was not worked out: open the file in a '
                        'spreadsheet program, save it and send it again.'
                    when regexp_matches(raw_value, '~.*~')
                        then 'It, or a part of it, is struck out: write the figure that counts by itself, or remove the row.'
                    when regexp_full_match(raw_value, '#[A-Z0/]+[!?]?|Err:\d+')
                        then 'It is what a formula that fails leaves: mend the formula, or ask who made the file.'
                    when is_shortened(raw_value) or is_shortened(raw_numerator) or is_shortened(raw_denominator)
                        then 'A spreadsheet shortened it to three digits: format its column as a number, and save the file '
                        'again.'
                    else 'Give a plain number such as 1234.5, or a marker such as [x].'
                end)
            when 'beyond_measure' then format(
                'Value "{}" is a million million or more. Look at its unit, or whether two figures ran together.',
                coalesce(raw_value, concat_ws(' / ', raw_numerator, raw_denominator)))
            when 'marker_with_value' then format(
                'Marker {} says that there is no figure, yet one is given. Remove one of the two.', marker)
            when 'nothing_given' then case
                when raw_value is null and source_kind = 'published' and hides_errors(file_name)
                    then 'The cell is empty, or a formula in it fails: an old workbook doesn''t tell. Save it as XLSX, or say '
                    'what blank stands for under symbols in its specification.'
                when raw_value is null
                    then 'Neither a value, nor numerator and denominator, nor a marker is given. Give one of them.'
                else format(
                    'Value "{}" is neither a figure nor a marker that stands for one, [x], [z] or [c]. Give one of them; '
                    'what a publisher''s own symbol stands for is said under symbols in its specification.', raw_value)
            end
            when 'unreadable_date' then format(
                'The date "{}" in submitted_on is not a date such as 2023-10-20 or 20/10/2023. Write the year with '
                'four digits; it is 2000 or later.', coalesce(submitted_on, ''))
            when 'early_date' then format(
                'The date {} in submitted_on is before {} began, on {}. Look at its year.',
                submitted_date, quarter, quarter_start)
            when 'future_date' then format(
                'The date {} in submitted_on is after the day on which the file was received, {}. Look at its year, and '
                'whether day and month were exchanged.', submitted_date, received_on)
            when 'unknown_accumulation' then format(
                'Accumulation "{}" is not known. Write in_quarter or year_to_date.', said_accumulation)
            when 'repeated_row' then 'The same indicator, area and period stand twice in this file. Keep one row.'
        end end as reason
    from judged
)
select
    source, quarter, file_name, file_sha256, service, sheet,
    cast(row_number as integer) as row_number,
    cell, measure, area_code,
    trim(area_name) as area_name,
    period_text, period, period_start, period_end,
    raw_value, raw_numerator, raw_denominator,
    value, numerator, denominator, said_accumulation as accumulation,
    coalesce(value = 0 and has_false_zeros, false) as is_false_zero,
    marker, notes, commentary, submitted_by,
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
-- Files of one service follow one another by name without suffix, shorter first: housing, housing--2, housing--10;
-- as in their service, capital letters and blanks have no part in it. `version_of` in dbt_like_sql/macros says the same.
create or replace temp macro in_short(file_name) as regexp_replace(lower(file_name), '\s|\.[^.]*$', '', 'g');
create or replace temp macro version(file_name) as
    struct_pack(length := length(in_short(file_name)), stem := in_short(file_name));
update landed_rows set released_by = (
    select min_by(later.file_name, version(later.file_name)) from landed_rows as later
    where later.service = landed_rows.service and later.quarter = landed_rows.quarter
        and later.fate = 'accepted' and version(later.file_name) > version(landed_rows.file_name)
        and (
            landed_rows.rule in ('unreadable_file', 'earlier_quarter', 'unknown_indicator')
            or later.measure = landed_rows.measure
            and (
                landed_rows.rule in ('unreadable_period', 'later_period', 'quarter_of_a_year')
                or later.period = landed_rows.period
            )
        )
) where fate = 'quarantined' and quarter is not null;
