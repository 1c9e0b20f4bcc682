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
    ChangeCode,
    ChooseServiceId,
    CodePurpose,
    ConfirmCertificate,
    EnterCode,
    InsertCard,
    Prompt,
    ReadingCertificate,
    ShowActivation,
    ShowQr,
    UnblockCode,
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
class ManageChosen:
    """The person chose to do something with the card (``change-code``, ``unblock``, ``activate-card``, …)."""

    task: str
    kind: str = "manage_chosen"


@dataclass(frozen=True)
class Authenticated:
    """The authenticator is done, and the client has verified the identity.

    While a session is locked the kind says whether it is the session's own person, or somebody else.
    """

    identity: Identity
    kind: str = "authenticated"


@dataclass(frozen=True)
class TaskDone:
    """A card task (new code, unblocking, activating) is done."""

    task: str
    kind: str = "task_done"


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


_NAMES: dict[type[Prompt[Any]], str] = {
    Working: "working",
    InsertCard: "insert_card",
    EnterCode: "enter_code",
    ChooseServiceId: "choose_service_id",
    ChangeCode: "change_code",
    UnblockCode: "unblock_code",
    ShowQr: "show_qr",
    ReadingCertificate: "reading_certificate",
    ConfirmCertificate: "confirm_certificate",
    ShowActivation: "show_activation",
}
#: A code is asked for on one screen or another, by what it is for.
_CODES = {CodePurpose.REGISTER: "register_code", CodePurpose.AUTHENTICATE: "enter_code", CodePurpose.TLS: "md_code"}
#: The prompts that nobody answers: they tell how things stand.
_AT_ONCE = frozenset(name for kind, name in _NAMES.items() if not kind.waits)


def prompt_name(prompt: Prompt[Any]) -> str:
    """Return the prompt's name in the chart. Raises ``TypeError`` for what is not of the family."""
    if isinstance(prompt, EnterCode):
        return _CODES[prompt.purpose]
    if type(prompt) not in _NAMES:
        raise TypeError(f"{type(prompt).__name__} is not of the family of prompts")
    return _NAMES[type(prompt)]


# -- the chart ---------------------------------------------------------------------------------------------------

#: The condition of what happens in the manner true to life only: Cosmic locks up (R17, R18).
TRUE_TO_LIFE = "true_to_life"

#: What may still come from a card or a watch that has just been overtaken, anywhere.
_LATE = frozenset({"card_pulled", "card_back", "idle"})

#: The children of a login under way: prompt, what a pulled card means, what the manual says.
_LOGIN_PROMPTS = (
    ("working", CardPolicy.IGNORE, QT_TRANSLATE_NOOP("Flow", "Programmet arbetar; du behöver inte göra något.")),
    ("insert_card", CardPolicy.IGNORE, QT_TRANSLATE_NOOP("Flow", "Sätt in ditt kort.")),
    ("register_code", CardPolicy.FAIL,
     QT_TRANSLATE_NOOP("Flow", "Kortet används första gången: koden skrivs för att registrera kortet.")),
    ("enter_code", CardPolicy.FAIL, QT_TRANSLATE_NOOP("Flow", "Skriv legitimeringskoden.")),
    ("choose_service_id", CardPolicy.IGNORE, QT_TRANSLATE_NOOP("Flow", "Välj tjänste-id för inloggningen.")),
    ("show_qr", CardPolicy.IGNORE,
     QT_TRANSLATE_NOOP("Flow", "Läs av QR-koden med telefonen och legitimera dig där.")),
    ("reading_certificate", CardPolicy.FAIL, QT_TRANSLATE_NOOP("Flow", "Certifikatet på kortet läses.")),
    ("confirm_certificate", CardPolicy.FAIL, QT_TRANSLATE_NOOP("Flow", "Certifikatet visas: tryck på Nästa.")),
    ("md_code", CardPolicy.FAIL, QT_TRANSLATE_NOOP("Flow", "Skriv koden till kortet och tryck på OK.")),
)  # fmt: skip
_TASK_PROMPTS = (
    *_LOGIN_PROMPTS[:4],
    ("change_code", CardPolicy.FAIL, QT_TRANSLATE_NOOP("Flow", "Byt legitimeringskod.")),
    ("unblock_code", CardPolicy.FAIL, QT_TRANSLATE_NOOP("Flow", "Lås upp kortet med PUK-koden.")),
    (
        "show_activation",
        CardPolicy.IGNORE,
        QT_TRANSLATE_NOOP("Flow", "Läs av koden med telefonen för att aktivera SITHS eID där."),
    ),
)


def _talking(
    name: str,
    prefix: str,
    prompts: tuple[tuple[str, CardPolicy, str], ...],
    about: str,
    *,
    back: str,
    failed: dict[str, str],
    enter: str,
) -> tuple[list[State], list[Edge]]:
    """Return the states and edges of something that asks the person, step by step.

    The same prompts serve three occasions (logging in, unlocking, the card's codes); ``prefix`` tells their
    states apart. ``back`` is where the person's own way out leads, ``failed`` where each class of failure does.
    """
    states = [
        State(name, initial=f"{prefix}working", abort="cancelled", time_limit="login", enter=(enter,),
              leave=("end_login",), ignores=_LATE, about=about),
    ]  # fmt: skip
    edges = [
        Edge(name, "cancelled", back),
        Edge(name, "time_up", failed["failed.authentication"], ("keep_time_out",)),
        *(Edge(name, kind, target, ("keep_failure",)) for kind, target in failed.items()),
    ]
    for prompt, policy, words in prompts:
        state = f"{prefix}{prompt}"
        states.append(State(state, name, abort="cancelled", card=policy, about=words))
        edges.append(Edge(name, f"prompted.{prompt}", state, ("show_prompt",)))
        if prompt not in _AT_ONCE:
            edges.append(Edge(state, "answered", f"{prefix}working", ("pass_answer",)))
        if prompt == "show_qr":  # R23: chosen by mistake, "Försök igen" goes back to where ways are chosen
            edges.append(Edge(state, "retry", back))
        if policy is CardPolicy.FAIL:
            edges.append(Edge(state, "card_pulled", failed["failed.authentication"], ("keep_card_removed",)))
    return states, edges


_LOGGING_IN = _talking(
    "authenticating", "", _LOGIN_PROMPTS, QT_TRANSLATE_NOOP("Flow", "Inloggningen pågår."),
    back="start", enter="start_login",
    failed={"failed.authentication": "authentication_failed", "failed.login": "login_failed"},
)  # fmt: skip
_UNLOCKING = _talking(
    "unlocking", "unlock_", _LOGIN_PROMPTS, QT_TRANSLATE_NOOP("Flow", "Upplåsningen pågår."),
    back="locked", enter="start_login",
    failed={"failed.authentication": "unlock_failed", "failed.login": "unlock_failed"},
)  # fmt: skip
_MANAGING = _talking(
    "managing", "manage_", _TASK_PROMPTS,
    QT_TRANSLATE_NOOP("Flow", "Kortets koder ändras, eller Mina sidor gör något med kortet."),
    back="start", enter="start_task",
    failed={"failed.authentication": "manage_failed", "failed.login": "manage_failed"},
)  # fmt: skip

LOGIN = Region.build(
    "login",
    "start",
    (
        State("start", abort="close", ignores=_LATE, about=QT_TRANSLATE_NOOP("Flow", "Välj hur du vill logga in.")),
        *_LOGGING_IN[0],
        State("authentication_failed", abort="close", time_limit="failure", ignores=_LATE,
              about=QT_TRANSLATE_NOOP("Flow", "Autentiseringen misslyckades.")),
        State("login_failed", abort="close", time_limit="failure", ignores=_LATE,
              about=QT_TRANSLATE_NOOP("Flow", "Inloggningen misslyckades.")),
        State("starting_over", abort="close", time_limit="starting_over", ignores=_LATE,
              about=QT_TRANSLATE_NOOP("Flow", "Inloggningen startar om.")),
        *_MANAGING[0],
        State("managed", abort="retry", time_limit="failure", ignores=_LATE,
              about=QT_TRANSLATE_NOOP("Flow", "Det som skulle göras med kortet är gjort.")),
        State("manage_failed", abort="retry", time_limit="failure", ignores=_LATE,
              about=QT_TRANSLATE_NOOP("Flow", "Det som skulle göras med kortet gick inte.")),
        State("workspace", abort="log_out", time_limit="session", ignores=frozenset({"card_pulled", "card_back"}),
              about=QT_TRANSLATE_NOOP("Flow", "Du är inloggad.")),
        State("lock_soon", abort="lock", time_limit="removal_countdown", ignores=frozenset({"card_pulled", "idle"}),
              about=QT_TRANSLATE_NOOP("Flow", "Kortet är borta: Cosmic låses om kortet inte kommer tillbaka.")),
        State("log_out_soon", abort="log_out", time_limit="removal_countdown",
              ignores=frozenset({"card_pulled", "idle"}),
              about=QT_TRANSLATE_NOOP("Flow", "Kortet är borta: du loggas ut om kortet inte kommer tillbaka.")),
        State("locked", abort="close", time_limit="locked", ignores=_LATE,
              about=QT_TRANSLATE_NOOP("Flow", "Cosmic är låst.")),
        *_UNLOCKING[0],
        State("unlock_failed", abort="retry", time_limit="failure", ignores=_LATE,
              about=QT_TRANSLATE_NOOP("Flow", "Upplåsningen misslyckades.")),
        State("take_over", abort="declined", time_limit="take_over", card=CardPolicy.FAIL,
              ignores=frozenset({"card_back", "idle"}),
              about=QT_TRANSLATE_NOOP("Flow", "Någon annan har legitimerat sig. Ska den låsta sessionen loggas ut?")),
        State("taking_over", abort="close", time_limit="log_out", enter=("end_session",), ignores=_LATE,
              about=QT_TRANSLATE_NOOP("Flow", "Den låsta sessionen loggas ut, sedan görs inloggningen om.")),
        State("frozen", abort="restart", ignores=_LATE, about=QT_TRANSLATE_NOOP(
            "Flow", "Cosmic svarar inte och måste startas om (bara verklighetstroget).")),
        State("unlock_frozen", abort="restart", ignores=_LATE, about=QT_TRANSLATE_NOOP(
            "Flow", "Cosmic svarar inte och måste startas om; sessionen är kvar, låst (bara verklighetstroget).")),
        State("logging_out", abort="close", time_limit="log_out", enter=("end_session",), ignores=_LATE,
              about=QT_TRANSLATE_NOOP("Flow", "Utloggningen pågår.")),
        State("closing", abort="session_ended", time_limit="log_out", enter=("end_session",),
              ignores=_LATE | {"close"}, about=QT_TRANSLATE_NOOP("Flow", "Utloggning innan programmet stängs.")),
        State("closed", final=True, enter=("close_window",), about=QT_TRANSLATE_NOOP("Flow", "Programmet är stängt."),
              ignores=_LATE | {"close", "session_ended"}),
    ),
    (
        Edge("start", "method_chosen", "authenticating"),
        Edge("start", "manage_chosen", "managing"),
        Edge("start", "close", "closed"),
        *_LOGGING_IN[1],
        Edge("authenticating", "authenticated", "workspace", ("keep_identity",)),
        Edge("authenticating", "close", "closed"),
        Edge("authentication_failed", "retry", "starting_over"),
        Edge("authentication_failed", "manage_chosen", "managing"),
        Edge("authentication_failed", "time_up", "start"),
        Edge("authentication_failed", "close", "closed"),
        Edge("login_failed", "retry", "start"),
        Edge("login_failed", "time_up", "start"),
        Edge("login_failed", "close", "closed"),
        Edge("starting_over", "time_up", "start"),
        Edge("starting_over", "close", "closed"),
        # -- the card's codes
        *_MANAGING[1],
        Edge("managing", "task_done", "managed"),
        Edge("managing", "close", "closed"),
        *(Edge(name, kind, "start") for name in ("managed", "manage_failed") for kind in ("retry", "time_up")),
        Edge("manage_failed", "manage_chosen", "managing"),
        *(Edge(name, "close", "closed") for name in ("managed", "manage_failed")),
        # -- a session
        Edge("workspace", "lock", "locked", ("record_lock",)),
        Edge("workspace", "idle", "locked", ("record_lock",)),
        Edge("workspace", "card_gone.lock", "lock_soon"),
        Edge("workspace", "card_gone.log_out", "log_out_soon"),
        Edge("workspace", "log_out", "logging_out"),
        Edge("workspace", "time_up", "logging_out"),
        Edge("workspace", "close", "closing"),
        Edge("lock_soon", "card_back", "workspace"),
        Edge("lock_soon", "lock", "locked", ("record_lock",)),
        Edge("lock_soon", "time_up", "locked", ("record_lock",)),
        Edge("lock_soon", "log_out", "logging_out"),
        Edge("lock_soon", "close", "closing"),
        Edge("log_out_soon", "card_back", "workspace"),
        Edge("log_out_soon", "time_up", "logging_out"),
        Edge("log_out_soon", "log_out", "logging_out"),
        Edge("log_out_soon", "close", "closing"),
        # -- a locked session: its own person's login opens it
        Edge("locked", "method_chosen", "unlocking"),
        Edge("locked", "time_up", "logging_out"),
        Edge("locked", "close", "closing"),
        *_UNLOCKING[1],
        Edge("unlocking", "authenticated.same", "workspace", ("keep_unlocked",)),
        Edge("unlocking", "authenticated.other", "take_over", ("ask_other",)),
        Edge("unlocking", "close", "closing"),
        Edge("unlock_failed", "retry", "locked"),
        Edge("unlock_failed", "time_up", "locked"),
        Edge("unlock_failed", "close", "closing"),
        # -- somebody else at a locked session: only a clear yes ends it (R19, R24)
        Edge("take_over", "accepted", "taking_over", ("accept_other",)),
        *(Edge("take_over", kind, "locked", ("refuse_other",)) for kind in ("declined", "time_up", "close")),
        Edge("take_over", "card_pulled", "unlock_failed", ("keep_card_removed", "refuse_other")),
        *(Edge("taking_over", kind, "authenticating") for kind in ("session_ended", "time_up")),
        Edge("taking_over", "close", "closed"),
        # -- true to life, Cosmic locks up (R17, R18); nothing but a restart helps
        Edge("start", "froze", "frozen", when=TRUE_TO_LIFE),
        Edge("locked", "froze", "unlock_frozen", when=TRUE_TO_LIFE),
        Edge("reading_certificate", "froze", "frozen", when=TRUE_TO_LIFE),
        Edge("unlock_reading_certificate", "froze", "unlock_frozen", when=TRUE_TO_LIFE),
        Edge("frozen", "restart", "start"),
        Edge("unlock_frozen", "restart", "locked"),
        # -- the end
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
DEFAULT_LIMITS: dict[str, float] = {
    "login": 420.0,  # the service ends sooner what nobody finishes: six QR codes of 30 s, and 180 s on the phone
    "failure": 600.0,
    "starting_over": 2.0,  # true to life: 60 (R21)
    "removal_countdown": 10.0,
    "session": 10 * 3600.0,
    "locked": 8 * 3600.0,
    "log_out": 5.0,
    "take_over": 60.0,  # the question; nobody's answer is a no
}
