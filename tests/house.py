"""What the house tests read of a source: its imports, names, texts and lengths."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
MODEL = sorted((PROJECT / "model").rglob("*.py"))
SOURCES = [*MODEL, PROJECT / "run.py"]
EVERYTHING = [*SOURCES, *sorted((PROJECT / "tests").rglob("*.py"))]

# Modules that are not there on Windows, and names that are not, or that mean something else.
POSIX_MODULES = {
    *("crypt", "fcntl", "grp", "nis", "posix", "pty", "pwd"),
    *("readline", "resource", "spwd", "syslog", "termios", "tty"),
}
POSIX_NAMES = {
    "os": {
        *("chown", "chroot", "fork", "forkpty", "getegid", "geteuid", "getgid", "getgroups"),
        *("getloadavg", "getpgid", "getpgrp", "getuid", "initgroups", "killpg", "lchown"),
        *("mkfifo", "mknod", "nice", "openpty", "pread", "pwrite", "rename", "sync"),
        *("sched_getaffinity", "sched_setaffinity", "setegid", "seteuid", "setgid", "setpgid"),
        *("setsid", "setuid", "statvfs", "sysconf", "uname", "wait", "wait3", "wait4"),
    },
    "signal": {
        *("SIGALRM", "SIGBUS", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT"),
        *("SIGSTOP", "SIGTSTP", "SIGUSR1", "SIGUSR2", "alarm", "getitimer", "pause"),
        *("pthread_kill", "pthread_sigmask", "setitimer", "sigpending", "sigtimedwait", "sigwait"),
    },
    "time": {"tzset"},
}
_POSIX_TEXTS = re.compile(r"/tmp\b|/dev/|/proc/|/usr/|fork(server)?$")


def name(path: Path) -> str:
    """The path as the tests show it."""
    return path.relative_to(PROJECT).as_posix()


def parsed(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported, wherever in the source; `a.b` for `from a import b` too.

    Raises ValueError for a relative import: what is not spelt out cannot be checked.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError("a relative import")
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(module: str, package: str) -> bool:
    """Whether a dotted name is the package or lies in it."""
    return module == package or module.startswith(f"{package}.")


def prints(tree: ast.AST) -> list[int]:
    """Lines that call print."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]


def posix_only(tree: ast.AST) -> list[str]:
    """What the source uses that Windows lacks, but for imports that expect to fail."""
    expected = _imports_that_may_fail(tree)
    found = [
        module
        for module in imported(tree)
        if module.partition(".")[0] in POSIX_MODULES - expected or _is_posix(*_split(module))
    ]
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(ast.Name(module), attribute) if _is_posix(module, attribute):
                found.append(f"{module}.{attribute}")
            case ast.Constant(str(text)) if _POSIX_TEXTS.match(text):
                found.append(text)
    return found


def _split(module: str) -> tuple[str, str]:
    package, _, last = module.rpartition(".")
    return package, last


def _is_posix(module: str, attribute: str) -> bool:
    return attribute in POSIX_NAMES.get(module, ())


def _imports_that_may_fail(tree: ast.AST) -> set[str]:
    """Modules imported inside a `try` that catches ImportError."""
    return {
        module
        for node in ast.walk(tree)
        if isinstance(node, ast.Try)
        and any(
            isinstance(handler.type, ast.Name) and handler.type.id == "ImportError"
            for handler in node.handlers
        )
        for statement in node.body
        for module in imported(statement)
    }


def long_functions(tree: ast.AST, most: int) -> list[str]:
    """Functions of more lines than that, their docstrings left out."""
    return [
        f"{node.name} ({lines})"
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (lines := _length(node)) > most
    ]


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def mentions(text: str, names: Iterable[str]) -> list[str]:
    """Those of the names that stand in the text as words of their own."""
    return [word for word in names if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)]
