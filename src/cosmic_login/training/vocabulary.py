"""The words of scenarios: what a person can do, what can happen to one, what can be expected. One table each.

docs/scenarios.md is made from these; who carries an act out finds it here by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from cosmic_login.core.login_methods import METHODS
from cosmic_login.core.situations import CardSituation

#: The most readers a scenario may have.
MOST_READERS: Final = 4
#: The longest that time may be moved on or the clock set wrong, in seconds: ten years.
LONGEST_S: Final = 10 * 366 * 86_400


class Arg(Enum):
    """What a member names, and so what it is checked against."""

    METHOD = auto()
    TASK = auto()
    CARD = auto()
    READER = auto()
    PERSON = auto()
    PHONE = auto()
    SERVICE_ID = auto()
    APP = auto()
    CODE = auto()
    TOPIC = auto()
    TARGET = auto()
    FAILURE = auto()
    SECONDS = auto()
    WAIT = auto()
    COUNT = auto()
    DAYS = auto()
    CARD_STATE = auto()
    CARD_FAULT = auto()
    PHONE_FAULT = auto()
    LINE = auto()
    DESK = auto()


#: Arguments that are one of some words; those of the directory and of the chart are not among them.
CHOICES: Final[Mapping[Arg, tuple[str, ...]]] = {
    Arg.METHOD: tuple(METHODS),
    Arg.TASK: ("change-code", "unblock", "activate-card", "fetch-signing", "activate-phone"),
    Arg.APP: ("siths", "bankid"),
    Arg.CODE: ("right", "wrong"),
    Arg.TARGET: ("siths", *METHODS, "revocation", "hsa", "idp"),
    Arg.CARD_STATE: (
        "expired", "not-yet-valid", "revoked", "blocked", "puk-blocked", "untrusted", "unregistered", "no-certificate",
    ),
    Arg.CARD_FAULT: ("mute", "garbled", "refused", "slow", "none"),
    Arg.PHONE_FAULT: (
        "no-network", "slow", "clock", "camera", "battery", "blurred", "two-codes", "foreign-code", "none",
    ),
    Arg.LINE: ("slow", "lossy", "cut", "back"),
    Arg.DESK: ("no", "yes", "forgets", "pairs"),
}  # fmt: skip
#: Arguments that are whole numbers, from and to.
NUMBERS: Final[Mapping[Arg, tuple[int, int]]] = {
    Arg.READER: (1, MOST_READERS),
    Arg.SECONDS: (-LONGEST_S, LONGEST_S),
    Arg.WAIT: (1, LONGEST_S),
    Arg.COUNT: (1, 100),
    Arg.DAYS: (1, 30),
}


@dataclass(frozen=True)
class Word:
    """A verb: ``main`` is what stands beside it (``do = { insert = "anna-1" }``), ``others`` are further members.

    ``kind`` is the event of the chart that it is, at the window; ``prompts`` are those that it answers. ``about`` is
    for the document.
    """

    name: str
    about: str
    main: Arg | None = None
    others: Mapping[str, Arg] = field(default_factory=dict)
    kind: str = ""
    prompts: tuple[str, ...] = ()


def _table(*words: Word) -> Mapping[str, Word]:
    return {word.name: word for word in words}


_READER, _PHONE = {"reader": Arg.READER}, {"phone": Arg.PHONE}
_CODES: Final = ("enter_code", "register_code", "md_code")
#: What a person can do.
VERBS: Final = _table(
    Word("choose", "choose a way to log in, on the start screen or at a locked session", Arg.METHOD,
         kind="method_chosen"),
    Word("manage", "choose something to do with the card (menu)", Arg.TASK, kind="manage_chosen"),
    Word("code", "type the card's code", Arg.CODE, kind="answered", prompts=_CODES),
    Word("codes", "type the code (or the PUK) that opens, and a new code", Arg.CODE, kind="answered",
         prompts=("change_code", "unblock_code")),
    Word("service-id", "choose a service ID", Arg.SERVICE_ID, kind="answered", prompts=("choose_service_id",)),
    Word("choose-card", "choose the card in this reader, when several can log in", Arg.READER, kind="answered",
         prompts=("choose_card",)),
    Word("next", "press Nästa at the certificate", kind="answered", prompts=("confirm_certificate",)),
    Word("next-early", "press Nästa before the certificate has been read (true to life)", kind="froze",
         prompts=("reading_certificate",)),
    Word("done", "say that the phone is activated", kind="answered", prompts=("show_activation",)),
    Word("cancel", "press Avbryt", kind="cancelled"),
    Word("retry", "press Försök igen, or Tillbaka", kind="retry"),
    Word("yes", "answer JA", kind="accepted"),
    Word("no", "answer NEJ", kind="declined"),
    Word("lock", "lock Cosmic", kind="lock"),
    Word("log-out", "log out", kind="log_out"),
    Word("restart", "start Cosmic anew, when it does not respond", kind="restart"),
    Word("close", "close the window", kind="close"),
    Word("wait", "do nothing until something happens by itself; in CI its time limit passes at once"),
    Word("help", "look up a topic of the help", Arg.TOPIC),
    Word("trail", "look at the audit trail, and have every row of it checked"),
    Word("insert", "put a card into a reader (default: the first); what was in it comes out", Arg.CARD, _READER),
    Word("pull", "take the card out of a reader", others=_READER),
    Word("install", "install an app on the phone", Arg.APP, _PHONE),
    Word("scan", "hold the phone's camera up to the QR code, with this app open", Arg.APP, _PHONE),
    Word("scan-photo", "read a photo that was taken of the first QR code of the lesson", Arg.APP, _PHONE),
    Word("activate", "read the activation code on the screen with the phone, and choose a code for the app", Arg.APP,
         _PHONE),
    Word("activate-photo", "read a photo that was taken of the first activation code of the lesson, likewise", Arg.APP,
         _PHONE),
    Word("confirm", "type the code in the app", Arg.CODE, _PHONE),
    Word("decline", "say no in the app", others=_PHONE),
    Word("issue-reserve", "have an ID administrator issue a reserve card, which is called PERSON-r1", Arg.PERSON,
         {"days": Arg.DAYS}),
)  # fmt: skip
#: What can happen to one.
MISHAPS: Final = _table(
    Word("out", "a service goes out of service; `failure` is what logins end with, `orders` for how many", Arg.TARGET,
         {"failure": Arg.FAILURE, "orders": Arg.COUNT}),
    Word("back", "a service comes back", Arg.TARGET),
    Word("pulled", "the card slips out of the reader", others=_READER),
    Word("put-in", "somebody puts a card into a reader", Arg.CARD, _READER),
    Word("card", "the card becomes useless in this way", Arg.CARD, {"state": Arg.CARD_STATE}),
    Word("fault", "the card begins to fail in this way, or stops (none)", Arg.CARD,
         {"kind": Arg.CARD_FAULT, "after": Arg.COUNT}),
    Word("in-use", "another program takes the card", Arg.CARD),
    Word("let-go", "the other program lets the card go", Arg.CARD),
    Word("reader-gone", "a reader's plug is pulled", others=_READER),
    Word("reader-back", "a reader is plugged in", others=_READER),
    Word("readers-stop", "the computer's service for readers stops"),
    Word("readers-start", "the computer's service for readers comes back"),
    Word("line", "the line to the person's own desk becomes slow, loses what is sent (lossy) or is cut, or is good "
         "again (back). With `remote`", Arg.LINE),
    Word("desk", "somebody there says no to the session and pulls it off the card, or yes again; forgets the pairing "
         "with it, or pairs anew. With `remote`", Arg.DESK),
    Word("network-gone", "the computer loses its network"),
    Word("network-back", "the network is back"),
    Word("passes", "so many seconds pass, for everybody", Arg.WAIT),
    Word("clock", "the computer's clock is so many seconds ahead of the IdP's", Arg.SECONDS),
    Word("phone-fault", "something is wrong with the phone, or not any more (none)", Arg.PHONE_FAULT, _PHONE),
    Word("id-removed", "the phone's e-ID is removed from another phone of the person", Arg.APP, _PHONE),
    Word("elsewhere", "the same person begins another login somewhere else, by phone", Arg.APP, _PHONE),
)  # fmt: skip

#: Members of ``expect`` beside ``state`` and ``trail``, and what each may be.
SITUATIONS: Final = tuple(each.value for each in CardSituation)
FACTS: Final[Mapping[str, str]] = {
    "failure": "the failure's code",
    "card": "what there is to log in with: ready, or why not",
    "situation": "why the window asks for a card",
    "tries_left": "how many tries are left",
    "wrong_before": "whether the code before was wrong",
    "hint": "the service's hint code of the order on the phone",
    "person": "who is logged in, or has the locked session",
    "service_id": "with which service ID",
    "loa": "at which level of assurance",
    "other": "who asks to take the session over",
    "card_left": "whether the screen reminds of a card that was left",
    "method": "by which way",
    "phone": "what came of what was done with the phone: a word, or a failure's code",
    "looked": "what was looked up: a topic of the help, or trail",
}
#: Facts that belong to how a login ended, and are never right later when they are wrong at once.
FINAL_FACTS: Final = ("failure", "person", "service_id", "loa", "other")
PHONE_WORDS: Final = ("installed", "activated", "asked", "confirmed", "declined")
#: Rows that the audit trail may get (docs/audit.md).
TRAIL_EVENTS: Final = frozenset(
    {
        *("login.attempted", "login.succeeded", "login.failed"),
        *("card.registered", "card.issued", "card.activated", "card.signing_issued", "card.revoked"),
        *("activation.created", "device.activated", "device.removed", "outage.begun", "outage.ended"),
        *("session.locked", "session.unlocked", "session.takeover_asked", "session.takeover_refused"),
        *("session.taken_over", "session.left_locked", "session.ended"),
    }
)
#: Situations and repeated questions that tell a failure of the table without ending the login.
TOLD_BY_SITUATION: Final[Mapping[str, str]] = {
    "no-service": "pcsc.stopped",
    "no-reader": "reader.none",
    "no-card": "card.absent",
    "unreadable": "card.unreadable",
    "other-kind": "card.other_kind",
    "in-use": "card.in_use",
    "choose": "card.several",
}
