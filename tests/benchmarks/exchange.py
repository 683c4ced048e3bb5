"""Requests to processes of their own, and their answers, as files in one folder."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

Request = Mapping[str, Any]
Answer = dict[str, Any]

MODEL: Final = "model.mps"
PROBLEM: Final = "problem.npz"
VALUES: Final = "values.npz"
COMPILE: Final = "compile"


def request_name(solver: str) -> str:
    """File of the request."""
    return f"request-{solver}.json"


def answer_name(solver: str) -> str:
    """File of the answer."""
    return f"answer-{solver}.json"


def reply(answer: Callable[[Request, Path], Answer]) -> None:
    """Answer the request whose path is this process's argument."""
    place = Path(sys.argv[1])
    request = json.loads(place.read_text(encoding="utf-8"))
    text = json.dumps(answer(request, place.parent))
    (place.parent / answer_name(request["solver"])).write_text(text, encoding="utf-8")
