"""Log-outs in a browser: a session ends, and its other systems are told one after another.

Some are told without the browser (``Parting.ended``). The others the browser is led to: framed, all at once, or one
after another, each of which sends it back with an answer. One that does not is left after a while, and whoever began
the log-out is told that not all of it was done. The session itself is over before the first is told.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import cast

from cosmic_login.core.clock import is_ahead
from cosmic_login.idp.registry.systems import Face as FaceName
from cosmic_login.idp.registry.systems import Systems
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import Refusal, Transaction
from cosmic_login.idp.store.logout_statements import WebLogoutRow
from cosmic_login.idp.store.web_statements import PartyRow
from cosmic_login.idp.token_digests import digest, new_handle
from cosmic_login.idp.web.request import Delivery, Leaver, Parting
from cosmic_login.idp.web.sessions import WebSessions


class StepState(StrEnum):
    """How far a system has been told."""

    WAITING = "waiting"
    ASKED = "asked"  # the browser is there, or was led there
    DONE = "done"
    FAILED = "failed"  # it cannot be told, said no, or did not answer in time


@dataclass(frozen=True)
class _Step:
    face: str
    system: str
    name: str
    state: StepState = StepState.WAITING
    since: float = 0.0


@dataclass(frozen=True)
class VisitView:
    """The browser has to go to a system, ``place`` of ``number``."""

    name: str
    delivery: Delivery = field(repr=False)
    place: int = 1
    number: int = 1


@dataclass(frozen=True)
class FramesView:
    """The browser has to load these addresses beside each other, then come back."""

    addresses: tuple[str, ...]


@dataclass(frozen=True)
class WaitView:
    """A system was asked and has not answered yet; in ``seconds`` it is left."""

    name: str
    seconds: int


@dataclass(frozen=True)
class PartedView:
    """All were told that could be. ``delivery`` tells whoever began; None: our own page does."""

    delivery: Delivery | None
    complete: bool


LogoutView = VisitView | FramesView | WaitView | PartedView


class WebLogouts:
    """Moves log-outs on. Calls by a handle raise ``Refusal`` ``web.unknown`` when there is no such log-out."""

    def __init__(
        self, services: IdpServices, systems: Systems, sessions: WebSessions, partings: Mapping[str, Parting]
    ) -> None:
        """``partings`` are the protocols by their names."""
        self._services, self._systems, self._sessions, self._partings = services, systems, sessions, partings

    def begin(self, work: Transaction, sid: str, leaver: Leaver, left: Collection[str] = ()) -> str:
        """End a session and return the handle of its log-out; also of one that is over, for whoever asks again.

        ``left`` are the names by which the leaver knows the session: these parts of it need not be told.
        """
        now, handle = self._services.seconds(), new_handle()
        parties = {each for each in work.parties(sid) if _is_left(each, leaver, left)}
        before = work.web_logout_of_session(sid)
        if self._sessions.end(work, sid, left=parties) is not None:
            steps = [_Step(each.face, each.system, each.name) for each in work.parties(sid)]
        elif before is not None and before.ended is None:  # back from a system that did not answer
            steps = [_given_up(each) for each in _steps(before)]
            work.save_web_logout(replace(before, asked="", ended=now))
        else:
            steps = []
        gone = {(each.face, each.system, each.name) for each in parties}
        steps = [each for each in steps if (each.face, each.system, each.name) not in gone]
        work.add_web_logout(
            WebLogoutRow(
                handle=digest(handle),
                sid=sid,
                face=leaver.face,
                system=leaver.system,
                reply=json.dumps(dict(leaver.reply)),
                steps=_json(steps),
                created=now,
                expires=now + self._services.settings.web_login_life,
            )
        )
        return handle

    def open(self, handle: str, *, skip: bool = False) -> LogoutView:
        """Say where the browser has to go now. ``skip``: the system that is being asked is left at once."""
        with self._services.store.transaction() as work:
            row = self._row(work, digest(handle))
            steps = _steps(row)
            waited = next((each for each in steps if each.state is StepState.ASKED and row.asked), None)
            if waited is not None:
                left = self._left(waited)
                if left > 0 and not skip:
                    return WaitView(self._name(waited), left)
                steps = [_given_up(each) for each in steps]
            return self._on(work, replace(row, asked=""), steps)

    def answered(self, work: Transaction, asked: str, system: str, *, complete: bool) -> str:
        """Note a system's answer to what it was asked; return a new handle for the browser to go on by.

        Raises ``Refusal`` ``web.unknown`` for an answer to nothing that this system was asked.
        """
        row = work.web_logout_asking(asked)
        if row is None:
            raise Refusal("web.unknown", "an answer to no question")
        steps = _steps(row)
        place = next(n for n, each in enumerate(steps) if each.state is StepState.ASKED)
        if steps[place].system != system:
            raise Refusal("web.unknown", "another system answers than was asked")
        steps[place] = replace(steps[place], state=StepState.DONE if complete else StepState.FAILED)
        handle = new_handle()
        work.save_web_logout(replace(row, asked="", ended=self._services.seconds()))
        work.add_web_logout(replace(row, handle=digest(handle), asked="", steps=_json(steps), ended=None))
        return handle

    def sweep(self) -> None:
        """Forget what is long over."""
        with self._services.store.transaction() as work:
            work.drop_web_logouts(self._services.seconds())

    # -- how it moves ----------------------------------------------------------------------------------------------
    def _row(self, work: Transaction, key: str) -> WebLogoutRow:
        row, now = work.web_logout(key), self._services.seconds()
        if row is None or row.ended is not None or now >= row.expires or is_ahead(row.created, now):
            raise Refusal("web.unknown", "no such log-out")
        return row

    def _left(self, step: _Step) -> int:
        now = self._services.seconds()
        if is_ahead(step.since, now):
            return 0
        return int(step.since + self._services.settings.logout_within - now)

    def _on(self, work: Transaction, row: WebLogoutRow, steps: list[_Step]) -> LogoutView:
        """Ask the next who has to be visited; before that, load what may be loaded unseen."""
        now, session = self._services.seconds(), work.sso(row.sid)
        known = {(each.face, each.system, each.name): each for each in work.parties(row.sid)}
        frames: list[str] = []
        for place, step in enumerate(steps):
            if step.state is not StepState.WAITING:
                continue
            party = known.get((step.face, step.system, step.name))
            if session is None or party is None:
                steps[place] = replace(step, state=StepState.FAILED)
                continue
            farewell = self._partings[step.face].farewell(work, session, party)
            if farewell.delivery is None or farewell.framed:
                told = farewell.delivery is not None or farewell.told
                steps[place] = replace(step, state=StepState.DONE if told else StepState.FAILED)
                frames += [farewell.delivery.url] if farewell.delivery is not None else []
            elif not frames:
                steps[place] = replace(step, state=StepState.ASKED, since=now)
                work.save_web_logout(replace(row, steps=_json(steps), asked=farewell.name))
                return VisitView(self._name(step), farewell.delivery, place + 1, len(steps))
        if frames:
            work.save_web_logout(replace(row, steps=_json(steps)))
            return FramesView(tuple(frames))
        complete = all(each.state is StepState.DONE for each in steps)
        work.save_web_logout(replace(row, steps=_json(steps)))
        leaver = Leaver(cast("FaceName", row.face), row.system, json.loads(row.reply))
        return PartedView(self._partings[row.face].parted(work, leaver, complete=complete), complete)

    def _name(self, step: _Step) -> str:
        system = self._systems.find(cast("FaceName", step.face), step.system)
        return system.name if system else step.system


def _is_left(party: PartyRow, leaver: Leaver, left: Collection[str]) -> bool:
    return (party.face, party.system) == (leaver.face, leaver.system) and party.name in left


def _given_up(step: _Step) -> _Step:
    return replace(step, state=StepState.FAILED) if step.state is StepState.ASKED else step


def _steps(row: WebLogoutRow) -> list[_Step]:
    return [_Step(**{**each, "state": StepState(each["state"])}) for each in json.loads(row.steps)]


def _json(steps: list[_Step]) -> str:
    return json.dumps([each.__dict__ for each in steps])
