"""Hands without a window: the chart and the phone are driven as the window and the phone's would, on one event loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from cosmic_login.authenticators.engine.bridge import LoopBridge
from cosmic_login.authenticators.engine.conductor import LoginConductor
from cosmic_login.authenticators.engine.session import ClientSession
from cosmic_login.authenticators.engine.view import CardRemoval, View
from cosmic_login.core.clock import Clock, SystemClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.flow import LOGIN
from cosmic_login.core.machine import NotAllowed
from cosmic_login.core.prompts import (
    Answer,
    CardChosen,
    CodeEntered,
    CodesEntered,
    Confirmed,
    Seen,
    ServiceIdChosen,
    ShowActivation,
    ShowQr,
    UnblockCode,
)
from cosmic_login.core.situations import CardSituation
from cosmic_login.lessons.clock import LessonClock
from cosmic_login.lessons.far_desk import LineManners
from cosmic_login.lessons.stage import Stage
from cosmic_login.run.session_rows import record_session
from cosmic_login.training.hands import NotPossible, Told
from cosmic_login.training.judge import PASSING
from cosmic_login.training.model import Act, Mishap, Scenario, TrailRow
from cosmic_login.training.scenes import CardMoved, Happened, Looked, PhoneTold, Scene, scene_of
from cosmic_login.training.vocabulary import VERBS

if TYPE_CHECKING:
    from cosmic_login.authenticators.base import LoginOrder
    from cosmic_login.authenticators.card.status import CardStatus
    from cosmic_login.authenticators.idp.client import IdpClient
    from cosmic_login.core.identity import Identity
    from cosmic_login.phone.models import AppName
    from cosmic_login.profile import Profile
    from cosmic_login.training.cast import Cast

#: How long the client waits between two looks at the IdP: nobody has to read what stands on the screen meanwhile.
_LOOK_S: Final = 0.05
#: How late a slow card is: enough for who does not wait, and sooner than a login gives up that looks so often.
_LATE_S: Final = 1.5
#: How soon a desk whose line was cut is given up, and how slow a slow line is: nobody has to see it.
_LINE: Final = LineManners(back_s=0.3, refused_s=0.1, slow_s=0.05)
#: After these the next code on the screen is read: this one has just been replaced.
_NEXT_CODE: Final = frozenset({"qr.stale", "qr.unknown"})
_SCANS: Final = 20
_SET_UP_S: Final = 20.0
_CHANGED_S: Final = 2.0


class HeadlessHands:
    """``Hands`` on a world of their own, made anew by each ``set_up``."""

    def __init__(self, real: Profile, cast: Cast, base: Clock | None = None) -> None:
        self._real, self._cast, self._base = real, cast, base or SystemClock()
        self._stage: Stage | None = None
        self._bridge: LoopBridge | None = None
        self._session: ClientSession | None = None
        self._clients: dict[bool, IdpClient] = {}  # True: in the name of Mina sidor
        self._told: Told = lambda _happened: None
        self._changed = asyncio.Event()
        self._first_code = self._first_activation = ""  # of the lesson: what a photo of the screen shows
        self._cards_read = 0  # cards that were put in, and have been looked at since
        self._reading = False
        self._gone = 0  # cards that were told to be gone
        self._situation: CardSituation | None = CardSituation.READING

    # -- the protocol ------------------------------------------------------------------------------------------------

    async def set_up(self, scenario: Scenario, told: Told) -> Scene:
        """Make a stage, begin a client session on it, and put the cards in that are in readers from the start."""
        await self.close()
        self._told, self._clients = (lambda _happened: None), {}
        self._first_code = self._first_activation = ""
        self._cards_read, self._reading, self._situation = 0, False, CardSituation.READING
        clock = LessonClock(self._base)
        stage = self._stage = await asyncio.to_thread(Stage.make, self._real, scenario, clock, _LINE)
        stage.world.pause, stage.look_s, stage.cards.late_s = _soon, _LOOK_S, _LATE_S
        await stage.set_the_stage()
        bridge = self._bridge = LoopBridge(asyncio.get_running_loop(), stage.world.clock)
        self._session = session = ClientSession(
            bridge,
            bridge,
            authenticators=lambda: stage.world.authenticators,
            make_order=self._order,
            end_session=self._end_session,
            on_view=self._on_view,
            on_cards=self._on_cards,
            limits={"starting_over": _LOOK_S},  # nobody has to see it
            card_removal=CardRemoval.LOCK,
            record=lambda event, identity, other=None, reason="": record_session(
                stage.world, event, identity, other, reason
            ),
            clock=stage.world.clock,
        )
        session.conductor.true_to_life = scenario.start.manner == "true-to-life"
        await asyncio.to_thread(session.watch, stage.world.readers)
        await self._lay_cards(scenario)
        self._told = told
        return self._scene()

    async def do(self, act: Act) -> None:
        """Do it at the window, at the reader, on the phone or at the desk."""
        special: dict[str, Callable[[Act], Awaitable[None]]] = {
            "wait": self._wait,
            "help": self._help,
            "trail": self._trail,
            "insert": self._insert,
            "pull": self._pull,
            "install": self._install,
            "scan": self._scan,
            "scan-photo": self._scan_photo,
            "activate": self._activate,
            "activate-photo": self._activate_photo,
            "confirm": self._confirm,
            "decline": self._decline,
            "issue-reserve": self._issue_reserve,
        }
        if act.verb in special:
            await special[act.verb](act)
            return
        if VERBS[act.verb].kind == "answered":
            await self._asked()
        try:
            self._at_the_window(act)
        except NotAllowed as refused:
            raise NotPossible(f"{act.verb} cannot be done now: {refused}") from None

    async def happen(self, mishap: Mishap) -> None:
        """Have it happen on the stage."""
        await self._there.happen(mishap)

    async def look(self) -> None:
        """Tell new rows of the trail."""
        for row in await asyncio.to_thread(self._there.new_rows):
            self._told(TrailRow(row.event, row.reason))

    async def close(self) -> None:
        """End the session, and with it the login under way; then remove the stage."""
        session, self._session = self._session, None
        stage, self._stage = self._stage, None
        if session is not None and self._bridge is not None:
            session.stop()
            await self._bridge.settle()
            await session.end()
        if stage is not None:
            await stage.close()

    # -- at the window -----------------------------------------------------------------------------------------------

    def _at_the_window(self, act: Act) -> None:
        conductor, kind = self._conductor, VERBS[act.verb].kind
        match act.verb:
            case "choose":
                conductor.choose(act.text(act.verb))
            case "manage":
                conductor.manage(act.text(act.verb))
            case "next-early":
                conductor.signal(kind)
            case _ if kind == "answered":
                view = conductor.view
                if view.prompt is None or not conductor.allows(kind):
                    raise NotPossible(f"{act.verb}: nothing is asked in {view.state}")
                conductor.answer(view.number, self._answer(act, view))
            case _:
                conductor.signal(kind)

    async def _asked(self) -> None:
        """Wait while a question is about to be asked anew, because something has changed meanwhile."""
        while self._conductor.view.state in PASSING:
            self._changed.clear()
            await self._changed.wait()

    def _answer(self, act: Act, view: View) -> Answer:
        cards, right = self._there.cards, act.text(act.verb) == "right"
        reader = str(getattr(view.prompt, "reader", ""))
        match act.verb:
            case "code":
                return CodeEntered(cards.code(reader, right=right))
            case "codes":
                opening = cards.opening(reader, right=right, puk=isinstance(view.prompt, UnblockCode))
                return CodesEntered(opening, cards.new_code(reader, chosen=right))
            case "service-id":
                return ServiceIdChosen(act.text(act.verb))
            case "choose-card":
                return CardChosen(cards.reader(act.number(act.verb, 1)))
            case "next":
                return Confirmed()
            case _:
                return Seen()

    async def _wait(self, _act: Act) -> None:
        """Have the time limit of what stands there pass; where there is none, something else is waited for."""
        view = self._conductor.view
        if LOGIN.states[view.state].time_limit is not None and view.deadline is not None:
            clock = self._there.clock
            clock.passes(view.deadline - clock.monotonic() + 0.01)

    async def _help(self, act: Act) -> None:
        self._told(Looked(act.text(act.verb)))

    async def _trail(self, act: Act) -> None:
        await self.look()
        if (await asyncio.to_thread(self._there.world.audit.verify, workers=1)).ok:
            self._told(Looked(act.verb))

    # -- at the readers and at the desk ------------------------------------------------------------------------------

    async def _insert(self, act: Act) -> None:
        await self._make_room(act.number("reader", 1))
        await asyncio.to_thread(self._there.cards.insert, act.text(act.verb), act.number("reader", 1))
        self._told(CardMoved(act.number("reader", 1), act.text(act.verb)))

    async def _make_room(self, reader: int) -> None:
        """Take out the card that is in a reader, and wait until that is noticed, as long as it takes a hand.

        Put in at once, the next could be read before the first is told to be gone, and be taken for it.
        """
        name, gone = self._there.cards.reader(reader), self._gone
        if (await asyncio.to_thread(self._there.cards.readers.cards)).get(name) is None:
            return
        await asyncio.to_thread(self._there.cards.pull, reader)
        with contextlib.suppress(TimeoutError):  # nobody may hear of it: a line is cut, say
            await self._cards_told(lambda: self._gone > gone, _CHANGED_S)

    async def _pull(self, act: Act) -> None:
        await asyncio.to_thread(self._there.cards.pull, act.number("reader", 1))
        self._told(CardMoved(act.number("reader", 1)))

    async def _issue_reserve(self, act: Act) -> None:
        await asyncio.to_thread(self._there.cards.issue_reserve, act)

    # -- on the phone ------------------------------------------------------------------------------------------------

    async def _install(self, act: Act) -> None:
        await self._by_phone(_done(self._there.phone(act.text("phone")).install, _app(act)), "installed")

    async def _activate(self, act: Act) -> None:
        prompt = self._conductor.view.prompt
        if not isinstance(prompt, ShowActivation):
            raise NotPossible("activate: no activation code is shown")
        await self._activate_by(act, prompt.text)

    async def _activate_photo(self, act: Act) -> None:
        if not self._first_activation:
            raise NotPossible("activate-photo: no activation code has been shown")
        await self._activate_by(act, self._first_activation)

    async def _activate_by(self, act: Act, text: str) -> None:
        name = act.text("phone")
        code, phone = self._there.cards.phone_code(self._there.owner(name), right=True), self._there.phone(name)
        picture = self._there.sight(name, text)
        await self._by_phone(phone.activate(_app(act), picture, code, phone.name), "activated")

    async def _scan(self, act: Act) -> None:
        for attempt in range(_SCANS):
            picture = self._there.sight(act.text("phone"), await self._code_shown(act))
            try:
                await self._there.phone(act.text("phone")).scan(picture, app=_app(act))
            except LoginFailure as failure:
                if failure.code in _NEXT_CODE and attempt + 1 < _SCANS:
                    await _soon(0.0)
                    continue
                self._told(PhoneTold(failure.code))
            else:
                self._told(PhoneTold("asked"))
            return

    async def _scan_photo(self, act: Act) -> None:
        if not self._first_code:
            raise NotPossible("scan-photo: no QR code has been shown")
        picture = self._there.sight(act.text("phone"), self._first_code)
        await self._by_phone(self._there.phone(act.text("phone")).scan(picture, app=_app(act)), "asked")

    async def _confirm(self, act: Act) -> None:
        name, right = act.text("phone"), act.text(act.verb) == "right"
        code = self._there.cards.phone_code(self._there.owner(name), right=right)
        await self._by_phone(self._there.phone(name).confirm(code), "confirmed")

    async def _decline(self, act: Act) -> None:
        await self._by_phone(self._there.phone(act.text("phone")).decline(), "declined")

    async def _by_phone(self, work: Awaitable[object], word: str) -> None:
        try:
            await work
        except LoginFailure as failure:
            self._told(PhoneTold(failure.code))
        else:
            self._told(PhoneTold(word))

    async def _code_shown(self, act: Act) -> str:
        while True:
            prompt = self._conductor.view.prompt
            if not isinstance(prompt, ShowQr):
                raise NotPossible(f"{act.verb}: no QR code is shown in {self._conductor.view.state}")
            if prompt.frame:
                return prompt.frame
            self._changed.clear()
            await self._changed.wait()

    # -- what the session is given, and tells ------------------------------------------------------------------------

    def _order(self, method: str) -> LoginOrder:
        from cosmic_login.authenticators.tasks.mina_sidor import SITE_TASKS  # noqa: PLC0415 - with the first login

        world, site = self._there.world, method in SITE_TASKS
        client = self._clients.get(site)
        if client is None or client.base_url != world.idp_address():
            client = self._clients[site] = world.client(task=method)
        return world.order(method, client)

    async def _end_session(self, identity: Identity) -> None:
        world = self._there.world
        await world.end_session(self._clients.get(False) or world.client(), identity)

    def _on_view(self, view: View) -> None:
        prompt = view.prompt
        if isinstance(prompt, ShowQr) and not self._first_code:
            self._first_code = prompt.frame
        elif isinstance(prompt, ShowActivation) and not self._first_activation:
            self._first_activation = prompt.text
        self._tell(scene_of(view, self._cast.who_is))

    def _on_cards(self, status: CardStatus) -> None:
        self._situation = status.situation
        self._gone += bool(status.pulled)
        if status.situation is CardSituation.READING:
            self._reading = True
        elif self._reading:
            self._reading, self._cards_read = False, self._cards_read + 1
        self._changed.set()

    def _tell(self, happened: Happened) -> None:
        self._changed.set()
        self._told(happened)

    async def _lay_cards(self, scenario: Scenario) -> None:
        """Put the cards in that are in readers from the start, and leave what the trail says of it all behind."""
        empty = CardSituation.NO_CARD if scenario.start.readers else CardSituation.NO_READER
        await self._cards_told(lambda: self._situation is empty)
        for number, card in enumerate(scenario.start.cards, 1):
            if card:
                await self._put_in(card, number)
        self._there.new_rows()

    async def _put_in(self, card: str, reader: int) -> None:
        """Put a card in and wait until it has been looked at."""
        read = self._cards_read
        await asyncio.to_thread(self._there.cards.insert, card, reader)
        await self._cards_told(lambda: self._cards_read > read)

    async def _cards_told(self, enough: Callable[[], bool], seconds: float = _SET_UP_S) -> None:
        async with asyncio.timeout(seconds):
            while not enough():
                self._changed.clear()
                await self._changed.wait()
        await asyncio.sleep(0)  # the conductor hears of the cards after those who look on

    def _scene(self) -> Scene:
        return scene_of(self._conductor.view, self._cast.who_is)

    @property
    def _there(self) -> Stage:
        if self._stage is None:
            raise RuntimeError("nothing has been set up")
        return self._stage

    @property
    def _conductor(self) -> LoginConductor:
        if self._session is None:
            raise RuntimeError("nothing has been set up")
        return self._session.conductor


async def _soon(_seconds: float) -> None:
    await asyncio.sleep(_LOOK_S)


async def _done(call: Callable[[AppName], None], app: AppName) -> None:
    await asyncio.to_thread(call, app)


def _app(act: Act) -> AppName:
    return "bankid" if act.text(act.verb) == "bankid" else "siths"
