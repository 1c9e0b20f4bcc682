"""``cosmic-login profile``: where all that the program keeps of its user lies, and how it goes away."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from cosmic_login.run.agreement import add_agreement, agreed

if TYPE_CHECKING:
    from cosmic_login.run.context import CliContext


def register(parser: argparse.ArgumentParser) -> None:
    """Add ``profile path`` and ``profile remove``."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    path = actions.add_parser("path", help="print the path of the profile, which may not exist")
    path.add_argument("--json", action="store_true", help="print a JSON object")
    path.set_defaults(func=run_path)
    remove = actions.add_parser(
        "remove",
        help="remove the profile: cards, keys, people, settings, log and audit trail",
        description="Cannot be undone. Files that the program did not make stay, and are named.",
    )
    add_agreement(remove)
    remove.set_defaults(func=run_remove)


def run_path(args: argparse.Namespace, context: CliContext) -> int:
    """Print where the profile is."""
    root = context.profile_root
    if args.json:
        context.print_json({"profile": str(root), "exists": root.is_dir()})
    else:
        print(root)
    return 0


def run_remove(args: argparse.Namespace, context: CliContext) -> int:
    """Remove the profile. Raises ``usage.invalid`` where nobody can be asked, and what ``remove_profile`` raises."""
    from cosmic_login.profile.removal import remove_profile

    root = context.profile_root
    if not root.exists():
        return _tell(context, str(root), [], as_json=args.json)
    question = context.text(
        f"Kort, nycklar, personer, inställningar, logg och åtkomstlogg i {root} tas bort. Det går inte att ångra."
        " Fortsätta? [j/N] ",
        f"Cards, keys, people, settings, log and audit trail in {root} will be removed. It cannot be undone."
        " Go on? [y/N] ",
    )
    if not agreed(args, "profile remove", question):
        print(context.text("Inget är borttaget.", "Nothing has been removed."))
        return 1
    return _tell(context, str(root), remove_profile(root), as_json=args.json)


def _tell(context: CliContext, root: str, left: list[str], *, as_json: bool) -> int:
    if as_json:
        context.print_json({"profile": root, "left": left})
        return 0
    print(context.text(f"Det finns ingen profil längre i {root}.", f"There is no profile in {root} any more."))
    if left:
        names = ", ".join(left)
        print(context.text(f"Kvar, för programmet gjorde dem inte: {names}", f"Left, not made by the program: {names}"))
    return 0
