"""Whoever logged in to systems in a browser is erased with all that hangs on it: sessions, codes, tokens, log-outs."""

from __future__ import annotations

from collections.abc import Callable

import httpx2

from cosmic_login.core.clock import ManualClock
from cosmic_login.idp.endpoints.control.auth import control_token
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.unit.idp.kit import ANNA, ANNA_HSA, CECILIA, SoftCard
from tests.unit.idp.web.kit import Browser

from .kit import Rp, system


def image(idp: EmbeddedIdp) -> dict[str, str]:
    """Return what the store keeps, by table."""
    with idp.provider.services.store.transaction() as work:
        return {name: repr([tuple(row) for row in table.rows]) for name, table in work.take_image().items()}


def test_a_browsers_session_is_gone_with_its_tokens(
    oidc_idp: EmbeddedIdp,
    profile: Profile,
    pki: TrainingPki,
    clock: ManualClock,
    party: Callable[..., Rp],
    new_browser: Callable[[], Browser],
    card: SoftCard,
) -> None:
    rp, other = party(), party(system("other.example"), new_browser())
    tokens = rp.log_in(card, login_hint=ANNA)
    rp.ask(login_hint=ANNA, prompt="login")  # one that is not gone through with
    theirs = other.log_in(SoftCard.issue(pki, clock, CECILIA))
    before = image(oidc_idp)
    assert [name for name, rows in before.items() if ANNA in rows or ANNA_HSA in rows]
    bearer = {"authorization": f"Bearer {control_token(profile)}"}
    with httpx2.Client(trust_env=False, verify=False, base_url=oidc_idp.base_url, headers=bearer) as http:
        assert http.post("/control/erasures", json={"person": "nobody"}).status_code == 400
        answer = http.post("/control/erasures", json={"person": ANNA})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["logins"] >= 2, found["sessions"]) == (True, 1)
    after = image(oidc_idp)
    assert [name for name, rows in after.items() if ANNA in rows or ANNA_HSA in rows] == []
    for table in ("oidc_code", "oidc_token", "sso_party"):
        assert after[table].count("journal.example") == 0, table
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert other.userinfo(theirs["access_token"]).status_code == 200
