"""Signs that look like others: Cyrillic letters, full-width digits, O for 0."""

from __future__ import annotations

import unicodedata
from typing import Final

_LATIN: Final = "ABCEHIJKMOPSTXYaceijopsxy"
_CYRILLIC: Final = "АВСЕНІЈКМОРЅТХУасеіјорѕху"
_GREEK: Final = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True))
_LETTERS: Final = dict(zip(_CYRILLIC, _LATIN, strict=True)) | _GREEK

_DIGITS: Final = str.maketrans(
    dict.fromkeys("OoОоΟο", "0") | dict.fromkeys("lI|ІΙ", "1") | dict.fromkeys("‐‑‒–—−", "-")
)
_WIDE: Final = {sign: sign - 0xFEE0 for sign in range(0xFF01, 0xFF5F)}


def in_digits(text: str) -> str:
    """The text with digits and hyphens in place of all that looks like them."""
    return text.translate(_WIDE).translate(_DIGITS)


def in_latin(text: str) -> str:
    """The text with Latin letters in place of those that look like them."""
    return "".join(_LETTERS.get(sign, sign) for sign in text.translate(_WIDE))


def name_slip(name: str) -> str:
    """What looks in a name like something else, and what to write; "" where nothing does.

    A name in another script is left alone: only where each of its foreign letters looks like a
    Latin one is it taken for a Latin name.
    """
    narrow = name.translate(_WIDE)
    if narrow != name:
        return f"it holds full-width signs; write {narrow}"
    foreign = [sign for sign in name if sign.isalpha() and not sign.isascii()]
    if not foreign or not all(sign in _LETTERS for sign in foreign):
        return ""
    sign = foreign[0]
    script = unicodedata.name(sign).split()[0].capitalize()
    return (
        f"the {script} letter {sign} looks like the Latin {_LETTERS[sign]}; write {in_latin(name)}"
    )
