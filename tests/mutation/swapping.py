"""Put a changed function in the place of one that is in use, and back.

A change inside a function is made in its code object: everybody who holds the function runs the
change. What is run when a module is read (decorators, defaults) cannot be changed so.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

from tests.mutation.sites import Mutant


def _parts(code: CodeType) -> list[CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def _changed(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The outermost functions whose code differs: the old and the new code of each."""
    for one, other in zip(_parts(old), _parts(new), strict=True):
        if one == other:
            continue
        if one.co_name == "<module>" or _is_class(one):
            yield from _changed(one, other)
        else:
            yield one, other


def _is_class(code: CodeType) -> bool:
    """Whether it is the body of a class, which runs when the module is read."""
    return not code.co_flags & 0x0002  # CO_NEWLOCALS: functions alone have it


class Swap:
    """A change of the running program that can be put in and taken out.

    ValueError where no function holds it, or nobody the function.
    """

    def __init__(self, root: Path, mutant: Mutant) -> None:
        source = (root / mutant.path).read_text(encoding="utf-8")
        old = compile(source, mutant.path, "exec", dont_inherit=True)
        new = compile(mutant.applied(source), mutant.path, "exec", dont_inherit=True)
        pairs = list(_changed(old, new))
        in_use = [f for f in gc.get_objects() if isinstance(f, FunctionType)]
        self._held = [
            (f, code, other) for code, other in pairs for f in in_use if f.__code__ == code
        ]
        if not self._held:
            raise ValueError(f"nothing in use holds {mutant.place}")

    def __enter__(self) -> None:
        for function, _, changed in self._held:
            function.__code__ = changed

    def __exit__(self, *error: object) -> None:
        for function, before, _after in self._held:
            function.__code__ = before
