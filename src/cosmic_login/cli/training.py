"""``cosmic-login training``: what a trainer does with the whole exercise."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from cosmic_login.run.agreement import add_agreement, agreed

if TYPE_CHECKING:
    from cosmic_login.run.context import CliContext


def register(parser: argparse.ArgumentParser) -> None:
    """Add ``training reset`` and ``training erase``."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    reset = actions.add_parser(
        "reset",
        help="bring cards, codes, phones and services back to the shipped state; the audit trail goes on",
        description="Cannot be undone. Settings and the profile's own directory.toml stay.",
    )
    add_agreement(reset)
    reset.set_defaults(func=run_reset)

    erase = actions.add_parser(
        "erase",
        help="erase what is kept of a person: logins, sessions, cards, phones, snapshots; the audit trail stays",
        description="Cannot be undone. What the trail's rows say goes with their age: audit retain.",
    )
    erase.add_argument("person", metavar="PERSON", help="a key, a personal number, an HSA-id or a name")
    add_agreement(erase)
    erase.set_defaults(func=run_erase)


def run_reset(args: argparse.Namespace, context: CliContext) -> int:
    """Start over. Raises ``usage.invalid`` where nobody can be asked, ``card.in_use``, ``control.refused``."""
    from cosmic_login.run.starting_over import start_over

    question = context.text(
        "Kort, koder, telefoner och tjänster blir som från början. Det går inte att ångra. Fortsätta? [j/N] ",
        "Cards, codes, phones and services will be as from the start. It cannot be undone. Go on? [y/N] ",
    )
    if not agreed(args, "training reset", question):
        print(context.text("Inget är ändrat.", "Nothing has been changed."))
        return 1
    with context.world() as world:
        done = start_over(world)
    if args.json:
        context.print_json(done._asdict())
        return 0
    what = ", ".join(done.services) or context.text("inget", "nothing")
    print(
        context.text(
            f"Övningen börjar om. Kort: {done.cards}. Telefoner: {done.phones}. I drift igen: {what}.",
            f"The exercise starts over. Cards: {done.cards}. Phones: {done.phones}. Back in service: {what}.",
        )
    )
    return 0


def run_erase(args: argparse.Namespace, context: CliContext) -> int:
    """Erase a person. Raises ``usage.invalid`` where nobody can be asked, ``person.unknown``, ``card.in_use``."""
    from cosmic_login.run.erasing import erase_person

    with context.world() as world:
        person = world.directory.person(args.person)
        question = context.text(
            f"Allt som finns om {person.name} raderas. Det går inte att ångra. Fortsätta? [j/N] ",
            f"All that is kept of {person.name} will be erased. It cannot be undone. Go on? [y/N] ",
        )
        if not agreed(args, "training erase", question):
            print(context.text("Inget är ändrat.", "Nothing has been changed."))
            return 1
        rows, files = erase_person(world, person.key)
    if args.json:
        context.print_json(rows._asdict() | asdict(files))
        return 0
    print(
        context.text(
            f"Raderat. Inloggningar: {rows.logins}. Sessioner: {rows.sessions}. Kort: {files.issued}. "
            f"E-legitimationer: {max(rows.devices, files.eids)}. Ögonblicksbilder: {files.snapshots}.",
            f"Erased. Logins: {rows.logins}. Sessions: {rows.sessions}. Cards: {files.issued}. "
            f"E-IDs: {max(rows.devices, files.eids)}. Snapshots: {files.snapshots}.",
        )
    )
    return 0
