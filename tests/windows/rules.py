"""What Windows admits: names of files, parts of the standard library, ways to start a process."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PureWindowsPath

from tests.house import imported

LONGEST = 200
"""Signs of a path below the root: Windows takes 260 in all, and a home folder its part."""

_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE
)
_SIGNS = re.compile(r'[<>:"/\\|?*\x00-\x1f]')

# What the sources use of these modules must be there on Windows, and mean the same.
ON_WINDOWS = {
    "os": {
        *("O_WRONLY", "_exit", "cpu_count", "devnull", "dup2", "environ", "fspath", "fsync"),
        *("getpid", "name", "open", "path", "replace"),
    },
    "signal": {
        *("SIGABRT", "SIGINT", "SIGTERM", "SIG_DFL", "SIG_IGN", "Signals", "getsignal"),
        *("raise_signal", "signal"),
    },
}
_TEXT_CALLS = {"open", "read_text", "write_text", "TextIOWrapper", "NamedTemporaryFile", "fdopen"}


def faults_of_name(name: str) -> list[str]:
    """Why Windows would not take this as the name of a file or folder."""
    found = []
    if _RESERVED.fullmatch(name):
        found.append("reserved")
    if _SIGNS.search(name):
        found.append("sign")
    if name != name.rstrip(". ") or not name:
        found.append("end")
    if PureWindowsPath(name).name != name:
        found.append("not one name")
    return found


def strange(tree: ast.AST) -> list[str]:
    """What is used of os and signal that is not known to be the same on Windows."""
    found = [
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.attr not in ON_WINDOWS.get(node.value.id, {node.attr})
    ]
    for module in imported(tree):
        package, _, name = module.rpartition(".")
        if name not in ON_WINDOWS.get(package, {name}):
            found.append(module)
    return found


def _calls(tree: ast.AST) -> Iterator[tuple[str, str, ast.Call]]:
    """Owner ("" where there is none), name and node of every call."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(name)):
                yield "", name, node
            case ast.Call(func=ast.Attribute(ast.Name(owner), name)):
                yield owner, name, node
            case ast.Call(func=ast.Attribute(_, name)):
                yield "?", name, node


def _constant(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def without_encoding(tree: ast.AST) -> list[int]:
    """Lines that open text in the system's own encoding."""
    found = []
    for owner, name, node in _calls(tree):
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        if "encoding" in given or owner in ("os", "webbrowser", "archive", "book"):
            continue
        if name not in _TEXT_CALLS:
            continue
        if name == "read_text" and node.args:
            continue  # the encoding comes first
        place = 1 if owner in ("", "io") and name in ("open", "fdopen") else 0
        first = node.args[place] if len(node.args) > place else None
        mode = given.get("mode", first) if name != "write_text" else None
        if owner and mode is not None and not isinstance(_constant(mode), str):
            continue  # a method of that name, but not of a path
        if "b" not in str(_constant(mode)):
            found.append(node.lineno)
    return found


def forks(tree: ast.AST) -> list[str]:
    """Ways to start processes that do not say spawn: elsewhere than on Windows they may fork."""
    found = []
    for owner, name, node in _calls(tree):
        first = _constant(node.args[0]) if node.args else None
        if name in ("get_context", "set_start_method") and first != "spawn":
            found.append(f"{name}({first})")
        if owner == "multiprocessing" and name in ("Process", "Pool", "Queue", "Manager"):
            found.append(f"multiprocessing.{name}")
        if name == "ProcessPoolExecutor" and not any(k.arg == "mp_context" for k in node.keywords):
            found.append(name)
    return found


def system_paths(tree: ast.AST) -> list[str]:
    """Texts that are a place on one system alone, or a date format that Windows lacks."""
    pattern = re.compile(
        r"/(tmp|dev|proc|usr|etc|home|var|bin|opt)\b|~[/\\]|[A-Za-z]:\\\w|.*%-[dmHMSjy]"
    )
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and pattern.match(node.value)
    ]
