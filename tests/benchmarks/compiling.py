"""A process that compiles a case: the matrix with all limits kept, as .mps file and as arrays."""

from __future__ import annotations

import time
from pathlib import Path

from model.case.building import build_instance
from model.formulation import formulate
from model.solving.blocks import keeping_limits
from model.solving.matrix import compile_matrix
from tests.benchmarks.cases import Wanted
from tests.benchmarks.exchange import MODEL, PROBLEM, Answer, Request, reply
from tests.benchmarks.matrices import save


def compile_case(request: Request, folder: Path) -> Answer:
    """The files, and what there is to say of their size."""
    case = Wanted(**request["case"]).made()
    began = time.perf_counter()
    inst = build_instance(case)
    matrix, _ = compile_matrix(inst, formulate(inst))
    seconds = time.perf_counter() - began
    save(keeping_limits(matrix).whole(), folder / PROBLEM, folder / MODEL)
    return {
        "sha256": case.sha256,
        "constant": matrix.constant,
        "programmes": len(matrix.owners),
        "rows": matrix.size[0],
        "columns": matrix.size[1],
        "whole": int(matrix.integer.sum()),
        "seconds": seconds,
    }


if __name__ == "__main__":
    reply(compile_case)
