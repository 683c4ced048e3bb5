"""The colours of the page: told apart by all eyes, and texts on them read."""

from __future__ import annotations

import itertools
import re

import numpy as np
import numpy.typing as npt
import pytest

from model.reporting.page.markup import asset

Colour = npt.NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009, severity 1: what is left of a colour, in linear light.
_EYES = {
    "most": np.eye(3),
    "protanope": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranope": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanope": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = np.array([0.95047, 1.0, 1.08883])


def colours(scheme: str) -> dict[str, Colour]:
    """The variables of the style sheet in linear light, light or dark."""
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", asset("page.css"))
    place = 1 if scheme == "light" else 2
    return {found[0]: _linear(found[place]) for found in pairs}


def _linear(text: str) -> Colour:
    values = np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _lab(colour: Colour) -> Colour:
    ratio = _XYZ @ np.clip(colour, 0, 1) / _WHITE
    x, y, z = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def _apart(one: Colour, two: Colour) -> float:
    """How far two colours are apart for the eyes that tell them apart least."""
    return min(float(np.linalg.norm(_lab(eye @ one) - _lab(eye @ two))) for eye in _EYES.values())


def _contrast(one: Colour, two: Colour) -> float:
    low, high = sorted(float(_XYZ[1] @ colour) for colour in (one, two))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_eyes_tell_the_colours_apart(scheme: str) -> None:
    """The eight colours of charts differ plainly, whichever cones an eye has."""
    found = colours(scheme)
    for one, two in itertools.combinations(range(8), 2):
        assert _apart(found[f"c{one}"], found[f"c{two}"]) > 18, (one, two)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_kinds_of_work_are_told_apart(scheme: str) -> None:
    """So do those that stand side by side in one chart: work on a line, stock and what misses."""
    found = colours(scheme)
    for names in (("c0", "c1", "c3", "wait"), ("h2", "bad", "card"), ("c0", "c1", "ink")):
        for one, two in itertools.combinations(names, 2):
            assert _apart(found[one], found[two]) > 18, (one, two)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_are_read(scheme: str) -> None:
    """4.5 to 1 for every text on what lies under it, 3 to 1 for a bar on its card."""
    found = colours(scheme)
    pairs = [(f"t{i}", f"c{i}") for i in range(8)] + [(f"k{i}", f"h{i}") for i in range(6)]
    pairs += [(ink, below) for ink in ("ink", "ink-2", "accent") for below in ("paper", "card")]
    pairs += [("bad", "bad-paper"), ("ink", "bad-paper"), ("ink-2", "none")]
    for ink, below in pairs:
        assert _contrast(found[ink], found[below]) >= 4.5, (ink, below)
    for name in (f"c{i}" for i in range(8)):
        assert _contrast(found[name], found["card"]) >= 3, name
