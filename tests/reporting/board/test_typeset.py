"""Room for texts: lines are counted so that nothing is cut, in whatever letters."""

from __future__ import annotations

import pytest

from model.reporting.typeset import ink, line_count, mixed, shortened, text_width

SENTENCE = "Start the transfer of P01 drug substance to SGD, ready in April 2028."


def test_wider_letters_take_more_room() -> None:
    """Width grows with the letters, the size and the weight; what is not known counts as square."""
    assert text_width("iiii", 10) < text_width("aaaa", 10) < text_width("WWWW", 10)
    assert text_width("a", 20) == pytest.approx(2 * text_width("a", 10))
    assert text_width("a", 10, bold=True) > text_width("a", 10)
    assert text_width("도", 10) > text_width("W", 10)


@pytest.mark.parametrize("width", [400.0, 200.0, 100.0, 50.0, 20.0])
def test_lines_hold_the_text(width: float) -> None:
    """So many lines of this width are enough, and never more than one a word where words fit."""
    lines = line_count(SENTENCE, width, 8)
    assert lines * width >= text_width(SENTENCE.replace(" ", ""), 8)
    widest = max(text_width(word, 8) for word in SENTENCE.split())
    if width >= widest:
        assert lines <= len(SENTENCE.split())


def test_a_word_wider_than_the_line_is_broken() -> None:
    """A name without spaces takes as many lines as it fills."""
    assert line_count("x" * 100, 50.0, 8) == pytest.approx(100 * 0.5 * 8 * 1.03 / 50, abs=1)


def test_an_empty_text_takes_a_line() -> None:
    """Nothing still stands on a line."""
    assert line_count("", 100.0, 8) == 1


def test_what_fits_stays_and_what_does_not_is_cut() -> None:
    """A text is cut only where it must be, and then fits with its dots."""
    assert shortened("short", 100.0, 8) == "short"
    cut = shortened(SENTENCE, 100.0, 8)
    assert cut.endswith("...")
    assert SENTENCE.startswith(cut[:-3])
    assert text_width(cut, 8) <= 100.0


def test_colours_mix_from_paper_to_full() -> None:
    """None of a colour is paper, all of it is the colour, half lies between."""
    assert [mixed("#1F5C99", share) for share in (0.0, 1.0)] == ["#FFFFFF", "#1F5C99"]
    assert mixed("#000000", 0.5) == "#808080"


def test_text_reads_on_its_fill() -> None:
    """Dark on light, white on dark."""
    assert (ink("#FFFFFF"), ink("#1F3A5F"), ink("#F2C08A")) == ("#111827", "#FFFFFF", "#111827")
