"""What the filters of a page offer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def filter_values(network: Mapping[str, Any]) -> dict[str, list[str]]:
    """What may be chosen, by kind, in order."""
    programmes = network["programmes"]
    years = {period["year"] for period in network["periods"] if not period["tail"]}
    return {
        "programme": [record["programme"] for record in programmes],
        "client": sorted({record["client"] for record in programmes} - {""}),
        "site": [record["site"] for record in network["sites"]],
        "year": [str(year) for year in sorted(years)],
    }


def choices(data: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """What may be chosen, each with what else is said of it: a client, a full name."""
    network = data["network"]
    more = {record["programme"]: record["client"] for record in network["programmes"]}
    names = {record["site"]: record["name"] for record in network["sites"]}
    told = {"programme": more, "site": names}
    return {
        kind: [(value, told.get(kind, {}).get(value, "")) for value in values]
        for kind, values in data["filters"].items()
    }
