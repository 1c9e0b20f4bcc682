"""Several cores on one trail: this process checks stretches, and so do child processes, as many as there are cores.

A child (``serve``) is told the key through its standard input, so that nobody sees it
among the processes, then stretches to check, one a line; it ends with its input, so also when this process is killed.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import astuple
from pathlib import Path
from queue import SimpleQueue

from cosmic_login.audit.stretch import Whole, check_stretch

Check = Callable[[int, int], Whole | None]
#: A trail below so many bytes is checked sooner than a child has started.
_WORTH_A_CHILD = 1 << 24
_CHILD = "from cosmic_login.audit.crew import serve; serve()"  # by its name, -m would load the module twice


def cores() -> int:
    """Return how many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def check_all(
    path: Path, pieces: Iterable[tuple[int, int]], key: bytes, *, size: int, workers: int
) -> Generator[tuple[int, int, Whole | None]]:
    """Yield each piece with what it is, in order; ``size`` in bytes says whether children are worth it.

    Raises ``OSError`` when the file cannot be read.
    """

    def here(start: int, end: int) -> Whole | None:
        return check_stretch(path, start, end, key)

    if workers < 2 or size < _WORTH_A_CHILD:
        for start, end in pieces:
            yield start, end, here(start, end)
        return
    with contextlib.ExitStack() as stack:
        free: SimpleQueue[Check] = SimpleQueue()
        free.put(here)
        for _ in range(workers - 1):
            free.put(stack.enter_context(_child(path, key, here)))
        threads = stack.enter_context(ThreadPoolExecutor(workers, thread_name_prefix="audit"))

        def check(start: int, end: int) -> Whole | None:
            worker = free.get()
            try:
                return worker(start, end)
            finally:
                free.put(worker)

        waiting: list[tuple[int, int, Future[Whole | None]]] = []
        try:
            for start, end in pieces:
                waiting.append((start, end, threads.submit(check, start, end)))
                if len(waiting) > 2 * workers:  # no more handed out than keeps all busy: a fault ends it soon
                    begin, cut, found = waiting.pop(0)
                    yield begin, cut, found.result()
            for begin, cut, found in waiting:
                yield begin, cut, found.result()
        finally:
            threads.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _child(path: Path, key: bytes, instead: Check) -> Iterator[Check]:
    """Start a child and give what asks it; ``instead`` does its work when it cannot be started or ends."""
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="ascii",
            start_new_session=True,  # Ctrl-C is for this process, which then ends the child's input
        )
    except OSError:
        yield instead
        return
    with process:
        sent, answers = process.stdin, process.stdout
        assert sent is not None  # noqa: S101 - for the type checker: both were asked for
        assert answers is not None  # noqa: S101
        with contextlib.suppress(OSError):
            sent.write(json.dumps([os.fspath(path.absolute()), key.hex()]) + "\n")

        def ask(start: int, end: int) -> Whole | None:
            try:
                sent.write(json.dumps([start, end]) + "\n")
                sent.flush()
                found = json.loads(answers.readline())
            except (OSError, ValueError):
                return instead(start, end)
            return None if found is None else Whole(*found)

        try:
            yield ask
        finally:
            with contextlib.suppress(OSError):  # what it did not read
                sent.close()
            process.kill()


def serve() -> None:
    """Check what standard input asks for until there is no more: what a child does."""
    with contextlib.suppress(OSError, KeyboardInterrupt):
        path, key = json.loads(sys.stdin.readline())
        for line in sys.stdin:
            start, end = json.loads(line)
            found = check_stretch(Path(path), start, end, bytes.fromhex(key))
            print(json.dumps(None if found is None else astuple(found)), flush=True)
