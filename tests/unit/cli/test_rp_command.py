"""``rp issue`` in the real program."""

from __future__ import annotations

import errno
import json
import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID

from cosmic_login.cli.main import main
from tests.e2e.program import run


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rp") / "profile"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_certificate_key_and_ca_are_written(profile: Path, tmp_path: Path) -> None:
    out = tmp_path / "made" / "here"
    done = run(
        profile, "rp", "issue", "Övningssjukhuset", "--out", str(out), "--json", "--p12-env", "P", env={"P": "pw"}
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["name"] == "Övningssjukhuset"
    assert {Path(told[name]).name for name in ("certificate", "key", "ca_file", "p12")} == names(out)
    leaf, issuer = x509.load_pem_x509_certificates(Path(told["certificate"]).read_bytes())
    root = x509.load_pem_x509_certificates(Path(told["ca_file"]).read_bytes())[-1]
    leaf.verify_directly_issued_by(issuer)
    issuer.verify_directly_issued_by(root)
    assert leaf.subject.get_attributes_for_oid(x509.ObjectIdentifier("2.5.4.41"))[0].value == "Övningssjukhuset"
    assert list(leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        ExtendedKeyUsageOID.CLIENT_AUTH
    ]
    key = load_pem_private_key(Path(told["key"]).read_bytes(), None)
    assert key.public_key() == leaf.public_key()
    bundle = pkcs12.load_pkcs12(Path(told["p12"]).read_bytes(), b"pw")
    assert bundle.cert is not None
    assert bundle.cert.certificate == leaf
    for secret in ("key", "p12"):
        assert stat.S_IMODE(Path(told[secret]).stat().st_mode) == 0o600


def test_what_is_half_written_is_taken_back(
    cosmic_profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The disk is full when the second file is written; with room again, the same command does it."""
    out, real = tmp_path / "out", Path.replace

    def full(path: Path, target: Path) -> Path:
        if Path(target).name == "rp-key.pem":
            raise OSError(errno.ENOSPC, "full")
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        assert main(["--profile", str(cosmic_profile), "rp", "issue", "x", "--out", str(out)]) == 1
    assert capsys.readouterr().err.startswith("file.unwritable: ")
    assert names(out) == set()
    assert main(["--profile", str(cosmic_profile), "rp", "issue", "x", "--out", str(out)]) == 0


def test_nothing_is_replaced(profile: Path, tmp_path: Path) -> None:
    (tmp_path / "rp-key.pem").write_text("mine")
    done = run(profile, "rp", "issue", "x", "--out", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("file.unwritable: ")
    assert names(tmp_path) == {"rp-key.pem"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["x"], "usage.invalid"),
        (["", "--out", "{}"], "usage.invalid"),
        (["a\nb", "--out", "{}"], "usage.invalid"),
        (["x" * 65, "--out", "{}"], "usage.invalid"),
        (["å" * 33, "--out", "{}"], "usage.invalid"),  # 66 bytes
        (["x", "--out", "{}", "--p12-env", "NOT_SET"], "usage.invalid"),
        (["x", "--out", "{}/file/below"], "file.unwritable"),
    ],
)
def test_what_cannot_be_done_is_said(profile: Path, tmp_path: Path, arguments: list[str], code: str) -> None:
    (tmp_path / "file").touch()
    done = run(profile, "rp", "issue", *(each.format(tmp_path) for each in arguments))
    assert done.returncode in {1, 2}
    assert done.stderr.startswith(f"{code}: ")
    assert len(done.stderr.splitlines()) == 1
    assert names(tmp_path) == {"file"}
