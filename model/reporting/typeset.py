"""How much room a text takes in print, so that rows are made high enough and nothing is cut.

Spreadsheets do not make a row as high as the wrapped text of merged cells needs; who writes them
must. The widths are those of Helvetica, which Arial and its free likenesses share.
"""

from __future__ import annotations

from itertools import pairwise

FONT = "Arial"

_UNKNOWN = 1000
_WIDTHS = {
    **dict.fromkeys("abdeghnopqu0123456789?#$_L", 556),
    **dict.fromkeys("cksvxyzJ", 500),
    **dict.fromkeys("ijl", 222),
    **dict.fromkeys(" !,./:;[]\\ftI", 278),
    **dict.fromkeys("()-r`", 333),
    **dict.fromkeys("ABEKPSVXY&", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("mM", 833),
    **dict.fromkeys("+<=>~", 584),
    **dict.fromkeys("{}", 334),
    "'": 191,
    '"': 355,
    "|": 260,
    "*": 389,
    "^": 469,
    "%": 889,
    "W": 944,
    "@": 1015,
}
_BOLD = 1.09
_SPARE = 1.03
"""Programs differ a little in how they set the same text: this much is left."""


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in points of a text on one line; letters of other scripts count as square."""
    units = sum(_WIDTHS.get(letter, _UNKNOWN) for letter in text)
    return units / 1000 * size * (_BOLD if bold else 1.0) * _SPARE


def line_count(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """How many lines of this width (points) the text takes, broken between words."""
    lines, used = 1, 0.0
    space = text_width(" ", size, bold=bold)
    for word in text.split():
        wide = text_width(word, size, bold=bold)
        if used and used + space + wide > width:
            lines, used = lines + 1, 0.0
        used += wide + (space if used else 0.0)
        while used > width:  # a word that is wider than the line is broken anywhere
            lines, used = lines + 1, used - width
    return lines


def shortened(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text, cut to what fits on one line with "..." at its end."""
    if text_width(text, size, bold=bold) <= width:
        return text
    kept = text
    while kept and text_width(f"{kept}...", size, bold=bold) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}..."


def ink(fill: str) -> str:
    """The colour of text, white or nearly black, that reads better on a fill."""
    parts = [int(fill[a:b], 16) / 255 for a, b in pairwise(range(1, 8, 2))]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#FFFFFF" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.06 else "#111827"


def mixed(colour: str, share: float, paper: str = "#FFFFFF") -> str:
    """The colour laid on paper as thickly as the share says: 0 is paper, 1 the full colour."""
    places = list(pairwise(range(1, 8, 2)))
    parts = [(int(colour[a:b], 16), int(paper[a:b], 16)) for a, b in places]
    return "#" + "".join(f"{round(p + (c - p) * share):02X}" for c, p in parts)
