"""What holds for every test: it meets no reader of this machine and waits for no disk; soaking is asked for."""

from __future__ import annotations

import functools
import gc
import itertools
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from cosmic_login.cards.virtual import keys
from cosmic_login.directory import Directory
from cosmic_login.phone import locked_key
from cosmic_login.pki import crl, store
from cosmic_login.testing import plugin
from cosmic_login.testing.pcscd import process_socket_path
from cosmic_login.testing.phones import own_the_main_thread
from cosmic_login.ui.enter_guard import enter_guard
from tests import rewriting, run_folder
from tests.kept_keys import KeptKeys

#: Memory that profiles of tests may take, in bytes; a whole run writes 0.7 GB, and pytest keeps three runs.
_ROOM = 4 << 30


def _memory_disk() -> str:
    """Return a directory in memory with room for the tests, or nothing.

    The program syncs what must not be lost, thousands of times in a run, and what a disk does then is not ours
    to test. Nothing depends on it: without such a directory everything is written where pytest usually does.
    """
    place = "/dev/shm"
    if sys.platform != "linux" or not os.access(place, os.W_OK):
        return ""
    found = os.statvfs(place)
    usable = found.f_bavail * found.f_frsize >= _ROOM and not found.f_flag & os.ST_NOEXEC
    return place if usable else ""


if sys.platform == "linux":
    # Before anything makes a PC/SC context; child processes inherit it.
    process_socket_path()
    if place := _memory_disk():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", place)


#: What a guess at a phone's code costs outside the tests.
TRUE_LOG2_N = locked_key.LOG2_N

# Our own hundreds of right codes would cost as much as a guesser's: a third of all that the tests compute.
locked_key.LOG2_N = 4


def _judged_once(judge: Callable[[x509.CertificateRevocationList, x509.Certificate], str]) -> Any:
    """Return ``judge``, which finds out once what the bytes of a list and of a certificate say."""

    @functools.lru_cache
    def judged(raw: bytes, issuer: x509.Certificate) -> str:
        return judge(x509.load_der_x509_crl(raw), issuer)

    return lambda given, issuer: judged(given.public_bytes(Encoding.DER), issuer)


rewriting.spare()

# Thousands of tests open copies of one profile: its lists are verified once, and the keys of its CAs are read once.
crl.problem = _judged_once(crl.problem)
store.load_der_private_key = functools.lru_cache(store.load_der_private_key)  # type: ignore[assignment, attr-defined]

# A busy machine is slow at times, and that is no fault of what is tested.
settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")

# Threads of ours read pictures; windows of other tests come later, in the same worker.
own_the_main_thread()

# Whoever presses Enter in a test has looked at the screen before: a second has passed. A hasty hand says so itself.
enter_guard().now = itertools.count(1).__next__


@pytest.fixture(scope="session", autouse=True)
def kept(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep the RSA keys of cards, and what else is made once, for the whole run; pytest-xdist's workers share it."""
    shared = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        shared = shared.parent
    folder = shared / "kept-keys"
    folder.mkdir(exist_ok=True)
    kept_keys = KeptKeys(keys.generate, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "generate", kept_keys)
        patch.setattr(plugin, "prepare", kept_keys.without(plugin.prepare))
        patch.setattr(run_folder, "shared", shared)
        yield


@pytest.fixture(scope="session")
def cosmic_issued_beforehand() -> Sequence[str]:
    """Issue every card once: half of our tests start programs, which would each do it for themselves."""
    return [spec.card for person in Directory.load().persons.values() for spec in person.cards]


def pytest_configure(config: pytest.Config) -> None:
    """Name our markers; and once for all workers rewrite what they would all rewrite."""
    config.addinivalue_line("markers", "file_store: about the store in the profile's own files; not run on a database")
    config.addinivalue_line("markers", "soak: repeats for minutes what must never wear out; run by `make soak` only")
    config.addinivalue_line("markers", "whole: the rest of a walk that `make test` goes a part of; run by `make whole`")
    if config.getoption("numprocesses", None):  # not in a worker, and there will be some
        rewriting.beforehand(config)


#: Modules that make something dear once, on which one worker then runs all their tests. Marks (``xdist_group``) would
#: say the same, but pytest 9.2 does not take up the names that pytest-xdist 3.8 gives the tests of a group.
TOGETHER = frozenset(
    f"tests/{name}.py"
    for name in (
        "e2e/test_atspi", "e2e/test_choosers", "e2e/test_distribution", "e2e/test_examples", "e2e/test_guide",
        "e2e/test_hosts_in_turn", "e2e/test_hosts_together", "e2e/test_oidc_systems", "e2e/test_phone_secrets",
        "e2e/test_saml_systems", "e2e/test_support_file",
        "unit/test_rooms", "unit/test_debian_packages", "unit/core/test_flow",
    )
)  # fmt: skip

#: Modules that share what is dear with another one go to the same worker.
_WITH = {"tests/e2e/test_examples.py": "tests/e2e/test_distribution.py"}


#: Where tests run whole programs, and wait for them more than they compute.
WAITING = ("tests/e2e/", "tests/interop/", "tests/soak/")


class Together(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist says no types
    """Gives each test to the next free worker, but those of a module of ``TOGETHER`` to one, and those first.

    Every second worker takes tests that wait for as long as there are any, the others tests that compute: one kind
    after the other would leave the cores idle first and crowd them then.
    """

    def __init__(self, config: pytest.Config, log: Any) -> None:
        super().__init__(config, log)
        self._over: set[bool] = set()  # which kind there is no more of

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return _WITH.get(module, module) if module in TOGETHER else nodeid

    def _assign_work_unit(self, node: Any) -> None:
        waits = self.nodes.index(node) % 2 == 0
        if waits not in self._over:
            scope = next((each for each in self.workqueue if each.startswith(WAITING) is waits), None)
            if scope is None:
                self._over.add(waits)
            else:
                self.workqueue.move_to_end(scope, last=False)
        super()._assign_work_unit(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together | None:
    """Share the tests out so, unless another way than the usual is asked for."""
    return Together(config, log) if config.getvalue("dist") in {"load", "loadgroup"} else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage among what is collected: thousands of tests, which stay until the end.

    That took a third of what each worker collects for, and later looks would go through all of it again.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the soaking tests and the rests of walks out unless they are asked for.

    A soaking test may take an hour, a walk through everything ten minutes.
    """
    left_out = {
        item
        for mark, asked in (("soak", "COSMIC_SOAK"), ("whole", "COSMIC_WHOLE"))
        if asked not in os.environ
        for item in items
        if item.get_closest_marker(mark)
    }
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]
    for item in items:
        if item.get_closest_marker("soak") or item.get_closest_marker("whole"):
            item.add_marker(pytest.mark.timeout(3600 if item.get_closest_marker("soak") else 600))
    items.sort(key=lambda item: not item.nodeid.startswith("tests/soak/"))  # they take long: none is waited for alone


def pytest_unconfigure() -> None:
    """Remove the socket's directory: the processes of pytest-xdist end without their exit handlers."""
    if sys.platform == "linux":
        shutil.rmtree(process_socket_path().parent, ignore_errors=True)
