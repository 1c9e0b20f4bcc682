"""``cosmic-login rp``: certificates of relying parties, for the BankID and SITHS relying party interfaces."""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.files import as_failure, write_atomic

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

    from cosmic_login.run.context import CliContext

#: X.520: what a common name may be long.
_NAME_LENGTH = 64


def register(parser: argparse.ArgumentParser) -> None:
    """Add ``rp issue``."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    issue = actions.add_parser("issue", help="issue a certificate and key that this profile's IdP lets in")
    issue.add_argument("name", metavar="NAME", type=_name, help="what the apps show as the one who asks")
    issue.add_argument("--out", required=True, metavar="DIR", help="directory for rp.pem, rp-key.pem and ca.pem")
    issue.add_argument(
        "--p12-env", metavar="VAR", default="", help="also write rp.p12, under the password in this variable"
    )
    issue.add_argument("--json", action="store_true", help="print the files' names as a JSON object")
    issue.set_defaults(func=run_issue)


def run_issue(args: argparse.Namespace, context: CliContext) -> int:
    """Issue a certificate; a file that is there already is never replaced."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    password = _password(args.p12_env)
    folder = Path(args.out)
    files = {name: folder / file for name, file in _FILES.items() if name != "p12" or password}
    with context.world() as world:
        try:
            chain, key = world.pki.issue_relying_party(args.name)
        except ValueError:
            raise LoginFailure("usage.invalid", f"NAME: {len(args.name)} such letters do not fit") from None
        contents = {
            "certificate": b"".join(each.public_bytes(Encoding.PEM) for each in chain),
            "key": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            "ca_file": world.ca_file().read_bytes(),
            "p12": _pkcs12(args.name, chain, key, password) if password else b"",
        }
    _make(folder, files)
    _write_all({files[name]: contents[name] for name in files}, secret={files[name] for name in _SECRET & files.keys()})
    paths = {name: str(path) for name, path in files.items()}
    if args.json:
        context.print_json({"name": args.name, "valid_until": chain[0].not_valid_after_utc, **paths})
    else:
        print("\n".join(paths.values()))
    return 0


_SECRET = {"key", "p12"}
_FILES = {"certificate": "rp.pem", "key": "rp-key.pem", "ca_file": "ca.pem", "p12": "rp.p12"}


def _name(text: str) -> str:
    name = text.strip()
    if not 0 < len(name.encode("utf-8", "replace")) <= _NAME_LENGTH or not name.isprintable():
        raise argparse.ArgumentTypeError(f"wants 1 to {_NAME_LENGTH} bytes (å is two) of what can be printed")
    return name


def _password(variable: str) -> bytes:
    if not variable:
        return b""
    password = os.environ.get(variable, "")
    if not password:
        raise LoginFailure("usage.invalid", f"the environment variable {variable[:40]} holds no password")
    return password.encode()


def _pkcs12(name: str, chain: list[x509.Certificate], key: ec.EllipticCurvePrivateKey, password: bytes) -> bytes:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    leaf, *above = chain
    return pkcs12.serialize_key_and_certificates(name.encode(), key, leaf, above, BestAvailableEncryption(password))


def _make(folder: Path, files: dict[str, Path]) -> None:
    try:
        with as_failure(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except LoginFailure as failure:
        raise LoginFailure("file.unwritable", failure.detail) from failure
    for path in files.values():
        if path.exists():
            raise LoginFailure("file.unwritable", f"{path}: is there already")


def _write_all(contents: Mapping[Path, bytes], secret: Collection[Path]) -> None:
    """Write the files, all or none: half of them would be in the way of the next try."""
    with contextlib.ExitStack() as undo:
        for path, data in contents.items():
            try:
                write_atomic(path, data, mode=0o600 if path in secret else 0o644)
            except LoginFailure as failure:
                raise LoginFailure("file.unwritable", failure.detail) from failure
            undo.callback(path.unlink, missing_ok=True)
        undo.pop_all()
