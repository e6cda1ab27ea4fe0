"""The state of every slice as the UI shows it: an observation on its asset, and one table of them all.

A notice to people: what a slice is fit for is known from its passport (resources/states), and no step asks here.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import dagster as dg

from pmf_pipeline.catalogue import WHOLE, Table
from resources.states import NEEDS_A_PERSON, State, States, asset_name

KEY = dg.AssetKey(["status", "slice_states"])
QUARTERS_SHOWN = 8
STATE, WHY, WHAT_TO_DO = "state", "why", "what to do"
CURRENT = "it is made from what is there now, and passed its gate"
GONE = "there is no file of it any more"
MADE = {STATE: dg.MetadataValue.text("current")}  # what a materialisation says of the slice it has made
Materialised = Callable[[dg.AssetKey], frozenset[str | None]]


def slice_states_spec() -> dg.AssetSpec:
    """The asset whose newest observation shows the state of every slice."""
    return dg.AssetSpec(
        KEY,
        group_name="status",
        description=(
            "What can be read, what cannot, and what mends it: the state of every slice, looked at every half minute "
            "by the sensor `when_states_change`. The same as `pmf status` and `pmf gates` say. It is not made, only "
            "shown; each slice's own state stands on its asset too, under Partitions."
        ),
        owners=["team:performance"],
        kinds={"parquet"},
    )


def news(
    states: States, told: Mapping[str, str] | None, materialised: Materialised
) -> tuple[list[dg.AssetObservation], dict[str, str]]:
    """What the UI has to be told, and what it will have been told then.

    A materialisation says of itself that its slice is current, so only another state is told, and its end.

    Args:
        states: the slices as they are.
        told: what was told before, by slice; None where nothing ever was.
        materialised: the partitions of an asset that the UI shows as made.
    """
    found = [state for table in states.project.catalogue.tables.values() for state in _of_table(states, table)]
    before = told or {}
    observations, now = [], {}
    for state in found:
        table = states.project.catalogue[state.table]
        key, partition = _place(table, state)
        if state.kind == "absent" and partition not in materialised(key):
            continue  # the UI says itself that it is missing
        slice_path = f"{state.table}/{state.slice}"
        if state.kind != "current":
            now[slice_path] = _mark(states, state)
        if now.get(slice_path) != before.get(slice_path):
            observations.append(_observation(states, key, partition, state))
    if observations or told is None:
        observations.append(_overview(states, found))
    return observations, now


def _of_table(states: States, table: Table) -> Iterator[State]:
    known = set(states.store.known(table.name))
    if table.slicing == "quarter":
        known.update(states.quarters_with_data(table.name))
        names = [quarter for quarter in states.project.framework.quarters if quarter in known]
    elif table.slicing == "source":
        names = [spec.name for spec in table.sources if states.landed(table, spec.name) or spec.name in known]
    else:
        names = [WHOLE] if table.slicing == "whole" else []
    for name in names:
        yield states.state(table.name, name)


def _place(table: Table, state: State) -> tuple[dg.AssetKey, str | None]:
    """The asset and partition that a slice is in the UI."""
    key = dg.AssetKey(asset_name(table, state.slice).split("/"))
    return key, state.slice if table.slicing == "quarter" else None


def _mark(states: States, state: State) -> str:
    """What tells one state of a slice from another: the next making of it too, after which the UI shows it afresh."""
    passport = states.store.passport(state.table, state.slice)
    said = "\n".join([state.kind, _why(states, state), state.mend, passport.run_id if passport else ""])
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _observation(states: States, key: dg.AssetKey, partition: str | None, state: State) -> dg.AssetObservation:
    why = _why(states, state)
    # The UI keeps what an earlier observation said under a name that a later one leaves out: each says all three.
    return dg.AssetObservation(
        key,
        partition=partition,
        description=f"{state.kind.capitalize()}: {why}",
        metadata={
            STATE: dg.MetadataValue.text(state.kind),
            WHY: dg.MetadataValue.text(why),
            WHAT_TO_DO: dg.MetadataValue.md(state.mend or "nothing"),
        },
    )


def _why(states: States, state: State) -> str:
    """Why a slice is in its state, in a sentence: where another is at fault, that one's fault alone."""
    if state.kind == "current":
        return CURRENT
    if state.kind == "absent":
        return GONE
    if state.root in (None, (state.table, state.slice)):
        return state.reason
    at_fault = states.state(*state.root)
    return f"it rests on {at_fault.table}/{at_fault.slice}, which is {at_fault.kind}: {at_fault.reason}"


def _overview(states: States, found: Sequence[State]) -> dg.AssetObservation:
    counted = Counter(state.kind for state in found)
    counts = ", ".join(f"{number} {kind}" for kind, number in counted.most_common()) or "none"
    faults = [state for state in found if state.root == (state.table, state.slice) and state.kind != "absent"]
    faults.sort(key=lambda state: state.kind not in NEEDS_A_PERSON)
    rows = [
        {
            "slice": f"{state.table}/{state.slice}",
            STATE: state.kind,
            WHAT_TO_DO: state.mend.replace("`", ""),
            WHY: state.reason,
        }
        for state in faults
    ]
    return dg.AssetObservation(
        KEY,
        description=counts,
        metadata={
            "slices": dg.MetadataValue.text(counts),
            "to mend": _table(rows) if rows else dg.MetadataValue.text("nothing"),
            "by quarter": _table(_by_quarter(states, found)),
            "not by quarter": _table(
                {"slice": f"{state.table}/{state.slice}", STATE: state.kind}
                for state in found
                if states.project.catalogue[state.table].slicing != "quarter"
            ),
        },
    )


def _by_quarter(states: States, found: Sequence[State]) -> Iterator[Mapping[str, str]]:
    """Each table's states in the newest quarters, a row each."""
    kinds = {(state.table, state.slice): str(state.kind) for state in found}
    tables = [table.name for table in states.project.catalogue.tables.values() if table.slicing == "quarter"]
    quarters = sorted({name for table, name in kinds if table in tables})[-QUARTERS_SHOWN:]
    for table in tables:
        yield {"table": table, **{quarter: kinds.get((table, quarter), "") for quarter in quarters}}


def _table(rows: Iterable[Mapping[str, str]]) -> dg.MetadataValue:
    given = [dg.TableRecord(row) for row in rows]
    return dg.MetadataValue.table(given) if given else dg.MetadataValue.text("none")
