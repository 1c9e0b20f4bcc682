"""Registering systems: files that are checked as they will be read, before anything of them is written."""

from __future__ import annotations

import argparse
import json
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.cli.client.known import JWKS, find_file, forget, learned, registered
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.files import read_bytes

if TYPE_CHECKING:
    from cosmic_login.idp.registry.files import RegisteredFile
    from cosmic_login.idp.registry.systems import System
    from cosmic_login.profile import Profile
    from cosmic_login.run.context import CliContext

_MALFORMED = "system.malformed"
#: The options that members of a file are made of.
_OPTIONS = {
    "client_id": "--client-id",
    "name": "--title",
    "redirect_uris": "--redirect-uri",
    "post_logout_redirect_uris": "--post-logout-uri",
    "claims": "--claim",
    "scopes": "--scope",
    "jwks_file": "--jwks-file",
    "encrypt": "--encrypt",
}
#: Bytes of randomness in a secret that is made here.
_SECRET_BYTES = 24


def run_add(args: argparse.Namespace, context: CliContext) -> int:
    """Register a client, or what was learned. A file that is there already is never replaced."""
    found = _learned_of(context.profile, args.from_learned) if args.from_learned else None
    system = found.system if found is not None else None
    if found is not None and system is not None and system.saml is not None:
        return _add_provider(args, context, found)
    from cosmic_login.idp.registry.writing import keep

    key, secret, files = _client_files(args, system)
    try:
        keep(registered(context.profile), args.name, files)
    except LoginFailure as failure:
        raise _by_option(failure) from None
    forget(found)
    told = {"file": args.name, "client_id": key} | ({"secret": secret} if secret else {})
    if args.json:
        context.print_json(told)
        return 0
    print(context.text(f"Registrerat: {key}", f"Registered: {key}"))
    if secret:
        print(context.text(f"Hemlighet (visas bara nu): {secret}", f"Secret (shown now only): {secret}"))
    elif not args.jwks_file:
        print(context.text("Utan hemlighet: PKCE krävs.", "Without a secret: PKCE is required."))
    return 0


def _client_files(args: argparse.Namespace, learned: System | None) -> tuple[str, str, dict[str, bytes]]:
    """Return the client_id, the secret if it gets one, and what its files hold."""
    client = learned.oidc if learned is not None else None
    key = args.client_id or (learned.key if learned is not None else args.name)
    seen = client.auth_methods if client is not None else ()
    if seen == ("private_key_jwt",) and not args.jwks_file and not args.public:
        raise LoginFailure("usage.invalid", "--jwks-file: it proves itself by private_key_jwt, and its keys are needed")
    lines = ['protocol = "oidc"', f"client_id = {json.dumps(key)}"]
    lines += [f"name = {json.dumps(args.title)}"] if args.title else []
    files: dict[str, bytes] = {}
    secret = ""
    if args.jwks_file:
        raw = read_bytes(Path(args.jwks_file))
        if raw is None:
            raise LoginFailure("usage.invalid", f"--jwks-file {args.jwks_file}: there is no such file")
        files[JWKS] = raw
        lines += [f"jwks_file = {json.dumps(args.name + JWKS)}", 'auth_methods = ["private_key_jwt"]']
    elif args.public or seen == ("none",):
        lines += ['auth_methods = ["none"]']
    else:
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        lines += [f"secret = {json.dumps(secret)}"]
    for name, given, found in (
        ("redirect_uris", args.redirect_uri, client.redirect_uris if client else ()),
        ("post_logout_redirect_uris", args.post_logout_uri, client.post_logout_redirect_uris if client else ()),
        ("claims", args.claim, sorted(learned.claims) if learned else ()),
        ("scopes", args.scope, ()),
    ):
        values = list(given or found)
        lines += [f"{name} = {json.dumps(values, ensure_ascii=False)}"] if values else []
    files[".toml"] = ("\n".join(lines) + "\n").encode()
    return key, secret, files


def _add_provider(args: argparse.Namespace, context: CliContext, found: RegisteredFile) -> int:
    """Register a service provider that was learned, by the metadata that were written for it."""
    given = {
        "--client-id": args.client_id,
        "--redirect-uri": args.redirect_uri,
        "--post-logout-uri": args.post_logout_uri,
        "--public": args.public,
        "--jwks-file": args.jwks_file,
    }
    if unfit := [option for option, value in given.items() if value]:
        raise LoginFailure("usage.invalid", f"{unfit[0]}: {args.from_learned} speaks SAML; its metadata say that")
    asked = (("claims", args.claim), ("scopes", args.scope))
    lines = [f"{name} = {json.dumps(values)}" for name, values in asked if values]
    metadata = read_bytes(found.path.with_suffix(".xml")) or b""
    status = _register_provider(args, context, args.name, metadata, lines)
    forget(found)
    return status


def _register_provider(
    args: argparse.Namespace, context: CliContext, name: str, metadata: bytes, more: Sequence[str]
) -> int:
    from cosmic_login.idp.registry.metadata import read_metadata
    from cosmic_login.idp.registry.writing import keep

    system = read_metadata(metadata, name=args.title)
    lines = ['protocol = "saml"', f"metadata = {json.dumps(f'{name}.xml')}"]
    lines += [f"name = {json.dumps(args.title)}"] if args.title else []
    try:
        files = {".toml": ("\n".join([*lines, *more]) + "\n").encode(), ".xml": metadata}
        keep(registered(context.profile), name, files)
    except LoginFailure as failure:
        raise _by_option(failure) from None
    if args.json:
        context.print_json({"file": name, "entity_id": system.key})
    else:
        print(context.text(f"Registrerat: {system.key}", f"Registered: {system.key}"))
    return 0


def _by_option(failure: LoginFailure) -> LoginFailure:
    """Return a complaint about the file that was to be written as one about the options that it was made of."""
    found = re.search(r":[0-9]+: ([a-z_]+): (.*)", failure.detail, re.DOTALL)
    if failure.code != _MALFORMED or found is None:
        return failure
    option = _OPTIONS.get(found[1], found[1])
    return LoginFailure("usage.invalid", f"{option}: {found[2]}")


def _learned_of(profile: Profile, name: str) -> RegisteredFile:
    found = find_file(learned(profile), name)
    if found.system is None and found.problem is not None:
        raise found.problem
    return found


def run_import(args: argparse.Namespace, context: CliContext) -> int:
    """Register a service provider."""
    from cosmic_login.idp.registry.learning import file_name_of
    from cosmic_login.idp.registry.metadata import read_metadata

    raw = read_bytes(Path(args.file))
    if raw is None:
        raise LoginFailure("system.metadata", f"{args.file}: there is no such file")
    name = args.name or file_name_of(read_metadata(raw).key)
    return _register_provider(args, context, name, raw, ["encrypt = true"] if args.encrypt else [])
