"""Asks the person at the desk before a card is shown a code or changed. One question at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Final, NamedTuple

from cosmic_login.remote.held import Use

#: How long the person is waited for, in seconds; who does not answer has said no.
ANSWER_S: Final = 30.0
#: Reading needs no yes, and a key none of its own: it works only where a code was taken.
_WITHOUT_ASKING: Final = frozenset({Use.READ, Use.KEY})


class Question(NamedTuple):
    """What somebody wants of the card: a session's name, a reader, a use."""

    name: str
    reader: str
    use: Use


class Consent:
    """``ask`` is called on readers' threads, ``answer`` on any. ``told`` hears that there is a question."""

    def __init__(self, told: Callable[[Question], None] = lambda _question: None) -> None:
        self._told = told
        self._one = threading.Lock()
        self._answers: SimpleQueue[bool] = SimpleQueue()
        #: The question that waits for an answer.
        self.question: Question | None = None

    def ask(self, name: str, reader: str, use: Use) -> bool:
        """Ask, and wait for the answer; what needs no asking is allowed."""
        if use in _WITHOUT_ASKING:
            return True
        with self._one:
            while not self._answers.empty():
                self._answers.get()
            self.question = Question(name, reader, use)
            try:
                self._told(self.question)
                return self._answers.get(timeout=ANSWER_S)
            except Empty:
                return False
            finally:
                self.question = None

    def answer(self, *, yes: bool) -> None:
        """Take the answer to the question that waits; nothing happens without one."""
        if self.question is not None:
            self._answers.put(yes)
