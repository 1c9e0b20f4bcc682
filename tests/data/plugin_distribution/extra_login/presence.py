"""A way to log in that takes whoever has laid a card on the tray."""

from __future__ import annotations

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity
from cosmic_login.core.prompts import Ask, Step, Working


class Presence:
    method = "presence"

    async def authenticate(self, order: LoginOrder, ask: Ask) -> Identity:
        await ask(Working(Step.READING_CARD))
        for service in order.readers:
            if service.name == "tray":
                name = next(state.name for state in service.readers() if state.atr)
                connection = service.connect(name)
                try:
                    answer = connection.transmit(bytes.fromhex("00CA0000"))
                finally:
                    connection.close()
                return Identity(
                    name=answer[:-2].decode(),
                    hsa_id="TSTNMT2321000057-9999",
                    organisation="",
                    method=self.method,
                    loa=1,
                    since=order.clock.now(),
                    claims={"name": answer[:-2].decode(), "amr": ["presence"]},
                    evidence={"reader": name},
                )
        raise LoginFailure("card.absent")
