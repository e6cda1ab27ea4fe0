"""Approving an edition: whether it may be approved, the approval's record, and the edition that carries it.

What an approval says is `report.approval`'s, and how a command asks for one is the command line's.
"""

from dataclasses import dataclass
from datetime import date

from assets.committee_packs import KEYS as COMMITTEE_PACKS
from assets.making import require_inputs
from assets.report_pack import KEY as REPORT_PACK
from assets.report_pack import pack_inputs, read_content
from pmf_pipeline.errors import ConfigurationError, GateError
from pmf_pipeline.home import Home
from pmf_pipeline.report.approval import Approval, record_approval
from pmf_pipeline.report.pack import Pack
from pmf_pipeline.runs import Outcome, run_quarters
from resources.publisher import Edition, newest_edition
from resources.warehouse import Warehouse


@dataclass(frozen=True)
class Approved:
    """What came of an approval.

    Attributes:
        approval: the approval that holds now.
        is_new: whether it was given just now; an edition that is approved already keeps its approval.
        outcome: how the run ended that published it; None where there was nothing to publish.
    """

    approval: Approval
    is_new: bool
    outcome: Outcome | None = None


def approve(home: Home, quarter: str, name: str, day: date, number: int | None = None) -> Approved:
    """Approve the newest edition of a quarter and publish it without its draft mark, the figures unchanged.

    Args:
        home: the home.
        quarter: the quarter.
        name: who approves, as it is printed.
        day: the day of the approval.
        number: the edition that was read, where it is named; refused if it is not the newest.

    Raises:
        ConfigurationError: there is no such edition.
        GateError: a slice behind it is not current, or the edition is not of the current figures.
    """
    edition = _edition(home, quarter, number)
    pack = _current_pack(home, quarter)
    if edition.statements()["content_sha256"] != pack.content_sha256:
        raise GateError(
            f"{quarter} cannot be approved: {edition.folder.name} is not of the figures as they are now. Publish those "
            f"with `pmf run --quarter {quarter}`, read the new edition, and approve that one."
        )
    if pack.approval is not None and edition.statements()["approval"] is not None:
        return Approved(pack.approval, is_new=False)
    approval = pack.approval
    if approval is None:
        approval = Approval(name, day, edition.number, pack.content_sha256, tuple(pack.facts["warnings"]))
        record_approval(home, quarter, approval)
    (outcome,) = run_quarters(home, [quarter], only=(REPORT_PACK, *COMMITTEE_PACKS))
    return Approved(approval, True, outcome)


def _edition(home: Home, quarter: str, number: int | None) -> Edition:
    edition = newest_edition(home, quarter)
    if edition is None:
        raise ConfigurationError(
            f"{quarter} has no edition to approve. Publish one with `pmf run --quarter {quarter}`, and read it first."
        )
    if number is not None and number != edition.number:
        raise GateError(
            f"{quarter} cannot be approved: edition {number} is not the newest, which is edition {edition.number}. "
            "Read that one, and approve it."
        )
    faults = edition.faults()
    if faults:
        raise GateError(f"{quarter} cannot be approved, since an edition is not as it was frozen: {'; '.join(faults)}")
    return edition


def _current_pack(home: Home, quarter: str) -> Pack:
    with Warehouse(home=str(home.path)).session() as session:
        inputs = pack_inputs(session.states.project.catalogue)
        try:
            require_inputs(session.states, inputs, [quarter])
        except GateError as error:
            raise GateError(f"{quarter} cannot be approved. {error}") from None
        session.load_inputs(inputs, [quarter])
        return read_content(session, quarter)
