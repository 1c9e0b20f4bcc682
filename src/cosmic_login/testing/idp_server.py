"""An identity provider in a process of its own, as other systems meet it: what a test of such a system holds."""

from __future__ import annotations

import asyncio
import json
import secrets
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.login_methods import DEFAULT
from cosmic_login.idp.claims.vocabulary import registered_systems
from cosmic_login.idp.endpoints.control.auth import control_token
from cosmic_login.idp.registry.writing import keep
from cosmic_login.net.control import Control
from cosmic_login.profile import Profile
from cosmic_login.testing.watched import UnmetFault

if TYPE_CHECKING:
    from cosmic_login.net.control import Outage, StandingFault

T = TypeVar("T")

#: How long it may take to start and to end, in seconds.
_PATIENCE_S = 120.0
_SECRET_BYTES = 24


@dataclass(frozen=True)
class RegisteredClient:
    """A registered OpenID Connect client, as its library is told; a public one has no secret."""

    client_id: str
    secret: str


class IdpServer:
    """A running ``cosmic-login idp --lab``. ``close`` ends it.

    ``oidc`` is the issuer that an OpenID Connect client is told, ``saml`` where the metadata for SAML are, ``ca_file``
    whom to trust (PEM), ``lab`` the page on which virtual cards are put in; ``issuer`` is the address of card apps and
    phones; ``said`` is the whole line by which it said where it is.
    """

    def __init__(self, root: Path, *, database: str = "", arguments: Sequence[str] = ()) -> None:
        """Start it on a profile and wait until it serves.

        ``database`` is a PostgreSQL address to keep everything in; ``arguments`` are further ones of the command.
        Raises ``RuntimeError`` with what it said when it does not start.
        """
        self.profile = Profile.open(root)
        self._ordered: list[StandingFault] = []
        self._systems = registered_systems(self.profile)
        kept = ["--database", database] if database else []
        command = [sys.executable, "-m", "cosmic_login", "--profile", str(root), "idp", "--lab", *kept, *arguments]
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._said)
        assert self._process.stdout is not None  # noqa: S101 - told to the type checker
        line = self._process.stdout.readline()
        if not line:
            self._process.wait(_PATIENCE_S)
            self._said.seek(0)
            why = self._said.read().decode("utf-8", "replace")
            self.close()
            raise RuntimeError(f"cosmic-login idp ended with {self._process.returncode}: {why}")
        self.said: dict[str, Any] = json.loads(line)
        self.issuer, self.oidc, self.saml, self.lab = (
            str(self.said[name]) for name in ("issuer", "oidc", "saml", "lab")
        )
        self.ca_file = Path(self.said["ca_file"])

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    def close(self) -> None:
        """End it; one that does not end by itself is killed."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_PATIENCE_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._said.close()

    # -- systems ---------------------------------------------------------------------------------------------------

    def register(
        self, client_id: str, *redirect_uris: str, public: bool = False, **members: str | int | Sequence[str]
    ) -> RegisteredClient:
        """Register an OpenID Connect client; it may log in from now on.

        ``members`` are further ones of a system's file (docs/systems.md): ``claims``, ``scopes``, ``min_loa``,
        ``post_logout_redirect_uris``, … Raises ``LoginFailure`` ``system.malformed``, ``usage.invalid``.
        """
        secret = "" if public else secrets.token_urlsafe(_SECRET_BYTES)
        own: dict[str, object] = {"auth_methods": ["none"]} if public else {"secret": secret}
        told = {"protocol": "oidc", "client_id": client_id, "redirect_uris": redirect_uris, **own, **members}
        self._register(client_id, {".toml": _toml(told)})
        return RegisteredClient(client_id, secret)

    def register_saml(self, name: str, metadata: str | bytes, **members: str | int | Sequence[str]) -> str:
        """Register a SAML service provider by its metadata; return its entityID.

        ``name`` is what its file is called; ``members`` as for ``register``. Raises ``LoginFailure``
        ``system.malformed``, ``usage.invalid``.
        """
        raw = metadata.encode() if isinstance(metadata, str) else metadata
        told = {"protocol": "saml", "metadata": f"{_file_name(name)}.xml", **members}
        return self._register(name, {".toml": _toml(told), ".xml": raw})

    def _register(self, name: str, files: dict[str, bytes]) -> str:
        return keep(self._systems, _file_name(name), files).key

    # -- people ----------------------------------------------------------------------------------------------------

    def log_in(
        self,
        page: Any,  # noqa: ANN401 - Playwright's, which this package does without
        card: str = "anna-1",
        *,
        code: str = "123456",
        method: str = DEFAULT.name,
        option: str = "",
    ) -> None:
        """Log in with a virtual card where the browser shows the IdP's start page.

        ``page`` is a ``Page`` of Playwright's synchronous API, with ``ignore_https_errors`` or ``ca_file`` trusted.
        ``option`` is pressed where the person has to say as what (``s:HSA-id``, ``o:number``, ``c:HSA-id``). Nothing
        is waited for afterwards but by the page itself.
        """
        self.choose_way(page, method)
        page.locator("#lab").click()
        page.locator(f'button[name="card"][value="{card}"]').click()
        confirmed = page.locator('button[name="next"]')  # where the way shows the certificate first
        confirmed.or_(page.locator("#code-field")).wait_for()
        if confirmed.is_visible():
            confirmed.click()
        page.locator("#code-field").fill(code)
        page.locator('button[name="go"]').click()
        if option:
            page.locator(f'button[name="option"][value="{option}"]').click()

    def choose_way(self, page: Any, method: str) -> None:  # noqa: ANN401 - as above
        """Press a way to log in on the IdP's start page, also one that is folded away there."""
        button = page.locator(f'button[name="method"][value="{method}"]')
        page.locator("#ways").wait_for()
        if not button.is_visible():
            page.locator("summary").click()
        button.click()

    # -- what goes wrong -------------------------------------------------------------------------------------------

    def outage(
        self,
        target: str,
        failure: str = "",
        *,
        orders: int | None = None,
        seconds: float | None = None,
        person: str = "",
    ) -> Outage:
        """Put something out of service, as ``LoginBench.outage`` does. Raises ``LoginFailure`` ``control.invalid``."""
        return self._control(
            lambda control: control.outage(target, failure, orders=orders, seconds=seconds, person=person)
        )

    def restore(self, target: str = "", *, person: str = "") -> None:
        """Bring something back, for one person or for everybody; or everything."""
        self._control(lambda control: control.restore(target, person) if target else control.reset())

    def order_fault(
        self,
        system: str,
        fault: str,
        *,
        times: int | None = 1,
        seconds: float | None = None,
        state: str = "",
        protocol: str = "",
        delay: float | None = None,
    ) -> StandingFault:
        """Have a system (client_id, entityID) meet a fault of docs/faults.md; ``times``: None, always.

        Raises ``LoginFailure`` ``control.invalid``.
        """
        order = self._control(
            lambda control: control.order_fault(
                system, fault, protocol=protocol, state=state, times=times, seconds=seconds, delay=delay
            )
        )
        self._ordered.append(order)
        return order

    def withdraw_faults(self) -> None:
        """Take all orders of faults back; they count as met."""
        self._control(lambda control: control.withdraw_faults())
        self._ordered.clear()

    def tell_unmet(self) -> None:
        """Warn (``UnmetFault``) of each fault that was ordered for so many times and that was not met once."""
        if not self._ordered:
            return
        standing = {each.order: each.times for each in self._control(lambda control: control.faults()).orders}
        for each in self._ordered:
            if each.times is not None and standing.get(each.order) == each.times:
                warnings.warn(UnmetFault(f"the fault {each.fault} was not met by {each.system}"), stacklevel=2)

    def _control(self, call: Callable[[Control], Awaitable[T]]) -> T:
        async def made() -> T:
            async with Control(self.issuer, control_token(self.profile)) as control:
                return await call(control)

        return _alone(made)


def _alone(made: Callable[[], Awaitable[T]]) -> T:
    """Run to the end, also in a thread that has an event loop already, as Playwright's has."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - where it is needed

    async def run() -> T:
        return await made()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(run())
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(run())).result()


def _file_name(name: str) -> str:
    """Return what the file of a system is called: its name, of the letters that such a name may have."""
    made = "".join(each if each.isascii() and (each.isalnum() or each in "._-") else "-" for each in name.lower())
    made = made.strip(".-_")[:64].rstrip(".-_")
    if not made:
        raise LoginFailure("usage.invalid", f"{name[:80]!r} has no letter that a file's name could have")
    return made


def _toml(members: dict[str, Any]) -> bytes:
    # What JSON and TOML write alike: texts, numbers, truth values, lists of them.
    lines = [
        f"{key} = {json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)}"
        for key, value in members.items()
    ]
    return ("\n".join(lines) + "\n").encode()
