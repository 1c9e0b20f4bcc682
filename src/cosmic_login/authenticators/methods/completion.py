"""How every login that has been answered comes to its identity."""

from __future__ import annotations

from collections.abc import Mapping

from cosmic_login.authenticators.idp_port import Granted, IdpLogin, MustChoose, Pending
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import Identity
from cosmic_login.core.prompts import Ask, ChooseServiceId, Working
from cosmic_login.core.situations import Step


async def complete_login(login: IdpLogin, ask: Ask, method: str, evidence: Mapping[str, str]) -> Identity:
    """Bring a login whose order is complete to its identity; several service IDs are asked about (R10)."""
    return await complete_from_step(login, await login.look(), ask, method, evidence)


async def complete_from_step(
    login: IdpLogin, step: Pending | MustChoose | Granted, ask: Ask, method: str, evidence: Mapping[str, str]
) -> Identity:
    """Do the same from the step that the IdP has told already."""
    if isinstance(step, MustChoose):
        chosen = await ask(ChooseServiceId(step.choices))
        await ask(Working(Step.VERIFYING))
        step = await login.look(chosen.hsa_id)
    if not isinstance(step, Granted):
        raise LoginFailure("idp.nonsense", "the order is complete and there is no authorization code")
    return await login.redeem(step, method, dict(evidence))
