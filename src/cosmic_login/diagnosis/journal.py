"""Writes down what a login goes through: states, prompts, readers and cards, how it ended. Never who, never a code.

The names of the events are a contract (docs/log.md): tests and scripts wait for them.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from cosmic_login.core.extensions import installed
from cosmic_login.core.flow import prompt_name
from cosmic_login.profile.logs import log_event

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.conductor import View
    from cosmic_login.cards.reader import ReaderEvent
    from cosmic_login.core.failures import LoginFailure
    from cosmic_login.core.situations import CardSituation

_log = logging.getLogger(__name__)
_LOGINS = frozenset({"authenticating", "unlocking"})
_OPEN = frozenset({"workspace", "lock_soon"})
_ENDING = frozenset({"logging_out", "closing", "taking_over"})
#: Fields of prompts that say nothing about a person.
_TOLD = ("situation", "step", "tries_left", "tries_max", "puk_tries_left", "wrong_before", "reader")


class Journal:
    """Notes the views of one conductor, and what readers tell. ``source`` is ``window`` or ``command``.

    May be called from several threads; views come in their order.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._state, self._number = "start", 0
        self._card: CardSituation | str | None = ""

    def view(self, view: View) -> None:
        """Note what has changed since the view before."""
        with self._lock:
            state_before, self._state = self._state, view.state
            number_before, self._number = self._number, view.number
        if view.state != state_before:
            self._note_state(view, state_before)
        if view.prompt is not None and view.number != number_before:
            _note_prompt(view)

    def _note_state(self, view: View, before: str) -> None:
        was, now = _activity(before), _activity(view.state)
        failure = view.failure if view.state.endswith("_failed") else None
        log_event(
            _log,
            "state.changed",
            state=view.state,
            before=before,
            method=view.method,
            failure="" if failure is None else failure.code,
            source=self._source,
        )
        if before in _ENDING:
            log_event(_log, "session.ended", taken_over=before == "taking_over", source=self._source)
        elif before == "take_over":
            log_event(_log, "takeover.answered", yes=view.state == "taking_over", source=self._source)
        if was != now and now in _LOGINS:
            log_event(_log, "login.started", method=view.method, unlocks=now == "unlocking", source=self._source)
        elif was != now and now == "managing":
            log_event(_log, "card_task.started", task=view.task, source=self._source)
        elif was in _LOGINS and was != now:
            self._note_end_of_login(view, failure)
        elif was == "managing" and was != now:
            self._note_end_of_task(view, failure)
        elif view.state == "locked" and before in _OPEN:
            log_event(_log, "session.locked", source=self._source)

    def _note_end_of_login(self, view: View, failure: LoginFailure | None) -> None:
        if failure is not None:
            log_event(
                _log,
                "login.failed",
                level=logging.WARNING,
                method=view.method,
                failure=failure,
                detail=failure.detail,
                tries_left=failure.tries_left,
                source=self._source,
            )
        elif view.state == "workspace" and view.identity is not None:
            log_event(_log, "login.succeeded", method=view.method, loa=view.identity.loa, source=self._source)
        elif view.state == "take_over":
            log_event(_log, "takeover.asked", method=view.method, source=self._source)
        else:
            log_event(_log, "login.abandoned", method=view.method, source=self._source)

    def _note_end_of_task(self, view: View, failure: LoginFailure | None) -> None:
        if failure is not None:
            log_event(
                _log,
                "card_task.failed",
                level=logging.WARNING,
                task=view.task,
                failure=failure,
                detail=failure.detail,
                tries_left=failure.tries_left,
                source=self._source,
            )
        elif view.state == "managed":
            log_event(_log, "card_task.done", task=view.task, source=self._source)
        else:
            log_event(_log, "card_task.abandoned", task=view.task, source=self._source)

    def situation(self, situation: CardSituation | None, reader: str = "", pulled: str = "") -> None:
        """Note what there is to log in with now; the same again is not noted."""
        with self._lock:
            before, self._card = self._card, situation
        if situation != before or pulled:
            log_event(_log, "card.situation", situation=situation or "ready", reader=reader)

    def reader_event(self, event: ReaderEvent) -> None:
        """Note what happened to a reader or in it."""
        from cosmic_login.cards import reader as told

        match event:
            case told.ReaderAdded(reader):
                log_event(_log, "reader.added", reader=reader)
            case told.ReaderRemoved(reader):
                log_event(_log, "reader.removed", reader=reader)
            case told.CardInserted(reader, atr):
                log_event(_log, "card.inserted", reader=reader, atr=atr.hex(":"))
            case told.CardRemoved(reader):
                log_event(_log, "card.removed", reader=reader)
            case told.ServiceLost(service, code):
                log_event(_log, "readers.lost", level=logging.WARNING, service=service, failure=code)
            case told.ServiceBack(service):
                log_event(_log, "readers.back", service=service)


def _activity(state: str) -> str:
    """Return the compound state that a state is part of: ``authenticating``, ``unlocking``, ``managing`` or none."""
    return installed().chart.regions[0].states[state].parent or ""


def _note_prompt(view: View) -> None:
    prompt = view.prompt
    if prompt is None:
        return
    told = {name: getattr(prompt, name) for name in _TOLD if getattr(prompt, name, None) not in {None, ""}}
    log_event(_log, "prompt.shown", prompt=prompt_name(prompt), number=view.number, **told)
