"""``cosmic-login client``: the systems that log their users in at this profile's identity provider."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.cli.client.adding import run_add, run_import
from cosmic_login.cli.client.known import find_file, forget, learned, registered, vocabulary
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile.files import as_failure, read_bytes

if TYPE_CHECKING:
    from cosmic_login.idp.registry.files import RegisteredFile
    from cosmic_login.idp.registry.systems import System
    from cosmic_login.run.context import CliContext


def register(parser: argparse.ArgumentParser) -> None:
    """Add ``client list|show|check|add|remove|explain|import-metadata``."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)

    listed = actions.add_parser("list", help="the systems that are registered, and those that were learned")
    listed.add_argument("--json", action="store_true", help="print a JSON array")
    listed.set_defaults(func=run_list)

    show = actions.add_parser("show", help="what one system is registered with; its secret is not shown")
    show.add_argument("name", metavar="NAME", help="its file's name without .toml, its client_id or its entityID")
    show.add_argument("--json", action="store_true", help="print a JSON object")
    show.set_defaults(func=run_show)

    check = actions.add_parser("check", help="say whether the files are right, with file and line where not")
    check.add_argument("files", metavar="FILE", nargs="*", help="files (default: those of the profile)")
    check.add_argument("--json", action="store_true", help="print a JSON array")
    check.set_defaults(func=run_check)

    add = actions.add_parser(
        "add", help="register an OpenID Connect client, or what was learned; a secret is printed once"
    )
    add.add_argument("name", metavar="NAME", help="the name of its file, and its client_id if that is not given")
    add.add_argument("--client-id", default="", metavar="ID", help="what it calls itself (default: NAME)")
    add.add_argument("--title", default="", metavar="TEXT", help="what people are shown")
    add.add_argument(
        "--redirect-uri",
        action="append",
        default=[],
        metavar="URL",
        help="where answers go; may be given more than once",
    )
    add.add_argument("--post-logout-uri", action="append", default=[], metavar="URL", help="where to after a log-out")
    add.add_argument("--claim", action="append", default=[], metavar="CLAIM", help="a claim that it may have")
    add.add_argument("--scope", action="append", default=[], metavar="SCOPE", help="a scope whose claims it may have")
    add.add_argument("--public", action="store_true", help="it keeps no secret and proves itself by PKCE alone")
    add.add_argument("--jwks-file", default="", metavar="FILE", help="it proves itself by its keys; these are public")
    add.add_argument("--from-learned", default="", metavar="NAME", help="begin with what was learned")
    add.add_argument("--json", action="store_true", help="print a JSON object")
    add.set_defaults(func=run_add)

    remove = actions.add_parser("remove", help="forget a system; its file is deleted")
    remove.add_argument("name", metavar="NAME", help="as for show")
    remove.add_argument("--learned", action="store_true", help="one that was learned, and not registered")
    remove.set_defaults(func=run_remove)

    explain = actions.add_parser(
        "explain", help="say rule by rule what becomes of a system's request, and what mends it"
    )
    explain.add_argument(
        "request", metavar="URL-OR-FILE", help="its address, a file with it, a call for tokens, SAML or metadata"
    )
    explain.add_argument("--json", action="store_true", help="print a JSON object")
    explain.set_defaults(func=run_explain)

    metadata = actions.add_parser("import-metadata", help="register a SAML service provider by its metadata")
    metadata.add_argument("file", metavar="FILE", help="the metadata (XML)")
    metadata.add_argument("--name", default="", metavar="NAME", help="its file's name (default: of its entityID)")
    metadata.add_argument("--title", default="", metavar="TEXT", help="what people are shown (default: as it says)")
    metadata.add_argument("--encrypt", action="store_true", help="encrypt its answers")
    metadata.add_argument("--json", action="store_true", help="print a JSON object")
    metadata.set_defaults(func=run_import)


def run_list(args: argparse.Namespace, context: CliContext) -> int:
    """List what there is. A file that is wrong is listed as such."""
    profile = context.profile_to_read
    rows = [_row(each, "registered") for each in registered(profile).files()]
    rows += [_row(each, "learned") for each in learned(profile).files()]
    if args.json:
        context.print_json(rows)
        return 0
    if not rows:
        print(context.text("Inget system är registrerat.", "No system is registered."))
    for row in rows:
        words = [str(row["file"]), str(row["protocol"]), str(row["key"]), str(row["state"])]
        print("  ".join(word for word in words if word))
    return 0


def _row(found: RegisteredFile, state: str) -> dict[str, object]:
    system = found.system
    return {
        "file": found.name,
        "protocol": system.face if system else "",
        "key": system.key if system else "",
        "name": system.name if system else "",
        "state": state if found.problem is None else "wrong",
        "problem": found.problem.detail if found.problem is not None else "",
    }


def run_show(args: argparse.Namespace, context: CliContext) -> int:
    """Show one system."""
    found = find_file(registered(context.profile_to_read), args.name)
    if found.problem is not None:
        raise found.problem
    assert found.system is not None  # noqa: S101 - told to the type checker: without a problem there is one
    told = _shown(found.system)
    if args.json:
        context.print_json(told)
    else:
        for name, value in told.items():
            print(f"{name}: {_told(value)}")
    return 0


def _told(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name} = {_told(each)}" for name, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _shown(system: System) -> dict[str, object]:
    told: dict[str, object] = {
        "protocol": system.face,
        "key": system.key,
        "name": system.name,
        "claims": sorted(system.claims),
        "methods": list(system.methods),
        "min_loa": system.min_loa,
        "claim_names": system.claim_names,
        "subject": system.subject,
        "amr": {method: list(values) for method, values in system.amr.items()},
    }
    if system.oidc is not None:
        client = system.oidc
        told |= {
            "redirect_uris": list(client.redirect_uris),
            "post_logout_redirect_uris": list(client.post_logout_redirect_uris),
            "auth_methods": list(client.auth_methods),
            "secret": bool(client.secret),
            "id_token_alg": client.id_token_alg,
            "frontchannel_logout_uri": client.frontchannel_logout_uri,
            "backchannel_logout_uri": client.backchannel_logout_uri,
        }
    if system.saml is not None:
        provider = system.saml
        told |= {
            "acs": [each.location for each in provider.acs],
            "logout": [each.location for each in provider.logout],
            "attributes": sorted({name for each in provider.attribute_services for name, _ in each.wanted}),
            "encrypt": provider.encrypt,
            "audiences": list(provider.audiences),
        }
    return told


def run_check(args: argparse.Namespace, context: CliContext) -> int:
    """Check files. Ends with the first that is wrong; all are told."""
    from cosmic_login.idp.registry.files import MALFORMED, parse_system

    results: list[tuple[str, LoginFailure | None]] = []
    if args.files:
        for name in args.files:
            raw = read_bytes(Path(name))
            try:
                if raw is None:
                    raise LoginFailure(MALFORMED, f"{name}: there is no such file")
                parse_system(Path(name), raw, vocabulary())
                results.append((name, None))
            except LoginFailure as failure:
                results.append((name, failure))
    else:
        results = [(str(each.path), each.problem) for each in registered(context.profile_to_read).files()]
    if args.json:
        context.print_json([{"file": name, "problem": wrong.detail if wrong else ""} for name, wrong in results])
    else:
        for name, wrong in results:
            print(wrong.detail if wrong else context.text(f"{name}: rätt", f"{name}: right"))
    for _, wrong in results:
        if wrong is not None:
            raise wrong
    return 0


def run_remove(args: argparse.Namespace, context: CliContext) -> int:
    """Forget a system; with ``--learned`` what was written down of one while learning."""
    profile = context.profile
    found = find_file(learned(profile) if args.learned else registered(profile), args.name)
    forget(found)
    print(context.text(f"Borttaget: {found.name}", f"Removed: {found.name}"))
    return 0


def run_explain(args: argparse.Namespace, context: CliContext) -> int:
    """Explain a request. Exit status 3 when it would be refused."""
    from cosmic_login.cli.client.explaining import print_explained, told_json
    from cosmic_login.core.clock import SystemClock
    from cosmic_login.idp.explain.explain import explain
    from cosmic_login.idp.explain.grounds import Grounds
    from cosmic_login.run.exit_status import REFUSED

    grounds = Grounds(registered(context.profile_to_read), SystemClock().now())
    explained = explain(_request_text(args.request), grounds)
    if args.json:
        context.print_json(told_json(explained))
    else:
        print_explained(explained, context)
    return REFUSED if explained.refused else 0


def _request_text(given: str) -> str:
    """Return what is to be explained: the text of a file of that name, or the words themselves."""
    path = Path(given)
    try:
        is_file = len(given) < 1024 and "://" not in given and path.is_file()
    except (OSError, ValueError):
        is_file = False
    if not is_file:
        return given
    with as_failure(path):
        return path.read_bytes()[:2_000_000].decode("utf-8", "replace").lstrip("\ufeff")
