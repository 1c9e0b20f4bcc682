"""The clients of docs/ci.md as they stand there: each alone, and two at once in two environments."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.e2e.program import background, environment

PAGE = Path(__file__).parents[2] / "docs" / "ci.md"
TIMEOUT_S = 300
Client = Callable[[str, str], subprocess.CompletedProcess[str]]


def block(language: str) -> str:
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    return str(found[0])


@pytest.fixture
def client(cosmic_profile: Path, tmp_path: Path) -> Iterator[Client]:
    """Run a program of the page in the place of a job, beside an IdP that runs by itself."""
    for program in ("bash", "curl", "jq", "node"):
        assert shutil.which(program), program
    script = {"bash": tmp_path / "client.sh", "js": tmp_path / "client.mjs"}
    for language, path in script.items():
        path.write_text(block(language), "utf-8")
    with background(cosmic_profile, "idp", "--control-api") as idp:
        token = (cosmic_profile / "control-token").read_text()

        def run(language: str, job: str) -> subprocess.CompletedProcess[str]:
            told = {"CONTROL": idp["control_v1"], "TOKEN": token, "JOB": job}
            words = ["bash" if language == "bash" else "node", str(script[language])]
            return subprocess.run(
                words, env=environment(told), capture_output=True, text=True, timeout=TIMEOUT_S, check=False
            )

        yield run


@pytest.mark.timeout(2 * TIMEOUT_S)
def test_two_jobs_at_once_do_not_meet(client: Client, cosmic_profile: Path) -> None:
    jobs = (("bash", "job-1"), ("js", "job-2"))
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda job: client(*job), jobs))
    for (_, name), each in zip(jobs, done, strict=True):
        assert (each.returncode, each.stdout) == (0, f"{name}: Anna Testsson\n"), each.stderr
    rows = [json.loads(line) for line in (cosmic_profile / "audit.log").read_text("utf-8").splitlines()]
    assert {row["extra"].get("environment") for row in rows} == {"job-1", "job-2"}
    assert list((cosmic_profile / "environments").iterdir()) == []


@pytest.mark.timeout(2 * TIMEOUT_S)
def test_a_job_that_is_refused_says_member_and_rule(client: Client) -> None:
    for language in ("bash", "js"):
        done = client(language, "Job_1")
        assert done.returncode != 0
        assert "environment" in done.stdout + done.stderr
        assert "small letters, digits and hyphens" in done.stdout + done.stderr
