/*
description: >
  What the services say of the figures that the quarter reports, as plain text, with who said it and when. E-mail
  addresses, telephone, NHS and National Insurance numbers and postcodes are taken out, and a warning asks whose they
  were. Words about a suppressed figure, or within a year after one about the same indicator or others of the same total, are
  withheld: people write "up from three".
slices: quarter
grain: [quarter, indicator_code]
history: [outturns]
columns:
  quarter: [VARCHAR, "The reporting quarter."]
  indicator_code: [VARCHAR, "The framework's indicator."]
  title: [VARCHAR, "The indicator's title."]
  portfolio: [VARCHAR, "The portfolio it belonged to in the quarter's financial year."]
  period: [VARCHAR, "The period of the figure."]
  rag: [VARCHAR, "The figure's rating."]
  commentary: [VARCHAR, "The service's words, as text and nothing else; none if withheld."]
  submitted_by: [VARCHAR, "Who returned it."]
  submitted_on: [DATE, "When it was returned."]
  characters: [INTEGER, "How long the text is."]
  is_long: [BOOLEAN, "Whether it is longer than rules.yml allows."]
  personal_data: [VARCHAR, "What was taken out of it, by kind; none where nothing was."]
  is_withheld: [BOOLEAN, "Whether it is withheld because it is about a suppressed figure."]
  file_name: [VARCHAR, "The file, below landing/."]
  row_number: [INTEGER, "The row in the file."]
  figure_id: [VARCHAR, "The figure it is about."]
*/
with said as (
    select
        scorecard.quarter,
        scorecard.indicator_code,
        scorecard.title,
        scorecard.portfolio,
        scorecard.period,
        scorecard.rag,
        outturns.submitted_by,
        outturns.submitted_on,
        outturns.file_name,
        outturns.row_number,
        scorecard.figure_id,
        outturns.period_end,
        -- Line breaks stay; other control and format characters could hide text, or turn it round.
        trim(
            regexp_replace(
                regexp_replace(regexp_replace(outturns.commentary, '\r\n?', chr(10), 'g'), '[\t ]+', ' ', 'g'),
                '[^\n\P{C}]', '', 'g'
            ),
            ' ' || chr(10)
        ) as words
    from {{ ref('scorecard') }} as scorecard
    inner join {{ ref('outturns') }} as outturns
        on outturns.figure_id = scorecard.figure_id and outturns.quarter <= scorecard.quarter
    where outturns.commentary is not null
    qualify row_number() over (
        partition by scorecard.quarter, scorecard.indicator_code order by outturns.quarter desc
    ) = 1
),
without_addresses as (
    select
        said.*,
        regexp_replace(words, '[\w.%+''-]+@[\w-]+(\.[\w-]+)+', '[e-mail address removed]', 'g') as no_addresses
    from said
    where words <> ''
),
without_telephones as (
    select
        without_addresses.*,
        regexp_replace(
            no_addresses,
            '(\+44[ -]?(\(0\)[ -]?)?\(?|\(?\b0)\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4}\b', '[telephone number removed]', 'g'
        ) as no_telephones
    from without_addresses
),
without_nhs_numbers as (
    select
        without_telephones.*,
        regexp_replace(
            no_telephones, '(^|[^\d£.,])(\d{3}[ -]\d{3}[ -]\d{4}|\d{10})\b', '\1[NHS number removed]', 'g'
        ) as no_nhs_numbers
    from without_telephones
),
without_insurance_numbers as (
    select
        without_nhs_numbers.*,
        regexp_replace(
            no_nhs_numbers, '(?i)\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b',
            '[National Insurance number removed]', 'g'
        ) as no_insurance_numbers
    from without_nhs_numbers
),
without_postcodes as (
    select
        without_insurance_numbers.*,
        regexp_replace(
            no_insurance_numbers,
            -- All in capitals or all in small letters, so that "FY23 4th quarter" is not taken for one.
            '\b([A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}|[a-pr-uwyz][a-hk-y]?\d[a-z\d]? ?\d[abd-hjlnp-uw-z]{2})\b',
            '[postcode removed]', 'g'
        ) as no_postcodes
    from without_insurance_numbers
),
together as (
    -- A total and its parts are spoken of together.
    select indicator_code, coalesce(part_of, indicator_code) as whole
    from {{ source('framework', 'indicators') }}
),
withheld as (
    select distinct without_postcodes.quarter, without_postcodes.indicator_code
    from without_postcodes
    inner join together as spoken_of on spoken_of.indicator_code = without_postcodes.indicator_code
    inner join together as others on others.whole = spoken_of.whole
    inner join {{ ref('outturns') }} as suppressed
        on suppressed.indicator_code = others.indicator_code
        and suppressed.area_code = '{{ var('area_code') }}'
        and suppressed.quarter <= without_postcodes.quarter
        and suppressed.marker = 'c'
        and suppressed.period_end between without_postcodes.period_end - interval 1 year and without_postcodes.period_end
)
select
    quarter,
    indicator_code,
    title,
    portfolio,
    period,
    rag,
    case when withheld.quarter is null then no_postcodes end as commentary,
    submitted_by,
    submitted_on,
    cast(length(no_postcodes) as integer) as characters,
    length(no_postcodes) > {{ var('commentary_characters') }} as is_long,
    nullif(
        concat_ws(
            '; ',
            case when no_addresses <> words then 'e-mail address' end,
            case when no_telephones <> no_addresses then 'telephone number' end,
            case when no_nhs_numbers <> no_telephones then 'NHS number' end,
            case when no_insurance_numbers <> no_nhs_numbers then 'National Insurance number' end,
            case when no_postcodes <> no_insurance_numbers then 'postcode' end
        ), ''
    ) as personal_data,
    withheld.quarter is not null as is_withheld,
    file_name,
    row_number,
    figure_id
from without_postcodes
left join withheld using (quarter, indicator_code)
