"""Cutting rows off the front of a trail: what is to be cut, and how the trail tells of it.

Rows are chained, so those that stay still name the last one that went. The head vouches for where the trail begins, and
a row says which rows went, from when to when they were, with the code of the last of them, and what became of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final, Protocol

from cosmic_login.audit.record import AuditRecord, EventFacts
from cosmic_login.audit.verify import Cut, TrailPlace
from cosmic_login.core.failures import LoginFailure

#: Rows were put into an archive; rows were deleted, from the trail, from archives, or from both.
ARCHIVED, DELETED = "audit.archived", "audit.deleted"
CUTTING: Final = frozenset({ARCHIVED, DELETED})
#: A row and the place after it.
PlacedRecord = tuple[AuditRecord, TrailPlace]


@dataclass(frozen=True)
class Cutting:
    """An intention: rows after ``first`` and up to ``last`` are archived (``event``) or deleted.

    The trail, which begins after ``begin`` when this is made, is to begin after ``to``. ``since`` and ``until`` are the
    times of the first and last row, as rows have them; empty when nobody knows. ``idp`` is as in ``Cut``, of the rows
    up to ``to``; ``extra`` more texts.
    """

    event: str
    begin: TrailPlace
    to: TrailPlace
    first: TrailPlace
    last: TrailPlace
    since: str
    until: str
    idp: Mapping[str, int] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)

    def told(self, end: TrailPlace) -> EventFacts:
        """Return what the row tells in a trail that ends at ``end``; raises ``ValueError`` for rows it has not."""
        if self.to.rows > end.rows:
            raise ValueError("nobody cuts off rows that are not there")
        about = {
            "first": str(self.first.rows + 1),
            "last": str(self.last.rows),
            "rows": str(self.last.rows - self.first.rows),
            "since": self.since,
            "until": self.until,
            "code": self.last.last,
        }
        return {"source": "audit", "extra": about | dict(self.extra)}

    def cut_at(self, told: int, before: Cut) -> Cut:
        """Return what is cut off when this is done and row ``told`` tells of it."""
        deleted = self.last if self.event == DELETED else before.deleted
        return Cut(self.to, deleted, told, {**before.idp, **self.idp})


def check_unmoved(cut: Cut, cutting: Cutting) -> None:
    """Raise ``profile.in_use`` when another program has cut the trail since it was looked at."""
    if cut.begin != cutting.begin:
        raise LoginFailure("profile.in_use", "another program cut the trail at the same time")


class Cuttable(Protocol):
    """A trail that rows can be cut off (``audit.trail.AuditTrail``, ``idp.store.table_cutter.TableCutter``)."""

    def opened(self) -> AbstractContextManager[tuple[Cut, Iterator[PlacedRecord]]]:
        """Give what is cut off it and its rows, checked one by one, as it is at this moment; ``audit.tampered``."""

    def cut(self, cutting: Cutting) -> int:
        """Do it, all or nothing, while others write; return the number of the row that tells of it.

        Raises ``profile.in_use`` when another program cut it meanwhile, and what writing raises.
        """

    def finish_cutting(self) -> None:
        """Do what a program that died while it cut the trail has left to do, if there is any such thing."""
