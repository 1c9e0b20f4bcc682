"""JWS signatures as CMS: openssl verifies them, whatever the key, and not what was changed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.idp.rp.cms import wrap
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.unit.idp.kit import Alg, SoftCard

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="the program openssl is not installed")


def verify(cms: bytes, roots: bytes, folder: Path) -> tuple[int, bytes]:
    """Let openssl verify; return its status and the content."""
    (folder / "cms.der").write_bytes(cms)
    (folder / "roots.pem").write_bytes(roots)
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", "cms.der", "-CAfile", "roots.pem", "-binary"]
    command += ["-purpose", "any"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize("alg", ["ES256", "RS256", "PS256"])
def test_openssl_verifies_the_keys_own_signature(profile: Profile, tmp_path: Path, alg: Alg) -> None:
    pki, clock = TrainingPki.open(profile, SystemClock()), ManualClock(SystemClock().now())
    card = SoftCard.issue(pki, clock, ec_key=alg == "ES256")
    jws = card.jws(b'{"what":"was asked"}', alg)
    issuer = pki.find(pki.slug_of(card.certificate.issuer))
    assert issuer is not None
    roots = b"".join(root.public_bytes(Encoding.PEM) for root in pki.roots())
    cms = wrap(jws, card.certificate, [issuer])
    assert verify(cms, roots, tmp_path) == (0, jws.rpartition(".")[0].encode())
    head, _, signature = jws.split(".")
    forged = f"{head}.{card.jws(b'something else', alg).split('.')[1]}.{signature}"
    assert verify(wrap(forged, card.certificate, [issuer]), roots, tmp_path)[0] != 0


def test_another_algorithm_is_not_wrapped(pki: TrainingPki, clock: ManualClock) -> None:
    card = SoftCard.issue(pki, clock)
    head = "eyJhbGciOiJub25lIn0"  # alg none
    with pytest.raises(ValueError, match="algorithm"):
        wrap(f"{head}.e30.", card.certificate, [])
