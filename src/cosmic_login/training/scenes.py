"""What happened, as the judge is told it: what the window shows, rows of the trail, what a phone or a person did.

Everything is a fact of the chart, a code or a key; no text that a person reads is ever among it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cosmic_login.core.prompt_kinds import kind_of
from cosmic_login.core.prompts import InsertCard, ShowQr
from cosmic_login.core.situations import CardSituation
from cosmic_login.training.model import Act, TrailRow, Value

if TYPE_CHECKING:
    from cosmic_login.authenticators.engine.view import View

#: What ``Scene.card`` is when there is a card to log in with.
READY = "ready"


@dataclass(frozen=True)
class Scene:
    """What stands in the window. ``number`` tells prompts apart; ``card`` and ``situation`` are ``CardSituation``'s.

    ``person`` is the key of who is logged in (or has the locked session), ``other`` of who asks to take it over.
    """

    state: str = "start"
    number: int = 0
    prompt: str = ""
    waits: bool = False
    method: str = ""
    task: str = ""
    failure: str = ""
    card: str = CardSituation.NO_CARD.value
    situation: str = ""
    tries_left: int = -1
    wrong_before: bool = False
    hint: str = ""
    person: str = ""
    service_id: str = ""
    loa: int = 0
    other: str = ""
    card_left: bool = False
    #: The name of the reader that the question is about.
    reader: str = ""

    def fact(self, name: str) -> Value:
        """Return the member of that name."""
        found: Value = getattr(self, name)
        return found

    @property
    def reading(self) -> bool:
        """Whether a card has just been put in, and is being read."""
        return self.situation == CardSituation.READING.value


@dataclass(frozen=True)
class PhoneTold:
    """What came of something that was done with a phone: a word of ``vocabulary.PHONE_WORDS``, or a failure's code."""

    what: str


@dataclass(frozen=True)
class Looked:
    """Somebody looked something up: a topic of the help, or ``trail``."""

    at: str


@dataclass(frozen=True)
class CardMoved:
    """A card was put into reader 1, 2, …, or taken out (an empty ``card``)."""

    reader: int
    card: str = ""


#: Acts and mishaps are among it when they were made elsewhere, and only the recorder has to hear of them.
Happened = Scene | TrailRow | PhoneTold | Looked | CardMoved | Act
#: Returns the key of whose HSA-id it is, empty for nobody's.
WhoIs = Callable[[str], str]


def scene_of(view: View, who_is: WhoIs) -> Scene:
    """Return what the judge is told of a view."""
    prompt, failure = view.prompt, view.failure if view.state.endswith("_failed") else None
    told = Scene(
        state=view.state,
        method=view.method,
        task=view.task,
        failure="" if failure is None else failure.code,
        card=READY if view.card is None else view.card.value,
        tries_left=-1 if failure is None or failure.tries_left is None else failure.tries_left,
        person="" if view.identity is None else who_is(view.identity.hsa_id),
        service_id="" if view.identity is None else view.identity.hsa_id,
        loa=0 if view.identity is None else view.identity.loa,
        other="" if view.other is None else who_is(view.other.hsa_id),
        card_left=view.card_left,
    )
    if prompt is None:
        return told
    tries = getattr(prompt, "tries_left", None)
    left = getattr(prompt, "puk_tries_left", None) if tries is None else tries
    return Scene(
        **{
            **vars(told),
            "number": view.number,
            "prompt": kind_of(prompt).name,
            "waits": prompt.waits,
            "reader": getattr(prompt, "reader", ""),
            "situation": prompt.situation.value if isinstance(prompt, InsertCard) else "",
            "tries_left": -1 if left is None else left,
            "wrong_before": getattr(prompt, "wrong_before", False),
            "hint": prompt.hint if isinstance(prompt, ShowQr) else "",
        }
    )
