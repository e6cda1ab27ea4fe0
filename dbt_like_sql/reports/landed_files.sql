/*
description: >
  The files behind a quarter's report, each with its account: the quarter's returns, and every published extract that
  the council's own figures up to the quarter were read from. Of each, the rows read are those accepted, left out by a
  rule or quarantined (in a wide table, the figures are).
slices: quarter
grain: [quarter, source, file_name]
history: [outturns]
preview: [file_name, sent_by, received_on, rows_read, accepted, left_out, quarantined, whole_file_rule]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  source: [VARCHAR, "The source specification that reads it."]
  kind: [VARCHAR, "return or published."]
  file_name: [VARCHAR, "The file, below landing/."]
  file_sha256: [VARCHAR, "SHA-256 of its bytes, kept under that name in archive/; none where it was not opened."]
  sent_by: [VARCHAR, "The service that sent a return, by its file's name, or the publisher."]
  is_sender_known: [BOOLEAN, "Whether a return is named after a service that the framework asks for figures; none for an extract."]
  has_none_of_its_own: [BOOLEAN, "Whether a return is named after a service, and all its figures are others' to give; none for an extract."]
  received_on: [DATE, "The day its content was first seen."]
  rows_read: [INTEGER, "Rows below its header that are not blank."]
  figures_read: [INTEGER, "Figures that those hold: as many, or in a wide table one for each column and row."]
  accepted: [INTEGER, "Figures accepted."]
  left_out: [INTEGER, "Figures left out by a rule."]
  quarantined: [INTEGER, "Figures refused."]
  mended: [INTEGER, "Refusals, of the file as a whole too, that a later file of the service has mended."]
  whole_file_rule: [VARCHAR, "The rule by which the file as a whole was refused or left out."]
  whole_file_reason: [VARCHAR, "Why."]
*/
with owed as (
    select distinct
        run.quarter,
        asked.service,
        asked.indicator_code
    from {{ source('run', 'quarters') }} as run
    inner join {{ source('run', 'asked') }} as asked on asked.quarter <= run.quarter
),
landed as (
    select
        returns.quarter,
        'return' as kind,
        returns.* exclude (quarter),
        (returns.quarter, returns.service) in (select (owed.quarter, owed.service) from owed) as is_sender_known,
        case when returns.fate = 'accepted' then owed.service end as owed_by
    from {{ source('landing', 'internal_returns') }} as returns
    inner join {{ source('run', 'quarters') }} as run on run.quarter = returns.quarter
    left join owed on owed.quarter = returns.quarter and owed.indicator_code = returns.measure
    union all by name
    select
        cast(null as varchar) as quarter,
        'published' as kind,
        published.* exclude (quarter)
    from {{ source('landing', 'published_figures') }} as published
),
-- An extract's account is the same in every quarter, and may be of millions of rows: it's made once.
accounts as (
    select
        quarter,
        source,
        any_value(kind) as kind,
        file_name,
        any_value(file_sha256) as file_sha256,
        coalesce(any_value(service), any_value(publisher)) as sent_by,
        any_value(is_sender_known) as is_sender_known,
        case
            when any_value(kind) = 'return'
                then any_value(is_sender_known) and count(owed_by) > 0 and not bool_or(owed_by = service)
        end as has_none_of_its_own,
        any_value(received_on) as received_on,
        coalesce(any_value(rows_in_file), 0) as rows_read,
        coalesce(any_value(figures_in_file), 0) as figures_read,
        cast(count(row_number) filter (where fate = 'accepted') as integer) as accepted,
        cast(count(row_number) filter (where fate = 'left_out') as integer) as left_out,
        cast(count(row_number) filter (where fate = 'quarantined') as integer) as quarantined,
        cast(count(*) filter (where fate = 'quarantined' and released_by is not null) as integer) as mended,
        any_value(rule) filter (where row_number is null and rule <> 'no_line_end') as whole_file_rule,
        any_value(reason) filter (where row_number is null and rule <> 'no_line_end') as whole_file_reason
    from landed
    group by quarter, source, file_name
),
read_from as (
    select
        file_sha256,
        min(quarter) as first_quarter
    from {{ ref('outturns') }}
    group by file_sha256
)
select
    run.quarter,
    accounts.* exclude (quarter)
from accounts
left join read_from on read_from.file_sha256 = accounts.file_sha256
inner join {{ source('run', 'quarters') }} as run
    on run.quarter = accounts.quarter
    or accounts.kind = 'published' and read_from.first_quarter <= run.quarter
