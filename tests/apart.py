"""Processes beside the tests' own, which race each other: with none of its threads, connections and files."""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext


def apart(module: str) -> ForkServerContext | SpawnContext:
    """Return what makes processes that run functions of a module of tests.

    Where there can be one, a process stands by that has imported the module and nothing else, and forks for each: they
    start at once, and an import is most of what each would compute.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([module, "pytest"])
    return context
