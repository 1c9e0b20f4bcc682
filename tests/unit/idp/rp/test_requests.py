"""Every member of every call that makes an order, on both sides of each of its limits."""

from __future__ import annotations

import base64
import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cosmic_login.idp.orders.engine import OrderKind
from cosmic_login.idp.rp.fields import Malformed
from cosmic_login.idp.rp.requests import BANKID, ORDER_REF, SITHS, checked

TEXT = base64.b64encode("Hej på dig".encode()).decode()
NUMBER = "199001132399"
REQUIREMENT = {
    "pinCode": True,
    "mrtd": False,
    "personalNumber": NUMBER,
    "cardReader": "class2",
    "certificatePolicies": ["1.2.3.4.25", "1.2.752.78.1.5"],
}
WEB = {"referringDomain": "example.com", "userAgent": "Mozilla/5.0", "deviceIdentifier": "a1b2"}
APP = {
    "appIdentifier": "com.example.app",
    "deviceOS": "IOS 16.7.7",
    "deviceModelName": "Apple iPhone14,3",
    "deviceIdentifier": "a1b2",
}
DATA = {"userVisibleData": TEXT, "userVisibleDataFormat": "simpleMarkdownV1", "userNonVisibleData": TEXT}
COMMON = {
    "endUserIp": "192.0.2.1",
    "requirement": REQUIREMENT,
    "returnUrl": "https://example.com/back?x=1",
    "returnRisk": True,
    "web": WEB,
    **DATA,
}
CALL = {
    "personalNumber": NUMBER,
    "callInitiator": "RP",
    "requirement": {"pinCode": False, "certificatePolicies": ["1.2.3.4.25"]},
    **DATA,
}
TRANSACTION = {
    "transactionType": "card",
    "recipient": {"name": "Exempelbutiken"},
    "money": {"amount": "1000,00", "currency": "SEK"},
    "riskWarning": "newRecipient",
}
WHOLE: dict[OrderKind, dict[str, Any]] = {
    "auth": COMMON,
    "sign": COMMON,
    "payment": {**COMMON, "userVisibleTransaction": TRANSACTION, "riskFlags": ["newCard", "other"]},
    "phone_auth": CALL,
    "phone_sign": CALL,
}
SMALLEST: dict[OrderKind, dict[str, Any]] = {
    "auth": {"endUserIp": "2001:db8::1"},
    "sign": {"endUserIp": "192.0.2.1", "userVisibleData": TEXT},
    "payment": {
        "endUserIp": "192.0.2.1",
        "userVisibleTransaction": {"transactionType": "npa", "recipient": {"name": "x"}},
    },
    "phone_auth": {"personalNumber": NUMBER, "callInitiator": "user"},
    "phone_sign": {"personalNumber": NUMBER, "callInitiator": "user", "userVisibleData": TEXT},
}
_GONE = object()


def b64(characters: int) -> str:
    """Return base64 of this length (a multiple of four)."""
    return base64.b64encode(b"x" * (characters // 4 * 3)).decode()


def changed(whole: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    body: dict[str, Any] = copy.deepcopy(whole)
    *above, name = path.split(".")
    place = body
    for step in above:
        place = place[step]
    if value is _GONE:
        del place[name]
    else:
        place[name] = value
    return body


def problem(kind: OrderKind, body: object, table: Any = BANKID) -> str:
    try:
        checked(table, kind, body)
    except Malformed as malformed:
        return str(malformed)
    return ""


@pytest.mark.parametrize("kind", list(WHOLE))
@pytest.mark.parametrize("bodies", [WHOLE, SMALLEST])
def test_what_is_of_the_protocol_comes_back_as_it_was(kind: OrderKind, bodies: dict[OrderKind, dict[str, Any]]) -> None:
    assert checked(BANKID, kind, bodies[kind]) == bodies[kind]


@pytest.mark.parametrize("kind", list(WHOLE))
@pytest.mark.parametrize(
    ("text", "place"),
    [("Hej\n\n+one", "(3, 1)"), ("+", "(1, 1)"), ("a\r\n+ ett\r\n+tv\u00e5", "(3, 1)"), ("++ x", "(1, 1)")],
)
def test_a_list_item_without_its_space_is_refused_by_its_place(kind: OrderKind, text: str, place: str) -> None:
    body = {**WHOLE[kind], "userVisibleData": base64.b64encode(text.encode()).decode()}
    assert problem(kind, body).startswith(f"userVisibleData at {place}: ")
    assert problem(kind, {**body, "userVisibleDataFormat": "plaintext"}) == ""
    assert problem(kind, {name: value for name, value in body.items() if name != "userVisibleDataFormat"}) == ""


@pytest.mark.parametrize("text", ["Hej\n\n+ ett\n+ tv\u00e5", "1 + 1", " +x", "# R\n- x\n*y*\n---\n|a|b|", "\\+x"])
def test_what_the_format_knows_or_shows_as_text_is_taken(text: str) -> None:
    body = {**WHOLE["sign"], "userVisibleData": base64.b64encode(text.encode()).decode()}
    assert problem("sign", body) == ""


@pytest.mark.parametrize("kind", list(SMALLEST))
def test_what_is_needed_is_needed(kind: OrderKind) -> None:
    for name in SMALLEST[kind]:
        assert problem(kind, changed(SMALLEST[kind], name, _GONE)) == f"{name} is missing"
    others: list[object] = [[], "x", 1, None, True]
    for body in others:
        assert problem(kind, body) == "is not an object"


@pytest.mark.parametrize("kind", list(WHOLE))
def test_no_member_may_be_unknown_at_any_depth(kind: OrderKind) -> None:
    def places(body: dict[str, Any], path: str) -> list[str]:
        found = [path]
        for name, value in body.items():
            if isinstance(value, dict):
                found += places(value, f"{path}{name}.")
        return found

    for place in places(WHOLE[kind], ""):
        for name in ("surplus", "tokenStartRequired", "allowFingerprint", ""):
            assert problem(kind, changed(WHOLE[kind], f"{place}{name}", True)).endswith(
                "has a member that is not known"
            ), (place, name)


@pytest.mark.parametrize("kind", list(WHOLE))
def test_no_member_may_be_null_or_of_another_type(kind: OrderKind) -> None:
    def leaves(body: dict[str, Any], path: str = "") -> list[tuple[str, Any]]:
        found = []
        for name, value in body.items():
            found.append((f"{path}{name}", value))
            if isinstance(value, dict):
                found += leaves(value, f"{path}{name}.")
        return found

    for path, value in leaves(WHOLE[kind]):
        for other in (None, 1, 1.5, True, "x\x00", [], {"a": 1}, [1], [None]):
            if type(other) is not type(value) or other in ([None], [1]):
                assert problem(kind, changed(WHOLE[kind], path, other)).startswith(path), (path, other)


TEXT_LENGTHS = [
    ("auth", "userVisibleData", 1_500),
    ("auth", "userNonVisibleData", 1_500),
    ("payment", "userVisibleData", 1_500),
    ("phone_auth", "userVisibleData", 1_500),
    ("phone_auth", "userNonVisibleData", 1_500),
    ("sign", "userVisibleData", 40_000),
    ("sign", "userNonVisibleData", 200_000),
    ("phone_sign", "userVisibleData", 40_000),
    ("phone_sign", "userNonVisibleData", 200_000),
]


@pytest.mark.parametrize(("kind", "name", "longest"), TEXT_LENGTHS)
def test_base64_has_a_longest(kind: OrderKind, name: str, longest: int) -> None:
    assert problem(kind, changed(WHOLE[kind], name, b64(longest))) == ""
    assert problem(kind, changed(WHOLE[kind], name, b64(longest + 4))).startswith(f"{name} has not 1 to")


LENGTHS = [
    ("auth", "web.userAgent", 256),
    ("auth", "web.referringDomain", 256),
    ("auth", "web.deviceIdentifier", 256),
    ("payment", "userVisibleTransaction.recipient.name", 256),
    ("payment", "userVisibleTransaction.riskWarning", 256),
]


@pytest.mark.parametrize(("kind", "name", "longest"), LENGTHS)
def test_texts_have_a_length(kind: OrderKind, name: str, longest: int) -> None:
    assert problem(kind, changed(WHOLE[kind], name, "å" * longest)) == ""
    for wrong in ("", "å" * (longest + 1), "\ud800"):
        assert problem(kind, changed(WHOLE[kind], name, wrong)).startswith(name)


#: member -> values that are right, values that are wrong
VALUES: list[tuple[OrderKind, str, list[object], list[object]]] = [
    (
        "auth",
        "endUserIp",
        ["192.0.2.0", "255.255.255.255", "::", "::1", "2001:db8::ff00:42:8329", "::ffff:192.0.2.1"],
        ["", "256.0.0.1", "1.2.3", "1.2.3.4.5", "fe80::1%eth0", "localhost", "192.0.2.1 ", "192.0.2.1/32", "01.2.3.4"],
    ),
    ("auth", "requirement.pinCode", [True, False], ["true", 0, 1]),
    ("auth", "requirement.mrtd", [True, False], ["true", 0, 1]),
    (
        "auth",
        "requirement.personalNumber",
        ["190000000000"],
        ["19900113239", "1990011323990", "19900113-2399", "19900113239X", "１９９００１１３２３９９", ""],
    ),
    ("auth", "requirement.cardReader", ["class1", "class2"], ["class3", "Class1", ""]),
    (
        "auth",
        "requirement.certificatePolicies",
        [["1.2.752.78.1.1"], ["1.2.3.4.5"] * 10],
        [[], ["1.2.3.4.5"] * 11, ["1"], ["3.1"], ["1.2.*"], ["1.02"], ["1.2."], [".1.2"], [""], ["a.b"]],
    ),
    (
        "auth",
        "userVisibleData",
        [TEXT, "eA==", "eHk=", "eHl6"],
        ["", "eA", "eA=", "eB==", "eA==\n", "e A=", "eHk", "_-8=", base64.b64encode(b"\xff\xfe").decode(), "====", "å"],
    ),
    ("auth", "userNonVisibleData", ["/+8=", "AAAA"], ["", "_-8=", "AAA"]),
    ("auth", "userVisibleDataFormat", ["plaintext", "simpleMarkdownV1"], ["markdown", "SimpleMarkdownV1", ""]),
    (
        "auth",
        "returnUrl",
        ["https://example.com/", "myapp://done", "myapp:done", "https://e.com/" + "x" * 498],
        ["", "example.com/x", "/x", "https://", "https://exa mple.com", "https://e.com/" + "x" * 499, "http://[x"],
    ),
    ("auth", "returnRisk", [True, False], ["true", 1]),
    ("phone_auth", "personalNumber", ["190000000000"], ["19900113239", "1990011323990"]),
    ("phone_auth", "callInitiator", ["user", "RP"], ["rp", "USER", "", "User"]),
    ("payment", "riskFlags", [["largeAmount"], ["other"] * 12], [[], ["other"] * 13, ["others"], "other"]),
    ("payment", "userVisibleTransaction.transactionType", ["card"], ["npa", "Card", ""]),  # npa: there is money
    ("payment", "userVisibleTransaction.money.amount", ["0", "100", "100,000"], ["", ",5", "5,", "1.5", "1,0,0", "-1"]),
    ("payment", "userVisibleTransaction.money.currency", ["SEK", "EUR"], ["sek", "SE", "SEKR", ""]),
]


@pytest.mark.parametrize(("kind", "name", "right", "wrong"), VALUES)
def test_values(kind: OrderKind, name: str, right: list[object], wrong: list[object]) -> None:
    for value in right:
        assert problem(kind, changed(WHOLE[kind], name, value)) == "", value
    for value in wrong:
        assert problem(kind, changed(WHOLE[kind], name, value)).startswith(name.rpartition(".")[0]), value


def test_web_or_app_but_not_both() -> None:
    with_app = changed(WHOLE["auth"], "web", _GONE) | {"app": APP}
    assert problem("auth", with_app) == ""
    assert problem("auth", {**with_app, "web": WEB}) == "web and app exclude each other"


def test_a_call_by_telephone_names_its_person_outside_the_requirement() -> None:
    for name in ("personalNumber", "mrtd", "cardReader"):
        body = changed(CALL, f"requirement.{name}", REQUIREMENT[name])
        assert problem("phone_auth", body) == "requirement has a member that is not known"
    assert problem("phone_auth", {**CALL, "endUserIp": "192.0.2.1"}) == "has a member that is not known"


def test_the_siths_like_calls_know_nothing_of_banks() -> None:
    body = {name: value for name, value in COMMON.items() if name not in {"returnUrl", "returnRisk", "web"}}
    for kind in SITHS:
        assert problem(kind, body, SITHS) == ""
        for name in ("returnUrl", "returnRisk", "web"):
            assert problem(kind, {**body, name: COMMON[name]}, SITHS) == "has a member that is not known"
    assert set(SITHS) == {"auth", "sign"}


@pytest.mark.parametrize("wrong", ["", "x" * 36, "131daac9-16c6-4618-beb0-365768f3728", 1, None])
def test_an_order_reference_has_the_form_of_a_uuid(wrong: object) -> None:
    right = {"orderRef": "131daac9-16c6-4618-beb0-365768f37288"}
    assert ORDER_REF(right) == right
    for body in ({"orderRef": wrong}, {}, {**right, "more": 1}):
        with pytest.raises(Malformed):
            ORDER_REF(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(kind=st.sampled_from(list(WHOLE)), data=st.data())
@settings(max_examples=300, deadline=None)
def test_whatever_is_put_in_any_place_is_taken_as_it_is_or_refused(kind: OrderKind, data: st.DataObject) -> None:
    body: Any = copy.deepcopy(WHOLE[kind])
    place, name = body, data.draw(st.sampled_from(sorted(body)))
    while isinstance(place[name], dict) and data.draw(st.booleans()):
        place = place[name]
        name = data.draw(st.sampled_from(sorted(place)))
    place[data.draw(st.just(name) | st.text(max_size=3))] = data.draw(JSON)
    assert problem(kind, body) or checked(BANKID, kind, body) == body
