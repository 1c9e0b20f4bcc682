"""Parses the sources for tests that look through all of them.

A parsed module is many small objects in no cycle; while they are made, the search for cycles starts again and again and
finds nothing, which took longer than the parser. ``ast.walk`` asks each node for its fields by name: as long again.
"""

from __future__ import annotations

import ast
import gc


def nodes(text: str) -> list[ast.AST]:
    """Return every node of a module, the module first; others than ``ast.walk`` in their order only."""
    found: list[ast.AST] = [tree(text)]
    for node in found:  # which grows meanwhile
        for value in node.__dict__.values():
            if isinstance(value, list):
                found += [each for each in value if isinstance(each, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found


def tree(text: str) -> ast.Module:
    """Return a module, parsed."""
    looked = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(text)
    finally:
        if looked:
            gc.enable()
