"""What a return workbook shows for reference: earlier figures and the target in force, by the models' own SQL.

Only looking up belongs here: the rules are those of reported_outturns and targets_in_force, and nothing is written.
"""

from collections.abc import Sequence

import duckdb

from pmf_pipeline.catalogue import Input
from pmf_pipeline.framework.asked import Asked
from pmf_pipeline.project import Project
from pmf_pipeline.workbooks.form import Reference
from resources.session import Session
from resources.states import States

# The last figure is an annual indicator's own latest one, as long as the period asked for has none.
FIGURES = """
select
    asked.indicator_code,
    case when is_older then reported.period else reported.last_reported_period end as last_period,
    case when is_older then reported.published_value else reported.last_reported_value end as last_value,
    case when asked.period like '%-Q_' then reported.last_year_value end as year_before_value,
    targets.target,
    targets.lower,
    targets.upper
from asked
left join (
    select reported.*, reported.period <> asked.period and reported.published_value is not null as is_older
    from reported inner join asked using (indicator_code, area_code)
) as reported using (indicator_code, area_code)
left join targets using (indicator_code)
"""


def look_up(project: Project, quarter: str, owed: Sequence[Asked]) -> dict[str, Reference]:
    """What is known of each figure asked for, by indicator code.

    Figures are taken from slices whose gate passed them; a home without any has no figures yet.

    Args:
        project: the home's project.
        quarter: the quarter the workbooks are for.
        owed: the figures asked for in it.
    """
    variables = project.framework.rules.variables()
    with duckdb.connect() as connection:
        session = Session(connection, States(project))
        reported, targets = project.catalogue["reported_outturns"], project.catalogue["targets_in_force"]
        assert reported.model is not None
        assert targets.model is not None
        session.load_run([quarter])
        session.load_framework([*reported.framework, *targets.framework])
        for entry in {*reported.inputs, *targets.inputs} - {Input(reported.name), Input(reported.name, history=True)}:
            session.show(project.catalogue[entry.table], _sound(session, entry, quarter))
        connection.execute(f"create temp table reported as {reported.model.render(variables)}")
        connection.execute("create temp table asked (quarter text, indicator_code text, area_code text, period text)")
        rows = [(quarter, row.indicator.indicator_code, variables["area_code"], row.period) for row in owed]
        if rows:
            connection.executemany("insert into asked values (?, ?, ?, ?)", rows)
        # The target model asks for a period's target by what is reported; here it is asked for by what is wanted.
        connection.execute('create temp view "reported_outturns" as from asked')
        connection.execute(f"create temp table targets as {targets.model.render(variables)}")
        return {code: Reference(*known) for code, *known in connection.execute(FIGURES).fetchall()}


def _sound(session: Session, entry: Input, quarter: str) -> list[str]:
    """The slices of an input that a model reads for a quarter, as far as their gate passed and nobody altered them.

    A quarter that has not been run has none of its own.
    """
    store = session.states.store
    table = session.states.project.catalogue[entry.table]
    return [
        name
        for name in store.names(table.name)
        if (table.slicing != "quarter" or (name <= quarter if entry.history else name == quarter))
        and (passport := store.passport(table.name, name)) is not None
        and passport.passed
    ]
