"""A robot that answers prompts, for tests: patient, scripted, and it remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cosmic_login.core.plain_answers import plain_answer
from cosmic_login.core.prompts import Answer, Prompt
from cosmic_login.core.secret import Code

Reaction = Callable[[Any], Answer | None]


@dataclass
class Robot:
    """Answers prompts as a person would who knows the code.

    ``codes`` are given one after the other; the last one is repeated. ``service_id`` is chosen when asked for, the
    first otherwise; so is, of several cards, the one in ``reader``. ``on`` replaces the reaction to one kind of
    prompt: a function that returns an answer, returns None to leave the prompt standing, or raises a ``LoginFailure``.
    """

    codes: Sequence[str] = field(default=("123456",), repr=False)
    service_id: str = ""
    reader: str = ""
    asked: list[Prompt[Any]] = field(default_factory=list)
    _reactions: dict[type, Reaction] = field(default_factory=dict)
    _given: int = 0

    def on(self, kind: type[Prompt[Any]], reaction: Reaction) -> Robot:
        """Set the reaction to one kind of prompt; returns the robot."""
        self._reactions[kind] = reaction
        return self

    def asked_for(self, kind: type[Prompt[Any]]) -> list[Any]:
        """Return the prompts of one kind, in the order in which they came."""
        return [prompt for prompt in self.asked if isinstance(prompt, kind)]

    def __call__(self, prompt: Prompt[Any]) -> Answer | None:
        """Answer one prompt."""
        self.asked.append(prompt)
        reaction = self._reactions.get(type(prompt))
        if reaction is not None:
            return reaction(prompt)
        return plain_answer(prompt, self.next_code, reader=self.reader, service_id=self.service_id)

    def next_code(self) -> Code:
        """Return the next code of the script."""
        digits = self.codes[min(self._given, len(self.codes) - 1)]
        self._given += 1
        return Code(digits)
