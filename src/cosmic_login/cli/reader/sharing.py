"""``cosmic-login reader share``: the desk's end, with a hand on the reader and a say in what is done with the card."""

from __future__ import annotations

import argparse
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.run.context import one_line
from cosmic_login.run.output import LiveLines, write_json

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.cards.reader import ReaderService
    from cosmic_login.remote.consent import Consent
    from cosmic_login.remote.share import News, Share
    from cosmic_login.remote.weather import Weather
    from cosmic_login.run.context import CliContext

_SLOWEST_S = 5.0
_ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - recognised, never chosen
_YES, _NO = frozenset({"ja", "j", "yes", "y"}), frozenset({"nej", "n", "no"})
_USES = {
    "read": ("läsa kortet", "to read the card"),
    "code": ("visa kortet din kod", "to show the card your code"),
    "key": ("låta kortet skriva under", "to have the card sign"),
    "change": ("ändra på kortet", "to change the card"),
}
_NEWS = {
    "came": ("{name} är här", "{name} is here"),
    "lost": ("kontakten med {name} bröts", "the line to {name} was lost"),
    "left": ("{name} har gått", "{name} has gone"),
    "paired": ("ihopparad med {name}", "paired with {name}"),
    "refused": ("avvisade {name}: {code}", "refused {name}: {code}"),
    "asks": ("{name} vill {use}", "{name} wants {use}"),
    "denied": ("{name} fick nej", "{name} was told no"),
}


def register(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``share``."""
    share = verbs.add_parser("share", help="let paired sessions use the readers of this desk, until it is stopped")
    share.add_argument("--listen", metavar="HOST:PORT", default="", help="where to listen (default: 127.0.0.1:9743)")
    share.add_argument(
        "--reader", action="append", default=[], metavar="NAME", help="share only this reader; repeatable"
    )
    share.add_argument("--card", default="", metavar="CARD", help="put this virtual card into the virtual reader")
    share.add_argument("--ask", action="store_true", help="ask here before a card is shown a code or changed")
    share.add_argument("--name", type=machine_name, help="what sessions call this desk (default: its host name)")
    share.add_argument("--json", action="store_true", help="print JSON objects, one a line")
    share.epilog = (
        "While it runs, type: in [CARD] or out (the virtual card), yes or no (to what is asked, or to all); "
        "for practice, slow SECONDS, lossy or cut (the line), and mend."
    )
    share.set_defaults(func=run_share)


def machine_name(text: str) -> str:
    """Return a name that the other end can show as it is. Raises ``argparse.ArgumentTypeError``."""
    from cosmic_login.core.identity import MACHINE_NAME_LENGTH
    from cosmic_login.remote.manners import shown_name

    name = " ".join(filter(None, text.split(" ")))
    if not name or shown_name(name) != name:
        raise argparse.ArgumentTypeError(f"wants 1 to {MACHINE_NAME_LENGTH} characters of what can be printed")
    return name


def own_name(wanted: str | None = None) -> str:
    """Return what this machine is called at the other end."""
    return wanted or socket.gethostname()


def run_share(args: argparse.Namespace, context: CliContext) -> int:
    """Share until SIGINT or SIGTERM."""
    from cosmic_login.cards.readers import ReaderHub
    from cosmic_login.remote.address import DeskAddress
    from cosmic_login.remote.consent import Consent
    from cosmic_login.remote.share import Share

    host, port = _listen(args.listen)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with context.world() as world, context.profile.kept_in_use():
        lines = LiveLines(stop.set)  # a card is shared only where it can be told who asks for it
        say = _Says(context, lines, as_json=args.json)
        hand = _Hand(world, args.card)
        services = _shared(world, args.reader)
        asked = Consent(lambda _question: say.question()) if args.ask else None
        share = Share(
            context.profile,
            ReaderHub(services, "desk"),
            world.clock,
            name=own_name(args.name),
            only=frozenset(args.reader),
            told=say.news,
            asked=asked.ask if asked is not None else lambda _name, _reader, _use: True,
        )
        share.start(host, port)
        try:
            address = DeskAddress(own_name() if host in _ANYWHERE else host, share.port)
            say.shared(str(address))
            threading.Thread(target=_listen_to_hand, args=(hand, share, asked, say), daemon=True).start()
            stop.wait()
        finally:
            share.stop()
    lines.check()
    return 0


def _listen(text: str) -> tuple[str, int]:
    from cosmic_login.remote.address import DEFAULT_PORT, can_be_host, desk_address

    if not text:
        return "127.0.0.1", DEFAULT_PORT
    host, colon, port = text.rpartition(":")
    if colon and port == "0" and can_be_host(host.strip("[]")):  # whichever is free
        return host.strip("[]"), 0
    try:
        found = desk_address(f"reader://{text}" if colon and port.isdecimal() else "")
    except LoginFailure:
        raise LoginFailure("usage.invalid", f"--listen wants HOST:PORT, not {text}") from None
    return found.host, found.port


def _shared(world: World, wanted: list[str]) -> tuple[ReaderService, ...]:
    """Return the desk's own services; what it takes from elsewhere is not shared on."""
    from cosmic_login.cards.readers import ReaderHub

    services = tuple(service for service in world.readers if service.name != "remote")
    if wanted:
        there = {state.name for state in ReaderHub(services).readers()}
        missing = [name for name in wanted if name not in there]
        if missing:
            raise LoginFailure("reader.unknown", f"{missing[0]}; there are: {', '.join(sorted(there)) or '-'}")
    return services


class _Hand:
    """The hand that puts the virtual card in and pulls it out."""

    def __init__(self, world: World, card: str) -> None:
        self._world, self._card = world, card
        if card:
            self.put_in("")

    def put_in(self, card: str) -> None:
        from cosmic_login.app import DEFAULT_READER

        self._card = card or self._card
        if not self._card:
            raise LoginFailure("card.unknown", "no card was named")
        self._world.virtual_readers.insert(DEFAULT_READER, self._world.cards.open(self._card))

    def pull(self) -> None:
        from cosmic_login.app import DEFAULT_READER

        self._world.virtual_readers.pull(DEFAULT_READER)


class _Says:
    """Tells the person at the desk, or a program, in a line each; from any thread."""

    def __init__(self, context: CliContext, lines: LiveLines, *, as_json: bool) -> None:
        self._context, self._lines, self._as_json = context, lines, as_json

    def shared(self, address: str) -> None:
        text = self._context.text
        self._line({"shared": address}, text(f"Läsaren delas på {address}", f"The reader is shared at {address}"))

    def news(self, news: News) -> None:
        use = news.use.value if news.use is not None else ""
        members = {"news": news.kind, "name": news.name, "reader": news.reader, "use": use, "code": news.code}
        words = self._context.text(*_NEWS[news.kind])
        about = self._context.text(*_USES[use]) if use else ""
        text = one_line(words.format(name=news.name, use=about, code=news.code))
        self._line({key: value for key, value in members.items() if value}, text)

    def question(self) -> None:
        self._line({"question": True}, self._context.text("Är det du? (ja/nej)", "Is it you? (yes/no)"))

    def failure(self, failure: LoginFailure) -> None:
        self._lines.say(lambda: self._context.print_failure(failure))

    def _line(self, members: dict[str, object], text: str) -> None:
        if self._as_json:
            self._lines.say(lambda: write_json(members, one_line=True))
        else:
            self._lines.say(lambda: print(text, flush=True))


def _listen_to_hand(hand: _Hand, share: Share, asks: Consent | None, say: _Says) -> None:
    """Do what is typed, line by line, until the input ends."""
    try:
        for line in sys.stdin:
            verb, _, rest = line.strip().partition(" ")
            try:
                _obey(verb.lower(), rest.strip(), hand, share, asks)
            except LoginFailure as failure:
                say.failure(failure)
    except (OSError, ValueError):  # nobody is there to type
        return


def _obey(verb: str, rest: str, hand: _Hand, share: Share, asks: Consent | None) -> None:
    weather = _weather(verb, rest)
    if weather is not None:
        share.make(weather)
        return
    doing: dict[str, Callable[[], None]] = {
        "in": lambda: hand.put_in(rest),
        "out": hand.pull,
        "ut": hand.pull,
    }
    if verb in doing:
        doing[verb]()
    elif verb in _YES | _NO:
        if asks is not None and asks.question is not None:
            asks.answer(yes=verb in _YES)
        else:
            (share.allow if verb in _YES else share.deny)()
    elif verb:
        raise LoginFailure("usage.invalid", "type in [CARD], out, yes, no, slow SECONDS, lossy, cut or mend")


def _weather(verb: str, rest: str) -> Weather | None:
    """Return what becomes of the line; None where that is not what was typed. Raises ``usage.invalid``."""
    from cosmic_login.remote.weather import WEATHERS, Weather

    if verb == "slow":
        try:
            seconds = float(rest.replace(",", "."))
        except ValueError:
            seconds = -1.0
        if not 0 <= seconds <= _SLOWEST_S:
            raise LoginFailure("usage.invalid", f"slow wants a number of seconds up to {_SLOWEST_S:g}")
        return Weather(slow=seconds)
    return {"lossy": WEATHERS["lossy"], "cut": WEATHERS["cut"], "mend": WEATHERS["good"]}.get(verb)
