"""A page as its file tells it: the data inside it, and its text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

_DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)

Rows = list[dict[str, Any]]


def data_of(page: bytes) -> dict[str, Any]:
    """The data that the charts are drawn from."""
    found = _DATA.search(page.decode())
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def rows_of(packed: dict[str, Any]) -> Rows:
    """The rows of a packed table."""
    columns = {
        column["name"]: [column["texts"][code] for code in column["codes"]]
        if "codes" in column
        else column["numbers"]
        for column in packed["columns"]
    }
    return [{name: cells[row] for name, cells in columns.items()} for row in range(packed["rows"])]


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.opened = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened = tag

    def handle_endtag(self, tag: str) -> None:
        self.opened = ""

    def handle_data(self, data: str) -> None:
        if self.opened not in ("script", "style"):
            self.words += data.split()


def text_of(page: bytes) -> str:
    """What a reader sees before any chart is drawn."""
    parser = _Text()
    parser.feed(page.decode())
    return " ".join(parser.words)
