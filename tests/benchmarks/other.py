"""A process that hands the compiled matrix to another solver."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from tests.benchmarks.exchange import MODEL, VALUES, Answer, Request, reply
from tests.benchmarks.solvers import OTHERS, Asked


def ask_other(request: Request, folder: Path) -> Answer:
    """What it says; the values of its plan go into a file of their own."""
    asked = Asked(folder / MODEL, request["seconds"], request["cores"], request["seed"])
    began = time.perf_counter()
    said = OTHERS[request["solver"]](asked)
    seconds = time.perf_counter() - began
    if said.values is not None:
        columns = np.array(list(said.values), dtype=int)
        np.savez(folder / VALUES, columns=columns, values=np.array(list(said.values.values())))
    return {
        "bound": said.bound,
        "status": said.status,
        "version": said.version,
        "seconds": seconds,
        "found": said.values is not None,
    }


if __name__ == "__main__":
    reply(ask_other)
