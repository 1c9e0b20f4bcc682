"""Logins in a browser: from a system's request, by a way and a choice, to what the system is told.

A login is named by a handle in its address and belongs to the browser that opened it first (a cookie of its own). What
the person does with it moves it along ``WebState``; whoever is late finds it where it stands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cosmic_login.core.answer_faults import Moment, Wanted
from cosmic_login.core.clock import is_ahead
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.identity import LOA_URI
from cosmic_login.directory.model import Person
from cosmic_login.idp.claims.choices import Level, Option, implied, level_for, options
from cosmic_login.idp.claims.release import ClaimFacts, ClaimValues, matches, release
from cosmic_login.idp.faults import FaultOrders
from cosmic_login.idp.methods import METHODS
from cosmic_login.idp.orders.evidence import Evidence
from cosmic_login.idp.outages import Outages
from cosmic_login.idp.provider.logins import LoginRequest, Logins
from cosmic_login.idp.registry.systems import System, Systems
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import LoginStatus, OrderStatus, Refusal, Transaction
from cosmic_login.idp.store.web_statements import WebLoginRow, WebState
from cosmic_login.idp.token_digests import digest, new_handle
from cosmic_login.idp.web.fault_spots import as_bitten, asks_of, spot_of
from cosmic_login.idp.web.request import Face, WebGrant, WebRequest
from cosmic_login.idp.web.sessions import WebSessions, audit_facts
from cosmic_login.idp.web.views import ChoiceView, Delivered, EndView, OrderView, StartView, View, Way


class WebLogins:
    """Moves logins on.

    Any call may raise ``Refusal``: ``web.unknown`` (no such login, or over), ``web.other_browser``.
    """

    def __init__(
        self,
        services: IdpServices,
        systems: Systems,
        logins: Logins,
        outages: Outages,
        faces: Mapping[str, Face],
        *,
        faults: FaultOrders,
        sessions: WebSessions,
    ) -> None:
        """``faces`` are the protocols by their names; they are asked when a login ends."""
        self._services, self._systems, self._logins, self._outages = services, systems, logins, outages
        self._faults, self._faces, self._sessions = faults, faces, sessions
        #: Where signatures are asked for.
        self._place = services.doors.get("web", "")

    def begin(self, request: WebRequest, brought: str = "") -> str:
        """Keep a system's request; return the handle that its login is opened by.

        ``brought`` is the fault that came with it (``Fault``, written). Raises ``LoginFailure`` ``idp.out_of_service``
        when the system was ordered to meet that.
        """
        handle, now = new_handle(), self._services.seconds()
        row = WebLoginRow(
            handle=digest(handle),
            browser="",
            face=request.face,
            system=request.system,
            request=request.to_json(),
            created=now,
            expires=now + self._services.settings.web_login_life,
            fault=brought,
        )
        system = self._systems.find(request.face, request.system)
        if system is not None and system.learned:
            facts = {
                "face": request.face,
                "redirect_uri": request.reply.get("acs" if request.face == "saml" else "redirect_uri", ""),
                "claims": [one.name for one in request.wanted],
            }
            self._systems.learn(system.key, facts)
        with self._services.store.transaction() as work:
            fault = self._faults.bite(work, Moment.ASKED, spot_of(request, row))
            if fault is None:
                work.add_web_login(row)
        if fault is not None:
            raise LoginFailure("idp.out_of_service", "that was ordered for the system")
        return handle

    def open(self, handle: str, browser: str, sso: str = "") -> View:
        """Say where a login stands, having moved it as far as it goes by itself.

        ``browser`` is the browser's own cookie, ``sso`` that of its session, if it has one.
        """
        with self._services.store.transaction() as work:
            row = self._row(work, handle, browser)
            if row.state is WebState.START:
                row = self._by_only_way(work, self._opened(work, row, sso))
            elif row.state is WebState.ORDER:
                row = self._by_order(work, row)
            return self._view(work, row)

    def start(self, handle: str, browser: str, method: str) -> View:
        """Begin an attempt by a method; one that is under way is given up.

        Raises ``Refusal`` while the method is out of service, and ``method.unavailable`` when the system has it not.
        """
        with self._services.store.transaction() as work:
            row = self._row(work, handle, browser)
            if row.state not in {WebState.START, WebState.FAILED, WebState.ORDER}:
                return self._view(work, row)
            system, request = self._system(row), WebRequest.from_json(row.request)
            if system is None or method not in _methods(system, request):
                raise Refusal("method.unavailable", "the system has not this method")
            self._give_up(work, row, "order.cancelled")
            return self._view(work, self._begun(work, row, system, method))

    def choose(self, handle: str, browser: str, key: str) -> View:
        """Take one of the options. Raises ``Refusal`` ``claims.no_match`` for one that was not offered."""
        with self._services.store.transaction() as work:
            row = self._row(work, handle, browser)
            if row.state is not WebState.CHOOSE:
                return self._view(work, row)
            return self._view(work, self._decide(work, row, key))

    def back(self, handle: str, browser: str) -> View:
        """Give the attempt under way up, to choose another way."""
        with self._services.store.transaction() as work:
            row = self._row(work, handle, browser)
            if row.state in {WebState.ORDER, WebState.FAILED} or (row.state is WebState.CHOOSE and not row.sso):
                self._give_up(work, row, "order.cancelled")
                # The method stays: whoever has only one and gave it up is asked whether to take it again.
                row = self._save(work, replace(row, state=WebState.START, login="", failure=""), row)
            return self._view(work, row)

    def cancel(self, handle: str, browser: str) -> View:
        """Give the login up: the system is told so, or why the last attempt failed."""
        with self._services.store.transaction() as work:
            row = self._row(work, handle, browser)
            if row.state in {WebState.START, WebState.ORDER, WebState.CHOOSE, WebState.FAILED}:
                self._give_up(work, row, "order.cancelled")
                row = self._refuse(work, row, row.failure or "order.cancelled")
            return self._view(work, row)

    def deliver(self, handle: str, browser: str) -> Delivered:
        """Return what the system is told, once. Raises ``Refusal`` ``web.told`` afterwards, ``web.unknown`` before."""
        with self._services.store.transaction() as work:
            row = self._row(work, handle, browser)
            request, system = WebRequest.from_json(row.request), self._system(row)
            if row.state is WebState.TOLD:
                raise Refusal("web.told", "the system was told")
            if row.state not in {WebState.GRANTED, WebState.REFUSED}:
                raise Refusal("web.unknown", "the login is not over")
            self._save(work, replace(row, state=WebState.TOLD), row)
            face = self._faces[row.face]
            if row.state is WebState.REFUSED or system is None:
                return Delivered(face.refused(work, request, row.failure or "system.unknown"), system)
            granted = self._granted(work, row, request, system)
            fault = self._faults.bite(work, Moment.TOLD, spot_of(request, row))
            granted = replace(granted, fault=fault, brought=row.fault)
            cookie = new_handle()
            claimed = work.claim_sso(row.sso, digest(cookie))
            return Delivered(face.granted(work, granted), system, cookie if claimed else "")

    def sweep(self) -> None:
        """End what is overdue, forget what is long over."""
        now, settings = self._services.seconds(), self._services.settings
        with self._services.store.transaction() as work:
            for row in work.overdue_web_logins(now):
                self._give_up(work, row, "order.expired")
                work.save_web_login(replace(row, state=WebState.TOLD), row.state)
            work.drop_web(now, keep_ended=settings.keep_ended)

    # -- how it moves ----------------------------------------------------------------------------------------------
    def _row(self, work: Transaction, handle: str, browser: str) -> WebLoginRow:
        row, now = work.web_login(digest(handle)), self._services.seconds()
        if row is None or now >= row.expires or is_ahead(row.created, now):
            raise Refusal("web.unknown", "no such login")
        if not row.browser and browser:
            return self._save(work, replace(row, browser=digest(browser)), row)
        if row.browser != digest(browser):
            raise Refusal("web.other_browser", "another browser opened it")
        return row

    def _save(self, work: Transaction, row: WebLoginRow, was: WebLoginRow) -> WebLoginRow:
        work.save_web_login(row, was.state)
        return row

    def _system(self, row: WebLoginRow) -> System | None:
        request = WebRequest.from_json(row.request)
        return self._systems.find(request.face, row.system)

    def _opened(self, work: Transaction, row: WebLoginRow, sso: str) -> WebLoginRow:
        request = WebRequest.from_json(row.request)
        if self._faults.bite(work, Moment.OPENED, spot_of(request, row)) is not None:
            return self._refuse(work, row, "order.cancelled")
        return self._by_session(work, row, sso)

    def _person(self, row: WebLoginRow) -> Person | None:
        return as_bitten(self._services.people.by_number(row.person), row.fault)

    def _look_up(self, work: Transaction, row: WebLoginRow) -> WebLoginRow:
        """Ask the directory of the person, if the system wants that. Raises ``LoginFailure`` while it is out."""
        request = WebRequest.from_json(row.request)
        if Wanted.DIRECTORY in asks_of(request):
            self._outages.check_directory(work, row.person)
        fault = self._faults.bite(work, Moment.KNOWN, spot_of(request, row))
        if fault is not None and fault.name == "hsa-down":
            raise LoginFailure("hsa.out_of_service", "that was ordered for the system")
        return row if fault is None else replace(row, fault=str(fault))

    def _begun(self, work: Transaction, row: WebLoginRow, system: System, method: str) -> WebLoginRow:
        asked = LoginRequest(system.key, (), "", "", method, "", "", relying_party=system.name)
        login, _ = self._logins.open(work, asked, digest(new_handle()), {"system": system.key})
        moved = replace(row, state=WebState.ORDER, login=login.login, method=method, failure="")
        return self._save(work, moved, row)

    def _by_only_way(self, work: Transaction, row: WebLoginRow) -> WebLoginRow:
        """Begin by the way that is the only one, if it is open and was not given up: there is nothing to choose."""
        request, system = WebRequest.from_json(row.request), self._system(row)
        if row.state is not WebState.START or row.method or system is None:
            return row
        ways = _methods(system, request)
        return self._begun(work, row, system, ways[0]) if len(ways) == 1 and not self._is_out(work, ways[0]) else row

    def _by_session(self, work: Transaction, row: WebLoginRow, sso: str) -> WebLoginRow:
        """Take a session of the browser that will do; a passive request ends here either way."""
        request, system = WebRequest.from_json(row.request), self._system(row)
        if system is None:
            return self._refuse(work, row, "system.unknown")
        try:
            level_for(request.wanted)
        except LoginFailure as failure:
            return self._refuse(work, row, failure.code)
        session = self._sessions.fitting(work, sso, request, system.min_loa)
        if session is not None and session.method in _methods(system, request):
            taken = replace(row, sso=session.sid, person=session.person, method=session.method, login=session.login)
            taken = self._decide(work, replace(taken, evidence=session.evidence), "")
            if not request.passive or taken.state not in {WebState.CHOOSE, WebState.FAILED}:
                return taken
            return self._refuse(work, taken, taken.failure or "login.choice_needed")
        return self._refuse(work, row, "login.needed") if request.passive else row

    def _by_order(self, work: Transaction, row: WebLoginRow) -> WebLoginRow:
        """Look how the order goes; when it is complete, let the person in or ask as what."""
        attempt = work.login(row.login)
        if attempt is None:
            return self._failed(work, row, "order.expired")
        try:
            attempt, order = self._logins.stand(work, attempt)
            if order.status is OrderStatus.PENDING:
                return row
            system, request = self._system(row), WebRequest.from_json(row.request)
            if system is None:
                return self._refuse(work, row, "system.unknown")
            evidence = Evidence.from_json(order.evidence)
            person = self._logins.admitted(work, attempt, evidence, system.min_loa)
        except Refusal as refusal:
            return self._failed(work, row, refusal.code)
        if request.loa and LOA_URI[evidence.loa] not in request.loa:
            self._logins.fail(work, attempt.login, "access.loa_differs")
            return self._failed(work, row, "access.loa_differs")
        known = replace(row, evidence=order.evidence, person=person.personal_number)
        return self._decide(work, known, "", was=row)

    def _decide(self, work: Transaction, row: WebLoginRow, key: str, was: WebLoginRow | None = None) -> WebLoginRow:
        """Let the person in as the option of that name, as the only one there is, or ask."""
        was, request, evidence = was or row, WebRequest.from_json(row.request), Evidence.from_json(row.evidence)
        try:
            row = row if key else self._look_up(work, row)  # it was looked up before anything was offered
            person = self._person(row)
            if person is None:
                return self._failed(work, was, "access.person_unknown")
            offered = self._offered(person, evidence, request)
            option = self._chosen(work, row, offered, key)
            if option is None:
                return self._save(work, replace(row, state=WebState.CHOOSE), self._stored(work, was))
            self._released(row, request, person, option, self._system(row))
        except Refusal:
            raise
        except LoginFailure as failure:
            if row.login and not row.sso:
                self._logins.fail(work, row.login, failure.code)
            return self._failed(work, was, failure.code)
        return self._let_in(work, row, person, option, self._stored(work, was))

    def _released(
        self, row: WebLoginRow, request: WebRequest, person: Person, option: Option, system: System | None
    ) -> ClaimValues:
        evidence, amr = Evidence.from_json(row.evidence), system.amr if system is not None else {}
        return release(request.wanted, person, option, evidence, row.method, place=self._place, amr=amr)

    def _offered(self, person: Person, evidence: Evidence, request: WebRequest) -> tuple[Option, ...]:
        level = level_for(request.wanted)
        mine = options(person, evidence, level)
        offered = tuple(each for each in mine if matches(request.wanted, ClaimFacts(person, each, evidence, "")))
        if offered:
            return offered
        if mine:
            raise LoginFailure("claims.no_match", "nothing of the person's has the values wanted")
        raise LoginFailure("access.no_commission" if level is Level.COMMISSION else "access.no_service_id")

    def _chosen(self, work: Transaction, row: WebLoginRow, offered: Sequence[Option], key: str) -> Option | None:
        if key:
            found = next((each for each in offered if each.key == key), None)
            if found is None:
                raise Refusal("claims.no_match", "that was not offered")
            return found
        if len(offered) == 1:
            return offered[0]
        before = self._sessions.chosen(work, row.sso)
        return implied(before, offered) if before is not None else None

    def _stored(self, work: Transaction, row: WebLoginRow) -> WebLoginRow:
        return work.web_login(row.handle) or row

    def _let_in(
        self, work: Transaction, row: WebLoginRow, person: Person, option: Option, was: WebLoginRow
    ) -> WebLoginRow:
        choice = json.dumps({"key": option.key, "level": option.level.value})
        if row.sso:
            before = self._sessions.chosen(work, row.sso)
            # Who is asked for less than they have chosen has not chosen anew.
            if option.level is not Level.NONE and (before is None or implied(before, (option,)) is None):
                work.save_sso_choice(row.sso, choice)
            self._append("session.joined", row, person, option)
        else:
            work.settle_login(row.login, LoginStatus.OPEN, LoginStatus.DONE, expires=self._services.seconds())
            self._append("login.succeeded", row, person, option)
            if (attempt := work.login(row.login)) is not None:
                self._services.lasted(row.method, attempt.created)
            row = replace(row, sso=self._sessions.begin(work, row, audit_facts(row, person, option), choice))
        return self._save(work, replace(row, state=WebState.GRANTED, choice=choice), was)

    def _granted(self, work: Transaction, row: WebLoginRow, request: WebRequest, system: System) -> WebGrant:
        session, person = work.sso(row.sso), self._person(row)
        if session is None or session.ended is not None or person is None:
            raise Refusal("web.unknown", "the session is over")
        evidence, key = Evidence.from_json(row.evidence), json.loads(row.choice)["key"]
        offered = options(person, evidence, level_for(request.wanted))
        option = next((each for each in offered if each.key == key), None)
        if option is None:
            raise Refusal("web.unknown", "what was chosen is not there any more")
        claims = self._released(row, request, person, option, system)
        return WebGrant(row.login, request, system, session, person, option, evidence, row.method, claims)

    # -- how it ends -----------------------------------------------------------------------------------------------
    def _failed(self, work: Transaction, row: WebLoginRow, failure: str) -> WebLoginRow:
        was = self._stored(work, row)
        return self._save(work, replace(was, state=WebState.FAILED, login="", failure=failure), was)

    def _refuse(self, work: Transaction, row: WebLoginRow, failure: str) -> WebLoginRow:
        was = self._stored(work, row)
        return self._save(work, replace(was, state=WebState.REFUSED, failure=failure), was)

    def _give_up(self, work: Transaction, row: WebLoginRow, reason: str) -> None:
        attempt = work.login(row.login) if row.login and not row.sso else None
        if attempt is not None and attempt.status is LoginStatus.OPEN:
            self._logins.give_up(work, attempt, reason)

    def _append(self, event: str, row: WebLoginRow, person: Person, option: Option) -> None:
        told = audit_facts(row, person, option)
        told |= {"login": row.login, "extra": {"system": row.system}}
        self._services.audit.append(event, **told)

    # -- what is seen ----------------------------------------------------------------------------------------------
    def _view(self, work: Transaction, row: WebLoginRow) -> View:
        request, system = WebRequest.from_json(row.request), self._system(row)
        if row.state in {WebState.GRANTED, WebState.REFUSED, WebState.TOLD} or system is None:
            return EndView(system, request, row.state is WebState.GRANTED, row.failure)
        if row.state is WebState.ORDER and (attempt := work.login(row.login)) is not None:
            order = work.order(attempt.order_ref)
            if order is not None:
                only = len(_methods(system, request)) == 1
                return OrderView(system, request, row.method, self._logins.pending(attempt, order), only)
        if row.state is WebState.CHOOSE and (person := self._person(row)) is not None:
            offered = self._offered(person, Evidence.from_json(row.evidence), request)
            return ChoiceView(system, request, person, level_for(request.wanted), offered)
        ways = tuple(Way(each, not self._is_out(work, each)) for each in _methods(system, request))
        return StartView(system, request, ways, row.failure)

    def _is_out(self, work: Transaction, method: str) -> bool:
        return bool(self._outages.stopped(work, method))


def _methods(system: System, request: WebRequest) -> tuple[str, ...]:
    """Return the ways that a system has, in the instruction's order, and of these those that were asked for."""
    mine = tuple(each for each in METHODS if each in system.methods)
    return tuple(each for each in mine if each in request.methods) or mine
