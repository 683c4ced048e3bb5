"""The licence of an installed library, as its metadata tell it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement

PERMISSIVE = {
    *("0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT"),
    *("PSF-2.0", "Unlicense", "Zlib"),
}

# How metadata of old wrote what has an SPDX name today.
_OTHER_NAMES = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


def licences(name: str) -> set[str]:
    """All licences that hold for the library at once. Raises PackageNotFoundError."""
    metadata = distribution(name).metadata
    # get_all: for a head that is missing, some readers of metadata give None and others raise.
    [expression] = metadata.get_all("License-Expression") or [""]
    if expression:
        return set(re.split(r" AND | OR |[()]", expression)) - {""}
    classified = [
        each.rsplit(" :: ", 1)[1]
        for each in metadata.get_all("Classifier") or []
        if each.startswith("License :: ")
    ]
    told = classified or metadata.get_all("License") or [""]
    return {_OTHER_NAMES.get(each, each) for each in told}


def with_what_they_need(requirements: Iterable[Requirement]) -> set[str]:
    """The names of these and of all that they need in turn, as far as it is installed here."""
    found: set[str] = set()
    waiting = [requirement.name for requirement in requirements]
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found:
            continue
        try:
            needs = distribution(name).requires or []
        except PackageNotFoundError:
            continue
        found.add(name)
        waiting += [need.name for need in map(Requirement, needs) if _applies(need)]
    return found


def _applies(need: Requirement) -> bool:
    return need.marker is None or need.marker.evaluate({"extra": ""})
