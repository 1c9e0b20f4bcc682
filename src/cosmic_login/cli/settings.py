"""``cosmic-login settings``: show, change and reset the settings, and say where they are kept."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.settings_kinds import Value, shown
from cosmic_login.core.settings_table import BY_NAME, SETTINGS, Setting
from cosmic_login.translations import translate

if TYPE_CHECKING:
    from cosmic_login.run.context import CliContext


def register(parser: argparse.ArgumentParser) -> None:
    """Add ``settings show``, ``set``, ``reset`` and ``path``."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)

    show = actions.add_parser("show", help="print every setting, or one; a star marks what is not the default")
    show.add_argument("key", metavar="KEY", nargs="?", default="", help="name, or section.name")
    show.add_argument("--json", action="store_true", help="print a JSON object")
    show.set_defaults(func=run_show)

    change = actions.add_parser("set", help="change one setting; auto leaves it to the program where that is allowed")
    change.add_argument("key", metavar="KEY", help="name, or section.name")
    change.add_argument("value", metavar="VALUE", help='contacts: "name: phone; name: phone"')
    change.set_defaults(func=run_set)

    reset = actions.add_parser("reset", help="bring every setting back to its default, or one")
    reset.add_argument("key", metavar="KEY", nargs="?", default="", help="name, or section.name")
    reset.set_defaults(func=run_reset)

    path = actions.add_parser("path", help="print the path of the settings file, which may not exist")
    path.set_defaults(func=run_path)


def run_show(args: argparse.Namespace, context: CliContext) -> int:
    """Print what the file says. Raises ``settings.malformed``."""
    found = context.found_settings
    if found.failure is not None:
        raise found.failure
    rows = (_row(args.key),) if args.key else SETTINGS
    if args.json:
        context.print_json({row.key: _plain(row.of(found.settings)) for row in rows})
        return 0
    for row in rows:
        value = row.of(found.settings)
        if args.key:
            print(shown(value))
            continue
        mark = " " if value == row.default else "*"
        label = translate(context.lang, "Settings", row.label)
        print(f"{mark} {row.key:<28} {shown(value) or '-'}  ({label})")
    return 0


def run_set(args: argparse.Namespace, context: CliContext) -> int:
    """Change one value in the file; what else stands there stays.

    Raises ``settings.malformed``, ``usage.invalid``, ``ca_file.unusable``, ``profile.*``.
    """
    from cosmic_login.profile.settings import change

    row = _row(args.key)
    value = row.kind.read(args.value)
    trouble = row.kind.trouble(value)
    if trouble:
        raise LoginFailure("usage.invalid", f"{row.key}: {trouble}")
    if row.name == "idp_ca" and value:
        import ssl

        from cosmic_login.core.ca_file import load_cas

        load_cas(Path(str(value)).expanduser(), row.key, lambda pem: ssl.create_default_context(cadata=pem))
    change(context.profile, lambda settings: settings.changed(row.name, value))
    sys.stderr.write(f"{context.profile.settings_file}\n")
    return 0


def run_reset(args: argparse.Namespace, context: CliContext) -> int:
    """Bring one value in the file back to its default, or all; comments stay.

    A file that cannot be used is kept beside the new one when all are reset. Raises ``settings.malformed`` for one of
    such a file, ``usage.invalid``, ``profile.*``.
    """
    from cosmic_login.core.settings import Settings
    from cosmic_login.profile.settings import change, save

    if args.key:
        row = _row(args.key)
        change(context.profile, lambda settings: settings.changed(row.name, row.default))
    else:
        save(context.profile, Settings())
    sys.stderr.write(f"{context.profile.settings_file}\n")
    return 0


def run_path(_args: argparse.Namespace, context: CliContext) -> int:
    """Print the path."""
    print(context.profile.settings_file)
    return 0


def _plain(value: Value) -> object:
    return [contact._asdict() for contact in value] if isinstance(value, tuple) else value


def _row(key: str) -> Setting:
    row = BY_NAME.get(key.rpartition(".")[2])
    if row is None or key not in {row.name, row.key}:
        raise LoginFailure("usage.invalid", f"no such setting; there are: {', '.join(row.key for row in SETTINGS)}")
    return row
