"""Virtual phones: activated, shown pictures, answering with their codes, and failing on purpose."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import asdict, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from cosmic_login.core.secret import Code
from cosmic_login.idp.orders.app_profiles import APP_PROFILES
from cosmic_login.lab.control.operations import ApiCall, CallRefused, Operation, Refusing, unknown
from cosmic_login.lab.control.problems import LARGEST_BODY
from cosmic_login.lab.control.shapes import (
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
from cosmic_login.lab.control.topics.common import COUNT, NO_PERSON, NO_PHONE_NAME, PHONE
from cosmic_login.phone.models import APPS, Asked, Battery, EId, Faults, Waiting
from cosmic_login.phone.sealed_state import PhoneFile, phone_names
from cosmic_login.qr.picture import as_pgm, modules_of

if TYPE_CHECKING:
    from cosmic_login.phone.phone import Phone

_APP: Final = TextShape(one_of=APPS)
#: What a QR code of ours has at most, and more.
_QR_TEXT: Final = TextShape(1, 700)
#: The pixels of a module, in a picture that is painted of a text.
_MODULE: Final = 4
_PICTURE: Final = TextShape(1, LARGEST_BODY, words="base64 of a picture (PNG, PGM)")
_CODE: Final = Named("code", Secret(), "the e-ID's code; left out: 123456, as training's are")
_EID: Final = ObjectShape(
    "EId",
    (
        Named("app", _APP, "in which app", needed=True),
        Named("device", TextShape(1), "what the service calls it", needed=True),
        Named("holder", TextShape(), "whose it is", needed=True),
        Named("device_name", TextShape(), "what the person calls the phone", needed=True),
        Named("since", TextShape(format="date-time"), "activated", needed=True),
        Named("valid_until", TextShape(format="date-time"), "valid until", needed=True),
        Named("tries_left", COUNT, "of its code", needed=True),
        Named("state", TextShape(one_of=("ok", "blocked", "expired")), "whether it can be used", needed=True),
    ),
)
ASKED: Final = ObjectShape(
    "Asked",
    (
        Named("app", _APP, "which app asks", needed=True),
        Named("relying_party", TextShape(most=10_000), "who asks", needed=True),
        Named("kind", TextShape(), "auth, sign, payment, phone_auth, phone_sign", needed=True),
        Named("holder", TextShape(), "of whom", needed=True),
        Named("tries_left", COUNT, "of the code", needed=True),
        Named("expires_in", WholeShape(-(10**9), 10**9), "seconds", needed=True),
        Named("text", TextShape(most=100_000, lines=True), "what is to be read", needed=True),
    ),
)
_FAULTS: Final = (
    Named("no_network", Truth(), "no call gets through", default=False),
    Named("slow_s", NumberShape(0, 120), "seconds that every call takes longer", default=0.0),
    Named("clock_off_s", NumberShape(-(10**9), 10**9), "seconds that its clock is ahead", default=0.0),
    Named("camera_refused", Truth(), "the camera may not be used", default=False),
    Named(
        "battery", TextShape(one_of=tuple(each.value for each in Battery)), "when it dies", default=Battery.LASTS.value
    ),
)
PHONE_RECORD: Final = ObjectShape(
    "Phone",
    (
        Named("phone", TextShape(1), "its name", needed=True),
        Named("installed", Many(_APP), "the apps on it", needed=True),
        Named("ids", Many(_EID), "the e-IDs in them", needed=True),
        Named("asked", OrNull(ASKED), "the open request, which waits for a code", needed=True),
        Named("dead", Truth(), "whether the battery is empty", needed=True),
        Named(
            "faults",
            ObjectShape("PhoneFaultsNow", tuple(replace(each, needed=True, default=None) for each in _FAULTS)),
            "what goes wrong on purpose",
            needed=True,
        ),
    ),
)
_WAITING: Final = ObjectShape(
    "Waiting",
    (
        Named("app", _APP, "in which app", needed=True),
        Named("device", TextShape(1), "for which e-ID", needed=True),
        Named("relying_party", TextShape(most=10_000), "who asks", needed=True),
        Named("kind", TextShape(1), "as in Asked", needed=True),
    ),
)


async def every(call: ApiCall) -> dict[str, Any]:
    """Tell of every phone."""

    def rows() -> list[dict[str, Any]]:
        return [_told(call.environment.phone(name)) for name in sorted(_names(call))]

    return {"phones": await asyncio.to_thread(rows)}


def _names(call: ApiCall) -> set[str]:
    environment = call.environment
    return {*phone_names(environment.world.profile), *environment.phones_in_use}


def _there(call: ApiCall) -> Phone:
    """Return a phone that has been used. Raises ``CallRefused``."""
    if call["phone"] not in _names(call):
        raise unknown("phone", "GET /v1/phones")
    return call.environment.phone(call["phone"])


def _told(phone: Phone) -> dict[str, Any]:
    installed, faults = phone.installed, phone.faults
    return {
        "phone": phone.name,
        "installed": list(installed),
        "ids": [_eid(each) for app in installed for each in phone.ids(app)],
        "asked": None if phone.asked is None else _asked(phone.asked),
        "dead": phone.dead,
        "faults": asdict(faults) | {"battery": faults.battery.value},
    }


def _eid(eid: EId) -> dict[str, Any]:
    times = {name: getattr(eid, name).isoformat().replace("+00:00", "Z") for name in ("since", "valid_until")}
    return asdict(eid) | times


def _asked(asked: Asked) -> dict[str, Any]:
    return {each.name: getattr(asked, each.name) for each in ASKED.members}


async def one(call: ApiCall) -> dict[str, Any]:
    """Tell of one phone."""
    return await asyncio.to_thread(lambda: _told(_there(call)))


def _code(call: ApiCall) -> Code:
    """Return the code that came along, or the one that training's e-IDs have."""
    return call["code"] or call.environment.world.cards.usual_code()


async def activate(call: ApiCall) -> dict[str, Any]:
    """Make an e-ID of a person on a phone, by a one-time QR code that the trainer gives out."""
    environment, app = call.environment, call["app"]
    person = environment.world.directory.person(call["person"])
    phone = environment.phone(call["phone"])
    await asyncio.to_thread(phone.install, app)
    leave = await asyncio.to_thread(
        lambda: environment.provider.enrolment.offer(person, APP_PROFILES[app], by="control")
    )
    eid = await phone.activate(app, as_pgm(modules_of(leave.qr), _MODULE), _code(call), phone.name)
    environment.happenings.tell("phone.activated", phone=phone.name, app=app, person=person.key)
    return _eid(eid)


async def scan(call: ApiCall) -> dict[str, Any]:
    """Hold a phone up to a picture, and open the request behind it."""
    phone = call.environment.phone(call["phone"])
    asked = await phone.scan(_seen(call), app=call["app"])
    call.environment.happenings.tell("phone.asked", phone=phone.name, app=asked.app)
    return _asked(asked)


def _seen(call: ApiCall) -> bytes:
    """Return the picture that came, or one that is painted of a code's text. Raises ``CallRefused``."""
    if (call["picture"] is None) == (call["qr"] is None):
        raise CallRefused("control.invalid", "picture", "there, or qr in its place", HTTPStatus.UNPROCESSABLE_ENTITY)
    if call["qr"] is not None:
        return as_pgm(modules_of(call["qr"]), _MODULE)
    try:
        return base64.b64decode(call["picture"], validate=True)
    except ValueError:  # of base64, and of letters that it has not
        raise CallRefused("control.invalid", "picture", _PICTURE.rule, HTTPStatus.UNPROCESSABLE_ENTITY) from None


async def confirm(call: ApiCall) -> dict[str, Any]:
    """Answer the open request with the code."""
    phone = _there(call)
    await phone.confirm(_code(call))
    call.environment.happenings.tell("phone.confirmed", phone=phone.name)
    return await asyncio.to_thread(_told, phone)


async def decline(call: ApiCall) -> dict[str, Any]:
    """Say no to the open request."""
    phone = _there(call)
    await phone.decline()
    call.environment.happenings.tell("phone.declined", phone=phone.name)
    return await asyncio.to_thread(_told, phone)


async def waiting(call: ApiCall) -> dict[str, Any]:
    """Tell what waits for a phone's person without a QR code."""
    return {"waiting": [_row(each) for each in await _there(call).waiting(call["app"])]}


def _row(each: Waiting) -> dict[str, Any]:
    return {"app": each.app, "device": each.device, "relying_party": each.relying_party, "kind": each.kind}


async def open_waiting(call: ApiCall) -> dict[str, Any]:
    """Open the oldest request that waits."""
    phone = _there(call)
    found = await phone.waiting(call["app"])
    if not found:
        raise CallRefused("phone.nothing_asked", "app", "one for which a request waits", 409)
    return _asked(await phone.open(found[0]))


async def fail(call: ApiCall) -> dict[str, Any]:
    """Have things go wrong from now on. The phone is charged, whatever its battery was like."""
    phone = call.environment.phone(call["phone"])

    def do() -> dict[str, Any]:
        phone.power_on()
        values = {each.name: call[each.name] for each in _FAULTS}
        phone.faults = Faults(**values | {"battery": Battery(values["battery"])})
        return _told(phone)

    return await asyncio.to_thread(do)


async def remove_eid(call: ApiCall) -> dict[str, Any]:
    """Remove an e-ID: its certificate is revoked."""
    phone = _there(call)
    await phone.remove(call["app"], call["device"])
    return await asyncio.to_thread(_told, phone)


async def drop(call: ApiCall) -> None:
    """Throw a phone away with all that is on it. The service is not told."""

    def do() -> None:
        _there(call)
        PhoneFile(call.environment.world.profile, call["phone"]).remove()
        call.environment.forget_phone(call["phone"])

    await asyncio.to_thread(do)


_PHONES: Final = ObjectShape("Phones", (Named("phones", Many(PHONE_RECORD, most=1000), "all of them", needed=True),))
_WHICH: Final = Named("app", _APP, "which app")
_NEEDED_APP: Final = Named("app", _APP, "which app", needed=True)
_NOTHING: Final = Refusing("phone.nothing_asked", 409, "phone", "one with an open request")
_WRONG: Final = Refusing("phone.code_wrong", 409, "code", "the e-ID's code")
OPERATIONS: Final = (
    Operation("listPhones", "GET", "/phones", "phones", "Tell of every phone.", every, _PHONES),
    Operation(
        "getPhone",
        "GET",
        "/phones/{phone}",
        "phones",
        "Tell of one phone.",
        one,
        PHONE_RECORD,
        (PHONE,),
        refusing=(NO_PHONE_NAME,),
    ),
    Operation(
        "dropPhone",
        "DELETE",
        "/phones/{phone}",
        "phones",
        "Throw a phone away; the service is not told.",
        drop,
        None,
        (PHONE,),
        refusing=(NO_PHONE_NAME,),
        status=204,
    ),
    Operation(
        "activatePhone",
        "POST",
        "/phones/{phone}/activate",
        "phones",
        "Make an e-ID of a person on a phone.",
        activate,
        _EID,
        (PHONE,),
        ObjectShape(
            "Activation",
            (
                Named("person", TextShape(1, 80), "a key, a personal number, an HSA-id or a name", needed=True),
                Named("app", _APP, "in which app", default="siths"),
                _CODE,
            ),
        ),
        (NO_PERSON, NO_PHONE_NAME, Refusing("enrolment.too_many", 409, "person", "one with fewer than three e-IDs")),
    ),
    Operation(
        "scanPicture",
        "POST",
        "/phones/{phone}/scan",
        "phones",
        "Hold a phone up to a QR code, and open the request.",
        scan,
        ASKED,
        (PHONE,),
        ObjectShape(
            "Scan",
            (
                Named("picture", _PICTURE, "a picture with one QR code, in base64"),
                Named("qr", _QR_TEXT, "or the code's text, of which a picture is painted"),
                _WHICH,
            ),
        ),
        (
            NO_PHONE_NAME,
            *(
                Refusing(f"qr.{each}", 409, "picture", "a fresh QR code of an order")
                for each in ("unreadable", "several", "malformed", "unknown", "used", "stale")
            ),
        ),
    ),
    Operation(
        "confirmRequest",
        "POST",
        "/phones/{phone}/confirm",
        "phones",
        "Answer the open request with the code.",
        confirm,
        PHONE_RECORD,
        (PHONE,),
        ObjectShape("Confirmation", (_CODE,)),
        (NO_PHONE_NAME, _NOTHING, _WRONG),
    ),
    Operation(
        "declineRequest",
        "POST",
        "/phones/{phone}/decline",
        "phones",
        "Say no to the open request.",
        decline,
        PHONE_RECORD,
        (PHONE,),
        refusing=(NO_PHONE_NAME, _NOTHING),
    ),
    Operation(
        "listWaiting",
        "GET",
        "/phones/{phone}/waiting",
        "phones",
        "Tell what waits without a QR code.",
        waiting,
        ObjectShape("AllWaiting", (Named("waiting", Many(_WAITING), "oldest first", needed=True),)),
        (PHONE, _NEEDED_APP),
        refusing=(NO_PHONE_NAME,),
    ),
    Operation(
        "openWaiting",
        "POST",
        "/phones/{phone}/open",
        "phones",
        "Open the oldest request that waits.",
        open_waiting,
        ASKED,
        (PHONE,),
        ObjectShape("Open", (_NEEDED_APP,)),
        (NO_PHONE_NAME,),
    ),
    Operation(
        "setPhoneFaults",
        "PUT",
        "/phones/{phone}/faults",
        "phones",
        "Have a phone fail on purpose; an empty object mends it.",
        fail,
        PHONE_RECORD,
        (PHONE,),
        ObjectShape("PhoneFaults", _FAULTS),
        (NO_PHONE_NAME,),
    ),
    Operation(
        "removeEId",
        "DELETE",
        "/phones/{phone}/ids/{app}/{device}",
        "phones",
        "Remove an e-ID; its certificate is revoked.",
        remove_eid,
        PHONE_RECORD,
        (PHONE, _NEEDED_APP, Named("device", TextShape(1, 80), "what the service calls it", needed=True)),
        refusing=(NO_PHONE_NAME, Refusing("phone.id_unknown", 404, "device", "one of the phone's e-IDs")),
    ),
)
