"""A robot that answers prompts, for tests: patient, scripted, and it remembers what it was asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
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

    def __post_init__(self) -> None:
        """Refuse codes that are none. Raises ``TypeError``, ``ValueError``."""
        if isinstance(self.codes, str) or not all(isinstance(code, str) for code in self.codes):
            raise TypeError('codes wants texts, one after the other: Robot(codes=["000000", "123456"])')
        if not self.codes:
            raise ValueError("codes wants one code at least; leave it out for the training code")

    def on(self, kind: type[Prompt[Any]], reaction: Reaction) -> Robot:
        """Set the reaction to one kind of prompt; returns the robot. Raises ``TypeError`` for what is no such kind."""
        _check_kind(kind)
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
            return _checked(prompt, reaction(prompt))
        return plain_answer(prompt, self.next_code, reader=self.reader, service_id=self.service_id)

    def next_code(self) -> Code:
        """Return the next code of the script."""
        digits = self.codes[min(self._given, len(self.codes) - 1)]
        self._given += 1
        return Code(digits)


def _check_kind(kind: object) -> None:
    if not (isinstance(kind, type) and issubclass(kind, Prompt)):
        raise TypeError(f"on wants a kind of prompt, such as EnterCode of cosmic_login.core.prompts; not {kind!r}")


def _checked(prompt: Prompt[Any], answer: Any) -> Answer | None:  # noqa: ANN401 - whatever a test's function gives
    if answer is None or isinstance(answer, Answer | Awaitable):
        return answer  # type: ignore[return-value]
    wanted = "an answer, such as CodeEntered(Code(…)) of cosmic_login.core.prompts, or None"
    raise TypeError(f"a reaction to {type(prompt).__name__} gives {wanted}; not a {type(answer).__name__}")
