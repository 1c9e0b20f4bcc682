"""The way to log in: it takes whoever knows that the boat is theirs."""

from __future__ import annotations

from cosmic_login.authenticators.base import LoginOrder
from cosmic_login.core.identity import Identity
from cosmic_login.core.login_methods import LoginMethod
from cosmic_login.core.prompts import Ask, Step, Working

from . import texts
from .prompts import ChoosePicture

plugin_api = 2


class ProvId:
    """The authenticator behind "Logga in med Prov-id"."""

    method = "prov-id"
    login_method = LoginMethod(method, texts.LABEL, texts.BUTTON, topic="prov-id")

    async def authenticate(self, order: LoginOrder, ask: Ask) -> Identity:
        """Ask until the picture is right; no card, no phone and no IdP take part."""
        await ask(Working(Step.CONNECTING))
        wrong_before = False
        while (await ask(ChoosePicture(tuple(texts.PICTURES), wrong_before))).picture != "boat":
            wrong_before = True
        return Identity(
            name="Prov Testsson",
            hsa_id="TSTNMT2321000057-9998",
            organisation="",
            method=self.method,
            loa=1,
            since=order.clock.now(),
            claims={"sub": "prov", "name": "Prov Testsson", "amr": ["prov-id"]},
            evidence={},
        )
