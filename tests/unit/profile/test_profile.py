"""Opening a profile directory, and all that can be wrong with one."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import PROFILE_VERSION, Profile, Vault, append_durably, read_bytes, write_atomic

POSIX = pytest.mark.skipif(os.name != "posix", reason="modes and users are a matter of POSIX systems")


def refused(code: str) -> pytest.RaisesExc[LoginFailure]:
    return pytest.RaisesExc(LoginFailure, match=code.replace(".", r"\."))


# -- the directory ---------------------------------------------------------------------------------------------


def test_a_new_profile_is_made_and_found_again(tmp_path: Path) -> None:
    root = tmp_path / "deep" / "profile"
    first = Profile.open(root)
    assert json.loads((root / "profile.json").read_text()) == {"version": PROFILE_VERSION}
    sealed = first.vault.seal(b"text", "label")
    again = Profile.open(root)
    assert again.vault.unseal(sealed, "label") == b"text"
    assert again.vault.derive("audit") == first.vault.derive("audit")


@POSIX
def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    root = Profile.open(tmp_path / "profile").root
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [root, *root.iterdir()]}
    assert modes["profile"] == modes["pki"] == modes["cards"] == modes["log"] == 0o700
    assert modes["vault.key"] == modes["profile.json"] == 0o600


def test_the_environment_names_the_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COSMIC_LOGIN_HOME", str(tmp_path / "home"))
    assert Profile.open().root == tmp_path / "home"


def test_a_throw_away_profile_goes_and_others_stay(tmp_path: Path) -> None:
    temporary, lasting = Profile.temporary(), Profile.open(tmp_path / "profile")
    assert temporary.root.is_dir()
    for profile in (temporary, lasting):
        profile.discard()
    assert (temporary.root.exists(), lasting.root.exists()) == (False, True)


@pytest.mark.parametrize("version", [PROFILE_VERSION + 1, 99])
def test_a_newer_profile_is_refused_and_left_as_it_is(tmp_path: Path, version: int) -> None:
    Profile.open(tmp_path)
    (tmp_path / "profile.json").write_text(json.dumps({"version": version, "more": 1}))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    with refused("profile.newer"):
        Profile.open(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"version": "1"}', '{"version": null}', "\xff"])
def test_a_damaged_version_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "profile.json").write_bytes(content.encode("latin-1"))
    with refused("profile.damaged"):
        Profile.open(tmp_path)


def test_a_file_in_the_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "profile").write_text("a file")
    with refused("profile.place"):
        Profile.open(tmp_path / "profile")
    assert (tmp_path / "profile").read_text() == "a file"


# -- the vault -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 33])
def test_a_key_of_the_wrong_length_is_refused(tmp_path: Path, key: bytes) -> None:
    Profile.open(tmp_path)
    (tmp_path / "vault.key").write_bytes(key)
    with refused("profile.damaged"):
        Profile.open(tmp_path)
    assert (tmp_path / "vault.key").read_bytes() == key


def test_a_lost_key_is_not_made_anew(tmp_path: Path) -> None:
    Profile.open(tmp_path)
    (tmp_path / "vault.key").unlink()
    with refused("profile.damaged"):
        Profile.open(tmp_path)
    assert not (tmp_path / "vault.key").exists()


def test_every_changed_byte_of_a_sealed_file_is_found() -> None:
    vault = Vault(bytes(32))
    sealed = vault.seal(b"a private key", "card")
    for at in range(len(sealed)):
        with refused("profile.damaged"):
            vault.unseal(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], "card")
        with refused("profile.damaged"):
            vault.unseal(sealed[:at], "card")
    with refused("profile.damaged"):
        vault.unseal(sealed, "pki")
    with refused("profile.damaged"):
        Vault(bytes(31) + b"\1").unseal(sealed, "card")


def test_the_vault_hides_what_it_seals() -> None:
    vault = Vault(bytes(range(32)))
    assert b"secret" not in vault.seal(b"secret", "x")
    assert vault.seal(b"secret", "x") != vault.seal(b"secret", "x")
    assert repr(vault) == "<Vault>"
    assert vault.derive("audit") != vault.derive("subject")


# -- a directory that may not be written -----------------------------------------------------------------------

OPEN_AS_NOBODY = """
import os, sys
from pathlib import Path
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import Profile
Profile.temporary().discard()  # loads all that is loaded late
if os.geteuid() == 0:  # root may write anywhere; nobody may perhaps not read this checkout, so the change comes late
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    Profile.open(Path(sys.argv[1]))
except LoginFailure as failure:
    print(failure.code)
else:
    print("opened")
"""


@pytest.fixture
def open_place() -> Iterator[Path]:
    """Give a directory that other users may enter (pytest's own are closed to them)."""
    place = Path(tempfile.mkdtemp(prefix="cosmic-readonly-"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


def opened_by_others(path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", OPEN_AS_NOBODY, str(path)],
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert not done.stderr, done.stderr
    return done.stdout.strip()


@POSIX
@pytest.mark.parametrize("child", [".", "profile", "deep/profile"])
def test_a_place_without_the_right_to_write_is_readonly(open_place: Path, child: str) -> None:
    open_place.chmod(0o555)
    assert opened_by_others(open_place / child) == "profile.readonly"
    assert list(open_place.iterdir()) == []


@POSIX
def test_a_profile_that_became_readonly_is_readonly(open_place: Path) -> None:
    root = open_place / "profile"
    root.mkdir()
    root.chmod(0o777)
    assert opened_by_others(root) == "opened"
    for path in [*root.iterdir(), root]:
        path.chmod(0o555)
    assert opened_by_others(root) == "profile.readonly"


# -- a full disk -----------------------------------------------------------------------------------------------


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("call", ["fsync", "open"])
def test_a_full_disk_leaves_the_old_file_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    target = tmp_path / "file"
    write_atomic(target, b"old")
    with monkeypatch.context() as patched:
        patched.setattr(os, call, full)
        with refused("profile.full"):
            write_atomic(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_new_profile_on_a_full_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with refused("profile.full"):
            Profile.open(tmp_path / "profile")
    Profile.open(tmp_path / "profile")


def test_half_an_append_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "file"
    append_durably(target, b"first\n")
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with refused("profile.full"):
            append_durably(target, b"second\n")
    assert target.read_bytes() == b"first\n"
    append_durably(target, b"third\n")
    assert read_bytes(target) == b"first\nthird\n"


@POSIX
def test_a_device_that_is_really_full() -> None:
    device = Path("/dev/full")
    if not device.exists():
        pytest.skip("this system has no /dev/full")
    with refused("profile.full"):
        append_durably(device, b"x")


def test_a_file_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert read_bytes(tmp_path / "none") is None
    with refused("profile.damaged"):
        read_bytes(tmp_path)


# -- two programs on one profile -------------------------------------------------------------------------------

HOLD_IDP = """
import sys
from pathlib import Path
from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import Profile
profile = Profile.open(Path(sys.argv[1]))
try:
    with profile.hold_idp():
        print("held", flush=True)
        sys.stdin.read()
except LoginFailure as failure:
    print(failure.code, flush=True)
"""


def holder(root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLD_IDP, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.parametrize("killed", [False, True])
def test_one_program_at_a_time_runs_the_idp(tmp_path: Path, killed: bool) -> None:
    with holder(tmp_path) as first:
        try:
            assert said(first) == "held"
            with holder(tmp_path) as second:
                assert said(second) == "profile.in_use"
            with refused("profile.in_use"), Profile.open(tmp_path).hold_idp():
                pass
            if killed:
                first.kill()
            elif first.stdin is not None:
                first.stdin.close()
            first.wait(timeout=60)
            with holder(tmp_path) as third:
                assert said(third) == "held"
                third.communicate(timeout=60)
        finally:
            first.kill()


def test_what_a_killed_program_left_of_its_use_is_swept(tmp_path: Path) -> None:
    use = (
        "import sys, pathlib; from cosmic_login.profile import Profile\n"
        "with Profile.open(pathlib.Path(sys.argv[1])).kept_in_use(): print('held', flush=True); sys.stdin.read()"
    )

    def user() -> subprocess.Popen[str]:
        made = subprocess.Popen(
            [sys.executable, "-c", use, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert said(made) == "held"
        return made

    with user() as killed, user() as other:
        killed.kill()
        killed.wait(timeout=60)
        assert len(list(tmp_path.glob(".use-*.lock"))) == 2
        with user() as third:
            assert len(list(tmp_path.glob(".use-*.lock"))) == 2, "the other's, and its own"
            third.communicate(timeout=60)
        other.communicate(timeout=60)
    assert list(tmp_path.glob(".use-*.lock")) == []


def test_a_short_lock_waits_and_then_says_in_use(tmp_path: Path) -> None:
    profile, other = Profile.open(tmp_path), Profile.open(tmp_path)
    with profile.lock("pki"), other.lock("cards"), refused("profile.in_use"), other.lock("pki", timeout=0):
        pass
    with other.lock("pki", timeout=0):
        pass


@pytest.mark.skipif(os.name != "posix", reason="asks whether processes run")
def test_what_a_killed_program_was_writing_is_swept_away(tmp_path: Path) -> None:
    root = tmp_path / "profile"
    Profile.open(root)
    (root / "phones").mkdir()
    writer = (
        "import os, signal, sys; from pathlib import Path; from cosmic_login.profile import files\n"
        "files.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "files.write_atomic(Path(sys.argv[1]), b'half')"
    )
    places = [root / name for name in ("settings.toml", "pki/ca.sealed", "cards/anna-1.card", "phones/x.phone")]
    for place in places:
        killed = subprocess.run([sys.executable, "-c", writer, str(place)], check=False)
        assert killed.returncode == -signal.SIGKILL
    ours = root / f".mine.{os.getpid()}-00000000.new"
    older = root / "cards" / ".anna-1.card.0123abcd.new"
    for file in (ours, older):
        file.touch()
    os.utime(older, (1, 1))
    assert len(list(root.rglob("*.new"))) == len(places) + 2
    Profile.open(root)
    assert list(root.rglob("*.new")) == [ours], "a program that runs may be writing it"
