"""``doctor``: what it finds in real circumstances, and that it names the mend."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cosmic_login.cli.checks import Check, judge_pyside, run_checks
from cosmic_login.cli.context import CliContext
from cosmic_login.core.clock import ManualClock, SystemClock
from tests.e2e.program import background, run

from .kit import some_trail


@pytest.fixture
def context(tmp_path: Path) -> Iterator[CliContext]:
    made = CliContext(profile_dir=tmp_path / "profile")
    yield made
    made.close()


def by_name(checks: list[Check]) -> dict[str, Check]:
    for check in checks:
        assert check.found, check
        assert bool(check.mend) == (check.status != "ok"), check
    return {check.name: check for check in checks}


def test_a_fresh_profile_has_no_failure(tmp_path: Path) -> None:
    done = run(tmp_path / "new", "doctor", "--json")
    checks = {row["name"]: row for row in json.loads(done.stdout)}
    assert (done.returncode, done.stderr) == (0, ""), checks
    expected = {"python", "pyside", "qt", "fonts", "display", "pcsc", "profile", "vault", "disk", "pki", "directory"}
    assert expected | {"audit", "loopback", "clock"} <= set(checks)
    assert all(row["mend"] for row in checks.values() if row["status"] != "ok")


def test_the_table_has_a_line_for_each_check_and_one_for_each_mend(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    some_trail(profile).write_bytes(b"x\n")
    done = run(profile, "doctor")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("FAIL  audit"))
    assert "row 1" in lines[at]
    assert lines[at + 1].strip().startswith("→ ")


def test_a_wrong_directory_file_is_named_with_its_line(context: CliContext) -> None:
    context.profile.directory_file.write_text('[persons.anna]\npersonal_number = "12"\n= 3\n')
    check = by_name(list(run_checks(context)))["directory"]
    assert check.status == "fail"
    assert "directory.malformed" in check.found
    assert "3" in check.found


def test_a_damaged_vault_fails_the_profile_and_the_rest_goes_on(context: CliContext, tmp_path: Path) -> None:
    some_trail(tmp_path / "profile")
    (tmp_path / "profile" / "vault.key").write_bytes(b"short")
    checks = by_name(list(run_checks(context)))
    assert checks["profile"].status == "fail"
    assert "vault.key" in checks["profile"].found
    assert "audit" not in checks
    assert checks["loopback"].status == "ok"


def test_a_vault_that_others_may_read_is_a_warning(context: CliContext) -> None:
    (context.profile.root / "vault.key").chmod(0o644)
    assert by_name(list(run_checks(context)))["vault"].status == "warn"


def test_a_clock_behind_the_audit_trail_is_wrong(context: CliContext, tmp_path: Path) -> None:
    some_trail(tmp_path / "profile")
    clock = ManualClock()
    clock.advance(-86400)
    assert by_name(list(run_checks(context, clock)))["clock"].status == "fail"
    clock.advance(2 * 86400)
    assert by_name(list(run_checks(context, clock)))["clock"].status == "ok"


@pytest.mark.parametrize(
    ("offset", "status"), [(0, "ok"), (30, "warn"), (-30, "warn"), (86400, "fail"), (-86400, "fail")]
)
def test_the_clock_is_compared_with_the_idp(idp: str, context: CliContext, offset: int, status: str) -> None:
    context.idp_url = idp
    checks = by_name(list(run_checks(context, SystemClock(timedelta(seconds=offset)))))
    assert checks["idp"].status == "ok"
    assert checks["clock"].status == status


@pytest.fixture(scope="module")
def idp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with background(tmp_path_factory.mktemp("idp") / "profile", "idp") as ready:
        yield ready["issuer"]


def test_an_idp_that_is_not_there_fails(context: CliContext) -> None:
    context.idp_url = "http://127.0.0.1:1"
    check = by_name(list(run_checks(context)))["idp"]
    assert (check.status, check.found.split(":")[0]) == ("fail", "idp.unreachable")


@pytest.mark.parametrize(
    ("version", "python", "status"),
    [
        ("6.11.3", (3, 11), "ok"),
        ("6.12.0", (3, 11), "fail"),
        ("6.12.0", (3, 12), "ok"),
        ("6.13.1", (3, 10), "fail"),
        ("7.0.0", (3, 11), "fail"),
    ],
)
def test_the_qt_that_aborts_is_known(version: str, python: tuple[int, int], status: str) -> None:
    assert judge_pyside(version, python, CliContext()).status == status
