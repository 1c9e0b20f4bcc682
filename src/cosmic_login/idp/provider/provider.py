"""The IdP without HTTP, put together."""

from __future__ import annotations

from collections.abc import Callable

from cosmic_login.idp.faults import FaultOrders
from cosmic_login.idp.orders.app import AppOrderService
from cosmic_login.idp.orders.app_profiles import APP_PROFILES
from cosmic_login.idp.orders.engine import OrderEngine
from cosmic_login.idp.orders.relying import RelyingParties
from cosmic_login.idp.outages import Outages, method_of
from cosmic_login.idp.provider.clients import ClientRegistry
from cosmic_login.idp.provider.device_registration import DeviceRegistration
from cosmic_login.idp.provider.erasing import PersonEraser
from cosmic_login.idp.provider.grants import Grants
from cosmic_login.idp.provider.keys import KeyRing
from cosmic_login.idp.provider.logins import Logins
from cosmic_login.idp.provider.starting_over import StartingOver
from cosmic_login.idp.services import IdpServices
from cosmic_login.idp.store.base import OrderRow, Transaction
from cosmic_login.pki.ocsp import OcspResponder


class Provider:
    """The IdP without HTTP: everything that acts on the store."""

    def __init__(self, services: IdpServices, clients: ClientRegistry | None = None) -> None:
        """Put the parts together. Raises ``LoginFailure`` when the store's keys cannot be used."""
        self.services = services
        self.clients = clients or ClientRegistry()
        self.keys = KeyRing(services.store, services.vault, services.clock, services.settings)
        self.outages = Outages(services.store, services.audit, services.clock, services.people)
        self.faults = FaultOrders(services.store, services.audit, services.clock, services.systems)
        self.engine = OrderEngine(
            services.clock, services.settings, services.vault.derive("order-handles"), self._order_failed, self._stopped
        )
        self.relying = RelyingParties()
        self.enrolment = DeviceRegistration(services)
        self.eraser = PersonEraser(services)
        self.starting_over = StartingOver(services, self.outages, self.faults)
        self.logins = Logins(services, self.clients, self.engine, self.outages)
        self.grants = Grants(services, self.keys, self.logins)
        self.apps = {
            name: AppOrderService(face, services, self.engine, self.relying, self.outages)
            for name, face in APP_PROFILES.items()
        }
        #: What else has to be done now and then, by whoever serves this.
        self.chores: list[Callable[[], None]] = []
        self.ocsp = OcspResponder(services.pki, services.clock)

    def _order_failed(self, work: Transaction, order: OrderRow) -> None:
        if order.rp_id:
            self.relying.ended(work, order)
        else:
            self.logins.order_failed(work, order)

    def _stopped(self, work: Transaction, order: OrderRow) -> str:
        return self.outages.stopped(work, method_of(work, order), order.person)

    def sweep(self) -> None:
        """End what is overdue, forget what is long over, rotate keys that are due."""
        self.logins.sweep()
        self.outages.sweep()
        self.faults.sweep()
        self.keys.maintain()
        for chore in self.chores:
            chore()
