"""What all campaigns have: a size, a seed, a tale of how far they are, and the memory they may not take."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

SEED = int(os.environ.get("COSMIC_SOAK_SEED") or 1)
#: Which part of its size a campaign shall have; 1 is what ``make soak`` promises.
SHARE = float(os.environ.get("COSMIC_SOAK_SHARE") or 1)
#: How long a campaign may last; one that has not come to its end then ends with what it has, and says so.
MINUTES = float(os.environ.get("COSMIC_SOAK_MINUTES") or 30)
_TOLD_EVERY_S = 30.0


@dataclass
class Campaign:
    """One run of a part. ``counts`` is what happened how often; it is in the last line."""

    part: str
    size: int
    seed: int = SEED
    quiet: bool = False
    #: The process whose memory is told with how far it is.
    watched: int | str = ""
    counts: Counter[str] = field(default_factory=Counter)
    done: int = 0

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self._began = self._told = time.monotonic()
        self._memory: list[tuple[str, int, int]] = []

    @classmethod
    def whole(cls, part: str, size: int) -> Campaign:
        """Return one of ``make soak``: so large, or the share of it that was asked for."""
        return cls(part, max(1, int(size * SHARE)))

    @classmethod
    def short(cls, part: str, size: int) -> Campaign:
        """Return one of ``make test``: the same in every run, and silent."""
        return cls(part, size, seed=1, quiet=True)

    @property
    def over(self) -> bool:
        """Whether so many were done, or time is up."""
        return self.done >= self.size or time.monotonic() - self._began > 60 * MINUTES

    def rounds(self, step: int = 1) -> Iterator[int]:
        """Give numbers until so many were done; whoever does more than ``step`` in a round adds to ``done``."""
        while not self.over:
            before = self.done
            yield before
            if self.done == before:
                self.done += step
            self.tell_now_and_then()

    def tell_now_and_then(self) -> None:
        """Say how far it is, if that was not said a moment ago."""
        now = time.monotonic()
        if now - self._told > _TOLD_EVERY_S:
            self._told = now
            self.tell()

    def must_not_grow(self, what: str, before: int, after: int, *, most: float) -> None:
        """Judge two sizes in bytes: so much more is too much (0.1: ten per cent)."""
        self._memory.append((what, before, after))
        assert after <= before * (1 + most), f"{what} grew from {before >> 20} to {after >> 20} MB"

    def tell(self) -> None:
        """Say how far it is, in one line."""
        if self.quiet:
            return
        memory = "".join(
            f", {what} {before / 1e6:.1f} -> {after / 1e6:.1f} MB ({after / before - 1:+.1%})"
            for what, before, after in self._memory
        )
        if self.watched:
            memory += f", {memory_of(self.watched) / 1e6:.1f} MB now"
        counts = ", ".join(f"{name} {number}" for name, number in sorted(self.counts.items()))
        print(
            f"\nsoak {self.part}, seed {self.seed}: {self.done} of {self.size} in "
            f"{time.monotonic() - self._began:.0f} s{memory}; {counts}",
            file=sys.__stdout__, flush=True,
        )  # fmt: skip


def memory_of(pid: int | str = "self") -> int:
    """Return the bytes of memory that a process has now."""
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * resource.getpagesize()
