"""Logins without a window: begun, watched, ended."""

from __future__ import annotations

from typing import Any, Final

from cosmic_login.core.login_methods import DEFAULT
from cosmic_login.lab.control.hand import Hand, copied
from cosmic_login.lab.control.logins import HeadlessLogin
from cosmic_login.lab.control.operations import ApiCall, CallRefused, Operation, unknown
from cosmic_login.lab.control.shapes import (
    Anything,
    Many,
    Named,
    NumberShape,
    ObjectShape,
    OrNull,
    Secret,
    TextShape,
    Truth,
    WholeShape,
)
from cosmic_login.lab.control.topics.common import BUSY

#: How long a call may wait for a login's end.
LONGEST_WAIT_S: Final = 120.0
_WAIT: Final = Named(
    "wait", NumberShape(0, LONGEST_WAIT_S), "answer when it has ended, after so many seconds at the latest", default=0.0
)
_LOGIN: Final = Named("login", TextShape(1, 40), "the login's name", needed=True)
_STATE: Final = TextShape(one_of=("under-way", "succeeded", "failed", "cancelled"))
_TRIES: Final = OrNull(WholeShape(0, 15))
_FAILURE: Final = ObjectShape(
    "LoginFailure",
    (
        Named("code", TextShape(1), "a code of the failure table (docs/failures.md)", needed=True),
        Named("tries_left", _TRIES, "tries of the code", needed=True),
        Named("detail", TextShape(), "for the log", needed=True),
    ),
)
LOGIN: Final = ObjectShape(
    "Login",
    (
        Named("login", TextShape(1), "its name here", needed=True),
        Named("method", TextShape(1), "how", needed=True),
        Named("state", _STATE, "where it stands", needed=True),
        Named(
            "asks",
            OrNull(
                ObjectShape(
                    "Prompt",
                    (
                        Named("prompt", TextShape(1), "what is shown (docs/flow.md)", needed=True),
                        Named("tries_left", _TRIES, "of the card's code", needed=True),
                        Named(
                            "situation", TextShape(), "what is the matter with the card that is waited for", needed=True
                        ),
                        Named("qr", TextShape(most=2000), "the text of the QR code on the screen", needed=True),
                    ),
                )
            ),
            "what stands on the screen now; null: nothing",
            needed=True,
        ),
        Named(
            "steps",
            Many(
                ObjectShape(
                    "LoginStep",
                    (
                        Named("prompt", TextShape(), "what was shown", needed=True),
                        Named("milliseconds", NumberShape(0, 10**9), "how long", needed=True),
                        Named("step", TextShape(), "what was being done", needed=True),
                    ),
                ),
                most=10_000,
            ),
            "what was shown, when it has ended",
            needed=True,
        ),
        Named(
            "identity",
            OrNull(
                ObjectShape(
                    "Identity",
                    (
                        Named("name", TextShape(), "who", needed=True),
                        Named("hsa_id", TextShape(), "the service ID", needed=True),
                        Named("organisation", TextShape(), "where", needed=True),
                        Named("loa", WholeShape(0, 4), "level of assurance", needed=True),
                        Named("since", TextShape(format="date-time"), "auth_time", needed=True),
                        Named("claims", Anything(), "the ID token's claims, verified", needed=True),
                        Named("evidence", Anything(), "what was used", needed=True),
                    ),
                )
            ),
            "who logged in",
            needed=True,
        ),
        Named("failure", OrNull(_FAILURE), "why nobody did", needed=True),
        Named("phone_failure", OrNull(_FAILURE), "what went wrong on the phone", needed=True),
        Named("logged_out", Truth(), "whether its session was ended here", needed=True),
    ),
)
_OPTION: Final = ObjectShape(
    "LoginOption",
    (
        Named("name", TextShape(1, 40), "its name", needed=True),
        Named("value", TextShape(0, 200), "its value", needed=True),
    ),
)
_ORDER: Final = ObjectShape(
    "LoginOrder",
    (
        Named("method", TextShape(1, 60), "a way to log in: one of `methods` of GET /v1/outages", default=DEFAULT.name),
        Named("reader", TextShape(1, 120), "the card of this reader, where several have one"),
        Named("service_id", TextShape(1, 31), "the HSA-id that is chosen when it is asked for; left out: the first"),
        Named(
            "codes",
            Many(Secret(), most=20, least=1),
            "given in their order, the last again and again; left out: 123456",
        ),
        Named("phone", TextShape(1, 60), "the phone that is held up to the QR code, where one is shown"),
        Named("code", Secret(), "the code typed on the phone; left out: 123456"),
        Named("options", Many(_OPTION, most=10), "what the way to log in takes beside: `tls`, `1.2` of `siths-md`"),
        _WAIT,
    ),
)


async def begin(call: ApiCall) -> dict[str, Any]:
    """Begin a login, and wait for its end if so asked."""
    environment = call.environment
    if call["method"] not in environment.world.authenticators:
        raise CallRefused("method.unknown", "method", f"one of {', '.join(environment.world.authenticators)}")
    options = {each["name"]: each["value"] for each in call["options"] or ()}
    usual = environment.world.cards.usual_code
    hand = Hand(
        [copied(code) for code in call["codes"] or [usual()]],
        call["reader"] or "",
        call["service_id"] or "",
        None if call["phone"] is None else environment.phone(call["phone"]),
        copied(call["code"] or usual()),
    )
    login = await environment.logins.begin(call["method"], hand, options)
    return await _settled(login, call["wait"])


async def _settled(login: HeadlessLogin, seconds: float) -> dict[str, Any]:
    if seconds and login.state == "under-way":
        await login.over(seconds)
    return login.told()


def _found(call: ApiCall) -> HeadlessLogin:
    login = call.environment.logins.find(call["login"])
    if login is None:
        raise unknown("login", "GET /v1/logins")
    return login


async def every(call: ApiCall) -> dict[str, Any]:
    """Tell of every login that was begun here."""
    return {"logins": [login.told() for login in call.environment.logins.all()]}


async def one(call: ApiCall) -> dict[str, Any]:
    """Tell where a login stands, when it has ended or the time is up."""
    return await _settled(_found(call), call["wait"])


async def end(call: ApiCall) -> dict[str, Any]:
    """Give up a login that is under way; log out one that succeeded."""
    login = _found(call)
    await call.environment.logins.end(login)
    return login.told()


_LOGINS: Final = ObjectShape("Logins", (Named("logins", Many(LOGIN, most=1000), "oldest first", needed=True),))
OPERATIONS: Final = (
    Operation("listLogins", "GET", "/logins", "logins", "Tell of every login that was begun here.", every, _LOGINS),
    Operation(
        "beginLogin",
        "POST",
        "/logins",
        "logins",
        "Begin a login without a window.",
        begin,
        LOGIN,
        (),
        _ORDER,
        (BUSY,),
        status=201,
    ),
    Operation(
        "getLogin",
        "GET",
        "/logins/{login}",
        "logins",
        "Tell where a login stands, or how it ended.",
        one,
        LOGIN,
        (_LOGIN, _WAIT),
    ),
    Operation(
        "endLogin",
        "DELETE",
        "/logins/{login}",
        "logins",
        "Give a login up; log out one that succeeded.",
        end,
        LOGIN,
        (_LOGIN,),
    ),
)
