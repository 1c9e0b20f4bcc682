"""Reads the imports of ``src`` (those of functions and of type checking too) and says which are against the map."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.parsed import nodes

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "cosmic_login"
#: What ``cli`` holds beside one module or package for each subcommand.
CLI_BASE = {"main", "options"}
_IMPORT = re.compile(r"^[ \t]*(?:from|import)\b[^\n(]*(?:\([^)]*\))?", re.MULTILINE)


def sources() -> dict[str, str]:
    """Return the text of every module by its dotted name."""
    found = {}
    for path in (ROOT / "src" / PACKAGE).rglob("*.py"):
        parts = path.relative_to(ROOT / "src").with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text("utf-8")
    return found


def imports(modules: Mapping[str, str]) -> dict[str, set[str]]:
    """Return whom each module names, wherever in its text."""
    return {name: named(name, text, modules) for name, text in modules.items()}


def named(name: str, text: str, modules: Mapping[str, str]) -> set[str]:
    """Return whom a module of this text names."""
    return set(_named(_imports_of(text), modules)) - {name}


def _imports_of(text: str) -> list[ast.AST]:
    """Return the nodes of every import, whoever it is in; nothing else is parsed where its lines stand for themselves.

    ruff sees to it that each begins a line. A line of a text that looks like one counts as one, if it can.
    """
    try:
        return nodes("\n".join(map(str.strip, _IMPORT.findall(text))))
    except SyntaxError:
        return nodes(text)


def _named(found: Iterable[ast.AST], modules: Mapping[str, str]) -> Iterator[str]:
    for node in found:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                deep = f"{node.module}.{alias.name}"
                yield from (name for name in (deep if deep in modules else node.module,) if name in modules)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)


def cycles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Return each set of modules that reach each other (Tarjan's strongly connected components)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in graph[name]:
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(group) > 1:
                found.append(sorted(group))

    for name in graph:
        if name not in index:
            visit(name)
    return found


def layers() -> dict[str, list[set[str]]]:
    """Return the rooms from top to bottom, by the package they are in, as the contracts of pyproject.toml say."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    found = {}
    for contract in contracts:
        if contract["type"] == "layers":
            (container,) = contract.get("containers", [PACKAGE])
            rows = ([name.strip() for name in row.split("|")] for row in contract["layers"])
            found[container] = [{name.removeprefix(f"{container}.") for name in row} for row in rows]
    return found


def against_the_layers(graph: Mapping[str, set[str]]) -> list[str]:
    """Return the imports that go upwards, or sideways between rooms that are nothing to each other."""
    found = []
    for container, rows in layers().items():
        height = {room: place for place, row in enumerate(rows) for room in row}
        for name, others in graph.items():
            here = _room(name, container)
            for other in sorted(others):
                there = _room(other, container)
                if here in height and there in height and here != there and height[there] <= height[here]:
                    found.append(f"{name} imports {other}")
    return found


def _room(module: str, container: str) -> str:
    return module.removeprefix(f"{container}.").partition(".")[0] if module.startswith(f"{container}.") else ""


def without_a_room(graph: Mapping[str, set[str]]) -> list[str]:
    """Return what lies beside the rooms of a package that has some."""
    beside = {PACKAGE: {"__main__", "moved", "assets"}, f"{PACKAGE}.idp": set(), f"{PACKAGE}.gui": set()}
    return sorted(
        module
        for container, rows in layers().items()
        for module in graph
        if (room := _room(module, container)) and room not in set().union(*rows) | beside.get(container, set())
    )


def kit_texts(modules: Mapping[str, str]) -> list[str]:
    """Return the modules of the kit that hold a text of another context than ``Kit``."""
    marked = re.compile(r'(?:QT_TRANSLATE_NOOP|translate)\(\s*"(?!Kit")')
    return sorted(name for name, text in modules.items() if name.startswith(f"{PACKAGE}.ui") and marked.search(text))


def strangers_in_cli(modules: Mapping[str, str], commands: set[str]) -> list[str]:
    """Return what is in ``cli`` and neither its base nor a subcommand's."""
    there = {room for name in modules if (room := _room(name, f"{PACKAGE}.cli"))}
    return sorted(there - commands - CLI_BASE)


def gallery_in_the_plug_in(graph: Mapping[str, set[str]]) -> list[str]:
    """Return what users of the plug-in get that needs what they do not get."""
    gallery = f"{PACKAGE}.testing.gallery"
    return sorted(
        name
        for name, others in graph.items()
        if not name.startswith(gallery) and any(other.startswith(gallery) for other in others)
    )
