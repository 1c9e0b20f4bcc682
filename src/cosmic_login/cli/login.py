"""``cosmic-login login``: a whole login without a window; prints the identity and its evidence."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import re
from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from cosmic_login.authenticators.card.absence import without_card
from cosmic_login.authenticators.engine.headless import Outcome, run_login
from cosmic_login.core.ending import ending_signals
from cosmic_login.core.extensions import AUTHENTICATORS
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.login_methods import DEFAULT, METHODS, app_of, row_of
from cosmic_login.core.plugins import left_out, plugin_names
from cosmic_login.core.prompt_kinds import answer_without_window
from cosmic_login.core.prompts import (
    Answer,
    CardChosen,
    ChooseCard,
    ChooseServiceId,
    CodeEntered,
    ConfirmCertificate,
    Confirmed,
    EnterCode,
    InsertCard,
    Prompt,
    ServiceIdChosen,
    ShowQr,
)
from cosmic_login.core.secret import Code
from cosmic_login.core.situations import CardSituation
from cosmic_login.core.swedish_time import date_and_time
from cosmic_login.profile.logs import log_event
from cosmic_login.run.codes import code_of_environment, code_of_terminal, is_asked_for
from cosmic_login.run.command_help import Filled
from cosmic_login.run.exit_status import DONE, exit_status
from cosmic_login.run.output import failure_members
from cosmic_login.run.phone_user import ScriptedPhoneUser
from cosmic_login.run.serving import TRIES, lost_its_idp, serve_others

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.authenticators.engine.view import View
    from cosmic_login.core.identity import ServiceId
    from cosmic_login.directory.model import Person
    from cosmic_login.run.context import CliContext

_log = logging.getLogger(__name__)
DEFAULT_CODE_ENV = "COSMIC_LOGIN_CODE"
#: What every HSA-id looks like; longer texts would be refused on the way, and not for what is wrong with them.
_HSA_ID = re.compile(r"[A-Za-z0-9-]{0,31}")  # empty: none was named
_BY_PHONE = ", ".join(row.name for row in METHODS.values() if row.app is not None)


def register(parser: argparse.ArgumentParser) -> None:
    """Add the subcommand's arguments."""
    parser.add_argument(
        "--method",
        default=DEFAULT.name,
        help=Filled("way to log in: {ways} (default: %(default)s)", ways=", ".join(_ways())),
    )
    parser.add_argument("--person", required=True, help="who logs in: key of the directory, HSA-id or number")
    parser.add_argument("--card", default="", help="which of the person's virtual cards (default: the first)")
    parser.add_argument("--reader", default="", help="use the card that sits in this reader")
    parser.add_argument(
        "--phone",
        metavar="NAME",
        default="",
        help=Filled("which virtual phone, for {ways}; activated on first use (default: the person's)", ways=_BY_PHONE),
    )
    parser.add_argument(
        "--code-env",
        metavar="VAR",
        default=DEFAULT_CODE_ENV,
        help="environment variable that holds the code (default: %(default)s; asked for on a terminal)",
    )
    parser.add_argument("--service-id", metavar="HSAID", type=_hsa_id, default="", help="the service ID to log in with")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(func=run)


def _hsa_id(text: str) -> str:
    if not _HSA_ID.fullmatch(text):
        raise argparse.ArgumentTypeError("wants an HSA-id: at most 31 letters A to Z, digits and hyphens")
    return text


def run(args: argparse.Namespace, context: CliContext) -> int:
    """Log in."""
    with contextlib.ExitStack() as until_the_end:
        used, world = _nothing_yet(args), None
        try:
            world = until_the_end.enter_context(context.world())
            person = world.directory.person(args.person)
            named = _name_left_out(world, context)
            if args.method not in world.authenticators:
                raise LoginFailure("method.unknown", f"{args.method}; there are: {', '.join(world.authenticators)}")
            used, app = _nothing_yet(args), app_of(args.method)  # others' methods are known from here on
            row = row_of(args.method)
            if app is None:
                _need_reader(world, args.reader)
            if app is None and (row is None or row.card):
                used = _put_card_in(world, person, args)
            for _ in range(TRIES):
                outcome, used = _once(world, args, context, person, used)
                if not lost_its_idp(world, outcome):
                    break
                log_event(_log, "login.lost_its_idp", method=args.method, source="command")
            _name_further(named, context)
        except LoginFailure as failure:
            log_event(_log, "command.failed", level=logging.WARNING, failure=failure, detail=failure.detail)
            outcome = Outcome(failure=failure)
        _print(outcome, args, used, context)
        if world is not None:
            serve_others(world)
    return DONE if outcome.failure is None else exit_status(outcome.failure)


def _once(
    world: World, args: argparse.Namespace, context: CliContext, person: Person, used: dict[str, str]
) -> tuple[Outcome, dict[str, str]]:
    """Log in, and say with what."""
    app, answerer = app_of(args.method), Answers(person, args, context)
    if app is None:
        answerer.to_choose = _to_choose(world, person, args.method, used.get("card", ""))
        return asyncio.run(_login(world, args, answerer, used["reader"], person.personal_number)), used
    hand = answerer.hand = ScriptedPhoneUser(world, person, app.value, args.phone, answerer.code)
    outcome = asyncio.run(_login_by_phone(world, args, answerer, hand, person.personal_number))
    return outcome, hand.device


def _print(outcome: Outcome, args: argparse.Namespace, used: dict[str, str], context: CliContext) -> None:
    if args.json:
        context.print_json(as_json(outcome, args.method, used, context.message))
    elif outcome.failure is not None:
        context.print_failure(outcome.failure)
    else:
        _print_identity(outcome)


def _nothing_yet(args: argparse.Namespace) -> dict[str, str]:
    """Return what the result says of card or phone before there is one."""
    app = app_of(args.method)
    return {"card": "", "reader": args.reader} if app is None else {"phone": args.phone, "app": app.value}


def _name_left_out(world: World, context: CliContext) -> int:
    """Load ways to log in and readers, and name on standard error what is not used, in a line each; return how many."""
    world.authenticators, world.readers  # noqa: B018 - loading them is what finds out
    return _name_further(0, context)


def _name_further(named: int, context: CliContext) -> int:
    """Name what has been left out since."""
    found = left_out()
    for plugin in found[named:]:
        context.print_failure(LoginFailure("plugin.left_out", plugin.line))
    return len(found)


def _ways() -> list[str]:
    """Name the ways to log in that are installed, without loading them."""
    return [*METHODS, *sorted(plugin_names(AUTHENTICATORS) - set(METHODS))]


def _need_reader(world: World, name: str) -> None:
    """Raise ``reader.unknown``, with those that there are, unless a reader is called ``name`` (empty: any will do)."""
    if not name:
        return
    names: list[str] = []
    down: list[str] = []
    for service in world.readers:
        try:
            names += [state.name for state in service.readers()]
        except LoginFailure as failure:
            down.append(failure.code)
    if name not in names:
        more = f"; not asked: {', '.join(down)}" if down else ""
        raise LoginFailure("reader.unknown", f"{name}; there are: {', '.join(names) or '-'}{more}")


def _put_card_in(world: World, person: Person, args: argparse.Namespace) -> dict[str, str]:
    """Put the person's virtual card into a virtual reader, unless a reader or a desk with a card was named."""
    from cosmic_login.app import DEFAULT_READER

    if world.takes_desk and not args.card and not args.reader:
        return {"card": "", "reader": ""}  # the card is on the person's own desk
    virtual = world.virtual_readers
    names = {state.name for state in virtual.readers()}
    if args.reader and args.reader not in names:
        return {"card": "", "reader": args.reader}
    reader = args.reader or DEFAULT_READER
    cards = world.cards.of_person(person.key)
    chosen = args.card or next(iter(cards), "")
    if not chosen:
        raise LoginFailure("card.unknown", f"{person.key} has no card")
    if chosen not in cards:
        raise LoginFailure("card.unknown", f"{chosen} is not a card of {person.key}")
    virtual.insert(reader, world.cards.open(chosen))
    return {"card": chosen, "reader": reader}


def _to_choose(world: World, person: Person, method: str, card: str) -> Sequence[ServiceId]:
    """Return the service IDs that the IdP will ask about, as far as the card tells before its code is needed.

    A certificate with a personal number speaks for all that the person has, one with an HSA-id for that alone.
    """
    if world.idp_url or method != DEFAULT.name or not card:
        return ()  # whom another IdP knows, and what another card is for, comes out when it has judged
    slots = world.cards.open(card).state.slots
    personal = any(slot.kind == "person" and slot.usage == "authenticate" for slot in slots)
    if not personal or len(person.service_ids) < 2:
        return ()
    return sorted(person.service_ids, key=lambda each: not each.own_region)


async def _login_by_phone(
    world: World, args: argparse.Namespace, answerer: Answers, hand: ScriptedPhoneUser, number: str
) -> Outcome:
    try:
        await hand.get_ready()
        return await _login(world, args, answerer, "", number)
    finally:
        await hand.put_down()


async def _login(world: World, args: argparse.Namespace, answerer: Answers, reader: str, number: str) -> Outcome:
    from cosmic_login.diagnosis.journal import Journal

    journal, watch = Journal("command"), answerer.watch

    def told(view: View) -> None:
        journal.view(view)
        if watch is not None:
            watch.view(view)

    client = world.client()
    task = asyncio.current_task()
    with contextlib.suppress(NotImplementedError):  # not on every system
        for number_of_signal in ending_signals():
            asyncio.get_running_loop().add_signal_handler(number_of_signal, task.cancel if task else lambda: None)
    try:
        return await run_login(
            args.method,
            answerer,
            authenticators=lambda: world.authenticators,
            make_order=lambda method: world.order(
                method, client, reader=reader, service_id=args.service_id, person=number
            ),
            clock=world.clock,
            on_view=told,
            close_clients=world.close_clients,
        )
    except asyncio.CancelledError:
        log_event(_log, "login.abandoned", method=args.method, source="command")
        return Outcome(failure=LoginFailure("order.cancelled", "interrupted"))


class ServiceIdNeeded(LoginFailure):
    """The person has several service IDs and none was named; ``choices`` are for programs."""

    def __init__(self, service_ids: Sequence[ServiceId]) -> None:
        super().__init__("service_id.needed", ", ".join(f"{each.hsa_id} ({each.organisation})" for each in service_ids))
        self.choices = [
            {
                "hsa_id": each.hsa_id,
                "organisation": each.organisation,
                "organisation_id": each.organisation_id,
                "title": each.title,
                "own_region": each.own_region,
            }
            for each in service_ids
        ]


class Answers:
    """Answers prompts from the environment: gives the code once, and never to a stranger's card."""

    def __init__(self, person: Person, args: argparse.Namespace, context: CliContext) -> None:
        self._person, self._context = person, context
        self.watch = context.watch
        self._code_env: str = args.code_env
        self._service_id: str = args.service_id
        self._reader: str = args.reader
        self.to_choose: Sequence[ServiceId] = ()  # the service IDs that will be asked about, where the card tells
        self.hand: ScriptedPhoneUser | None = None  # for the ways that are answered on a phone

    def __call__(self, prompt: Prompt[Any]) -> Answer | Coroutine[Any, Any, Answer] | None:
        """Answer, or raise the failure that ends the login; what is typed on a terminal is awaited."""
        match prompt:
            case EnterCode(wrong_before=True):
                raise LoginFailure("code.wrong", tries_left=prompt.tries_left)
            case ConfirmCertificate():
                if prompt.certificate.holder != self._person.name:
                    raise LoginFailure("card.other_person")
                return Confirmed()
            case EnterCode():
                if prompt.holder != self._person.name:
                    raise LoginFailure("card.other_person")
                if self.to_choose and not self._service_id:
                    raise ServiceIdNeeded(self.to_choose)  # no code for what cannot be done without the choice
                return self._typed() if is_asked_for(self._code_env) else CodeEntered(self.code())
            case ShowQr() if self.hand is not None:
                self.hand.look_at(prompt)
            case InsertCard() if prompt.situation is not CardSituation.READING:
                raise self._without_card(prompt)
            case ChooseCard() | ChooseServiceId():
                return self._chosen(prompt)
        return answer_without_window(prompt)

    def _without_card(self, prompt: InsertCard) -> LoginFailure:
        if prompt.situation is CardSituation.NO_READER and self._reader:
            return LoginFailure("reader.unknown", f"{self._reader}; there are: {', '.join(prompt.readers)}")
        return without_card(prompt)

    def _chosen(self, prompt: ChooseCard | ChooseServiceId) -> Answer:
        if isinstance(prompt, ChooseCard):
            return CardChosen(self._card_of(prompt))
        return ServiceIdChosen(self._choice(prompt))

    def _card_of(self, prompt: ChooseCard) -> str:
        """Return the reader of the person's one card among several. Raises ``card.several`` with what there is."""
        theirs = [choice.reader for choice in prompt.choices if choice.holder == self._person.name]
        if len(theirs) != 1:
            there = ", ".join(f"{choice.reader} ({choice.holder})" for choice in prompt.choices)
            raise LoginFailure("card.several", f"--reader NAME; there are: {there}")
        return theirs[0]

    def code(self) -> Code:
        """Return the code, anew each time: whoever takes it wipes it."""
        return code_of_environment(self._context, self._code_env)

    async def _typed(self) -> Answer:
        """Wait for the code beside the login, which a pulled card may end meanwhile."""
        return CodeEntered(await code_of_terminal(self._context))

    def _choice(self, prompt: ChooseServiceId) -> str:
        if not self._service_id:
            raise ServiceIdNeeded(prompt.choices)
        if self._service_id not in {choice.hsa_id for choice in prompt.choices}:
            raise LoginFailure("access.service_id_unknown", self._service_id)
        return self._service_id


def as_json(outcome: Outcome, method: str, used: dict[str, str], message: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the contract's object: ``identity`` or ``failure``, ``method``, ``card`` or ``device``, ``steps``."""
    found: dict[str, Any] = {"method": method}
    what = "device" if app_of(method) is not None else "card"
    if outcome.identity is not None:
        found["identity"] = outcome.identity.claims
        found[what] = used if what == "device" else {**used, **outcome.identity.evidence}
    if outcome.failure is not None:
        found["failure"] = failure_members(outcome.failure, message(outcome.failure))
        found[what] = used
    found["steps"] = [
        {"prompt": step.prompt, **({"step": step.step} if step.step else {}), "ms": step.milliseconds}
        for step in outcome.steps
    ]
    return found


def _print_identity(outcome: Outcome) -> None:
    identity = outcome.identity
    assert identity is not None  # noqa: S101 - told to the type checker
    print(f"{identity.name}  {identity.hsa_id}  {identity.organisation}")
    print(f"{identity.method}, LoA {identity.loa}, {date_and_time(identity.since, seconds=True)}")
