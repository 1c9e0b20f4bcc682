"""A shared computer with everything real but the window: chart, authenticators, cards, phones, IdP and trail.

Two people use it. Whatever happens, in whatever step, is checked at every single view: nobody but its own person is
ever in a session, and a session ends by its person, or by a yes of somebody who has authenticated.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path

from cosmic_login.app import DeskElsewhere, World
from cosmic_login.authenticators.engine.bridge import LoopBridge
from cosmic_login.authenticators.engine.conductor import View
from cosmic_login.authenticators.engine.session import ClientSession
from cosmic_login.cards.virtual.vpcd import VpcdCard
from cosmic_login.core.clock import Clock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.login_methods import app_of
from cosmic_login.core.prompts import CardSituation, InsertCard, ShowQr
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.profile import Profile
from cosmic_login.run.session_rows import record_session
from cosmic_login.testing.pcscd import PrivatePcscd
from cosmic_login.testing.phones import TestPhone
from cosmic_login.testing.robot import Robot
from tests.e2e.desktop import until

FIRST, SECOND = "anna", "karin"
#: A card that somebody left in a second reader.
BESIDE, FORGOTTEN = "Virtuell läsare 2", "lars-1"
#: Where nothing goes on by itself.
RESTS = frozenset({
    "start", "locked", "unlock_failed", "take_over", "workspace", "authentication_failed", "login_failed", "lock_soon",
})  # fmt: skip
PATIENCE_S = 60.0
#: How much faster than in life the clients ask again.
HURRY = 20
Disturb = Callable[["SharedComputer"], Awaitable[None]]


class VirtualSlot:
    """The reader in this process, wherever it stands."""

    def __init__(self, world: World) -> None:
        self._world = world

    def put(self, card: str) -> None:
        """Put a card in, and no other."""
        self.pull()
        self._world.virtual_readers.insert(self._world.usual_reader, self._world.cards.open(card))

    def pull(self) -> None:
        """Take out what is in, and wait until a command that was under way has let it go."""
        with contextlib.suppress(LoginFailure):
            if any(state.atr is not None for state in self._world.virtual_readers.readers()):
                self._world.virtual_readers.pull(self._world.usual_reader)
        self._world.virtual_readers.settle()


class PcscSlot:
    """A reader of a real pcscd, with the card's own end of the line in this process."""

    def __init__(self, world: World, pcscd: PrivatePcscd) -> None:
        self._world, self._pcscd = world, pcscd
        self._in: VpcdCard | None = None
        #: A card is put in by a thread that goes on when whoever waits for it does not: nobody pulls it half in.
        self._hand = threading.RLock()

    def put(self, card: str) -> None:
        """Put a card in, and no other; without pcscd there is nothing to put it into."""
        with self._hand:
            self.pull()
            if self._pcscd.running:
                inserted = VpcdCard(self._world.cards.open(card), port=self._pcscd.ports[0])
                inserted.start()
                self._in = inserted
                inserted.wait_seen(10)

    def pull(self) -> None:
        """Take out what is in."""
        with self._hand:
            self._take_out()

    def _take_out(self) -> None:
        inserted, self._in = self._in, None
        if inserted is not None:
            inserted.stop()
            until(lambda: not self._pcscd.running or not self._present(), "pcscd to see that the card is gone")

    def _present(self) -> bool:
        with contextlib.suppress(LoginFailure):
            states = [state for service in self._world.readers for state in service.readers()]
            return any(state.atr is not None for state in states if state.name in self._pcscd.reader_names)
        return False


class SharedComputer:
    """The computer, and whoever sits at it (``who``, logging in by ``method``)."""

    def __init__(
        self,
        root: Path,
        pcscd: PrivatePcscd | None = None,
        clock: Clock | None = None,
        desk: DeskElsewhere | None = None,
    ) -> None:
        self.world = World(Profile.open(root), clock, desk=desk)
        self.world.pause = lambda seconds: asyncio.sleep(seconds / HURRY)
        self.bridge = LoopBridge(asyncio.get_running_loop(), clock)
        self.names = {key: person.name for key, person in self.world.directory.persons.items()}
        self.robots: defaultdict[str, Robot] = defaultdict(Robot)
        self.slot = VirtualSlot(self.world) if pcscd is None else PcscSlot(self.world, pcscd)
        self.pcscd = pcscd
        #: What happens the next time a state comes up, in that very view.
        self.at_state: tuple[str, Disturb] | None = None
        self.who = FIRST
        self.guests: set[str] = set()
        self.accepted = False  # somebody has said yes
        self.trace: list[str] = []
        self.broken: list[str] = []
        #: What puts right again what was done to the computer.
        self.mends: list[Callable[[], None]] = []
        self._number = 0
        self._changed = asyncio.Event()
        self._at_step: tuple[int, Disturb] | None = None
        self._steps: list[str] = []
        self._disturbing: list[asyncio.Task[None]] = []
        self._url = self.world.idp_base_url()
        self.idp_down = False
        self.client = self.world.client()
        self.session = ClientSession(
            self.bridge,
            self.bridge,
            authenticators=lambda: self.world.authenticators,
            make_order=lambda method: self.world.order(method, self.client),
            end_session=lambda identity: self.world.end_session(self.client, identity),
            on_view=self._look,
            clock=clock,
            limits={"log_out": 20.0, "removal_countdown": 0.01},
            record=lambda event, identity, other=None, reason="": record_session(
                self.world, event, identity, other, reason
            ),
        )
        self.conductor = self.session.conductor
        self.session.watch(self.world.readers)

    async def close(self) -> None:
        """End everything."""
        self.session.stop()
        await self.bridge.settle()
        await self.session.end(self.world.close_clients)
        self.slot.pull()
        await asyncio.to_thread(self.world.close)

    # -- what is seen ------------------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """What is the case."""
        return self.conductor.view

    def _look(self, view: View) -> None:
        self._changed.set()
        self._judge(view)
        step = f"{view.state} {view.number}"
        if not self.trace or self.trace[-1] != step:
            self.trace.append(step)
            self._steps.append(view.state)
            if self._at_step is not None and len(self._steps) == self._at_step[0]:
                disturb, self._at_step = self._at_step[1], None
                self._disturbing.append(asyncio.get_running_loop().create_task(self._disturb(disturb)))
        if self.at_state is not None and view.state == self.at_state[0]:
            disturb, self.at_state = self.at_state[1], None
            self._disturbing.append(asyncio.get_running_loop().create_task(self._disturb(disturb, view)))
        elif view.prompt is not None and view.number != self._number and self.conductor.view is view:
            self._answer(view)

    def _judge(self, view: View) -> None:
        """Note what must never be."""
        inside = view.identity.name if view.identity is not None else ""
        if self._shared and not self.accepted and inside not in {"", self.names[FIRST]}:
            self.broken.append(f"{inside} is in without a yes")
        if self._shared and not inside and not self.accepted:
            self.broken.append(f"{FIRST}'s session is gone in {view.state} without a yes")
        if view.state == "workspace" and self.who == SECOND and inside == self.names[FIRST]:
            self.broken.append(f"{SECOND} is in {FIRST}'s session")

    _shared = False

    def _answer(self, view: View) -> None:
        self._number = view.number
        prompt = view.prompt
        if isinstance(prompt, InsertCard) and prompt.situation is CardSituation.NO_CARD:
            self._disturbing.append(asyncio.get_running_loop().create_task(self.put()))
            return
        assert prompt is not None
        try:
            answer = self.robots[self.who](prompt)
        except LoginFailure as failure:
            self.conductor.refuse(view.number, failure)
            return
        if answer is not None and self.conductor.allows("answered"):
            number = view.number
            self.bridge.to_chart(lambda: self.conductor.answer(number, answer))

    async def _disturb(self, disturb: Disturb, at: View | None = None) -> None:
        """Disturb; a prompt that stands there is answered only afterwards."""
        await disturb(self)
        if at is not None and at.prompt is not None and self.view.number == at.number != self._number:
            self._answer(self.view)

    # -- what one does -----------------------------------------------------------------------------------------

    @property
    def card(self) -> str:
        """The card of who sits there."""
        return f"{self.who}-1"

    async def put(self) -> None:
        """Put the card of who sits there in, and no other."""
        await asyncio.to_thread(self.slot.put, self.card)

    def pull(self) -> None:
        """Take out what is in."""
        self.slot.pull()

    async def lay_beside(self) -> None:
        """Put the card of somebody who is not there into a second reader."""
        readers = self.world.virtual_readers
        if BESIDE not in {state.name for state in readers.readers()}:
            readers.add(BESIDE)
        await asyncio.to_thread(lambda: readers.insert(BESIDE, self.world.cards.open(FORGOTTEN)))

    async def _clear_away(self) -> None:
        """Take the second reader away; its card may have been used in somebody's place, and is issued anew."""
        readers = self.world.virtual_readers
        if BESIDE in {state.name for state in readers.readers()}:
            readers.remove(BESIDE)
            await asyncio.to_thread(readers.settle)
            await asyncio.to_thread(self.world.cards.issue, self.world.directory.card(FORGOTTEN))

    async def sit_down(self, who: str, method: str) -> None:
        """Have somebody come, with card or phone ready."""
        self.who = who
        self.guests.add(who)
        if app_of(method) is not None:
            self.pull()
            if ShowQr not in self.robots[who]._reactions:
                phone = TestPhone(self.world, f"phone-{who}")
                await phone.activate_async(who, "siths")
                await phone.activate_async(who, "bankid")
                self.robots[who].on(ShowQr, phone.reaction())
        else:
            # First the card before is known to be gone: what was told late of that one would end the login.
            await asyncio.to_thread(self.slot.pull)
            await self.until(lambda _view: not self.conductor._cards)
            await self.put()
            await self.until(lambda view: view.card is None and bool(self.conductor._cards))

    async def until(self, true: Callable[[View], bool]) -> View:
        """Wait until the view is so."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not true(self.view):
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"it stands still: {self.trace[-12:]}") from None
        view = self.view
        await asyncio.sleep(0)  # what the change has handed to the loop, a row of the trail for one, has its turn
        return view

    async def rest(self) -> View:
        """Wait until nothing goes on by itself, and everything that was begun has ended."""
        await self.until(lambda view: view.state in RESTS)
        while True:
            before = len(self.trace)
            await asyncio.gather(*self._disturbing)
            await asyncio.sleep(0)
            await self.until(lambda view: view.state in RESTS)
            if len(self.trace) == before:
                return self.view

    async def session_locked(self, method: str) -> None:
        """Log the first person in and lock the session."""
        self._shared = self.accepted = False
        await self.sit_down(FIRST, method)
        self.conductor.choose(method)
        await self.until(lambda view: view.state == "workspace")
        self.conductor.signal("lock")
        self._shared = True

    async def take_over(self, method: str, *, step: int = 0, disturb: Disturb | None = None, yes: bool = True) -> View:
        """Let the second person log in there, and answer the question; ``disturb`` happens at the n-th step."""
        await self.sit_down(SECOND, method)
        self._steps, self._at_step = [], (step, disturb) if disturb is not None else None
        self.conductor.choose(method)
        view = await self.rest()
        if view.state == "take_over":
            self.accepted = yes
            self.conductor.signal("accepted" if yes else "declined")
            if not self.conductor.allows("accepted"):
                await self.until(lambda view: view.state != "take_over")
            view = await self.rest()
        self._at_step = None
        return view

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of the last take-over, by their states."""
        return tuple(self._steps)

    async def idp_stops(self) -> None:
        """Stop the IdP, as if its process died."""
        if not self.idp_down:
            self.idp_down = True
            self.world.idp_url = self._url  # so that nobody starts another meanwhile
            await asyncio.to_thread(self.world.stop_idp)

    async def mend(self) -> None:
        """Start the IdP where it was, and pcscd; put right what else was done. One reader is enough again."""
        while self.mends:
            await asyncio.to_thread(self.mends.pop())
        await self._clear_away()
        if self.pcscd is not None and not self.pcscd.running:
            self.slot.pull()
            await asyncio.to_thread(self.pcscd.start)
        if self.idp_down:
            port = int(self._url.rpartition(":")[2])
            world = self.world

            def start() -> None:
                with world._lock:
                    world._idp = EmbeddedIdp.start(
                        world.profile, port=port, clock=world.clock, pki=world.pki, directory=world.directory
                    )

            await asyncio.to_thread(start)
            self.idp_down, self.world.idp_url = False, ""

    async def back_to_the_start(self, method: str) -> None:
        """Bring the computer to where nobody is in; the first person's session, if it is left, is theirs to open."""
        await self._come_back(method)
        self._shared = False
        if self.view.state in {"workspace", "lock_soon"}:
            self.conductor.signal("log_out")
        await self.until(lambda view: view.state == "start")

    async def back_to_the_lock(self, method: str) -> None:
        """Bring the computer to the first person's locked session: what is left of it, opened by them, or a new one."""
        await self._come_back(method)
        if self.view.identity is not None and self.view.identity.name == self.names[FIRST]:
            self.accepted = False
            self.conductor.signal("lock")
            self._shared = True
            return
        await self.back_to_the_start(method)
        await self.session_locked(method)

    async def _come_back(self, method: str) -> None:
        """Mend what is broken, and let the first person open the session that is left."""
        await self.mend()
        view = await self.rest()
        if view.state == "unlock_failed":
            self.conductor.signal("retry")
        if self.view.state == "locked":
            await self.sit_down(FIRST, method)
            self.conductor.choose(method)
            await self.until(lambda view: view.state == "workspace")
            identity = self.view.identity
            assert identity is not None
            assert identity.name == self.names[FIRST]
        if self.view.state in {"authentication_failed", "login_failed"}:
            self.conductor.limits["starting_over"] = 0.01
            self.conductor.signal("retry")
            await self.until(lambda view: view.state == "start")
