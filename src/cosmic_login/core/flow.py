"""The chart of the login: every state the person can be in, every event, and what follows. Data, nothing else.

The window binds one screen to each innermost state; the diagram, the manual's table and the test matrix are made
from the same rows. Texts in ``about`` are Swedish source texts (context ``Flow``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cosmic_login.core.chart import CardPolicy, Chart, Edge, Region, State
from cosmic_login.core.failures import QT_TRANSLATE_NOOP, FailureClass, LoginFailure
from cosmic_login.core.identity import Identity
from cosmic_login.core.prompts import (
    Answer,
    CardSituation,
    ChooseServiceId,
    CodePurpose,
    EnterCode,
    InsertCard,
    Prompt,
    Working,
)

# -- events ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MethodChosen:
    """The person chose a way to log in."""

    method: str
    kind: str = "method_chosen"


@dataclass(frozen=True)
class Prompted:
    """The authenticator asks. The kind tells the prompts apart, so that each has its own edge."""

    number: int
    prompt: Prompt[Any]

    @property
    def kind(self) -> str:
        """``prompted.`` and the prompt's name."""
        return f"prompted.{prompt_name(self.prompt)}"


@dataclass(frozen=True)
class Answered:
    """The person answered the prompt that is shown."""

    number: int
    answer: Answer
    kind: str = "answered"


@dataclass(frozen=True)
class Authenticated:
    """The authenticator is done, and the client has verified the identity."""

    identity: Identity
    kind: str = "authenticated"


@dataclass(frozen=True)
class Failed:
    """The authenticator ended with a failure."""

    failure: LoginFailure

    @property
    def kind(self) -> str:
        """``failed.authentication`` (R21) or ``failed.login`` (R22)."""
        return "failed.login" if self.failure.info.failure_class is FailureClass.LOGIN else "failed.authentication"


@dataclass(frozen=True)
class CardPulled:
    """The card of this very login left its reader."""

    reader: str
    kind: str = "card_pulled"


@dataclass(frozen=True)
class Signal:
    """An event that carries nothing but its name (``cancelled``, ``retry``, ``log_out``, ``close``, …)."""

    kind: str


@dataclass(frozen=True)
class CardSeen:
    """What readers and cards look like now, for the card region."""

    situation: CardSituation | None
    kind: str = "card_seen"


def prompt_name(prompt: Prompt[Any]) -> str:
    """Return the prompt's name in the chart."""
    match prompt:
        case Working():
            return "working"
        case InsertCard():
            return "insert_card"
        case EnterCode(purpose=CodePurpose.REGISTER):
            return "register_code"
        case EnterCode():
            return "enter_code"
        case ChooseServiceId():
            return "choose_service_id"
    raise TypeError(f"{type(prompt).__name__} is not of the family of prompts")


# -- the chart ---------------------------------------------------------------------------------------------------

_PROMPTS = ("working", "insert_card", "register_code", "enter_code", "choose_service_id")
#: What may still come from a login that has just been left, or from a hand faster than the screen.
_LATE = frozenset({"card_pulled"})

LOGIN = Region.build(
    "login",
    "start",
    (
        State("start", abort="close", ignores=_LATE, about=QT_TRANSLATE_NOOP("Flow", "Välj hur du vill logga in.")),
        State("authenticating", initial="working", abort="cancelled", time_limit="login",
              enter=("start_login",), leave=("end_login",), ignores=frozenset({"card_pulled"}),
              about=QT_TRANSLATE_NOOP("Flow", "Inloggningen pågår.")),
        State("working", "authenticating", abort="cancelled",
              about=QT_TRANSLATE_NOOP("Flow", "Programmet arbetar; du behöver inte göra något.")),
        State("insert_card", "authenticating", abort="cancelled",
              about=QT_TRANSLATE_NOOP("Flow", "Sätt in ditt kort.")),
        State("register_code", "authenticating", abort="cancelled", card=CardPolicy.FAIL,
              about=QT_TRANSLATE_NOOP("Flow", "Kortet används första gången: koden skrivs för att registrera kortet.")),
        State("enter_code", "authenticating", abort="cancelled", card=CardPolicy.FAIL,
              about=QT_TRANSLATE_NOOP("Flow", "Skriv legitimeringskoden.")),
        State("choose_service_id", "authenticating", abort="cancelled",
              about=QT_TRANSLATE_NOOP("Flow", "Välj tjänste-id för inloggningen.")),
        State("authentication_failed", abort="close", ignores=_LATE,
              about=QT_TRANSLATE_NOOP("Flow", "Autentiseringen misslyckades.")),
        State("login_failed", abort="close", ignores=_LATE,
              about=QT_TRANSLATE_NOOP("Flow", "Inloggningen misslyckades.")),
        State("workspace", abort="log_out", ignores=_LATE, about=QT_TRANSLATE_NOOP("Flow", "Du är inloggad.")),
        State("logging_out", abort="close", time_limit="log_out", enter=("end_session",), ignores=_LATE,
              about=QT_TRANSLATE_NOOP("Flow", "Utloggningen pågår.")),
        State("closing", abort="session_ended", time_limit="log_out", enter=("end_session",),
              ignores=_LATE | {"close"}, about=QT_TRANSLATE_NOOP("Flow", "Utloggning innan programmet stängs.")),
        State("closed", final=True, enter=("close_window",), about=QT_TRANSLATE_NOOP("Flow", "Programmet är stängt."),
              ignores=_LATE | {"close", "session_ended"}),
    ),
    (
        Edge("start", "method_chosen", "authenticating"),
        Edge("start", "close", "closed"),
        *(Edge("authenticating", f"prompted.{name}", name, ("show_prompt",)) for name in _PROMPTS),
        Edge("authenticating", "authenticated", "workspace", ("keep_identity",)),
        Edge("authenticating", "failed.authentication", "authentication_failed", ("keep_failure",)),
        Edge("authenticating", "failed.login", "login_failed", ("keep_failure",)),
        Edge("authenticating", "time_up", "authentication_failed", ("keep_time_out",)),
        Edge("authenticating", "cancelled", "start"),
        Edge("authenticating", "close", "closed"),
        *(Edge(name, "answered", "working", ("pass_answer",))
          for name in ("insert_card", "register_code", "enter_code", "choose_service_id")),
        *(Edge(name, "card_pulled", "authentication_failed", ("keep_card_removed",))
          for name in ("register_code", "enter_code")),
        Edge("authentication_failed", "retry", "start"),
        Edge("authentication_failed", "close", "closed"),
        Edge("login_failed", "retry", "start"),
        Edge("login_failed", "close", "closed"),
        Edge("workspace", "log_out", "logging_out"),
        Edge("workspace", "close", "closing"),
        Edge("logging_out", "session_ended", "start"),
        Edge("logging_out", "time_up", "start"),
        Edge("logging_out", "close", "closed"),
        Edge("closing", "session_ended", "closed"),
        Edge("closing", "time_up", "closed"),
    ),
)  # fmt: skip

CARD = Region.build(
    "card",
    "card_status",
    (State("card_status", about=QT_TRANSLATE_NOOP("Flow", "Vad som sitter i kortläsaren, visat på alla skärmar.")),),
    (Edge("card_status", "card_seen", None, ("keep_card_status",)),),
)

#: The whole chart.
CHART = Chart((LOGIN, CARD), extra_kinds=frozenset({"time_up"}))

#: Time limits in seconds by name, when the settings say nothing else.
DEFAULT_LIMITS: dict[str, float] = {"login": 300.0, "log_out": 5.0}
