"""Where in the help something belongs: the states of the chart, the failures, and whom to ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cosmic_login.core.extensions import loaded
from cosmic_login.core.failures import FAILURES, QT_TRANSLATE_NOOP, FailureInfo, Retry
from cosmic_login.core.prompt_kinds import KINDS
from cosmic_login.gui.help.topic import ASK, REMOTE, WAYS

#: Which topic belongs to which innermost state of the chart; the prompts' stand in their own rows.
OF_STATE: dict[str, str] = {
    **{state: kind.topic_key for kind in KINDS for state in kind.states()},
    "start": WAYS,
    "authentication_failed": "failed",
    "login_failed": "failed",
    "starting_over": "starting-over",
    "managed": "change-code",
    "manage_failed": "failed",
    "workspace": "workspace",
    "lock_soon": "card-gone",
    "log_out_soon": "card-gone",
    "locked": "lock",
    "unlock_failed": "failed",
    "take_over": "take-over",
    "taking_over": "take-over",
    "frozen": "frozen",
    "unlock_frozen": "frozen",
    "logging_out": "log-out",
    "closing": "log-out",
    "closed": "log-out",
}
#: What the support asks when somebody reads a code out.
SUPPORT_ASKS = QT_TRANSLATE_NOOP(
    "Help", "Supporten frågar efter felkoden {code}, vilken dator det gäller, och när det hände."
)
RETRY = {
    Retry.NOW: QT_TRANSLATE_NOOP("Help", "Försök igen direkt."),
    Retry.AFTER_MEND: QT_TRANSLATE_NOOP("Help", "Försök igen när åtgärden är gjord."),
    Retry.NEVER: QT_TRANSLATE_NOOP("Help", "Försök inte igen: någon annan behöver göra något först."),
}


def whom_to_ask(contacts: Sequence[tuple[str, str]], translate: Callable[[str, str], str]) -> list[str]:
    """Return a sentence for each contact (name or role, and how to reach them), in their order (R2)."""
    sentences = []
    for place, contact in enumerate(contacts):
        who = ", ".join(translate("Settings", part) for part in contact if part)
        sentences.append(translate("Help", ASK[min(place, len(ASK) - 1)]).format(who=who))
    return sentences


def topic_of_state(state: str) -> str:
    """Return the key of a state's topic. Raises ``KeyError`` for a state that has none."""
    others = loaded().states
    return others[state].topic_key if state in others else OF_STATE[state]


def failure_key(failure: FailureInfo) -> str:
    """Return the key of a failure's own place in the help."""
    return f"failure-{failure.help_anchor}"


FAILURE_KEYS = {failure_key(row): row for row in FAILURES.values()}
#: The topic that comes after a failure's own place, where one says more of what it is about.
FAILURE_TOPICS = {
    failure_key(FAILURES[code]): REMOTE
    for code in (
        *("reader.remote_lost", "reader.not_paired", "reader.denied"),
        *("reader.remote_garbled", "reader.other_protocol", "reader.desk_unable"),
    )
}
