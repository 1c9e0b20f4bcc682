"""Sessions that clients share, and their end: by a client, by the person, and as other clients hear of it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from joserfc import jwk, jwt

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.server.embedded import EmbeddedIdp
from tests.unit.idp.conftest import Rows
from tests.unit.idp.kit import ANNA, SoftCard
from tests.unit.idp.web.kit import Browser

from .conftest import Notified
from .kit import BACK, OUT, Rp, claims_of, query_of, system

FRONT, BACK_CHANNEL = "http://127.0.0.1:1/front?x=1", "https://schema.example/backchannel"
EVENT = "http://schemas.openid.net/event/backchannel-logout"


def ended(audit: Rows) -> int:
    return [row.event for row in audit()].count("session.ended")


def test_who_asks_for_a_login_anew_gets_one(rp: Rp, card: SoftCard, clock: ManualClock) -> None:
    first = rp.log_in(card)["claims"]["auth_time"]
    clock.advance(30)
    rp.ask()
    assert rp.tokens(rp.told_code())["claims"]["auth_time"] == first
    for changed in ({"prompt": "login"}, {"prompt": "select_account"}, {"max_age": "0"}, {"max_age": "10"}):
        clock.advance(30)
        rp.ask(**changed)
        assert not rp.browser.told, changed
        rp.prove(card)
        assert rp.tokens(rp.told_code())["claims"]["auth_time"] == int(clock.now().timestamp()), changed
    for changed in ({"max_age": "600"}, {"prompt": "consent"}, {"prompt": "none"}, {"login_hint": "anna"}):
        rp.ask(**changed)
        assert rp.told_code(), changed


def test_nobody_is_asked_anything_when_the_client_says_so(rp: Rp, card: SoftCard, clock: ManualClock) -> None:
    rp.ask(prompt="none")
    assert rp.browser.told["error"] == "login_required"
    rp.log_in(card)
    loa2 = "http://id.sambi.se/loa/loa2"
    for changed in ({"max_age": "5"}, {"acr_values": loa2}, {"claims": claims_of(
            id_token={"acr": {"essential": True, "value": loa2}})}):  # fmt: skip
        clock.advance(30)
        rp.ask(prompt="none", **changed)
        assert rp.browser.told["error"] == "login_required", changed


def test_nobody_is_shown_anything_when_the_client_says_so(rp: Rp, card: SoftCard) -> None:
    for said in ("error", "code"):  # nobody is in, and then somebody is
        answer = rp.http.get(rp.url(prompt="none"))
        while not (to := answer.headers["location"]).startswith(BACK):
            assert answer.status_code == 303
            answer = rp.http.get(to)
        assert answer.status_code == 303
        assert said in query_of(to)
        if said == "error":
            rp.log_in(card)


def test_only_the_system_may_have_in_a_frame_what_answers_it_by_a_form(rp: Rp, card: SoftCard) -> None:
    rp.ask(response_mode="form_post")
    shown = rp.http.get(rp.browser.address)
    assert "frame-ancestors 'none'" in shown.headers["content-security-policy"]
    assert shown.headers["x-frame-options"] == "DENY"
    rp.prove(card)
    answer = rp.http.get(rp.url(prompt="none", response_mode="form_post"))
    page = rp.http.get(answer.headers["location"])
    assert "frame-ancestors http://127.0.0.1:1;" in page.headers["content-security-policy"]
    assert "x-frame-options" not in page.headers


def test_a_claim_that_cannot_be_had_is_told_and_nobody_is_asked(
    rp: Rp, card: SoftCard, party: Callable[..., Rp]
) -> None:
    rp.log_in(card)
    other = party(system("uppdrag.example", claims=frozenset({"commissionHsaId"})))
    other.ask(prompt="none", claims=claims_of(id_token={"commissionHsaId": {"essential": True}}))
    assert other.browser.told["error"] == "access_denied"


def test_a_way_that_is_named_beforehand_is_the_only_one(rp: Rp) -> None:
    rp.ask(claims=claims_of(id_token={"authenticationMethod": {"value": "bankid"}}))
    assert 'id="code"' in rp.browser.page
    rp.browser.press("back")
    assert [value for name, value in rp.browser.buttons() if name == "method"] == ["bankid"]


def test_a_client_can_ask_for_the_very_person_that_it_knows(party: Callable[..., Rp], card: SoftCard) -> None:
    for kind in ("pairwise", "transient"):
        rp = party(system(f"{kind}.example", subject=kind))
        sub = rp.log_in(card, prompt="login")["claims"]["sub"]
        rp.ask(claims=claims_of(id_token={"sub": {"value": sub}}))
        assert rp.tokens(rp.told_code())["claims"]["sub"] == sub, kind
        rp.ask(claims=claims_of(id_token={"sub": {"value": "somebody else"}}))
        assert rp.browser.told["error"] == "access_denied", kind


def test_a_log_out_as_a_live_client_asks_for_it(rp: Rp, card: SoftCard, clock: ManualClock, audit: Rows) -> None:
    tokens = rp.log_in(card)
    clock.advance(3000)  # the ID token is old by now
    rp.log_out(tokens["id_token"], post_logout_redirect_uri=OUT)
    assert rp.browser.left_to == OUT
    assert ended(audit) == 1
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    rp.ask(prompt="none")
    assert rp.browser.told["error"] == "login_required"
    rp.log_out(tokens["id_token"], post_logout_redirect_uri=OUT, state="s 1")  # once more: nothing is left to end
    assert rp.browser.left_to == "http://127.0.0.1:1/out?state=s+1#/loggedout/m"
    assert ended(audit) == 1


def test_an_address_that_is_not_registered_is_nowhere_to_go(rp: Rp, card: SoftCard, audit: Rows) -> None:
    tokens = rp.log_in(card)
    rp.log_out(tokens["id_token"], post_logout_redirect_uri="https://evil.example/")
    assert not rp.browser.left_to
    assert "utloggad" in rp.browser.page
    assert ended(audit) == 1
    for more in (
        {"post_logout_redirect_uri": OUT},  # whose?
        {"post_logout_redirect_uri": OUT.partition("#")[0], "client_id": rp.system.key},
        {"client_id": "nobody"},
        {"id_token_hint": "nonsense"},
        {"id_token_hint": tokens["id_token"][:-4] + "AAAA"},
        {"id_token_hint": tokens["id_token"], "client_id": "schema.example"},
    ):
        rp.log_out(**more)
        assert not rp.browser.left_to, more
        assert re.search(r"system\.(address|unknown|request)", rp.browser.page), more
        assert "<h1>Utloggningen misslyckades</h1>" in rp.browser.page, more
        other = re.search(r'href="(/told/[^"]+)[?]', rp.browser.page)
        assert other is not None
        assert "<h1>The log-out failed</h1>" in rp.browser.http.get(other[1], headers={"accept-language": "en"}).text


def test_without_an_id_token_the_person_is_asked(rp: Rp, card: SoftCard, audit: Rows) -> None:
    rp.log_in(card)
    more = {"client_id": rp.system.key, "post_logout_redirect_uri": OUT, "state": "s"}
    for by_form in (False, True):
        if by_form:
            rp.browser.told = {}
            answer = rp.http.post(rp.urls["end_session_endpoint"], data=more)
            assert answer.status_code == 303
            rp.browser.open(answer.headers["location"])
        else:
            rp.log_out(**more)
        assert not rp.browser.left_to
        assert "Vill du logga ut?" in rp.browser.page
        assert rp.system.name in rp.browser.page
        assert ended(audit) == 0
    fields, address = rp.browser.hidden(), rp.urls["end_session_endpoint"]
    for changed in ({"csrf": "x" * 43, "logout": "yes"}, {"csrf": "", "logout": "yes"}, {"logout": "perhaps"}):
        forged = rp.http.post(address, data={**fields, **changed})
        assert "Vill du logga ut?" in forged.text, changed
        assert ended(audit) == 0
    rp.browser.press("logout", "no")
    assert "fortfarande inloggad" in rp.browser.page
    assert html.escape(OUT) in rp.browser.page
    assert ended(audit) == 0
    rp.log_out(**more)
    rp.browser.press("logout", "yes")
    assert rp.browser.left_to == "http://127.0.0.1:1/out?state=s#/loggedout/m"
    assert ended(audit) == 1
    rp.log_out()  # nobody is logged in, so nobody is asked
    assert "utloggad" in rp.browser.page


def test_a_session_that_is_not_the_id_tokens_is_not_ended_unasked(
    rp: Rp, party: Callable[..., Rp], new_browser: Callable[[], Browser], card: SoftCard, audit: Rows
) -> None:
    old = rp.log_in(card)["id_token"]
    rp.log_out(old)
    rp.log_in(card)
    assert ended(audit) == 1
    rp.log_out(old, post_logout_redirect_uri=OUT)
    assert "Vill du logga ut?" in rp.browser.page
    elsewhere = party(None, new_browser())
    elsewhere.log_out(old, post_logout_redirect_uri=OUT)  # nothing of that browser's is left
    assert elsewhere.browser.left_to == OUT
    assert ended(audit) == 1


def test_the_other_clients_of_a_session_hear_of_its_end(
    rp: Rp, party: Callable[..., Rp], card: SoftCard, notified: Notified, audit: Rows
) -> None:
    framed = party(system("ram.example", frontchannel_logout_uri=FRONT))
    told = party(system("schema.example", backchannel_logout_uri=BACK_CHANNEL, subject="pairwise"))
    mine = rp.log_in(card)
    framed.ask()
    in_frame = framed.tokens(framed.told_code())["claims"]
    told.ask()
    other = told.tokens(told.told_code())
    rp.log_out(mine["id_token"], post_logout_redirect_uri=OUT)
    frames = [html.unescape(each) for each in re.findall('<iframe src="(.*?)"', rp.browser.frames)]
    assert [query_of(each) for each in frames] == [{"x": "1", "iss": rp.urls["issuer"], "sid": in_frame["sid"]}]
    assert rp.browser.left_to == OUT
    ((address, form),) = notified.sent
    assert address == BACK_CHANNEL
    assert set(form) == {"logout_token"}
    keys = jwk.KeySet.import_key_set(rp.http.get(rp.urls["jwks_uri"]).json())
    token = jwt.decode(form["logout_token"], keys)
    assert token.header["typ"] == "logout+jwt"
    claims = token.claims
    assert (claims["iss"], claims["aud"]) == (rp.urls["issuer"], "schema.example")
    assert (claims["sid"], claims["sub"]) == (other["claims"]["sid"], other["claims"]["sub"])
    assert claims["events"] == {EVENT: {}}
    assert claims["exp"] - claims["iat"] <= 120
    assert "nonce" not in claims
    assert told.userinfo(other["access_token"]).status_code == 401
    assert ended(audit) == 1
    for hint in (form["logout_token"], mine["access_token"]):  # neither is an ID token
        rp.log_out(hint)
        assert "system.request" in rp.browser.page


def test_who_does_not_hear_is_written_down_and_holds_nobody_up(
    rp: Rp, party: Callable[..., Rp], card: SoftCard, notified: Notified, audit: Rows
) -> None:
    ways: dict[str, int | OSError] = {"https://a.example/": OSError("refused"), "https://b.example/": 500}
    notified.answers |= ways
    first = rp.log_in(card)
    for number, address in enumerate(ways):
        other = party(system(f"{number}.example", backchannel_logout_uri=address))
        other.ask()
        assert other.told_code()
    rp.log_out(first["id_token"])
    told = sorted((row.extra["system"], row.extra["why"]) for row in audit() if row.event == "session.not_told")
    assert told == [("0.example", "OSError"), ("1.example", "HTTP 500")]


def test_a_session_that_another_replaces_is_told_too(
    rp: Rp, party: Callable[..., Rp], new_browser: Callable[[], Browser], card: SoftCard, notified: Notified
) -> None:
    told = party(system("schema.example", backchannel_logout_uri=BACK_CHANNEL))
    tokens = told.log_in(card)
    elsewhere = party(None, new_browser())
    elsewhere.log_in(card)
    assert [address for address, _ in notified.sent] == [BACK_CHANNEL]
    assert told.userinfo(tokens["access_token"]).status_code == 401


def test_what_is_told_goes_to_the_address_as_it_is_registered_then(
    rp: Rp, party: Callable[..., Rp], card: SoftCard, notified: Notified, oidc_idp: EmbeddedIdp
) -> None:
    told = party(system("schema.example", backchannel_logout_uri=BACK_CHANNEL))
    told.log_in(card)
    party(system("schema.example"))
    rp.ask()
    rp.log_out(rp.tokens(rp.told_code())["id_token"])
    assert notified.sent == []
    assert "Du är utloggad här" in rp.browser.page  # it could not be told


def test_a_hint_of_a_session_that_is_forgotten_names_nobody(
    rp: Rp, card: SoftCard, clock: ManualClock, oidc_idp: EmbeddedIdp
) -> None:
    old = rp.log_in(card)["id_token"]
    clock.advance(86_000)
    oidc_idp.provider.sweep()
    rp.ask(id_token_hint=old)
    rp.prove(card)
    assert rp.tokens(rp.told_code())["claims"]["sub"]
    assert ANNA not in old
