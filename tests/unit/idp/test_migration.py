"""A store that an earlier version of the program wrote is brought up to date and nothing in it is lost.

``tests/data/store_version_1`` was written by the last program with tables of version 1, not by this one.
"""

from __future__ import annotations

import json
import multiprocessing
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure
from cosmic_login.idp.server.embedded import EmbeddedIdp
from cosmic_login.idp.store.base import OrderStatus
from cosmic_login.idp.store.schema import CHANGES, SCHEMA_VERSION
from cosmic_login.idp.store.sqlite import SqliteStore
from cosmic_login.pki.authority import TrainingPki
from cosmic_login.profile import Profile
from tests.apart import apart

from .conftest import SETTINGS
from .kit import ANNA, ANNA_HSA, Client, SoftCard, client_of, some_people
from .phones import Control, SoftPhone
from .test_phone_login import frame

pytestmark = pytest.mark.file_store
OLD = Path(__file__).parents[2] / "data" / "store_version_1"
KNOWN = json.loads((OLD / "handles.json").read_text())


def write_old(path: Path) -> Path:
    with sqlite3.connect(path) as database:
        database.executescript((OLD / "idp.sql").read_text())
    database.close()
    return path


def tables(path: Path) -> dict[str, object]:
    """Return the columns of each table, and the indexes."""
    database = sqlite3.connect(path)
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")]
    found: dict[str, object] = {name: database.execute(f"PRAGMA table_info({name})").fetchall() for name in names}
    database.close()
    return found


@pytest.fixture
def old(tmp_path: Path, clock: ManualClock) -> Iterator[tuple[EmbeddedIdp, Client, Profile, TrainingPki]]:
    """Run this program's IdP on the old store."""
    root = tmp_path / "profile"
    root.mkdir()
    (root / "vault.key").write_bytes(bytes.fromhex(KNOWN["vault_key"]))
    write_old(root / "idp.sqlite")
    profile = Profile.open(root)
    pki = TrainingPki.open(profile, clock)
    with (
        EmbeddedIdp.start(
            profile, clock=clock, pki=pki, directory=some_people(), settings=SETTINGS, issuer=KNOWN["issuer"], doors=()
        ) as idp,
        client_of(idp.base_url) as client,
    ):
        here = {name: str(url).replace(KNOWN["issuer"], idp.base_url) for name, url in client.urls.items()}
        yield idp, Client(client.http, here), profile, pki


def test_what_was_given_out_still_works(old: tuple[EmbeddedIdp, Client, Profile, TrainingPki]) -> None:
    _, client, _, _ = old
    bearer = {"Authorization": f"Bearer {KNOWN['access_token']}"}
    userinfo = client.http.get("/userinfo", headers=bearer)
    assert (userinfo.status_code, userinfo.json()["employeeHsaId"]) == (200, ANNA_HSA)
    waiting = client.http.post("/authorize-challenge", data={"auth_session": KNOWN["auth_session"]})
    assert waiting.status_code == 200, waiting.text
    assert waiting.json()["authorization_code"]
    ended = client.http.post("/end_session", data={"id_token_hint": KNOWN["id_token"]})  # its key is still published
    assert ended.status_code == 200
    assert client.http.get("/userinfo", headers=bearer).status_code == 401


def test_a_card_is_still_registered(old: tuple[EmbeddedIdp, Client, Profile, TrainingPki], clock: ManualClock) -> None:
    _, client, _, pki = old
    login = client.begin()
    login.start()
    assert login.show(SoftCard.issue(pki, clock, ANNA)).json()["registered"] is True


def test_an_order_under_way_ends_by_its_own_time(
    old: tuple[EmbeddedIdp, Client, Profile, TrainingPki], clock: ManualClock
) -> None:
    idp, _, _, _ = old
    with idp.provider.services.store.transaction() as work:
        (pending,) = work.overdue_orders(1e12, "started")
        assert (pending.face, pending.kind, pending.qr_token, pending.ended) == ("siths", "auth", None, None)
    clock.advance(180)
    idp.provider.sweep()
    with idp.provider.services.store.transaction() as work:
        found = work.order(pending.ref)
        assert found is not None
        assert (found.status, found.failure) == (OrderStatus.FAILED, "order.expired")
    clock.advance(301)
    idp.provider.sweep()
    with idp.provider.services.store.transaction() as work:
        assert work.order(pending.ref) is None


def test_phones_can_be_used_with_it(old: tuple[EmbeddedIdp, Client, Profile, TrainingPki]) -> None:
    _, client, profile, _ = old
    phone = SoftPhone.of(Control.of(client, profile.root))
    login = client.begin(login_method="siths-other-device")
    phone.scan(frame(login))
    phone.confirm()
    assert login.code()


def test_an_old_store_and_a_new_one_have_the_same_tables(tmp_path: Path) -> None:
    write_old(tmp_path / "old.sqlite")
    for name in ("old", "new"):
        SqliteStore(tmp_path / f"{name}.sqlite").close()
    found = tables(tmp_path / "old.sqlite")
    assert found == tables(tmp_path / "new.sqlite")
    assert {"login_order", "enrolment", "activation", "outage"} <= set(found)


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_old(tmp_path / "old.sqlite")
    before = tables(path)
    monkeypatch.setitem(CHANGES, SCHEMA_VERSION, (*CHANGES[SCHEMA_VERSION], "CREATE NONSENSE"))
    with pytest.raises(LoginFailure):
        SqliteStore(path)
    assert tables(path) == before
    monkeypatch.undo()
    SqliteStore(path).close()
    assert tables(path) != before


def _open(path: Path, results: multiprocessing.Queue[str]) -> None:
    try:
        SqliteStore(path).close()
    except LoginFailure as failure:
        results.put(failure.code)
    else:
        results.put("")


def test_two_processes_that_open_an_old_store_at_once(tmp_path: Path) -> None:
    path = write_old(tmp_path / "old.sqlite")
    context = apart(__name__)
    results: multiprocessing.Queue[str] = context.Queue()
    openers = [context.Process(target=_open, args=(path, results)) for _ in range(2)]
    for opener in openers:
        opener.start()
    assert [results.get(timeout=60) for _ in openers] == ["", ""]
    for opener in openers:
        opener.join(60)
        opener.close()
    results.close()
    results.join_thread()
