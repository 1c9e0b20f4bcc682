"""Signing keys: kept, sealed, published before they sign and as long as they matter."""

from __future__ import annotations

import json
import sqlite3

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from cosmic_login.profile.vault import Vault

from .conftest import SETTINGS
from .kit import Client, SoftCard, client_of, some_people, unb64
from .test_native_flow import claims_of


def kids(client: Client) -> set[str]:
    return {key["kid"] for key in client.http.get(client.urls["jwks_uri"]).json()["keys"]}


def signed_by(token: str) -> str:
    return str(json.loads(unb64(token.split(".", maxsplit=1)[0]))["kid"])


def test_keys_survive_a_restart(profile: Profile, clock: ManualClock, pki: TrainingPki, card: SoftCard) -> None:
    seen, tokens = [], []
    for _ in range(2):
        with (
            EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people(), settings=SETTINGS) as idp,
            client_of(idp.base_url) as client,
        ):
            seen.append(kids(client))
            tokens.append(client.begin().tokens(card)["id_token"])
    assert seen[0] == seen[1]
    assert len(seen[0]) == 2
    assert signed_by(tokens[0]) == signed_by(tokens[1])


def test_a_key_is_published_before_it_signs_and_kept_after(
    idp: EmbeddedIdp, client: Client, card: SoftCard, clock: ManualClock
) -> None:
    before = kids(client)
    old = client.begin().tokens(card)["id_token"]
    idp.provider.keys.rotate()
    idp.provider.keys.rotate()  # a second one changes nothing: the successor is there
    both = kids(client)
    assert before < both
    assert len(both) == 4
    assert signed_by(client.begin().tokens(card)["id_token"]) == signed_by(old)
    clock.advance(SETTINGS.key_ahead)
    new = client.begin().tokens(card)["id_token"]
    assert signed_by(new) in both - before
    assert claims_of(client, old)["name"] == claims_of(client, new)["name"]
    clock.advance(SETTINGS.session_life + 1)
    idp.provider.sweep()
    assert kids(client) == both - before


def test_keys_rotate_by_themselves(idp: EmbeddedIdp, client: Client, clock: ManualClock) -> None:
    first = kids(client)
    clock.advance(SETTINGS.key_life - SETTINGS.key_ahead - 1)
    idp.provider.sweep()
    assert kids(client) == first
    clock.advance(1)
    idp.provider.sweep()
    assert first < kids(client)
    clock.advance(SETTINGS.key_ahead + SETTINGS.session_life)
    idp.provider.sweep()
    assert first.isdisjoint(kids(client))
    assert len(kids(client)) == 2


def test_a_session_outlives_the_key_that_signed_for_it(
    idp: EmbeddedIdp, client: Client, card: SoftCard, clock: ManualClock
) -> None:
    idp.provider.keys.rotate()
    token = client.begin().tokens(card)["id_token"]
    clock.advance(SETTINGS.key_ahead + 60)
    idp.provider.sweep()
    answer = client.http.post(client.urls["end_session_endpoint"], data={"id_token_hint": token})
    assert answer.status_code == 200


def test_private_keys_do_not_lie_in_the_file_in_clear(profile: Profile) -> None:
    database = sqlite3.connect(profile.store_file)
    rows = database.execute("SELECT kid, alg, sealed FROM signing_key").fetchall()
    database.close()
    assert len(rows) == 2
    for kid, alg, sealed in rows:
        assert profile.vault.unseal(sealed, f"signing-key:{alg}:{kid}")[:1] == b"\x30"
        assert sealed.startswith(b"CLV1")


@pytest.mark.file_store
def test_keys_of_another_profile_are_refused(profile: Profile, clock: ManualClock, pki: TrainingPki) -> None:
    stranger = Profile(profile.root, Vault(b"x" * 32))
    with pytest.raises(LoginFailure) as caught:
        EmbeddedIdp.start(stranger, clock=clock, pki=pki, directory=some_people(), settings=SETTINGS)
    assert caught.value.code == "profile.damaged"
    EmbeddedIdp.start(profile, clock=clock, pki=pki, directory=some_people()).stop()  # nothing is held any more
