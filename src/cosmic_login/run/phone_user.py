"""The hand that holds a phone up to the screen, for logins without a window: paint, read, type the code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from cosmic_login.core.clock import is_ahead
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import ShowQr
from cosmic_login.core.secret import Code
from cosmic_login.phone.models import READ_THE_NEXT

if TYPE_CHECKING:
    from cosmic_login.app import World
    from cosmic_login.directory.model import Person
    from cosmic_login.phone.models import AppName, EId
    from cosmic_login.phone.phone import Phone


class ScriptedPhoneUser:
    """A person's phone, and what the person does with it. Lives on the login's event loop.

    The phone is given the picture of each code and nothing else; no Qt is needed for that.
    """

    def __init__(self, world: World, person: Person, app: AppName, name: str, code: Callable[[], Code]) -> None:
        self._world, self._person, self._code = world, person, code
        self.app = app
        self.phone: Phone = world.phone(name or person.key)
        self._eid: EId | None = None
        self._work: asyncio.Task[None] | None = None
        self._order = ""  # whose code is being read

    @property
    def device(self) -> dict[str, str]:
        """What the result says of the phone."""
        return {"phone": self.phone.name, "app": self.app, "id": self._eid.device if self._eid is not None else ""}

    async def get_ready(self) -> None:
        """Have an e-ID of the person on the phone: the app is installed on its first use, and activated when need be.

        An e-ID that has run out, or that a clock made which was ahead, is followed by a new one.
        """
        self.phone.install(self.app)
        now = self._world.clock.now().timestamp()
        own = [
            eid
            for eid in self.phone.ids(self.app)
            if eid.holder == self._person.name and eid.state != "expired" and not is_ahead(eid.since.timestamp(), now)
        ]
        if own:
            self._eid = own[-1]
        else:
            activation = await self._world.activation(self._person.key, self.app)
            self._eid = await self.phone.activate(self.app, activation, self._code(), self.phone.name)

    def look_at(self, prompt: ShowQr) -> None:
        """Read the code, once for each order; raises what went wrong on the phone the last time."""
        if self._work is not None and self._work.done():
            work, self._work = self._work, None
            work.result()
        order = prompt.frame.rpartition(".")[0].rpartition(".")[0]
        if self._work is None and order and order != self._order:
            self._order = order
            self._work = asyncio.get_running_loop().create_task(self._answer(prompt.frame))

    async def put_down(self) -> None:
        """End what is still being done with the phone."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def _answer(self, frame: str) -> None:
        from cosmic_login.qr.picture import as_pgm, modules_of

        device = self._eid.device if self._eid is not None else ""
        try:
            await self.phone.scan(as_pgm(modules_of(frame)), app=self.app, device=device)
        except LoginFailure as failure:
            if failure.code not in READ_THE_NEXT:
                raise
            self._order = ""
        else:
            await self.phone.confirm(self._code())
