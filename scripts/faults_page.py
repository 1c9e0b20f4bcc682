"""docs/faults.md, from the table of faults and those of the control API's calls."""

from __future__ import annotations

from collections.abc import Iterable

from cosmic_login.core.answer_faults import ANSWER_FAULTS, PROTOCOLS, AnswerFault, Moment, Wanted
from cosmic_login.idp.endpoints.control.faults import FAULT_CALLS
from cosmic_login.idp.endpoints.control.members import BodyMember, Call
from cosmic_login.translations import translate

_ABOUT = """# Faults to order

<!-- Made by `make docs` from `core/answer_faults.py` and `idp/endpoints/control/faults.py`; changes here are lost. -->

A system that logs its users in here ([systems.md](systems.md)) can be made to meet a fault, so that its team proves
that *its own* application refuses: once, so often, for so long, or until told; in any of its logins, or in the one
that brings a `state` (SAML: RelayState). Other systems notice nothing. What is met is put right afterwards by nothing
but taking the order back.

{uses}
## The faults

{faults}
**bites**: {moments}. A login that does not get there leaves the order as it is. *HSA* and *commissions* in the last
column: only systems that ask for such claims ([claims.md](claims.md)) meet the fault, and no other uses it up.

`key-rotated` signs that one answer with a key made for it; every other answer goes on being signed with the key of
before, so that no other system has to fetch anything. The key is published for a day, eight of them at most. What
`POST /control/keys` does is the real turn of keys, for everybody.

## By the control API

Below `{{issuer}}/control`, for who bears the token on the same machine ([protocols.md](protocols.md), section 7). A
wrong member is 400 `control.invalid`, and `details` names it and its rule. State is in the store, so every process on
it goes by the same, and *once* is one login however many come together; times end by the clock of the IdP (on a
database: the database's).

{calls}
Of several orders that fit, the one for that very `state` is met first, then one that ends by itself, then the oldest:
one fault an answer. `POST /control/reset` and starting over take all orders back too, and `GET /control/state` tells
them as `faults`. Each order, its end and each time that it is met is a row of the [audit trail](audit.md)
(`fault.ordered`, `fault.met`, `fault.ended`) and an event of the [log](log.md); a `state` is in neither.

## What libraries look for by themselves

`tests/unit/idp/faults` has three applications meet every fault: one with Authlib 1.9, one with pysaml2 7.5, one with
node-saml 5.1. **library**: it refuses by itself, set up as its documents say; **application**: it does not look, so
the application has to.

| fault | Authlib | pysaml2 | node-saml |
| --- | --- | --- | --- |
| `loa-too-low` | application | application | application |
| `other-sub` | application | | |
| `wrong-issuer` | library | library | application: `idpIssuer` is compared at log-outs alone |
| `key-rotated` | fetches JWKS by itself | metadata have to be read again | `idpCert` has to be set again |
| all others at the answer | library | library, if told of its requests | library, with `validateInResponseTo` |
"""
_MOMENTS = {
    Moment.ASKED: "*asked*, when the system asks for something, in the browser or by itself",
    Moment.OPENED: "*opened*, when the browser opens the login",
    Moment.KNOWN: "*known*, when the person has been identified and is looked up",
    Moment.TOLD: "*told*, when the browser is given the answer",
    Moment.EXCHANGED: "*exchanged*, when a code is exchanged for tokens",
}
_WANTED = {Wanted.ANYTHING: "", Wanted.DIRECTORY: "HSA", Wanted.COMMISSION: "commissions"}


def faults() -> str:
    """Return the page."""
    head = ("fault", "bites", "what the system meets", "what a right one does", "rule", "asks for")
    return _ABOUT.format(
        uses=_USES,
        faults=_table(head, (_row(row) for row in ANSWER_FAULTS.values())),
        moments="; ".join(_MOMENTS.values()),
        calls=_table(("call", "what", "body", "answer"), (_call(call) for call in FAULT_CALLS)),
    )


def _row(row: AnswerFault) -> tuple[str, ...]:
    label = f"`{row.name}`<br>{_english(row.label)}" + ("; takes `delay`" if row.delayed else "")
    bites = "<br>".join(f"{PROTOCOLS[name]}: {moment.value}" for name, moment in row.moments.items())
    rules = "<br>".join(dict.fromkeys(row.sources.values()))
    return (label, bites, _english(row.alters), _english(row.must), rules, _WANTED[row.wants])


def _english(text: str) -> str:
    return translate("en", "Faults", text)


def _call(call: Call) -> tuple[str, ...]:
    return (f"`{call.verb} {call.path}`", call.about, _members(call.takes), _members(call.gives))


def _members(members: Iterable[BodyMember]) -> str:
    return "<br>".join(f"`{each.name}` ({', '.join(_rules(each))}): {each.about}" for each in members)


def _rules(member: BodyMember) -> Iterable[str]:
    yield member.kind.value
    if member.choices and len(member.choices) <= 3:
        yield " or ".join(f"`{each}`" for each in member.choices)
    if member.least is not None:
        yield f"{member.least:g} to {member.most:.0f}"
    if member.above is not None:
        yield f"above {member.above:g}, at most {member.most:.0f}"
    if member.longest is not None:
        yield f"at most {member.longest} characters"
    if not member.needed:
        yield "optional"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


_USES = """
```
cosmic-login control faults                                  # what there is, for which systems, and what is ordered
cosmic-login control fault journal wrong-audience --once     # the next login of this client
cosmic-login control fault journal slow --delay 45 --seconds 600 --state 7f3a
cosmic-login control withdraw --all
```

The trainer's panel (F6, "Fel för andra system") does the same by hand ([trainer.en.md](trainer.en.md)).

A test that drives a browser needs no token: `idp --faults-by-header` (on loopback only, and never by itself) heeds the
header `Cosmic-Fault: NAME`, or `NAME; delay=SECONDS`, of the request that asks for a login, and orders are none of that
login's business. What is wrong with a header is 400 on a page, and `Cosmic-Fault-Refused` names the rule. With the
[laboratory](lab.md) and Playwright, and the system under test at `SYSTEM`:

```python
import pytest
from playwright.sync_api import Browser, expect


@pytest.mark.parametrize("fault", ["wrong-audience", "expired", "unsigned", "foreign-key", "loa-too-low"])
def test_our_system_refuses(browser: Browser, fault: str) -> None:
    headers = {"Cosmic-Fault": fault}  # goes along with everything; the request for a login is where it is heeded
    page = browser.new_context(ignore_https_errors=True, extra_http_headers=headers).new_page()
    page.goto(f"{SYSTEM}/login")
    page.click('button[name="method"][value="siths-this-device"]')
    page.click("#lab")
    page.click('button[name="card"][value="anna-1"]')
    page.fill('input[name="code"]', "123456")
    page.click('button[name="go"]')
    expect(page.get_by_text("Du är inte inloggad")).to_be_visible()  # whatever your system says
```

The same by HTTP, for tests in any language:

```
curl -s -H "Authorization: Bearer $(cat PROFILE/control-token)" -H "Content-Type: application/json" \\
     -d '{"system": "journal", "fault": "wrong-audience", "times": 1}' ISSUER/control/faults
```

`idp --control-api` has the same as `POST /v1/faults` ([control.md](control.md)), for each environment its own.
"""
