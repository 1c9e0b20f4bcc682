"""What pytest's rewriting of assertions costs a whole run: each worker would do all of it, for they begin together."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from _pytest.assertion import rewrite


def _where_it_asserts(chosen: Callable[..., bool]) -> Callable[..., bool]:
    """Return ``chosen``, which leaves to Python what asserts nothing.

    pytest takes all of the program's modules, too, for it has a plug-in; each worker would compile them for itself,
    though programs that tests start have done so.
    """
    return lambda hook, name, path, state: chosen(hook, name, path, state) and b"assert" in Path(path).read_bytes()


def _one_at_a_time(rewritten: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``rewritten``, made by one thread at a time.

    Threads of the program import its modules, which pytest rewrites; CPython 3.11 counts the depth of syntax trees for
    all threads together, and raises ``SystemError`` when two of them are at it.
    """
    lock = threading.Lock()

    def alone(*arguments: Any) -> Any:
        with lock:
            return rewritten(*arguments)

    return alone


def spare() -> None:
    """Have modules rewritten where they assert, one at a time."""
    rewrite.AssertionRewritingHook._should_rewrite = _where_it_asserts(  # type: ignore[method-assign]
        rewrite.AssertionRewritingHook._should_rewrite
    )
    rewrite._rewrite_test = _one_at_a_time(rewrite._rewrite_test)


def beforehand(config: pytest.Config) -> None:
    """Rewrite the tests that were changed since somebody did, by all cores, while there are no workers yet.

    They find them as they find those of an earlier run. A file that cannot be rewritten is theirs to speak of.
    """
    if sys.dont_write_bytecode or sys.platform != "linux":
        return
    tests = Path(__file__).parent
    stale = [path for name in ("test_*.py", "conftest.py") for path in tests.rglob(name) if _read(path) is None]
    share = os.cpu_count() or 1
    fork = multiprocessing.get_context("fork")
    busy = [fork.Process(target=_rewrite, args=(config, stale[own::share])) for own in range(share) if stale[own:]]
    for each in busy:
        each.start()
    for each in busy:
        each.join()


def _kept(path: Path) -> Path:
    return rewrite.get_cache_dir(path) / f"{path.stem}{rewrite.PYC_TAIL}"


def _read(path: Path) -> CodeType | None:
    return rewrite._read_pyc(path, _kept(path))


def _rewrite(config: pytest.Config, paths: Iterable[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError, SyntaxError, ValueError):
            digest, code = rewrite._rewrite_test(path, config)
            _kept(path).parent.mkdir(exist_ok=True)
            rewrite._write_pyc(config.stash[rewrite.assertstate_key], code, digest, _kept(path))
