"""An Apache with mod_auth_mellon and Shibboleth's module, and Shibboleth's daemon beside it.

They are what set-up unpacked into ``.venv/debian``, or what is installed here. Their settings are as they are shipped,
but for what stands in the files beside this one and in ``SHIBBOLETH``.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final

import httpx2

from tests.e2e.systems.apache import (
    PATIENCE_S,
    configuration,
    end,
    filled,
    folder_with,
    lacking,
    libraries,
    listening,
    out_page,
    page,
    place,
    start,
    told,
)
from tests.e2e.systems.keys import KeyPair

_HERE = Path(__file__).parent
SHIBD = "/usr/sbin/shibd"
MELLON, SHIB = "/usr/lib/apache2/modules/mod_auth_mellon.so", "/usr/lib/apache2/modules/mod_shib.so"

#: What of Shibboleth's own shibboleth2.xml is another here: what stands there, and what stands in its place.
SHIBBOLETH: Final[Mapping[str, str]] = {
    'entityID="https://sp.example.org/shibboleth"': 'entityID="$site/shibboleth"',
    'REMOTE_USER="eppn subject-id pairwise-id persistent-id"': 'REMOTE_USER="employeeHsaId"',
    'entityID="https://idp.example.org/idp/shibboleth"': 'entityID="$idp"',
    'discoveryProtocol="SAMLDS" discoveryURL="https://ds.example.org/DS/WAYF"': "",
    '<Handler type="MetadataGenerator" Location="/Metadata" signing="false"/>': (
        '<Handler type="MetadataGenerator" Location="/Metadata" signing="false">'
        '<md:AttributeConsumingService xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" index="1">'
        '<md:ServiceName xml:lang="sv">Shibboleth (övning)</md:ServiceName>'
        '<md:RequestedAttribute Name="http://sambi.se/attributes/1/employeeHsaId" isRequired="true"/>'
        '<md:RequestedAttribute Name="http://sambi.se/attributes/1/givenName"/>'
        '<md:RequestedAttribute Name="http://sambi.se/attributes/1/surname"/>'
        "</md:AttributeConsumingService></Handler>"
    ),
    "<!-- Example of locally maintained metadata. -->": '<MetadataProvider type="XML" path="$folder/idp.xml"/>',
    "sp-signing-key.pem": "$key",
    "sp-signing-cert.pem": "$certificate",
    "sp-encrypt-key.pem": "$key",
    "sp-encrypt-cert.pem": "$certificate",
}


def missing() -> str:
    """Tell why it cannot be run here (empty: it can)."""
    return lacking(SHIBD, MELLON, SHIB)


@dataclass(frozen=True)
class Apache:
    """A running one. ``site`` is its address; ``metadata`` are those of each system by its name."""

    site: str
    folder: Path
    metadata: Mapping[str, bytes]


def _lay_out(folder: Path, port: int, idp_metadata: bytes, idp: str, keys: KeyPair) -> None:
    """Write everything that the two are configured by."""
    site = f"https://localhost:{port}"
    (folder / "idp.xml").write_bytes(idp_metadata)
    (folder / "pages").mkdir(exist_ok=True)
    common = {"folder": folder, "key": keys.key, "certificate": keys.certificate}
    names = {"given": "givenName", "surname": "surname", "hsa": "employeeHsaId"}
    mellon, shib = "sp/logout?ReturnTo=/out.html", "/Shibboleth.sso/Logout"
    (folder / "pages" / "mellon.shtml").write_text(page("Mellon", leave=mellon, **names), "utf-8")
    (folder / "pages" / "shib.shtml").write_text(page("Shibboleth", leave=shib, **names), "utf-8")
    (folder / "pages" / "out.html").write_text(out_page("Mellon"), "utf-8")
    for level in (2, 3):
        text = filled(_HERE / "mellon.xml", address=f"{site}/mellon{level}", certificate=keys.text)
        (folder / f"mellon{level}.xml").write_text(text, "utf-8")
    systems = filled(
        _HERE / "systems.conf",
        folder=folder,
        mellon=place(MELLON),
        shib=place(SHIB),
        mellon_locations="\n".join(filled(_HERE / "mellon.conf", level=level, **common) for level in (2, 3)),
        shib_locations="\n".join(filled(_HERE / "shib.conf", level=level) for level in (2, 3)),
    )
    configuration(folder, port, keys, MELLON, systems)
    _lay_out_shibboleth(folder, {"site": site, "idp": idp, **{name: str(value) for name, value in common.items()}})


def _lay_out_shibboleth(folder: Path, values: Mapping[str, str]) -> None:
    shipped = place("/etc/shibboleth")
    shutil.copytree(shipped, folder / "shibboleth", dirs_exist_ok=True)
    text = (shipped / "shibboleth2.xml").read_text("utf-8")
    for was, now in SHIBBOLETH.items():
        assert was in text, f"{was} does not stand in Shibboleth's shibboleth2.xml"
        text = text.replace(was, Template(now).substitute(values))
    (folder / "shibboleth" / "shibboleth2.xml").write_text(text, "utf-8")
    shutil.copy(_HERE / "attribute-map.xml", folder / "shibboleth")
    log = (shipped / "shibd.logger").read_text("utf-8").replace("/var/log/shibboleth", str(folder))
    (folder / "shibboleth" / "shibd.logger").write_text(log, "utf-8")
    # Its catalogs name its schemas by their places in the system.
    for name in ("xmltooling", "opensaml", "shibboleth"):
        shutil.copytree(place(f"/usr/share/xml/{name}"), folder / "xml" / name, dirs_exist_ok=True)
    for catalog in (folder / "xml").glob("*/*catalog.xml"):
        catalog.write_text(catalog.read_text("utf-8").replace("/usr/share/xml", str(folder / "xml")), "utf-8")


def _shibboleth_environment(folder: Path) -> dict[str, str]:
    def catalogs(*names: str) -> str:
        return ":".join(str(folder / "xml" / name) for name in names)

    return {
        **libraries(),
        "SHIBSP_CFGDIR": str(folder),
        "SHIBSP_CONFIG": str(folder / "shibboleth" / "shibboleth2.xml"),
        "SHIBSP_LOGDIR": str(folder),
        "SHIBSP_RUNDIR": str(folder),
        "SHIBSP_CACHEDIR": str(folder),
        "XMLTOOLING_CATALOGS": catalogs("xmltooling/catalog.xml"),
        "OPENSAML_SCHEMAS": catalogs(
            "xmltooling/catalog.xml", "opensaml/saml20-catalog.xml", "opensaml/saml10-catalog.xml",
            "opensaml/saml11-catalog.xml",
        ),
        "SHIBSP_SCHEMAS": catalogs(
            "xmltooling/catalog.xml", "opensaml/saml20-catalog.xml", "opensaml/saml10-catalog.xml",
            "opensaml/saml11-catalog.xml", "shibboleth/catalog.xml",
        ),
    }  # fmt: skip


@contextlib.contextmanager
def apache(idp_metadata: bytes, idp: str, keys: KeyPair) -> Iterator[Apache]:
    """Run it until the block ends; ``idp`` is the IdP's entityID."""
    with contextlib.ExitStack() as stack:
        folder, copied = stack.enter_context(folder_with(keys))
        env = _shibboleth_environment(folder)
        port = listening(stack, folder, lambda port: _lay_out(folder, port, idp_metadata, idp, copied), env)
        daemon = start(folder, env, place(SHIBD), "-F", "-f")
        stack.callback(end, daemon)
        yield Apache(f"https://localhost:{port}", folder, _metadata(folder, daemon, port))


def _metadata(folder: Path, daemon: subprocess.Popen[bytes], port: int) -> dict[str, bytes]:
    """Return the systems' metadata; Shibboleth's are made by itself when its daemon is there."""
    found = {f"mellon{level}": (folder / f"mellon{level}.xml").read_bytes() for level in (2, 3)}
    address = f"https://localhost:{port}/Shibboleth.sso/Metadata"
    with httpx2.Client(verify=False, trust_env=False, timeout=PATIENCE_S) as http:
        for _ in range(PATIENCE_S * 20):
            with contextlib.suppress(httpx2.HTTPError):
                response = http.get(address)
                if response.status_code == 200 and re.search(rb"EntityDescriptor", response.content):
                    return found | {"shibboleth": response.content}
            with contextlib.suppress(subprocess.TimeoutExpired):
                daemon.wait(0.05)
                break
    raise AssertionError(told(folder))
