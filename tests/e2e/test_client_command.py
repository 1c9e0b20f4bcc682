"""Registering systems by the command line, and the addresses of the door for browsers, as processes."""

from __future__ import annotations

import json
import re
import signal
import socket
import ssl
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import httpx2
import pytest

from cosmic_login.app import World
from cosmic_login.core.clock import SystemClock
from cosmic_login.profile import Profile
from cosmic_login.profile.idp_place import IdpPlace
from tests.e2e.program import background, log_events, run
from tests.soak.hosts import until
from tests.unit.idp.saml.kit import Sp

EVERYWHERE = "0.0.0.0"  # noqa: S104 - to be refused


def trusting(ca_file: str) -> httpx2.Client:
    return httpx2.Client(verify=ssl.create_default_context(cafile=ca_file), trust_env=False)


def test_a_client_is_registered_found_by_the_running_idp_and_forgotten(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    asked = {
        "client_id": "journal",
        "redirect_uri": "http://127.0.0.1:9/cb",
        "response_type": "code",
        "scope": "openid",
    }
    with background(profile, "idp") as idp, trusting(idp["ca_file"]) as http:
        discovery = http.get(f"{idp['oidc']}/.well-known/openid-configuration").json()
        assert discovery["issuer"] == idp["oidc"]
        assert "system.unknown" in http.get(discovery["authorization_endpoint"], params=asked).text
        added = run(profile, "client", "add", "journal", "--redirect-uri", asked["redirect_uri"], "--json")
        secret = json.loads(added.stdout)["secret"]
        assert len(secret) >= 16
        begun = http.get(discovery["authorization_endpoint"], params=asked)
        assert begun.status_code == 303, begun.text
        shown = run(profile, "client", "show", "journal", "--json")
        assert secret not in shown.stdout
        assert json.loads(shown.stdout)["redirect_uris"] == [asked["redirect_uri"]]
        assert run(profile, "client", "add", "journal", "--redirect-uri", asked["redirect_uri"]).returncode == 1
        assert run(profile, "client", "remove", "journal").returncode == 0
        assert "system.unknown" in http.get(discovery["authorization_endpoint"], params=asked).text
    assert json.loads(run(profile, "client", "list", "--json").stdout) == []
    log = (profile / "log" / "cosmic-login.log").read_text()
    assert secret not in log


def test_while_learning_any_client_of_this_machine_is_let_in_and_can_be_registered(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    sp, here = Sp("http://localhost:8080/metadata"), "http://localhost:8080/acs"
    with background(profile, "idp", "--learn", "--workers", "2") as idp, trusting(idp["ca_file"]) as http:
        asked = {"client_id": "app", "response_type": "code", "scope": "openid employee", "state": "s"}
        there = http.get(f"{idp['oidc']}/authorize", params={**asked, "redirect_uri": "http://localhost:3000/cb"})
        assert there.status_code == 303, there.text
        elsewhere = http.get(f"{idp['oidc']}/authorize", params={**asked, "redirect_uri": "https://evil.example/cb"})
        assert "system.address" in elsewhere.text
        message = sp.message("AuthnRequest", datetime.now(UTC), AssertionConsumerServiceURL=here)
        begun = http.get(f"{idp['saml']}/sso/HTTP-Redirect?{sp.query(message)}")
        assert begun.status_code == 303, begun.text
    rows = json.loads(run(profile, "client", "list", "--json").stdout)
    assert [(row["file"], row["key"], row["state"]) for row in rows] == [
        ("app", "app", "learned"),
        ("localhost-8080-metadata", sp.key, "learned"),
    ]
    mixed = run(profile, "client", "add", "sp", "--from-learned", sp.key, "--redirect-uri", here)
    assert "--redirect-uri: " in mixed.stderr
    added = run(profile, "client", "add", "sp", "--from-learned", sp.key, "--title", "Övning", "--json")
    assert json.loads(added.stdout) == {"file": "sp", "entity_id": sp.key}, added.stderr
    shown = json.loads(run(profile, "client", "show", "sp", "--json").stdout)
    assert (shown["acs"], shown["name"]) == ([here], "Övning")
    added = run(profile, "client", "add", "app", "--from-learned", "app", "--json")
    assert json.loads(added.stdout)["client_id"] == "app", added.stderr
    shown = json.loads(run(profile, "client", "show", "app", "--json").stdout)
    assert shown["redirect_uris"] == ["http://localhost:3000/cb"]
    assert "employeeHsaId" in shown["claims"]
    rows = json.loads(run(profile, "client", "list", "--json").stdout)
    assert [(row["file"], row["state"]) for row in rows] == [("app", "registered"), ("sp", "registered")]
    assert not list((profile / "systems" / "learned").iterdir())


def test_options_are_told_by_their_names_and_nothing_is_left_of_what_is_wrong(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    good = ("--redirect-uri", "https://app.example.test/cb")
    keys, metadata = tmp_path / "keys.json", tmp_path / "metadata.xml"
    keys.write_text('{"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}')
    metadata.write_text(Sp().metadata())
    for words, reason in (
        ((), "--redirect-uri: must hold at least one address"),
        (("--redirect-uri", "http://app.example.test/cb"), "--redirect-uri: must be https"),
        ((*good, "--claim", "employeHsaId"), "--claim: unknown name; is it employeeHsaId"),
        ((*good, "--scope", "comission"), "--scope: unknown name; is it commission"),
        ((*good, "--jwks-file", str(tmp_path)), ""),
        ((*good, "--jwks-file", str(metadata)), "--jwks-file: must be a file with a JWK set"),
        (("--from-learned", "nobody"), "system.unregistered"),
    ):
        done = run(profile, "client", "add", "app", *words)
        assert done.returncode in {1, 2}, words
        assert reason in done.stderr, words
        assert not list((profile / "systems").glob("*")), words
    added = run(profile, "client", "add", "app", *good, "--jwks-file", str(keys), "--json")
    assert json.loads(added.stdout) == {"file": "app", "client_id": "app"}, added.stderr
    imported = run(profile, "client", "import-metadata", str(metadata), "--name", "sp", "--encrypt")
    assert "--encrypt: the metadata have no key to encrypt for" in imported.stderr
    assert run(profile, "client", "import-metadata", str(metadata), "--name", "sp").returncode == 0
    again = run(profile, "client", "import-metadata", str(metadata), "--name", "sp2")
    assert "is registered already" in again.stderr
    assert {each.name for each in (profile / "systems").iterdir()} == {"app.toml", "app.jwks.json", "sp.toml", "sp.xml"}
    assert "is it app?" in run(profile, "client", "show", "aap").stderr
    (profile / "systems" / "app.toml").write_text('protocol = "oidc"\nclient_idd = "app"\n')
    checked = run(profile, "client", "check", "--json")
    assert checked.returncode == 1
    assert [bool(each["problem"]) for each in json.loads(checked.stdout)] == [True, False]
    assert "app.toml:2: client_idd: unknown key; is it client_id?" in checked.stderr
    for name in ("app", "sp"):
        assert run(profile, "client", "remove", name).returncode == 0
    assert not list((profile / "systems").iterdir())


def shown(address: str) -> bytes:
    """Return the certificate that a door shows, in PEM as the first of its chain's file begins."""
    host, _, port = address.split("/")[2].partition(":")
    return ssl.get_server_certificate((host, int(port))).encode()


def told(profile: Profile, event: str) -> int:
    """Return how often the log tells of something."""
    return sum(row["event"] == event for row in log_events(profile.root))


@pytest.mark.parametrize("workers", [1, 2])
def test_own_certificates_are_shown_and_read_again(tmp_path: Path, workers: int) -> None:
    profile = Profile.open(tmp_path / "profile")
    world = World(profile, SystemClock())
    try:
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        made = [world.pki.issue_server(("localhost", "127.0.0.1")) for _ in range(2)]
        pairs = [
            (
                b"".join(each.public_bytes(Encoding.PEM) for each in chain),
                key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            )
            for chain, key in made
        ]
        cert_file, key_file = tmp_path / "cert.pem", tmp_path / "key.pem"
        cert_file.write_bytes(pairs[0][0])
        key_file.write_bytes(pairs[0][1])
    finally:
        world.close()
    own = ("--tls-cert", str(cert_file), "--tls-key", str(key_file))
    with background(profile.root, "idp", *own, "--workers", str(workers)) as idp:
        with trusting(idp["ca_file"]) as http:
            assert http.get(f"{idp['oidc']}/jwks.json").status_code == 200
        process: subprocess.Popen[str] = idp["process"]
        key_file.write_bytes(b"nonsense")
        process.send_signal(signal.SIGHUP)
        until(lambda: told(profile, "idp.certificate_kept") == workers, "that each process keeps its certificate")
        with trusting(idp["ca_file"]) as http:
            assert http.get(f"{idp['oidc']}/jwks.json").status_code == 200
        first, second = pairs
        assert first[0].startswith(shown(idp["oidc"]))
        cert_file.write_bytes(second[0])
        key_file.write_bytes(second[1])
        process.send_signal(signal.SIGHUP)
        until(lambda: told(profile, "idp.certificate_read") == workers, "that each process reads its certificate")
        assert second[0].startswith(shown(idp["oidc"]))
        key_file.write_bytes(b"nonsense")
    done = run(profile.root, "idp", "--tls-cert", str(cert_file), "--tls-key", str(key_file))
    assert (done.returncode, "address.certificate" in done.stderr) == (1, True), done.stderr


def test_the_address_that_browsers_use_is_the_one_that_is_told(tmp_path: Path) -> None:
    options = ("--issuer", "https://Idp.Example.test", "--web-http", "--trust-proxy", "127.0.0.1")
    with background(tmp_path / "p", "idp", *options) as idp, httpx2.Client(trust_env=False, verify=False) as http:
        assert (idp["oidc"], idp["saml"]) == ("https://Idp.Example.test/oidc", "https://Idp.Example.test/saml")
        port = IdpPlace.last(Profile.open(tmp_path / "p")).doors["web"]
        address = f"http://127.0.0.1:{port}/oidc/.well-known/openid-configuration"
        for headers, status in (
            ({}, 421),
            ({"Host": "idp.example.test"}, 200),
            ({"Host": "idp.example.test:443"}, 200),
            ({"X-Forwarded-Host": "idp.example.test"}, 200),
            ({"X-Forwarded-Host": "evil.example"}, 421),
        ):
            answer = http.get(address, headers=headers)
            assert answer.status_code == status, headers
        assert http.get(address, headers={"Host": "idp.example.test"}).json()["issuer"] == idp["oidc"]
    with background(tmp_path / "p", "idp", "--web-http") as idp:
        assert idp["oidc"].startswith("http://127.0.0.1:")
        with httpx2.Client(trust_env=False, verify=False) as http:
            port = idp["oidc"].rpartition(":")[2]
            answer = http.get(f"http://localhost:{port}/.well-known/openid-configuration")
            assert answer.json()["issuer"] == idp["oidc"]


def test_on_every_address_doors_are_told_and_certified_by_the_issuers_name(tmp_path: Path) -> None:
    profile, options = tmp_path / "p", ("--host", EVERYWHERE, "--issuer", "https://idp.example.test:8443")
    with background(profile, "idp", *options, "--workers", "2") as idp:
        assert idp["mtls"].startswith("https://idp.example.test:")
        assert idp["bankid"].startswith("https://idp.example.test:")
        # What is told of one door is reached by its name, and its certificate is for that: no name is resolved here.
        trust = ssl.create_default_context(cafile=idp["ca_file"])
        port = idp["mtls"].rpartition(":")[2]
        place = IdpPlace.last(Profile.open(profile)).doors
        assert str(place["mtls"]) == port
        for each in (place["mtls"], place["web"]):
            with (
                socket.create_connection(("127.0.0.1", each)) as raw,
                trust.wrap_socket(raw, server_hostname="idp.example.test") as tls,
            ):
                assert tls.version() is not None


@pytest.mark.parametrize(
    "words",
    [
        ("--host", EVERYWHERE),
        ("--issuer", "ftp://x"),
        ("--issuer", "http://example.test"),
        ("--issuer", "https://example.test/idp"),
        ("--issuer", "https://example.test:99999"),
        ("--issuer", "https://ex!ample.test"),
        ("--issuer", "https://0.0.0.0"),
        ("--host", "0"),
        ("--tls-cert", "x.pem"),
        ("--web-http", "--tls-cert", "x", "--tls-key", "y"),
        ("--trust-proxy", "proxy"),
        ("--host", EVERYWHERE, "--issuer", "https://x", "--learn"),
        ("--host", EVERYWHERE, "--issuer", "http://127.0.0.1", "--web-http"),
    ],
)
def test_options_that_do_not_go_together_are_told(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(tmp_path / "profile", "idp", *words)
    assert (done.returncode, done.stderr.startswith("usage.invalid")) == (2, True), done.stderr


def test_a_request_is_explained_as_the_running_idp_takes_it(tmp_path: Path) -> None:
    profile, back = tmp_path / "profile", "http://127.0.0.1:9/cb"
    run(profile, "client", "add", "journal", "--redirect-uri", back, "--claim", "employeeHsaId")
    right = {
        "client_id": "journal", "redirect_uri": back, "response_type": "code", "scope": "openid",
        "state": "s", "nonce": "n",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
        "claims": '{"id_token": {"employeeHsaId": {"essential": true}}}',
    }  # fmt: skip
    with background(profile, "idp") as idp, trusting(idp["ca_file"]) as http:
        token = (profile / "control-token").read_text().strip()
        page = f"{idp['oidc'].removesuffix('/oidc')}"
        entered = http.post(
            f"{page}/operator/enter", data={"token": token, "after": "/explain"}, headers={"Origin": page}
        )
        assert (entered.status_code, entered.headers["location"]) == (303, "/explain")
        form = re.search(
            r'action="/explain#result".*?name="csrf" value="([^"]+)"', http.get(f"{page}/explain").text, re.S
        )
        assert form
        for changed, answer in (
            ({}, ""),
            ({"redirect_uri": f"{back}/"}, "page system.address"),
            ({"scope": "profile"}, "error invalid_scope"),
            ({"claims": '{"id_token": {"commissionHsaId": {"essential": true}}}'}, "error access_denied"),
        ):
            address = f"{idp['oidc']}/authorize?{urlencode({**right, **changed})}"
            told = run(profile, "client", "explain", address, "--json")
            assert told.returncode == (3 if answer else 0), told.stderr
            explained = json.loads(told.stdout)
            assert (explained["answer"], explained["refused"]) == (answer, bool(answer))
            assert (explained["asked"] is None) == bool(answer)
            there = http.get(address)
            happened = there.headers.get("location", there.text)
            assert (answer.partition(" ")[2] or "/login/") in happened
            sent = {"csrf": (None, form[1]), "request": (None, address), "file": ("", b"")}
            shown = http.post(f"{page}/explain", files=sent, headers={"Origin": page}).text
            assert ("Den avvisas" in shown) == bool(answer)
            for each in explained["findings"]:
                assert each["rule"] in shown
    log = (profile / "log" / "cosmic-login.log").read_text()
    assert token not in log


def test_what_is_explained_is_said_in_both_languages_and_of_files(tmp_path: Path) -> None:
    profile, sp = tmp_path / "profile", Sp()
    (tmp_path / "sp.xml").write_text(sp.metadata())
    assert run(profile, "client", "import-metadata", str(tmp_path / "sp.xml"), "--name", "sp").returncode == 0
    message = tmp_path / "request.xml"
    policy = '<saml2p:NameIDPolicy Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"/>'
    message.write_text(sp.message("AuthnRequest", datetime.now(UTC), policy))
    swedish = run(profile, "--lang", "sv", "client", "explain", str(message))
    assert swedish.returncode == 3
    assert "AVVISAS  name_id.format [vår tolkning]: NameID av det begärda slaget ges inte" in swedish.stdout
    assert "svar: status Requester/InvalidNameIDPolicy" in swedish.stdout
    assert "- node-saml: identifierFormat: null" in swedish.stdout
    english = run(profile, "--lang", "en", "client", "explain", str(message))
    assert (
        "REFUSED  name_id.format [ours: nothing is published]: A NameID of the kind asked for is not given"
        in english.stdout
    )
    message.write_text(sp.message("AuthnRequest", datetime.now(UTC), AttributeConsumingServiceIndex="2"))
    taken = run(profile, "--lang", "en", "client", "explain", str(message))
    assert taken.returncode == 0
    assert "It would be taken." in taken.stdout
    assert "Is told (* needed): personalIdentityNumber" in taken.stdout
    (tmp_path / "nothing.txt").write_bytes(b"\xff\xfe\x00nothing")
    for given in ("hello", str(tmp_path / "nothing.txt"), "https://[x?client_id=a b"):
        nothing = run(profile, "client", "explain", given)
        assert "Traceback" not in nothing.stderr
        assert nothing.returncode in {1, 3}
