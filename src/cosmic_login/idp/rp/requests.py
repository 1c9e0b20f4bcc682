"""What each call of a relying party may hold, as tables (BankID relying party interface 6.0).

The SITHS-like interface takes the same members but those that are about the bank's world: it is ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cosmic_login.idp.orders.engine import OrderKind
from cosmic_login.idp.rp.fields import (
    Check,
    Malformed,
    address,
    base64_of,
    flag,
    list_of,
    members,
    oid,
    one_of,
    text,
    url,
)
from cosmic_login.idp.rp.formatted_text import FORMAT, check_formatted

#: Characters of base64: of a text shown at an authentication, at a signature, and of what is not shown then.
AUTH_DATA, SIGN_VISIBLE, SIGN_HIDDEN = 1_500, 40_000, 200_000
_POLICIES: Final = 10

_number = text(12, shortest=12, pattern=r"[0-9]{12}")
_format = one_of("plaintext", FORMAT)
_phone_requirement = members({}, {"pinCode": flag, "certificatePolicies": list_of(oid, most=_POLICIES)})
_requirement = members(
    {},
    {
        "pinCode": flag,
        "mrtd": flag,
        "personalNumber": _number,
        "cardReader": one_of("class1", "class2"),
        "certificatePolicies": list_of(oid, most=_POLICIES),
    },
)
_device = text(256)
_web = members({}, {"referringDomain": text(256), "userAgent": text(256), "deviceIdentifier": _device})
_app = members(
    {},
    {
        "appIdentifier": text(256),
        "deviceOS": text(256),
        "deviceModelName": text(256),
        "deviceIdentifier": _device,
    },
)
_transaction = members(
    {"transactionType": one_of("card", "npa"), "recipient": members({"name": text(256)}, {})},
    {
        # One comma at most, digits else; ISO 4217 has three capitals.
        "money": members(
            {"amount": text(32, pattern=r"[0-9]+(?:,[0-9]+)?"), "currency": text(3, pattern=r"[A-Z]{3}")}, {}
        ),
        "riskWarning": text(256),
    },
)
_risk_flags = list_of(
    one_of(
        "newCard",
        "newCustomer",
        "newRecipient",
        "highRiskRecipient",
        "largeAmount",
        "foreignCurrency",
        "cryptoCurrencyPurchase",
        "moneyTransfer",
        "overseasTransaction",
        "recurringPayment",
        "suspiciousPaymentPattern",
        "other",
    ),
    most=12,
)


def _data(visible: int, hidden: int) -> dict[str, Check]:
    return {
        "userVisibleData": base64_of(visible, utf8=True),
        "userVisibleDataFormat": _format,
        "userNonVisibleData": base64_of(hidden, utf8=False),
    }


_AUTH_DATA, _SIGN_DATA = _data(AUTH_DATA, AUTH_DATA), _data(SIGN_VISIBLE, SIGN_HIDDEN)
_HERE: dict[str, Check] = {"requirement": _requirement}
_BANKID: dict[str, Check] = {**_HERE, "returnUrl": url(512), "returnRisk": flag, "web": _web, "app": _app}
_CALL: dict[str, Check] = {"personalNumber": _number, "callInitiator": one_of("user", "RP")}


def _without(table: Mapping[str, Check], name: str) -> dict[str, Check]:
    return {each: check for each, check in table.items() if each != name}


_IP: dict[str, Check] = {"endUserIp": address}
_SHOWN: dict[str, Check] = {"userVisibleData": _SIGN_DATA["userVisibleData"]}
_MORE_SIGN = _without(_SIGN_DATA, "userVisibleData")
_PHONE: dict[str, Check] = {"requirement": _phone_requirement}

#: BankID's calls that make an order: what each may hold.
BANKID: Final[Mapping[OrderKind, Check]] = {
    "auth": members(_IP, {**_BANKID, **_AUTH_DATA}),
    "sign": members({**_IP, **_SHOWN}, {**_BANKID, **_MORE_SIGN}),
    "payment": members(
        {**_IP, "userVisibleTransaction": _transaction}, {**_BANKID, **_AUTH_DATA, "riskFlags": _risk_flags}
    ),
    "phone_auth": members(_CALL, {**_PHONE, **_AUTH_DATA}),
    "phone_sign": members({**_CALL, **_SHOWN}, {**_PHONE, **_MORE_SIGN}),
}
#: The SITHS-like ones.
SITHS: Final[Mapping[OrderKind, Check]] = {
    "auth": members(_IP, {**_HERE, **_AUTH_DATA}),
    "sign": members({**_IP, **_SHOWN}, {**_HERE, **_MORE_SIGN}),
}
#: ``collect`` and ``cancel``. References are UUIDs; whether one is anybody's is another question.
ORDER_REF: Final = members({"orderRef": text(36, shortest=36, pattern=r"[0-9a-fA-F-]{36}")}, {})


def checked(table: Mapping[OrderKind, Check], kind: OrderKind, body: object) -> dict[str, object]:
    """Return the members of a call that makes an order. Raises ``Malformed``."""
    found = table[kind](body)
    if not isinstance(found, dict):
        raise Malformed("is not an object")
    if "web" in found and "app" in found:
        raise Malformed("and app exclude each other", "web")
    _check_transaction(found.get("userVisibleTransaction"))
    check_formatted(found)
    return found


def _check_transaction(transaction: object) -> None:
    if isinstance(transaction, dict) and transaction["transactionType"] == "npa" and "money" in transaction:
        raise Malformed("does not go with npa", "userVisibleTransaction.money")
