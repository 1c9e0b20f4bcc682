"""The control API's door, as ``cosmic-login idp`` opens it."""

from __future__ import annotations

import json
import ssl
from pathlib import Path

import httpx2

from tests.e2e.program import background, run


def test_on_another_address_the_door_speaks_tls(cosmic_profile: Path) -> None:
    with background(cosmic_profile, "idp", "--control-api", "--control-host", "127.0.0.2") as idp:
        assert idp["control_v1"].startswith("https://127.0.0.2:")
        assert idp["issuer"].startswith("http://127.0.0.1:")
        token = (cosmic_profile / "control-token").read_text()
        trust = ssl.create_default_context(cafile=idp["ca_file"])
        answer = httpx2.get(
            f"{idp['control_v1']}/environment",
            headers={"Authorization": f"Bearer {token}"},
            verify=trust,
            trust_env=False,
            timeout=60,
        )
        assert answer.json()["addresses"]["control_v1"] == idp["control_v1"]


def test_without_the_option_there_is_no_door(cosmic_profile: Path) -> None:
    with background(cosmic_profile, "idp") as idp:
        assert "control_v1" not in idp


def test_several_processes_have_no_such_door(cosmic_profile: Path) -> None:
    done = run(cosmic_profile, "idp", "--control-api", "--workers", "2")
    assert done.returncode != 0
    assert "usage.invalid" in done.stderr + json.dumps(done.stdout)
