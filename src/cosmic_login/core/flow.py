"""The chart of the login: every state the person can be in, every event, and what follows. Data, nothing else.

The window binds one screen to each innermost state; the diagram, the manual's table and the test matrix are made
from the same rows. Texts in ``about`` are Swedish source texts (context ``Flow``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cosmic_login.core.chart import CardPolicy, Chart, Edge, Region, State
from cosmic_login.core.failures import QT_TRANSLATE_NOOP, FailureClass, LoginFailure
from cosmic_login.core.identity import Identity
from cosmic_login.core.prompt_kinds import KINDS, Occasion, PromptKind, kind_of
from cosmic_login.core.prompts import Answer, Prompt
from cosmic_login.core.situations import CardSituation

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
    """The card of this very login left its reader; ``failure`` is the code of why: the line to the desk, say."""

    reader: str
    failure: str = "card.removed"
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
    """Return the prompt's name in the chart. Raises ``TypeError`` for what is not of the family."""
    return kind_of(prompt).name


# -- the chart ---------------------------------------------------------------------------------------------------

#: The condition of what happens in the manner true to life only: Cosmic locks up (R17, R18).
TRUE_TO_LIFE = "true_to_life"

#: What may still come from a card or a watch that has just been overtaken, anywhere.
_LATE = frozenset({"card_pulled", "card_back", "idle"})


def _talking(
    name: str,
    prefix: str,
    kinds: Iterable[PromptKind],
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
    for kind in kinds:
        state = f"{prefix}{kind.name}"
        states.append(State(state, name, abort="cancelled", card=kind.card, about=kind.about))
        edges.append(Edge(name, f"prompted.{kind.name}", state, ("show_prompt",)))
        if kind.waits:
            edges.append(Edge(state, "answered", f"{prefix}working", ("pass_answer",)))
        if kind.retry:
            edges.append(Edge(state, "retry", back))
        if kind.card is CardPolicy.FAIL:
            edges.append(Edge(state, "card_pulled", failed["failed.authentication"], ("keep_card_removed",)))
    return states, edges


def _login_region(kinds: tuple[PromptKind, ...]) -> Region:
    """Return what happens to the person, with these prompts."""
    asked = [kind for kind in kinds if Occasion.LOGIN in kind.occasions]
    of_task = [kind for kind in kinds if Occasion.TASK in kind.occasions]
    logging_in = _talking(
        "authenticating", "", asked, QT_TRANSLATE_NOOP("Flow", "Inloggningen pågår."),
        back="start", enter="start_login",
        failed={"failed.authentication": "authentication_failed", "failed.login": "login_failed"},
    )  # fmt: skip
    unlocking = _talking(
        "unlocking", "unlock_", asked, QT_TRANSLATE_NOOP("Flow", "Upplåsningen pågår."),
        back="locked", enter="start_login",
        failed={"failed.authentication": "unlock_failed", "failed.login": "unlock_failed"},
    )  # fmt: skip
    managing = _talking(
        "managing", "manage_", of_task,
        QT_TRANSLATE_NOOP("Flow", "Kortets koder ändras, eller Mina sidor gör något med kortet."),
        back="start", enter="start_task",
        failed={"failed.authentication": "manage_failed", "failed.login": "manage_failed"},
    )  # fmt: skip
    return Region.build("login",
        "start",
        (
            State("start", abort="close", ignores=_LATE, about=QT_TRANSLATE_NOOP("Flow", "Välj hur du vill logga in.")),
            *logging_in[0],
            State("authentication_failed", abort="close", time_limit="failure", ignores=_LATE,
                  about=QT_TRANSLATE_NOOP("Flow", "Autentiseringen misslyckades.")),
            State("login_failed", abort="close", time_limit="failure", ignores=_LATE,
                  about=QT_TRANSLATE_NOOP("Flow", "Inloggningen misslyckades.")),
            State("starting_over", abort="close", time_limit="starting_over", ignores=_LATE,
                  about=QT_TRANSLATE_NOOP("Flow", "Inloggningen startar om.")),
            *managing[0],
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
            State("locked", abort="method_chosen", time_limit="locked", ignores=_LATE,
                  about=QT_TRANSLATE_NOOP("Flow", "Cosmic är låst.")),
            *unlocking[0],
            State("unlock_failed", abort="retry", time_limit="failure", ignores=_LATE,
                  about=QT_TRANSLATE_NOOP("Flow", "Upplåsningen misslyckades.")),
            State("take_over", abort="declined", time_limit="take_over", card=CardPolicy.FAIL,
                  ignores=frozenset({"card_back", "idle"}),
                  about=QT_TRANSLATE_NOOP(
                      "Flow", "Någon annan har legitimerat sig. Ska den låsta sessionen loggas ut?")),
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
            State("closed", final=True, enter=("close_window",), ignores=_LATE | {"close", "session_ended"},
                  about=QT_TRANSLATE_NOOP("Flow", "Programmet är stängt.")),
        ),
        (
            Edge("start", "method_chosen", "authenticating"),
            Edge("start", "manage_chosen", "managing"),
            Edge("start", "close", "closed"),
            *logging_in[1],
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
            *managing[1],
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
            # -- a locked session: its own person's login opens it. Nobody closes it; what ends it beside a person
            # who proved something is its time limit or the end of the program, and the trail says which
            Edge("locked", "method_chosen", "unlocking"),
            Edge("locked", "time_up", "logging_out", ("record_left",)),
            *(Edge(name, "shut_down", "closing", ("record_left",))
              for name in ("locked", "unlocking", "unlock_failed")),
            *unlocking[1],
            Edge("unlocking", "authenticated.same", "workspace", ("keep_unlocked",)),
            Edge("unlocking", "authenticated.other", "take_over", ("ask_other",)),
            Edge("unlock_failed", "retry", "locked"),
            Edge("unlock_failed", "time_up", "locked"),
            # -- somebody else at a locked session: only a clear yes ends it (R19, R24)
            Edge("take_over", "accepted", "taking_over", ("accept_other",)),
            *(Edge("take_over", kind, "locked", ("refuse_other",)) for kind in ("declined", "time_up", "close")),
            Edge("take_over", "card_pulled", "unlock_failed", ("keep_card_removed", "refuse_other")),
            *(Edge("taking_over", kind, "authenticating") for kind in ("session_ended", "time_up")),
            Edge("taking_over", "close", "closed"),
            # -- true to life, Cosmic locks up (R17, R18); nothing but a restart helps
            Edge("start", "froze", "frozen", when=TRUE_TO_LIFE),
            Edge("locked", "froze", "unlock_frozen", when=TRUE_TO_LIFE),
            *(Edge(f"{prefix}{kind.name}", "froze", f"{prefix}frozen", when=TRUE_TO_LIFE)
              for kind in asked if kind.freezes for prefix in ("", "unlock_")),
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


LOGIN = _login_region(KINDS)

CARD = Region.build(
    "card",
    "card_status",
    (State("card_status", about=QT_TRANSLATE_NOOP("Flow", "Vad som sitter i kortläsaren, visat på alla skärmar.")),),
    (Edge("card_status", "card_seen", None, ("keep_card_status",)),),
)

#: The whole chart, with our own prompts.
CHART = Chart((LOGIN, CARD), extra_kinds=frozenset({"time_up"}))


def chart_with(kinds: tuple[PromptKind, ...]) -> Chart:
    """Return the chart with others' prompts beside ours; without any it is ``CHART``."""
    if not kinds:
        return CHART
    return Chart((_login_region((*KINDS, *kinds)), CARD), CHART.extra_kinds)


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
