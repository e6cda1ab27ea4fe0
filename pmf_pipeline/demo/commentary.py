"""What services say about their figures: short made-up sentences, picked the same way every time.

Only the words belong here, and the choice among them.
"""

from pmf_pipeline.demo.values import draw

# What is behind a miss, and what is being done about it.
ACTIONS = {
    "ASC-08": "More people leave hospital with higher needs. A second reablement team starts next quarter.",
    "ASC-09": "Home care was short in part of the borough. Two more providers have joined the framework.",
    "ASC-10": "Too few supported placements. The employment team is working with four large local employers.",
    "ASC-11": "Outcomes were not always recorded at the end. Team managers now check every closed enquiry.",
    "ASC-12": "Fewer clinics than planned. Evening and Saturday sessions are being added.",
    "CYP-01": "A third came back within three months. Closures are now reviewed by a second manager.",
    "CYP-02": "More plans than expected follow a rise in referrals. Plans over 18 months are being reviewed.",
    "CYP-03": "Sibling groups take longer to place. Family finding now starts at the first court hearing.",
    "CYP-04": "Educational psychology advice is late. Two locum psychologists are in post until the spring.",
    "CYP-05": "The activity of more young people is not known. Home visits are under way.",
    "CYP-06": "Small numbers, which move from quarter to quarter. Diversion is offered at the first contact.",
    "CYP-07": "Too few move-on flats. Eight more are being leased with housing.",
    "PLC-01": "Vehicles broke down early in the quarter. Spares are on hire until the new fleet arrives.",
    "PLC-02": "Vacancies in the street scene team. Interviews are complete and two people start next month.",
    "PLC-03": "Two large sites have stopped while their contractor is replaced. Work restarts in the spring.",
    "PLC-04": "Highways advice is holding up decisions. The planning team now shares an adviser.",
    "PLC-05": "More evictions from private lets. A landlord incentive has started; homes are being leased.",
    "PLC-06": "A cluster of casualties on two routes. Speed surveys are complete and works are programmed.",
    "PLC-07": "Two national chains closed. Short leases are on offer to local traders.",
    "COR-01": "Collection is behind where direct debits failed. Reminders now go out a week earlier.",
    "COR-02": "Long-term absence is two thirds of the total. Every long case is reviewed each month.",
    "COR-03": "Orders raised late hold up payment. Late orders are reported to directors monthly.",
    "COR-04": "Agency staff cover social work vacancies. A recruitment campaign is open.",
}
OTHER_ACTION = "Behind target. The service is reviewing the causes and will report next quarter."

GOOD_NEWS = (
    "On track; no change to the plan.",
    "Better than target, helped by work agreed last year.",
    "Target met. The position is expected to hold.",
    "In line with the seasonal pattern.",
)
SHARE_WITH_GOOD_NEWS = 35  # per cent of the figures that meet their target


def commentary(code: str, quarter: str, *, missed: bool) -> str:
    """The service's words on one figure; none for most figures that met their target."""
    if missed:
        return ACTIONS.get(code, OTHER_ACTION)
    if draw(f"words {code} {quarter}", 0, 100) < SHARE_WITH_GOOD_NEWS:
        return GOOD_NEWS[int(draw(f"which words {code} {quarter}", 0, len(GOOD_NEWS)))]
    return ""
