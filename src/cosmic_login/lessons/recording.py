"""Records a live run as a scenario: what the window (or a command) shows, and what is done around it.

Hears the views of one conductor; cards, phones, services and the trail are looked up in the run's own world. A code is
never seen here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.lessons.casting import cast_of
from cosmic_login.phone.sealed_state import phone_names
from cosmic_login.profile import write_atomic
from cosmic_login.profile.files import as_failure
from cosmic_login.training.cast import Cast
from cosmic_login.training.model import Act, Mishap, PhoneAtStart, Scenario, Start, Text, TrailRow
from cosmic_login.training.parse import parse
from cosmic_login.training.recorder import Recorder, number_of
from cosmic_login.training.scenes import READY, CardMoved, Happened, Scene, scene_of
from cosmic_login.training.validation import check, states
from cosmic_login.training.vocabulary import CHOICES, MOST_READERS, Arg
from cosmic_login.training.writing import toml_of

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.audit.record import AuditRecord
    from cosmic_login.audit.verify import TrailPlace
    from cosmic_login.authenticators.engine.view import View
    from cosmic_login.training.model import Manner, Value

#: How far back outages are looked for that began before the recording, in rows.
_MOST_ROWS = 10_000
_TITLE = Text("Inspelad övning", "A recorded lesson")
_GOAL = Text("Gör om det som spelades in.", "Do again what was recorded.")


class LiveRecording:
    """A recording of one run (``run.watching.RunWatch``). ``view`` hears each view in its order, on one thread."""

    def __init__(self, manner: Manner = "safe") -> None:
        self._manner = manner
        self._own: World | None = None
        self._cast = Cast()
        self._recorder: Recorder | None = None
        self._cards: dict[int, str] = {}
        self._states: dict[str, str] = {}
        self._ahead = 0
        self._place: TrailPlace | None = None

    def begin(self, world: World) -> None:
        """Hear which world the run has; of several the first that anything is shown of."""
        if self._recorder is None:
            self._own, self._cast = world, cast_of(world.directory)

    def view(self, view: View) -> None:
        """Take what the window shows now, after what has been done around it."""
        if self._recorder is None:
            self._recorder = self._begin()
            if view.state != "start":  # the first that a command shows: it began before
                self._recorder.take(Scene(card=READY if any(self._cards.values()) else Scene.card))
        self._look()
        self._recorder.take(scene_of(view, self._cast.who_is))

    def _look(self) -> None:
        """Take what has been done to readers, cards and services meanwhile."""
        before, now = self._cards, self._in_readers()
        self._cards = now
        for reader in range(1, MOST_READERS + 1):
            plugged = reader in now
            if plugged is not (reader in before):
                verb = "reader-back" if plugged else "reader-gone"
                self._take(Mishap(verb, {"reader": reader}))
            if plugged and now[reader] != before.get(reader, ""):
                self._take(CardMoved(reader, now[reader]))
        self._take_rows()
        for mishap in self._spoiled():
            self._take(mishap)

    def _take_rows(self) -> None:
        for row in self._new_rows():
            for act in self._done_elsewhere(row):
                self._take(act)
            self._take(TrailRow(row.event, row.reason))

    def _take(self, happened: Happened) -> None:
        if self._recorder is not None:
            self._recorder.take(happened)

    def scenario(self, name: str) -> Scenario:
        """Return what was recorded. Raises ``scenario.cannot_end`` when nothing was done that has an end."""
        if self._recorder is None:
            raise LoginFailure("scenario.cannot_end", "nothing was recorded")
        self._take_rows()  # the world may be closed by now, but for its trail
        found = self._recorder.scenario(name, _TITLE, _GOAL)
        if not found.steps:
            raise LoginFailure("scenario.cannot_end", "nothing was recorded that comes to an end")
        return found

    def write(self, file: Path) -> Scenario:
        """Write the scenario's file, and return it as it is read from there.

        Raises ``file.unwritable``, and ``scenario.*`` for a run that no scenario can tell.
        """
        raw = toml_of(self.scenario(name_of(file))).encode()
        found = parse(str(file), raw, self._cast, states())
        check(found)
        try:
            with as_failure(file):
                write_atomic(file, raw, mode=0o644)
        except LoginFailure as failure:
            raise LoginFailure("file.unwritable", failure.detail) from None
        return found

    # -- how things stand ----------------------------------------------------------------------------------------------

    def _begin(self) -> Recorder:
        self._cards = self._in_readers()
        cards = [self._cards.get(number, "") for number in range(1, max(self._cards, default=0) + 1)]
        while cards and not cards[-1]:
            cards.pop()
        out: dict[str, None] = {}
        for row in self._new_rows():
            if row.person:  # a person's own outage: a lesson knows none
                continue
            target = row.extra.get("target", "")
            if row.event == "outage.begun":
                out[target] = None
            elif row.event == "outage.ended":
                out.pop(target, None)
        self._ahead = int(self._world.login_clock.ahead_s)
        start = Start(
            "",
            clock_s=self._ahead,
            cards=tuple(cards),
            readers=len(self._cards),
            phones=self._phones(),
            out=tuple(out),
            manner=self._manner,
        )
        return Recorder(self._cast, start)

    def _done_elsewhere(self, row: AuditRecord) -> Iterator[Act]:
        """Yield what a row of the trail tells of services, and of the ID administrator's desk."""
        target = row.extra.get("target", "")
        if row.event.startswith("outage.") and row.person:
            return  # a person's own outage: a lesson knows none
        if row.event == "outage.begun":
            orders: dict[str, Value] = {"orders": int(row.extra["orders"])} if "orders" in row.extra else {}
            yield Mishap("out", {"out": target, "failure": row.reason, **orders})
        elif row.event == "outage.ended" and row.extra.get("by") == "told":
            yield Mishap("back", {"back": target})
        elif row.event == "card.issued" and row.extra.get("kind") == "reserve":
            person = self._world.directory.by_number(row.person)
            if person is not None:
                yield Act("issue-reserve", {"issue-reserve": person.key})

    def _spoiled(self) -> Iterator[Mishap]:
        """Yield what has become of the cards in readers, and of the computer's clock."""
        for card in filter(None, self._cards.values()):
            state = self._world.cards.summary(card).state
            new = card not in self._states
            before = self._states.setdefault(card, self._ordered(card) or state)
            typed = state == "blocked" and not new  # by wrong codes, which are told
            if state != before and state in CHOICES[Arg.CARD_STATE] and not typed:
                yield Mishap("card", {"card": card, "state": state})
            self._states[card] = state
        ahead = int(self._world.login_clock.ahead_s)
        if ahead != self._ahead:
            self._ahead = ahead
            yield Mishap("clock", {"clock": ahead})

    def _ordered(self, card: str) -> str:
        """Return what a card is like as the directory orders it, in the words of its summary."""
        try:
            spec = self._world.directory.card(card)
        except LoginFailure:
            return ""
        wrong = {
            "revoked": spec.revoked,
            "expired": spec.valid_days < 0,
            "not-yet-valid": spec.valid_from_days > 0,
            "blocked": spec.blocked,
            "untrusted": spec.foreign_issuer,
            "unregistered": not spec.registered,
        }
        return next((name for name, so in wrong.items() if so), "ok")

    def _in_readers(self) -> dict[int, str]:
        """Return which card is in each of the readers 1, 2, …; empty for none."""
        cards = self._world.virtual_readers.cards().items()
        return {number_of(name): str(getattr(card, "card_id", "")) for name, card in cards}

    @property
    def _world(self) -> World:
        if self._own is None:
            raise RuntimeError("the run has no world yet")
        return self._own

    def _phones(self) -> tuple[PhoneAtStart, ...]:
        found: list[PhoneAtStart] = []
        for name in phone_names(self._world.profile):
            phone = self._world.phone(name)
            for app in phone.installed:
                holders = [eid.holder for eid in phone.ids(app)]
                person = self._world.directory.person(holders[-1]).key if holders else name
                if person in self._cast.members:
                    other = name_of(Path(name)) if name != person else ""
                    found.append(PhoneAtStart(person, app, activated=bool(holders), name=other))
        return tuple(found)

    def _new_rows(self) -> list[AuditRecord]:
        new, self._place = self._world.audit.follow(self._place, _MOST_ROWS)
        return new


def name_of(file: Path) -> str:
    """Return the name that a scenario gets from its file's."""
    return re.sub(r"[^a-z0-9]+", "-", file.stem.casefold()).strip("-")[:60] or "recorded"
