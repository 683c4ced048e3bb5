"""The charting library as one script: Vega and Vega-Lite, taken from the package vl-convert."""

from __future__ import annotations

import functools

import vl_convert

_WANTED = "window.vegaEmbed = vegaEmbed;"


@functools.cache
def library() -> str:
    """The script that defines `vegaEmbed`; bundling takes a second, so once a process.

    The package carries the sources: nothing is fetched.
    """
    # Bundled as a module: in a scope of its own, its many short names are nobody else's.
    return f"(() => {{\n{vl_convert.javascript_bundle(_WANTED)}\n}})();"
