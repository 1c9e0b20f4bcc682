"""Our IdP with the systems of the benchmarks registered, on a profile of its own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from _flow.cards import LoadCard, cards
from _flow.logins import BACK, CLIENT, SECRET, SP, SP_BACK
from cosmic_login.profile import Profile

_METADATA = (
    f"<md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata' entityID='{SP}'><md:SPSSODescriptor "
    "protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'><md:AssertionConsumerService "
    f"Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' Location='{SP_BACK}' index='1'/>"
    "<md:AttributeConsumingService index='1'><md:ServiceName xml:lang='sv'>Schemat</md:ServiceName>"
    "<md:RequestedAttribute Name='http://sambi.se/attributes/1/employeeHsaId' isRequired='true'/>"
    "<md:RequestedAttribute Name='http://sambi.se/attributes/1/givenName'/>"
    "<md:RequestedAttribute Name='http://sambi.se/attributes/1/surname'/>"
    "</md:AttributeConsumingService></md:SPSSODescriptor></md:EntityDescriptor>"
)


@dataclass(frozen=True)
class Ours:
    """A profile in ``folder``, made by the program itself."""

    folder: Path

    @property
    def profile(self) -> Path:
        return self.folder / "profile"

    def command(self, *options: str) -> list[str]:
        """Return the command that runs its IdP."""
        return [*self._program(), "idp", "--web-http", *options]

    def prepare(self) -> None:
        """Make the profile, its PKI, and register an OpenID Connect system and a SAML one."""
        subprocess.run([*self._program(), "card", "list"], check=True, capture_output=True)
        systems = self.profile / "systems"
        systems.mkdir(exist_ok=True)
        (systems / f"{CLIENT}.toml").write_text(
            f'protocol = "oidc"\nclient_id = "{CLIENT}"\nsecret = "{SECRET}"\nredirect_uris = ["{BACK}"]\n'
            'scopes = ["employee"]\n'
        )
        (systems / "schema.toml").write_text('protocol = "saml"\n')
        (systems / "schema.xml").write_text(_METADATA)
        checked = subprocess.run([*self._program(), "client", "check"], check=False, capture_output=True, text=True)
        assert not checked.returncode, checked.stdout + checked.stderr

    def cards(self, count: int) -> list[LoadCard]:
        return cards(Profile.open(self.profile), count)

    def _program(self) -> list[str]:
        return [sys.executable, "-m", "cosmic_login", "--profile", str(self.profile)]
