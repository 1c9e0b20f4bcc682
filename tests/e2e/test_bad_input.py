"""What users meet when something is wrong on their side: one line, a code, an exit status, and nothing lost."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.program import background, command, environment, login, run


def refused(profile: Path, *arguments: str, code: str) -> str:
    done = run(profile, *arguments, env={"COSMIC_LOGIN_CODE": "123456"})
    assert done.returncode == 1
    assert done.stderr.startswith(f"{code}: "), done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    return done.stderr


LOGIN = ("login", "--person", "anna")


@pytest.mark.parametrize(
    ("toml", "line"),
    [
        ("[persons.x\n", 1),
        ('[persons.x]\ngiven_name = "X"\nfamily_name = "Y"\npersonal_number = "199908072390"\n', 4),
        ('[cards.x-1]\nperson = "ingen"\n', 2),
        ('[cards.x-1]\nperson = "anna"\ncolour = "red"\n', 3),
    ],
)
def test_a_wrong_directory_is_refused_with_its_line(cosmic_profile: Path, toml: str, line: int) -> None:
    (cosmic_profile / "directory.toml").write_text(toml, encoding="utf-8")
    said = refused(cosmic_profile, *LOGIN, code="directory.malformed")
    assert f"directory.toml:{line}:" in said


def test_ones_own_people_can_log_in(cosmic_profile: Path) -> None:
    (cosmic_profile / "directory.toml").write_text(
        """
[persons.egen]
personal_number = "199908072391"
given_name = "Egen"
family_name = "Testperson"
[[persons.egen.service_ids]]
hsa_id = "TSTNMT2321000057-9001"
organisation = "rjl"
[cards.egen-1]
person = "egen"
code = "424242"
""",
        encoding="utf-8",
    )
    assert login(cosmic_profile, "egen", code="424242")["identity"]["name"] == "Egen Testperson"


def test_the_longest_name_that_is_taken_goes_all_the_way(cosmic_profile: Path) -> None:
    """64 bytes of it: card, login, trail, and the phone with both apps."""
    name = "å" * 27 + " " + "a" * 9
    (cosmic_profile / "directory.toml").write_text(
        f"""
[persons.egen]
personal_number = "199908072391"
given_name = "{"å" * 27}"
family_name = "{"a" * 9}"
[[persons.egen.service_ids]]
hsa_id = "TSTNMT2321000057-9001"
organisation = "rjl"
[cards.egen-1]
person = "egen"
""",
        encoding="utf-8",
    )
    assert login(cosmic_profile, "egen")["identity"]["name"] == name
    assert login(cosmic_profile, "egen", "--method", "bankid")["identity"]["name"] == name


def test_a_profile_of_a_newer_version(cosmic_profile: Path) -> None:
    (cosmic_profile / "profile.json").write_text('{"version": 99}')
    before = sorted(path.name for path in cosmic_profile.rglob("*"))
    refused(cosmic_profile, *LOGIN, code="profile.newer")
    assert sorted(path.name for path in cosmic_profile.rglob("*")) == before


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda root: (root / "vault.key").write_bytes(b"short"), "profile.damaged"),
        (lambda root: (root / "vault.key").unlink(), "profile.damaged"),
        (lambda root: (root / "profile.json").write_text("{"), "profile.damaged"),
        (lambda root: (root / "idp.sqlite").write_bytes(b"not a database" * 99), "profile.damaged"),
        (lambda root: (root / "cards" / "anna-1.card").write_bytes(b"CLV1" + bytes(99)), "card.damaged"),
        (lambda root: (root / "pki" / "authorities.sealed").write_bytes(b"x"), "profile.damaged"),
    ],
)
def test_a_damaged_file_is_named(cosmic_profile: Path, damage: Callable[[Path], object], code: str) -> None:
    login(cosmic_profile, "anna")
    damage(cosmic_profile)
    refused(cosmic_profile, *LOGIN, code=code)


def test_a_profile_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    said = refused(tmp_path / "file" / "profile", *LOGIN, code="profile.place")
    assert "file" in said
    refused(Path("/proc/cosmic"), *LOGIN, code="profile.place")


#: Root may write everywhere; root without these must heed the modes of its own files.
_AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


def run_where_nothing_may_be_written(profile: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    profile.chmod(0o500)
    before = _AS_ANYBODY if os.geteuid() == 0 else ()
    return subprocess.run(
        [*before, *command(profile, *arguments)],
        env=environment({"COSMIC_LOGIN_CODE": "123456"}),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_read_only_trail_is_shown_and_verified(cosmic_profile: Path) -> None:
    """An auditor's copy on a medium that cannot be written: everything may be read there, and nothing is made."""
    login(cosmic_profile, "anna")
    shown = run(cosmic_profile, "audit", "show", "--json")
    for path in cosmic_profile.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = sorted(path.relative_to(cosmic_profile) for path in cosmic_profile.rglob("*"))
    try:
        verified = run_where_nothing_may_be_written(cosmic_profile, "audit", "verify", "--json")
        assert (verified.returncode, verified.stderr) == (0, "")
        assert json.loads(verified.stdout)["ok"] is True
        again = run_where_nothing_may_be_written(cosmic_profile, "audit", "show", "--json")
        assert (again.returncode, again.stdout, again.stderr) == (0, shown.stdout, "")
        assert sorted(path.relative_to(cosmic_profile) for path in cosmic_profile.rglob("*")) == before
    finally:
        for path in [cosmic_profile, *cosmic_profile.rglob("*")]:
            path.chmod(0o700 if path.is_dir() else 0o600)


def test_another_users_profile(cosmic_profile: Path) -> None:
    done = run_where_nothing_may_be_written(cosmic_profile, *LOGIN)
    assert (done.returncode, done.stderr.split(":")[0]) == (1, "profile.readonly"), done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("kilobytes", [0, 4, 40, 100])
def test_a_full_disk_loses_nothing(cosmic_profile: Path, kilobytes: int) -> None:
    """A file size limit stands for the full disk: writes fail in the middle, as they would there."""
    login(cosmic_profile, "anna")
    copy = cosmic_profile.with_name("before")
    shutil.copytree(cosmic_profile, copy)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))

    done = subprocess.run(
        command(cosmic_profile, *LOGIN),
        env=environment({"COSMIC_LOGIN_CODE": "123456"}),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )
    assert "Traceback" not in done.stderr
    if done.returncode != 0:
        assert done.stderr.split(":")[0] == "profile.full", done.stderr
    assert run(cosmic_profile, "audit", "verify").returncode == 0
    assert "identity" in login(cosmic_profile, "anna")
    listed = {row["card"]: row for row in json.loads(run(cosmic_profile, "card", "list", "--json").stdout)}
    assert listed["anna-1"]["tries_left"] == 3


def test_two_programs_on_one_profile(cosmic_profile: Path) -> None:
    with background(cosmic_profile, "idp"):
        refused(cosmic_profile, "idp", code="profile.in_use")
        # What needs no IdP of its own works beside it, and a login asks the one that is there.
        assert "identity" in login(cosmic_profile, "anna")
        assert run(cosmic_profile, "audit", "verify").returncode == 0
        assert run(cosmic_profile, "card", "list").returncode == 0


def test_a_throw_away_profile_leaves_nothing(tmp_path: Path) -> None:
    done = run(None, "--temp-profile", *LOGIN, env={"COSMIC_LOGIN_CODE": "123456", "TMPDIR": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []
