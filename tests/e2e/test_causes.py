"""What goes wrong on the command line is told by its own cause, with what there is instead."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e.program import command, environment, run
from tests.e2e.test_plugins import WITH


@pytest.mark.skipif(os.name != "posix", reason="redirects by the shell")
@pytest.mark.parametrize("redirected", [">/dev/full", ">&-"])
@pytest.mark.parametrize("arguments", [("settings", "show"), ("--help",)])
def test_output_that_cannot_be_written(tmp_path: Path, arguments: tuple[str, ...], redirected: str) -> None:
    line = ["sh", "-c", f'"$@" {redirected}', "sh", *command(tmp_path, *arguments)]
    done = subprocess.run(line, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("output.unwritable: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="redirects by the shell")
@pytest.mark.parametrize("redirected", ["2>/dev/full", "2>&-"])
def test_a_failure_that_nobody_can_read(tmp_path: Path, redirected: str) -> None:
    """It is still a failure, and nothing of it lands in the output."""
    line = ["sh", "-c", f'"$@" {redirected}', "sh", *command(tmp_path, "nonsense")]
    done = subprocess.run(line, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (("login", "--person", "anna", "--reader", "nope"), "reader.unknown", "(nope; there are: Virtuell läsare 1"),
        (("login", "--person", "anna", "--method", "nope"), "method.unknown", "(nope; there are: bankid, siths-md, "),
        (
            ("settings", "set", "idp_ca", "no-such.pem"),
            "ca_file.unusable",
            "login.idp_ca no-such.pem: there",
        ),
        (("doctor", "--idp-ca", "/", "--idp", "https://127.0.0.1:1"), "", "--idp-ca /: it is no file"),
        (
            ("login", "--person", "anna", "--idp-ca", "/", "--idp", "https://127.0.0.1:1"),
            "ca_file.unusable",
            "--idp-ca /",
        ),
        (("idp", "--bankid-trust", "/"), "ca_file.unusable", "--bankid-trust /: it is no file"),
        (("idp", "--host", "192.0.2.1"), "address.unavailable", "192.0.2.1:0: EADDRNOTAVAIL"),
        (("idp", "--host", "no-such.invalid"), "address.unknown", "no-such.invalid:0"),
        (("idp", "--port", "70000"), "usage.invalid", "--port"),
        (("idp", "--name", "what is this"), "usage.invalid", "--name"),
    ],
)
def test_each_cause_has_its_own_code(cosmic_profile: Path, arguments: tuple[str, ...], code: str, named: str) -> None:
    done = run(cosmic_profile, *arguments, env={"COSMIC_LOGIN_CODE": "123456"})
    assert done.returncode in {1, 2}
    assert done.stderr.startswith(f"{code}: " if code else "")
    assert named in done.stderr + done.stdout
    assert "internal.error" not in done.stderr + done.stdout


def test_a_profile_where_none_can_be(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for place in (file, file / "below", tmp_path / ("x" * 300)):
        for arguments in (("audit", "show"), ("settings", "show")):
            done = run(place, *arguments)
            assert (done.returncode, done.stderr.split(":")[0]) == (1, "profile.place")


def test_the_help_lists_the_ways_to_log_in_of_others_too() -> None:
    told = run(None, "login", "--help", "--lang", "en", env={**WITH, "COLUMNS": "200"}).stdout
    assert "siths-this-device, siths-other-device, siths-md, bankid, presence (default: siths-this-device)" in told
