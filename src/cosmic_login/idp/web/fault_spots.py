"""Where faults bite a login in a browser: what its request asks for, and what a fault does that needs no protocol."""

from __future__ import annotations

from dataclasses import replace

from cosmic_login.core.answer_faults import Wanted
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import LOA_URI
from cosmic_login.directory.model import Person
from cosmic_login.idp.claims.catalogue import CLAIMS, needs_directory
from cosmic_login.idp.claims.choices import Level, level_for
from cosmic_login.idp.faults import Fault, Spot
from cosmic_login.idp.registry.systems import System
from cosmic_login.idp.store.web_statements import WebLoginRow
from cosmic_login.idp.web.request import WebRequest

#: The scopes of what is told of commissions, chosen or all of them.
_OF_COMMISSIONS = {"commission", "commission_list"}


def asks_of(request: WebRequest) -> frozenset[Wanted]:
    """Return what a request asks for, as far as faults go by it."""
    rows = [CLAIMS[each.name] for each in request.wanted if each.name in CLAIMS]
    asks = {Wanted.ANYTHING}
    if needs_directory(row.name for row in rows):
        asks.add(Wanted.DIRECTORY)
    if any(row.scope in _OF_COMMISSIONS for row in rows) or _chooses_commission(request):
        asks.add(Wanted.COMMISSION)
    return frozenset(asks)


def _chooses_commission(request: WebRequest) -> bool:
    try:
        return level_for(request.wanted) is Level.COMMISSION
    except LoginFailure:  # no one choice gives it: the login ends there
        return False


def spot_of(request: WebRequest, row: WebLoginRow) -> Spot:
    """Return where a login stands, for faults."""
    return Spot(request.face, row.system, request.state, row.fault, asks_of(request), row.login)


def as_bitten(person: Person | None, fault: str) -> Person | None:
    """Return a person as the directory tells of them in a login that a fault (written) has bitten."""
    if person is None or not fault or Fault.read(fault).name != "no-commission":
        return person
    return replace(person, commissions=())


def loa_below(request: WebRequest, system: System) -> str:
    """Return the level of assurance (URI) just below the lowest that a system wants."""
    levels = [level for level, uri in LOA_URI.items() if uri in request.loa] or [system.min_loa]
    return LOA_URI[max(min(levels) - 1, min(LOA_URI))]
