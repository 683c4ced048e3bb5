"""What a finished plan says to people: sentences and figures, read from the plan's tables alone.

`tell(plan)` gives a `Story`. The Board, the terminal and any page that shows a plan take their
words from it, so that they cannot disagree. Texts are plain ASCII where the case's own names are,
have no markup, and break between words anywhere.

No sentence claims more than is proven: what the plan does is "this plan ..."; "no plan ..." is said
only of what the bound proves; a decision counts as asked for only where the case's own tables ask
for it. Figures that flatter are rounded away from it: shares and bounds down, savings up.
"""

from __future__ import annotations

from model.reporting.story.parts import (
    Breach,
    Decision,
    Figure,
    LineLoad,
    SiteGrid,
    SiteRow,
    Story,
)
from model.reporting.story.telling import MOST_DECISIONS, tell

__all__ = [
    "MOST_DECISIONS",
    "Breach",
    "Decision",
    "Figure",
    "LineLoad",
    "SiteGrid",
    "SiteRow",
    "Story",
    "tell",
]
