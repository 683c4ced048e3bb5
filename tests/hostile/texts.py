"""Ways for a text to be wrong: few, but where it is read as words of a small language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.hostile.full_case import Target
from tests.hostile.way import Way


def texts(target: Target) -> Iterator[Way]:
    """The ways of a column of texts."""
    fault = "the text holds a control character"
    yield Way("bell", f"a\x07{target.value}", "problem", fault, ("type it again",))
    if (target.table, target.header) in PARSED:
        yield from PARSED[target.table, target.header]
        return
    for typed in ("=1+1", "1,000", "12%", "NaN", "inf", " a ", "Сyrillic", "2028-13", "+1", "@x"):
        yield Way(f"text {typed}", typed, "other")


_SELECTS: Final = ("write column=value",)
_WHERE: Final = (
    Way("no selection", "P01", "problem", "'P01' does not select rows", _SELECTS),
    Way("twice", "kg=1; kg=2", "problem", "the column kg stands twice", ("name it once",)),
    Way("unknown column", "progamme=P01", "problem", "has no column 'progamme'", ("programme",)),
    Way("number", "kg=1,000", "problem", "thousands separators are not read", ("write 1000",)),
)  # fmt: skip

# Texts that are read as words of a small language, each with its own slips.
PARSED: Final[dict[tuple[str, str], tuple[Way, ...]]] = {
    ("changes", "where"): _WHERE,
    ("ranges", "where"): _WHERE,
    ("distributions", "where"): _WHERE,
    ("sources", "key"): (
        Way("too long", "a; b; c; d; e", "problem", "has the key programme, market, due, firm",
            ("write its values in order",)),
        Way("unknown", "P99", "warning", "programme=P99", ("known are P01, P02",)),
    ),
    ("sources", "column"): (
        Way("unknown", "kgs", "problem", "obligations has no such column", ("kg",)),
    ),
    ("distributions", "parameters"): (
        Way("one missing", "low=1", "problem", "a uniform distribution has low", ("write low=",)),
        Way("unknown", "low=1; hgih=2", "problem", "'hgih=2' is not one of low, high", ("write",)),
        Way("order", "low=2; high=1", "problem", "out of order", ("write them from low to high",)),
        Way("1,000", "low=1; high=1,000", "problem", "thousands separators", ("write 1000",)),
        Way("NaN", "low=1; high=NaN", "problem", "not a number", ("write a number",)),
        Way("1e400", "low=1; high=1e400", "problem", "too large", ("write a number",)),
    ),
}  # fmt: skip
