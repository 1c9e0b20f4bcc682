"""The checks: what they find in real circumstances, and that each names its mend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.core.diagnosis import TITLES, Finding, Said, as_text, cause_of, plainly
from cosmic_login.core.failures import LoginFailure
from cosmic_login.diagnosis import checks
from cosmic_login.diagnosis.case import Case
from cosmic_login.diagnosis.checks import run_checks
from cosmic_login.diagnosis.system import judge_pyside
from tests.e2e.program import background
from tests.unit.cli.kit import NUMBER, some_trail
from tests.unit.diagnosis.kit import by_name, case_at


def test_a_fresh_profile_has_no_failure_and_every_check_a_title(tmp_path: Path) -> None:
    found = by_name(run_checks(case_at(tmp_path / "new")))
    assert {name for name, finding in found.items() if finding.status == "fail"} == set()
    assert set(found) <= set(TITLES)
    assert {"versions", "profile", "vault", "settings", "disk", "audit", "idp", "clock"} <= set(found)


def test_wrong_files_are_named_with_their_line(tmp_path: Path) -> None:
    case = case_at(tmp_path / "profile")
    case.profile.directory_file.write_text('[persons.anna]\npersonal_number = "12"\n= 3\n')
    case.profile.settings_file.write_text("[look]\n= 3\n")
    found = by_name(run_checks(case))
    for name in ("directory", "settings"):
        assert found[name].status == "fail"
        assert f"{name}.malformed" in found[name].found.words()


def test_a_damaged_vault_fails_the_profile_and_the_rest_goes_on(tmp_path: Path) -> None:
    some_trail(tmp_path / "profile")
    (tmp_path / "profile" / "vault.key").write_bytes(b"short")
    found = by_name(run_checks(case_at(tmp_path / "profile")))
    assert found["profile"].status == "fail"
    assert "vault.key" in found["profile"].found.words()
    assert "audit" not in found
    assert found["loopback"].status == found["clock"].status == "ok"


def test_a_vault_that_others_may_read_is_a_warning(tmp_path: Path) -> None:
    case = case_at(tmp_path / "profile")
    (case.profile.root / "vault.key").chmod(0o644)
    assert by_name(run_checks(case))["vault"].status == "warn"


def test_a_changed_audit_trail_names_its_row(tmp_path: Path) -> None:
    some_trail(tmp_path / "profile").write_bytes(b"x\n")
    finding = by_name(run_checks(case_at(tmp_path / "profile")))["audit"]
    assert finding.status == "fail"
    assert "Rad 1" in finding.found.words()


def test_a_clock_behind_the_audit_trail_is_wrong(tmp_path: Path) -> None:
    some_trail(tmp_path / "profile")
    clock = ManualClock()
    clock.advance(-86400)
    assert by_name(run_checks(case_at(tmp_path / "profile", clock=clock)))["clock"].status == "fail"
    clock.advance(2 * 86400)
    assert by_name(run_checks(case_at(tmp_path / "profile", clock=clock)))["clock"].status == "ok"


@pytest.mark.parametrize(
    ("offset", "status"), [(0, "ok"), (30, "warn"), (-30, "warn"), (86400, "fail"), (-86400, "fail")]
)
def test_the_clock_is_compared_with_the_idp(idp: str, tmp_path: Path, offset: int, status: str) -> None:
    case = case_at(tmp_path / "profile", idp_url=idp, clock=SystemClock(timedelta(seconds=offset)))
    found = by_name(run_checks(case))
    assert found["idp"].status == "ok"
    assert found["clock"].status == status


@pytest.fixture(scope="module")
def idp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with background(tmp_path_factory.mktemp("idp") / "profile", "idp") as ready:
        yield ready["issuer"]


def test_an_idp_that_is_not_there_fails(tmp_path: Path) -> None:
    finding = by_name(run_checks(case_at(tmp_path / "profile", idp_url="http://127.0.0.1:1")))["idp"]
    assert finding.status == "fail"
    assert "idp.unreachable" in finding.found.words()


def test_a_check_that_breaks_is_a_failed_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_case: Case) -> Iterator[Finding]:
        raise ZeroDivisionError("halfway")

    monkeypatch.setitem(checks.CHECKS, "disk", breaks)
    found = by_name(run_checks(case_at(tmp_path / "profile")))
    assert "ZeroDivisionError" in found["disk"].found.words()
    assert found["audit"].status == "ok"


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
    assert judge_pyside(version, python).status == status


def test_texts_are_translated_whole_and_numbers_masked() -> None:
    def upper(context: str, source: str) -> str:
        return {"Failure": "MEND", "Diagnosis": "<{cause}|{code}|{detail}>"}[context] if "{" in source else context

    said = cause_of(LoginFailure("card.unreadable", f"of {NUMBER}"))
    assert said.words(upper) == "<Failure|card.unreadable|of 19900113-****>"
    assert said.words().endswith("(card.unreadable: of 19900113-****)")


def test_a_translation_with_a_wrong_placeholder_gives_way_to_the_source() -> None:
    assert Said("{number} rader", {"number": 3}).words(lambda _c, _s: "{rows} rows") == "3 rader"


def test_the_text_to_copy_has_every_finding_and_its_mend() -> None:
    text = as_text([Finding("disk", "warn", plainly("trångt"), plainly("städa")), Finding("qt", "ok", plainly("bra"))])
    assert text == ("[Att se över] Diskutrymme: trångt\n    Åtgärd: städa\n[Fungerar] Fönstersystemet Qt: bra\n")
