-- The account of each landed file: what was read of it against what became of it.
-- Given: landed_rows (each figure with its fate), file_accounts (each landed file, with what was counted as it was read,
-- and why it is not read at all), and the variables account_source, account_publisher and account_is_asked.
-- Gives: accounted_rows, the landed rows with their file's account, and a row for each file as a whole that was left
-- out, whose account does not come out even, or that may not be what it was published as.
create or replace temp view accounted_rows as
with found as (
    select
        file_name,
        count(row_number) as figures,
        count(distinct (sheet, row_number, cell)) filter (where row_number is not null) as places,
        count(distinct (sheet, row_number)) filter (where row_number is not null) as rows_found,
        count(*) as entries,
        count(*) filter (where fate <> 'left_out') as used,
        mode(reason) filter (where rule <> 'footnote') as left_out_since
    from landed_rows
    group by file_name
),
whole_files as (
    select
        files.*,
        coalesce(found.rows_found, 0) as rows_found,
        coalesce(found.figures, 0) as figures_found,
        coalesce(found.figures, 0) - coalesce(found.places, 0) as figures_repeated,
        coalesce(found.entries, 0) as entries,
        found.used,
        found.left_out_since
    from file_accounts as files
    left join found using (file_name)
),
said_of_files as (
    select file_name, 'left_out' as fate, rule, reason
    from whole_files
    where rule is not null
    union all
    select
        file_name,
        'quarantined',
        'rows_unaccounted_for',
        case
            when entries = 0 then 'The file was landed, and nothing became of it: it is neither read nor refused.'
            else format(
                'The file holds {} rows and {} figures; {} rows and {} figures have a fate, {} of them twice.',
                coalesce(rows_in_file, 0), coalesce(figures_in_file, 0), rows_found, figures_found, figures_repeated
            )
        end
    from whole_files
    where
        rule is null
        and (
            entries = 0
            or figures_repeated <> 0
            or coalesce(rows_in_file, 0) <> rows_found
            or coalesce(figures_in_file, 0) <> figures_found
        )
    union all
    select
        file_name,
        'left_out',
        'no_line_end',
        format(
            'The file ends in the figure of row {}, without a line''s end. Digits of it, and rows below it, may be '
            'missing: get the file again, or look at its end.', open_row
        )
    from whole_files
    where rule is null and quarter is null and open_row is not null
    union all
    select
        file_name,
        'left_out',
        'nothing_used',
        'No row of the file is used, and the figures before it go on: ' || left_out_since
    from whole_files
    where rule is null and quarter is null and used = 0 and getvariable('account_is_asked')
)
select landed_rows.*, getvariable('account_publisher') as publisher, files.received_on, files.rows_in_file, files.figures_in_file
from landed_rows
left join file_accounts as files using (file_name)
union all by name
select
    getvariable('account_source') as source,
    getvariable('account_publisher') as publisher,
    files.* exclude (rule, reason, open_row),
    said_of_files.fate,
    said_of_files.rule,
    said_of_files.reason
from said_of_files
inner join file_accounts as files using (file_name);
