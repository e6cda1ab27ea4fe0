"""What was found of one figure, for whatever is told of it.

Only the shape belongs here: finding it is `tracer`'s.
"""

from dataclasses import dataclass

from pmf_pipeline.framework.rows import Indicator
from pmf_pipeline.tracing.trace import Origin
from resources.tracing.rows import Row


@dataclass(frozen=True)
class Found:
    """The rows about one figure.

    Attributes:
        indicator: the framework's row.
        reported: what the quarter reports of it; none for another period, or another authority.
        outturn: the figure's own row; none where there is no figure.
        origins: the rows of files behind it.
    """

    indicator: Indicator
    reported: Row | None
    outturn: Row | None
    origins: tuple[Origin, ...]
