"""A wrong server learns nothing and gets nothing signed: SITHS eID MD proves whom it speaks to first."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from cosmic_login.core.clock import Clock, SystemClock
from cosmic_login.core.prompts import CodeEntered, ConfirmCertificate, EnterCode, InsertCard
from cosmic_login.core.secret import Code
from cosmic_login.directory.directory import Directory
from cosmic_login.idp.endpoints import mtls
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.server.listeners import Listener
from cosmic_login.idp.settings import IdpSettings
from cosmic_login.idp.tls.identity import ServerIdentity
from cosmic_login.idp.tls.proving import ProvingContext
from cosmic_login.pki.authority import PrivateKey, TrainingPki
from cosmic_login.profile import Profile
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.robot import Robot
from tests.unit.authenticators.test_siths_md import VERSIONS, Overheard
from tests.unit.authenticators.test_siths_this_device import first_card

#: Longer than a server's certificate lives.
LATER = SystemClock(timedelta(days=398))


@dataclass(frozen=True)
class Shown:
    """What the server shows instead of its own certificate."""

    chain: list[x509.Certificate]
    key: PrivateKey

    def tls(self, pki: TrainingPki, settings: IdpSettings, _own: ServerIdentity) -> ssl.SSLContext:
        return mtls.proving(pki, settings, ServerIdentity(self.chain, self.key))


@pytest.fixture
def elsewhere(tmp_path: Path) -> TrainingPki:
    """Return CAs of the same names in another profile: somebody else's."""
    return TrainingPki.open(Profile.open(tmp_path / "elsewhere"), SystemClock())


@pytest.fixture
def own(cosmic_profile: Path) -> TrainingPki:
    return TrainingPki.open(Profile.open(cosmic_profile), SystemClock())


class Away:
    """An IdP whose door shows a certificate of the test's choice, and a client that looks on."""

    def __init__(self, root: Path, pki: TrainingPki) -> None:
        self._root, self._pki = root, pki
        self.robot = Robot()

    def login(self, shown: Shown | None, version: str, clock: Clock | None = None) -> tuple[str, Overheard]:
        """Log in against it; return the failure and what the card was asked."""
        door = Listener(mtls.NAME, "", mtls.build_md_app, mtls.proving if shown is None else shown.tls)
        profile = Profile.open(self._root)
        with EmbeddedIdp.start(profile, pki=self._pki, directory=Directory.load(profile), doors=(door,)) as idp:
            bench = LoginBench(self._root, clock, idp_url=idp.base_url)
            try:
                heard = Overheard(bench.insert(first_card(bench)))
                outcome = bench.login(self.robot, method="siths-md", options={"tls": version})
            finally:
                bench.close()
        assert outcome.failure is not None
        return outcome.failure.code, heard


@pytest.fixture
def away(cosmic_profile: Path, own: TrainingPki) -> Away:
    return Away(cosmic_profile, own)


def untouched(away: Away, heard: Overheard) -> bool:
    """Whether nobody was asked for anything, and the card for no code and no signature."""
    nothing = not any(away.robot.asked_for(kind) for kind in (InsertCard, ConfirmCertificate, EnterCode))
    return nothing and (heard.codes, heard.signatures) == (0, 0)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_server_of_another_ca_is_refused_before_the_card_is_asked(
    away: Away, elsewhere: TrainingPki, version: str
) -> None:
    code, heard = away.login(Shown(*elsewhere.issue_server(["127.0.0.1", "localhost"])), version)
    assert code == "server.untrusted"
    assert untouched(away, heard)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_server_of_another_name_is_refused_before_the_card_is_asked(
    away: Away, own: TrainingPki, version: str
) -> None:
    code, heard = away.login(Shown(*own.issue_server(["idp.cosmic-login.invalid", "127.0.0.2"])), version)
    assert code == "server.wrong_name"
    assert untouched(away, heard)


@pytest.mark.parametrize("version", VERSIONS)
def test_an_expired_server_is_refused_before_the_card_is_asked(away: Away, version: str) -> None:
    code, heard = away.login(None, version, LATER)
    assert code == "server.expired"
    assert untouched(away, heard)


def test_a_server_exchanged_after_it_was_proved_gets_no_signature(
    away: Away, own: TrainingPki, elsewhere: TrainingPki
) -> None:
    """The handshake that the card would sign proves the server once more."""
    right, wrong = (Shown(*pki.issue_server(["127.0.0.1"])) for pki in (own, elsewhere))
    met: list[ssl.SSLContext] = []

    class Exchanged(Shown):
        def tls(self, pki: TrainingPki, settings: IdpSettings, own: ServerIdentity) -> ssl.SSLContext:
            met.append(super().tls(pki, settings, own))
            return met[0]

    def exchange(_prompt: EnterCode) -> CodeEntered:
        context = met[0]
        assert isinstance(context, ProvingContext)
        context.show(wrong.chain, wrong.key)
        return CodeEntered(Code("123456"))

    away.robot.on(EnterCode, exchange)
    code, heard = away.login(Exchanged(right.chain, right.key), "1.3")
    assert code == "server.untrusted"
    assert (heard.codes, heard.signatures) == (1, 0)
