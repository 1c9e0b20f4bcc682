"""A phone in a test's hand: activates, reads pictures, confirms and declines, and fails on purpose.

What it reads is a picture, by zxing-cpp alone; a QR code's text is painted first. Verbs come twice: ``scan`` waits, and
``scan_async`` is for a running event loop (a login that is under way).
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code
from cosmic_login.phone.models import AppName, Asked, Battery, EId, Faults, Waiting
from cosmic_login.qr.picture import as_pgm, modules_of

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from cosmic_login.app import World
    from cosmic_login.core.prompts import Answer
    from cosmic_login.phone.phone import Phone

T = TypeVar("T")
CODE = "123456"


def picture_of(text: str, module: int = 4) -> bytes:
    """Return a picture (PGM) of the QR code of a text."""
    return as_pgm(modules_of(text), module)


def own_the_main_thread() -> None:
    """Have Qt take this thread for the main one, before a phone reads a picture in another.

    Reading makes Qt's first ``QObject``, and the thread that does so while it lives is the main one for good: a window
    that the same run opens later (pytest-qt) would hear no key.
    """
    with contextlib.suppress(ImportError):
        from PySide6.QtCore import QObject  # noqa: PLC0415 - with the first phone

        QObject()


class TestPhone:
    """One phone. ``phone`` is the thing itself; ``faults`` is what goes wrong on purpose."""

    __test__ = False  # no test class, whatever pytest makes of the name

    def __init__(self, world: World, name: str) -> None:
        own_the_main_thread()
        self._world = world
        self.phone: Phone = world.phone(name)
        #: What came of each QR code that ``reaction`` answered: the failure, or None.
        self.outcomes: list[LoginFailure | None] = []

    def another(self, name: str) -> TestPhone:
        """Return another phone of the same world."""
        return TestPhone(self._world, name)

    # -- verbs -------------------------------------------------------------------------------------------------

    def activate(self, person: str, app: AppName = "siths", *, code: str = CODE) -> EId:
        """Install the app, fetch a one-time QR code for the person as the trainer, read it, set the code."""
        return _waited(self.activate_async(person, app, code=code))

    def scan(self, seen: str | QImage | Path | bytes, app: AppName | None = None) -> Asked:
        """Read a picture, or paint the text and read that, and open the request."""
        return _waited(self.scan_async(seen, app))

    def confirm(self, code: str = CODE) -> None:
        """Answer the open request."""
        _waited(self.confirm_async(code))

    def decline(self) -> None:
        """Say no to the open request."""
        _waited(self.phone.decline())

    def answer(self, seen: str | QImage | Path | bytes, code: str = CODE) -> Asked:
        """Read, look, confirm: what a person does who means it."""
        return _waited(self.answer_async(seen, code))

    def remove(self, eid: EId) -> None:
        """Remove an e-ID."""
        _waited(self.phone.remove(eid.app, eid.device))

    def waiting(self, app: AppName) -> tuple[Waiting, ...]:
        """Return what waits without a QR code."""
        return _waited(self.phone.waiting(app))

    def open(self, waiting: Waiting) -> Asked:
        """Open what waits without a QR code."""
        return _waited(self.phone.open(waiting))

    def ids(self, app: AppName = "siths") -> tuple[EId, ...]:
        """Return the e-IDs in an app."""
        return self.phone.ids(app)

    @property
    def asked(self) -> Asked | None:
        """The open request."""
        return self.phone.asked

    def fail(
        self,
        *,
        no_network: bool = False,
        slow_s: float = 0.0,
        clock_off_s: float = 0.0,
        camera_refused: bool = False,
        battery: Battery = Battery.LASTS,
    ) -> None:
        """Have things go wrong from now on; ``fail()`` mends everything, and charges the battery."""
        self.phone.power_on()
        self.phone.faults = Faults(no_network, slow_s, clock_off_s, camera_refused, battery)

    # -- the same on a running event loop ----------------------------------------------------------------------

    async def activate_async(self, person: str, app: AppName = "siths", *, code: str = CODE) -> EId:
        """As ``activate``."""
        self.phone.install(app)
        qr = await self._world.activation(person, app)
        return await self.phone.activate(app, picture_of(qr), Code(code), self.phone.name)

    async def scan_async(self, seen: str | QImage | Path | bytes, app: AppName | None = None) -> Asked:
        """As ``scan``."""
        return await self.phone.scan(picture_of(seen) if isinstance(seen, str) else seen, app=app)

    async def confirm_async(self, code: str = CODE) -> None:
        """As ``confirm``."""
        await self.phone.confirm(Code(code))

    async def answer_async(self, seen: str | QImage | Path | bytes, code: str = CODE) -> Asked:
        """As ``answer``."""
        asked = await self.scan_async(seen)
        await self.confirm_async(code)
        return asked

    def reaction(
        self, act: Callable[[TestPhone, str], Awaitable[Any]] | None = None, *, code: str = CODE
    ) -> Callable[[Any], Answer]:
        """Return a robot's reaction to ``ShowQr``: the first code of each order is read and answered.

        ``act`` is done instead with the phone and the text on the screen. What came of it stands in ``outcomes``.
        """
        from cosmic_login.core.prompts import Seen  # noqa: PLC0415

        under_way: set[asyncio.Task[None]] = set()
        read: set[str] = set()

        async def hold_the_phone_up(frame: str) -> None:
            try:
                await (self.answer_async(frame, code) if act is None else act(self, frame))
            except LoginFailure as failure:
                self.outcomes.append(failure)
            else:
                self.outcomes.append(None)

        def react(prompt: Any) -> Answer:  # noqa: ANN401 - a ShowQr
            order = prompt.frame.rpartition(".")[0].rpartition(".")[0]
            if order and order not in read:
                read.add(order)
                task = asyncio.get_running_loop().create_task(hold_the_phone_up(prompt.frame))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
            return Seen()

        return react


def _waited(work: Coroutine[Any, Any, T]) -> T:
    """Run on a loop of its own; in a thread of its own where this one has a loop that runs."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    found: list[T] = []
    error: list[BaseException] = []

    def run() -> None:
        try:
            found.append(asyncio.run(work))
        except BaseException as raised:  # noqa: BLE001 - raised again where it is waited for
            error.append(raised)

    thread = threading.Thread(target=run, name="phone")
    thread.start()
    thread.join()
    if error:
        raise error[0]
    return found[0]
