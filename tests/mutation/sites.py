"""Where a source can be changed: every operator, constant and period, one change at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SWAPPED: Final[dict[type[ast.AST], tuple[str, tuple[str, ...]]]] = {
    ast.Lt: ("<", ("<=", ">")),
    ast.LtE: ("<=", ("<", ">=")),
    ast.Gt: (">", (">=", "<")),
    ast.GtE: (">=", (">", "<=")),
    ast.Eq: ("==", ("!=", "<=", ">=")),
    ast.NotEq: ("!=", ("==",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
    ast.Add: ("+", ("-",)),
    ast.Sub: ("-", ("+",)),
    ast.Mult: ("*", ("/",)),
    ast.Div: ("/", ("*",)),
    ast.FloorDiv: ("//", ("*",)),
    ast.And: ("and", ("or",)),
    ast.Or: ("or", ("and",)),
}
CALLS: Final = {"min": "max", "max": "min", "any": "all", "all": "any"} | {
    "floor": "ceil",
    "ceil": "floor",
}
PERIODS: Final = {"t", "b", "d", "begin", "made", "start", "period", "leaves"}
RULE_MAKERS: Final = {"definition", "limit"}
ONLY_WORDS: Final = {"doc", "name"}
"""Functions that say what a rule is called and what is written about it."""


@dataclass(frozen=True)
class Mutant:
    """One change of one source: the text at `begin`..`end` (offsets) becomes `after`.

    `inside` names the function whose body it is in, "" where it is run when the module is read.
    `line` (from 1) and `text`, the whole line, are to find it again.
    """

    path: str
    begin: int
    end: int
    before: str
    after: str
    inside: str
    line: int
    text: str
    turn: int = 0

    @property
    def name(self) -> str:
        """What it is called in the list of equivalents: independent of line numbers."""
        turn = f" ({self.turn + 1})" if self.turn else ""
        return f"{self.path} | {self.text} | {self.before} -> {self.after}{turn}"

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.path}:{self.line}"

    def applied(self, source: str) -> str:
        """The source with the change."""
        return source[: self.begin] + self.after + source[self.end :]


_Joined = ast.Compare | ast.BinOp | ast.BoolOp | ast.AugAssign


class _Reader(ast.NodeVisitor):
    """Collects the changes of one source."""

    def __init__(self, path: str, source: str) -> None:
        self.found: list[Mutant] = []
        self._path, self._source = path, source
        self._lines = source.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))
        self._inside: list[str] = []
        self._rule = False

    def _offset(self, line: int, column: int) -> int:
        """Place in the source of a line (from 1) and a column (in bytes)."""
        text = self._lines[line - 1].encode()[:column].decode()
        return self._starts[line - 1] + len(text)

    def _begin(self, node: ast.expr) -> int:
        return self._offset(node.lineno, node.col_offset)

    def _end(self, node: ast.expr) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._offset(node.end_lineno, node.end_col_offset)

    def _add(self, begin: int, end: int, *after: str) -> None:
        line = self._source.count("\n", 0, begin)
        text, before = self._lines[line].strip(), self._source[begin:end]
        inside = self._inside[0] if self._inside else ""
        for other in after:
            words = (self._path, begin, end, before, other, inside, line + 1, text)
            self.found.append(Mutant(*words))

    def _between(
        self, whole: _Joined, left: ast.expr, right: ast.expr, kind: ast.AST, row: bool = False
    ) -> None:
        """Changes of the operator between two expressions; in a row Pyomo knows <=, >= and ==."""
        if type(kind) not in SWAPPED:
            return
        word, others = SWAPPED[type(kind)]
        if row:
            others = tuple(other for other in others if other in ("<=", ">="))
        if isinstance(right, ast.Constant) and isinstance(right.value, str):
            others = others[:1]  # texts have no order
        if isinstance(whole, ast.AugAssign):
            word, others = f"{word}=", tuple(f"{other}=" for other in others)
        first = self._source.index(word, self._end(left), self._begin(right))
        self._add(first, first + len(word), *others)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """The body is run when called; decorators and defaults when the module is read."""
        if node.name in ONLY_WORDS:
            return
        for decorator in node.decorator_list:
            self._decorator(decorator)
        for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(default)
        self._inside.append(node.name)
        makers = [d.func for d in node.decorator_list if isinstance(d, ast.Call)]
        self._rule = any(isinstance(f, ast.Name) and f.id in RULE_MAKERS for f in makers)
        for statement in node.body:
            self.visit(statement)
        self._rule = False
        self._inside.pop()

    def visit_Return(self, node: ast.Return) -> None:
        """What a rule returns is a row."""
        if self._rule and isinstance(node.value, ast.Compare):
            self._compare(node.value, row=True)
            self.generic_visit(node.value)
        else:
            self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Its decorators do not count: that it is frozen is no mathematics."""
        for statement in node.body:
            self.visit(statement)

    def _decorator(self, node: ast.expr) -> None:
        """The number of a rule is not part of it: it only tells where it is written down."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            for argument in node.args[node.func.id in RULE_MAKERS :]:
                self.visit(argument)
            for keyword in node.keywords:
                self.visit(keyword.value)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """A function without a name."""
        self._inside.append("lambda")
        self.visit(node.body)
        self._inside.pop()

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """The annotation is no code."""
        if node.value is not None:
            self.visit(node.value)

    def visit_Compare(self, node: ast.Compare) -> None:
        """Every comparison of a chain."""
        self._compare(node)
        self.generic_visit(node)

    def _compare(self, node: ast.Compare, row: bool = False) -> None:
        sides = [node.left, *node.comparators]
        for left, right, kind in zip(sides, node.comparators, node.ops, strict=False):
            self._between(node, left, right, kind, row)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Sums and products; not lists joined."""
        if not any(isinstance(side, (ast.List, ast.ListComp)) for side in (node.left, node.right)):
            self._between(node, node.left, node.right, node.op)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Likewise."""
        if not isinstance(node.value, (ast.List, ast.ListComp)):
            self._between(node, node.target, node.value, node.op)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """Each `and` and `or`."""
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._between(node, left, right, node.op)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """The sign or the `not` goes."""
        if isinstance(node.op, (ast.USub, ast.Not)):
            self._add(self._begin(node), self._begin(node.operand), "")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """0 and 1, one more, one less, true and false; texts stay."""
        value = node.value
        if isinstance(value, bool):
            others = [str(not value)]
        elif isinstance(value, int):
            others = [str(n) for n in (value - 1, value + 1) if n >= 0]
        elif isinstance(value, float):
            others = [str(other) for other in (0.0, 1.0, value + 1) if other != value]
        else:
            return
        self._add(self._begin(node), self._end(node), *dict.fromkeys(others))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """What is said in a message is no mathematics."""

    def visit_Call(self, node: ast.Call) -> None:
        """The other of a pair of functions; a period one off."""
        word = node.func
        name = word.attr if isinstance(word, ast.Attribute) else getattr(word, "id", "")
        if name in CALLS:
            self._add(self._end(word) - len(name), self._end(word), CALLS[name])
        for argument in node.args:
            self._period(argument)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """A period one off in an index."""
        self._period(node.slice)
        self.generic_visit(node)

    def visit_Tuple(self, node: ast.Tuple) -> None:
        """The same in the index of a `get` or an `in`."""
        for part in node.elts:
            self._period(part)
        self.generic_visit(node)

    def _period(self, node: ast.expr) -> None:
        if isinstance(node, ast.Name) and node.id in PERIODS and isinstance(node.ctx, ast.Load):
            self._add(self._end(node), self._end(node), " - 1", " + 1")


def mutants_of(path: str, source: str) -> Iterator[Mutant]:
    """All changes of a source, in the order of their places."""
    reader = _Reader(path, source)
    reader.visit(ast.parse(source))
    turns: dict[str, int] = {}
    for found in sorted(reader.found, key=lambda mutant: (mutant.begin, mutant.after)):
        turn = turns.get(found.name, 0)
        turns[found.name] = turn + 1
        yield Mutant(**{**vars(found), "turn": turn})


def mutants_in(root: Path, paths: tuple[str, ...]) -> list[Mutant]:
    """All changes of the sources at these paths (patterns below the root)."""
    files = sorted({file for pattern in paths for file in root.glob(pattern)})
    return [
        mutant
        for file in files
        for mutant in mutants_of(file.relative_to(root).as_posix(), file.read_text("utf-8"))
    ]
