"""pytest fixtures for testing against a whole login: readers, cards, directory, IdP, and a robot.

Installed with the package (entry point ``pytest11``). Everything runs in the test's process on loopback, with a
throw-away profile per test; keys are made once per run and copied, and so is each card, when a test first uses it.
"""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from cosmic_login.cards.virtual.reader import VirtualReaders
    from cosmic_login.directory.directory import Directory
    from cosmic_login.testing.bankid import BankIdService
    from cosmic_login.testing.bench import LoginBench
    from cosmic_login.testing.idp_server import IdpServer
    from cosmic_login.testing.kept_cards import KeptCards
    from cosmic_login.testing.phones import TestPhone
    from cosmic_login.testing.robot import Robot
    from cosmic_login.testing.windows import DrivenLogin, DrivenPhone


@pytest.fixture(scope="session")
def cosmic_issued_beforehand() -> Sequence[str]:
    """Return the cards that are issued before the first test: none, for each is issued when a test first uses it.

    Override it (session scope) for many tests that start programs: a program in a fresh profile issues for itself.
    """
    return ()


@pytest.fixture(scope="session")
def cosmic_profile_template(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest, cosmic_issued_beforehand: Sequence[str]
) -> Path:
    """Return a profile with its CAs, the IdP's keys and the cards issued so far; copy it, do not use it.

    Made once in a run: the workers of pytest-xdist share it.
    """
    from cosmic_login.testing.kept_cards import lock_of  # noqa: PLC0415 - nothing is imported until a test asks for it

    shared = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        shared = shared.parent
    made = shared / "cosmic-profile-template"
    with lock_of(made):
        if not made.exists():
            root = tmp_path_factory.mktemp("cosmic") / "profile"
            prepare(root, cosmic_issued_beforehand)
            root.rename(made)  # a worker that ends in the middle leaves nothing that looks ready
    return made


def prepare(root: Path, cards: Sequence[str] = ()) -> None:
    """Make a profile with its CAs, the IdP's keys and some cards."""
    from cosmic_login.app import World  # noqa: PLC0415
    from cosmic_login.idp.provider.keys import KeyRing  # noqa: PLC0415
    from cosmic_login.idp.settings import IdpSettings  # noqa: PLC0415
    from cosmic_login.idp.store.sqlite import SqliteStore  # noqa: PLC0415
    from cosmic_login.profile import Profile  # noqa: PLC0415

    world = World(Profile.open(root))
    try:
        _ = world.pki
        for card in cards:
            world.cards.open(card)
        store = SqliteStore(world.profile.store_file)
        try:
            KeyRing(store, world.profile.vault, world.clock, IdpSettings())
        finally:
            store.close()
    finally:
        world.close()


@pytest.fixture
def cosmic_profile(cosmic_profile_template: Path, tmp_path: Path) -> Path:
    """Return the directory of a fresh profile for this test."""
    from cosmic_login.testing.kept_cards import lock_of  # noqa: PLC0415

    root = tmp_path / "profile"
    with lock_of(cosmic_profile_template):  # another worker may be issuing a card there
        shutil.copytree(cosmic_profile_template, root)
    return root


@pytest.fixture(scope="session")
def _kept_cards(cosmic_profile_template: Path) -> Iterator[KeptCards]:
    from cosmic_login.testing.kept_cards import KeptCards  # noqa: PLC0415

    kept = KeptCards(cosmic_profile_template)
    yield kept
    kept.close()


@pytest.fixture
def cosmic(cosmic_profile: Path, _kept_cards: KeptCards) -> Iterator[LoginBench]:
    """Give a whole login world: ``cosmic.insert("anna-1")``, ``cosmic.login(robot)``, ``cosmic.audit()``.

    An outage that the test ordered and nothing met is told by a warning (``UnmetOutage``) at the end.
    """
    from cosmic_login.testing.bench import LoginBench  # noqa: PLC0415

    bench = LoginBench(cosmic_profile, make_card=_kept_cards)
    try:
        yield bench
        bench.tell_unmet()
    finally:
        bench.close()


@pytest.fixture
def cosmic_robot() -> Robot:
    """Return a robot that knows the training code."""
    from cosmic_login.testing.robot import Robot  # noqa: PLC0415

    return Robot()


@pytest.fixture
def cosmic_readers(cosmic: LoginBench) -> VirtualReaders:
    """Return the virtual readers of ``cosmic``."""
    return cosmic.readers


@pytest.fixture
def cosmic_directory(cosmic: LoginBench) -> Directory:
    """Return the people and cards of ``cosmic``."""
    return cosmic.world.directory


@pytest.fixture
def cosmic_idp(cosmic: LoginBench) -> str:
    """Return the base URL of a running IdP that trusts the cards of ``cosmic``."""
    return cosmic.idp_url


@pytest.fixture
def phone(cosmic: LoginBench) -> TestPhone:
    """Return a phone: ``phone.activate("anna")``, ``phone.scan(picture)``, ``phone.confirm()``, ``phone.fail(…)``."""
    from cosmic_login.testing.phones import TestPhone  # noqa: PLC0415

    return TestPhone(cosmic.world, "Telefon")


@pytest.fixture
def bankid(cosmic: LoginBench, tmp_path: Path) -> BankIdService:
    """Return a running BankID-like service of ``cosmic``, and the certificate of a relying party it lets in."""
    from cosmic_login.testing.bankid import BankIdService  # noqa: PLC0415

    return BankIdService.of(cosmic.world, tmp_path)


@pytest.fixture
def cosmic_database() -> str:
    """Return where ``idp_server`` keeps everything: its profile (empty). Override it with a PostgreSQL address."""
    return ""


@pytest.fixture
def idp_server(cosmic_profile: Path, cosmic_database: str) -> Iterator[IdpServer]:
    """Give an IdP in a process of its own, at which systems log people in: ``idp_server.register("journal", …)``."""
    from cosmic_login.testing.idp_server import IdpServer  # noqa: PLC0415

    server = IdpServer(cosmic_profile, database=cosmic_database)
    try:
        yield server
        server.tell_unmet()
    finally:
        server.close()


@pytest.fixture
def cosmic_pictures(tmp_path: Path) -> Path:
    """Return where the windows of a test that failed are kept as pictures; override it for a place of your own."""
    return tmp_path / "pictures"


@pytest.fixture
def cosmic_window(
    cosmic_profile: Path, cosmic_pictures: Path, qtbot: QtBot, _kept_cards: KeptCards
) -> Iterator[DrivenLogin]:
    """Give the login window, for pytest-qt: ``put("anna-1")``, ``press(name)``, ``type_code()``.

    Its pictures are kept when the test fails, and so are those of ``phone_window``. Beside ``cosmic`` it is another
    program on the same profile.
    """
    from cosmic_login.testing.windows import DrivenLogin  # noqa: PLC0415

    made = DrivenLogin(qtbot, cosmic_profile, make_card=_kept_cards)
    yield made
    made.close()


@pytest.fixture
def phone_window(cosmic_window: DrivenLogin, qtbot: QtBot) -> Iterator[DrivenPhone]:
    """Give the phone's window, whose camera sees ``cosmic_window``: ``activate("anna", "siths")``, ``answer()``."""
    from cosmic_login.testing.windows import DrivenPhone  # noqa: PLC0415

    made = DrivenPhone(qtbot, cosmic_window)
    yield made
    made.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Keep the pictures of windows when a test fails, and say where."""
    report = yield
    if call.when == "call" and report.failed and (given := getattr(item, "funcargs", {})).get("cosmic_window"):
        kept = []
        for name in ("cosmic_window", "phone_window"):
            if (shown := given.get(name)) is not None:
                kept += shown.save_pictures(given["cosmic_pictures"], name.replace("_", "-"))
        report.sections.append(("Pictures", "\n".join(map(str, kept))))
    return report
