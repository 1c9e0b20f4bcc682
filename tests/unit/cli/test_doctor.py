"""``doctor``: its table, its JSON and its exit status. What the checks find is tried in tests/unit/diagnosis."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from tests.e2e.program import run

from .kit import some_trail


def test_a_fresh_profile_has_no_failure(tmp_path: Path) -> None:
    done = run(tmp_path / "new", "doctor", "--json")
    checks = {row["name"]: row for row in json.loads(done.stdout)}
    assert (done.returncode, done.stderr) == (0, ""), checks
    expected = {
        "versions",
        "python",
        "pyside",
        "qt",
        "fonts",
        "display",
        "pcsc",
        "profile",
        "vault",
        "settings",
        "disk",
    }
    assert expected | {"pki", "directory", "audit", "loopback", "idp", "clock"} <= set(checks)
    assert all(row["mend"] for row in checks.values() if row["status"] != "ok")


def test_the_table_has_a_line_for_each_check_and_one_for_each_mend(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    some_trail(profile).write_bytes(b"x\n")
    done = run(profile, "doctor")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("FAIL  audit"))
    assert "Rad 1" in lines[at]
    assert lines[at + 1].strip().startswith("→ ")


def test_the_support_file_is_written_beside_the_table(tmp_path: Path) -> None:
    target = tmp_path / "support.zip"
    done = run(tmp_path / "profile", "doctor", "--save", str(target))
    assert (done.returncode, done.stderr) == (0, "")
    assert str(target) in done.stdout
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert {"README.txt", "diagnosis.txt", "diagnosis.json", "log/cosmic-login.log"} <= set(archive.namelist())


def test_a_support_file_that_cannot_be_written_is_a_failure(tmp_path: Path) -> None:
    done = run(tmp_path / "profile", "doctor", "--save", str(tmp_path / "nowhere" / "support.zip"))
    assert done.returncode == 1
    assert done.stderr.startswith("file.unwritable: ")
    assert list(tmp_path.iterdir()) == [tmp_path / "profile"]
