"""Backup and restore, as docs/operations.md tells it: of a profile, and of a database that is in use."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.audit.trail import AuditTrail
from cosmic_login.core.clock import SystemClock
from cosmic_login.idp.store.table_reader import TableReader
from cosmic_login.profile import Profile
from tests.e2e.program import background, login
from tests.postgres import Server, server


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with server() as made:
        yield made


def came_in(trail: TableReader | AuditTrail) -> int:
    """How many are on a trail, which has to be whole."""
    verdict = trail.verify()
    assert verdict.ok, verdict
    return sum(record.event == "login.succeeded" for record in trail.records())


def of_database(profile: Path, dsn: str) -> TableReader:
    return TableReader(dsn, Profile.look(profile).vault.derive("audit"))


def of_profile(profile: Path) -> AuditTrail:
    found = Profile.look(profile)
    return AuditTrail.open(found.audit_file, found.vault.derive("audit"), SystemClock())


def test_a_database_is_restored_with_the_profile_of_a_host(tmp_path: Path, running: Server) -> None:
    profile, kept, dsn = tmp_path / "profile", tmp_path / "kept", running.new_database()
    with background(profile, "idp", "--database", dsn) as idp:
        assert "identity" in login(profile, "anna", "--idp", idp["issuer"])
        shutil.copytree(profile, kept)  # a copy of a host that runs
        running.dump(dsn, tmp_path / "backup")
        assert "identity" in login(profile, "anna", "--idp", idp["issuer"])
    again = running.restore(tmp_path / "backup")
    (kept / "idp.address").unlink(missing_ok=True)
    assert came_in(of_database(kept, again)) == 1
    with background(kept, "idp", "--database", again) as idp:
        assert "identity" in login(kept, "anna", "--idp", idp["issuer"])
    assert came_in(of_database(kept, again)) == 2
    assert came_in(of_database(profile, dsn)) == 2, "the one that was in use is as it was"


def test_without_any_profile_the_database_has_what_a_host_needs(tmp_path: Path, running: Server) -> None:
    dsn = running.new_database()
    with background(tmp_path / "lost", "idp", "--database", dsn) as idp:
        assert "identity" in login(tmp_path / "lost", "anna", "--idp", idp["issuer"])
        running.dump(dsn, tmp_path / "backup2")
    again = running.restore(tmp_path / "backup2")
    with background(tmp_path / "new", "idp", "--database", again):
        pass
    assert came_in(of_database(tmp_path / "new", again)) == 1, "by the key that the database gave the new profile"


def test_a_profile_is_restored_from_a_copy(tmp_path: Path) -> None:
    profile, kept, again = tmp_path / "profile", tmp_path / "kept", tmp_path / "again"
    assert "identity" in login(profile, "anna")
    shutil.copytree(profile, kept)
    assert "identity" in login(profile, "anna")
    shutil.copytree(kept, again)
    assert came_in(of_profile(again)) == 1
    assert "identity" in login(again, "anna")
    assert came_in(of_profile(again)) == 2
