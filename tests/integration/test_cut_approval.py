"""An approval that was recorded, and whose edition was cut off before it was published."""

import json
from collections.abc import Callable
from datetime import date

from pmf_pipeline.home import Home
from pmf_pipeline.report.approval import Approval, record_approval
from tests.helpers.commands import Command
from tests.helpers.homes import NEWEST, edition


def test_it_is_told_until_the_next_run_publishes_it(
    reported: Home, a_copy: Callable[[Home], Home], pmf: Command
) -> None:
    home = a_copy(reported)
    content = json.loads((edition(home) / "manifest.json").read_text(encoding="utf-8"))["content_sha256"]
    record_approval(home, NEWEST, Approval("Director of Finance", date(2023, 11, 21), 1, content))
    waiting = "approved since, the next run publishes it"
    assert waiting in " ".join(pmf("status", "--home", home.path).out.split())
    assert pmf("run", "--home", home.path).code == 0
    said = pmf("status", "--home", home.path).out
    assert "edition-2, approved" in said
    assert "approved since" not in said
