"""The image of the IdP and the compose file: what they say fits together, and is what the proof carries out.

The proof itself (``deploy/prove_container.sh``) needs root, debootstrap and minutes; it reads the same steps.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]

from cosmic_login.cli.options import main_parser

ROOT = Path(__file__).resolve().parents[2]
FILE, PROOF = ROOT / "deploy" / "Containerfile", ROOT / "deploy" / "prove_container.sh"
READER = ROOT / "scripts" / "containerfile.py"


@pytest.fixture
def containerfile(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(READER.parent))
    import containerfile  # type: ignore[import-not-found, unused-ignore] # a script beside the sources

    assert isinstance(containerfile, ModuleType)
    return containerfile


@pytest.fixture
def said(containerfile: ModuleType) -> dict[str, list[list[str]]]:
    """Return what the steps say, by their instructions."""
    found: dict[str, list[list[str]]] = {}
    for step in containerfile.steps(FILE.read_text("utf-8")):
        found.setdefault(step.does, []).append(step.says)
    return found


@pytest.fixture
def compose() -> Any:
    return yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))


def test_everything_that_is_copied_is_there_and_let_through(said: dict[str, list[list[str]]]) -> None:
    sources = [source for words in said["COPY"] for source in words[:-1]]
    for source in sources:
        assert source == "dist/*.whl" or (ROOT / source).is_file(), source
    assert re.search(r"^dist:.*\n\t\S+ -m build --no-isolation\n", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    lines = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines == ["*", *(f"!{source}" for source in sources)]


def test_the_proof_reads_these_steps_and_does_each(said: dict[str, list[list[str]]]) -> None:
    proof = PROOF.read_text("utf-8")
    assert '"$here/scripts/containerfile.py" "$here/deploy/Containerfile"' in proof
    for instruction in set(said) - {"EXPOSE", "STOPSIGNAL"}:  # which tell, and do nothing
        assert f"'{instruction} '*)" in proof, instruction
    assert [f"FROM {' '.join(words)}" for words in said["FROM"]] == re.findall(r"'(FROM [^']*[^' ])'\)", proof)
    assert "kill -TERM" in proof
    assert said["STOPSIGNAL"] == [["SIGTERM"]]
    for script in (PROOF, ROOT / "scripts" / "bare_debian.bash", ROOT / "scripts" / "check_clean_debian.sh"):
        checked = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, "")


def test_the_proof_is_given_words_as_a_shell_reads_them(containerfile: ModuleType) -> None:
    printed = subprocess.run([sys.executable, READER, FILE], capture_output=True, text=True, check=True).stdout
    again = [(line.partition(" ")[0], shlex.split(line.partition(" ")[2])) for line in printed.splitlines()]
    assert again == [(step.does, step.says) for step in containerfile.steps(FILE.read_text("utf-8"))]


@pytest.mark.parametrize(
    "step",
    [
        "ADD x /y",
        "COPY --from=other /a /b",
        "COPY $WHAT /b",
        "RUN --mount=type=cache,target=/x true",
        'RUN ["true"]',
        "CMD idp",
        "HEALTHCHECK NONE",
        "USER",
        "FROM debian AS made\nARG X",
    ],
)
def test_what_the_proof_cannot_do_is_refused(containerfile: ModuleType, step: str) -> None:
    with pytest.raises(ValueError, match="cannot carry out"):
        containerfile.steps(step)


def test_the_image_is_nobodys_root_and_starts_an_idp_that_there_is(said: dict[str, list[list[str]]]) -> None:
    ((user,),), ((volume,),) = said["USER"], said["VOLUME"]
    assert user != "root"
    assert any(re.search(rf"useradd .*--home-dir {volume} .*{user}\b", line) for (line,) in said["RUN"])
    ((program, *words),) = said["ENTRYPOINT"]
    args = main_parser(["idp"]).parse_args([*words, *said["CMD"][0]])
    assert (program, args.func.__module__) == ("cosmic-login", "cosmic_login.cli.idp")
    assert str(args.profile).startswith(f"{volume}/")
    ports = [args.port, args.web_port, args.mtls_port, args.bankid_port]
    assert sorted(map(str, ports)) == sorted(said["EXPOSE"][0])
    assert f"'127.0.0.1', {args.port}" in said["HEALTHCHECK"][0][-1]
    compile(said["HEALTHCHECK"][0][-1], "HEALTHCHECK", "exec")


def test_compose_runs_the_image_as_it_is_meant_beside_a_database(
    compose: Any, said: dict[str, list[list[str]]]
) -> None:
    idp, database = compose["services"]["idp"], compose["services"]["database"]
    deploy = ROOT / "deploy"
    assert (deploy / idp["build"]["context"]).resolve() == ROOT
    assert ROOT / idp["build"]["dockerfile"] == FILE
    (own,) = said["CMD"]
    assert idp["command"][: len(own)] == own
    args = main_parser(["idp"]).parse_args([*said["ENTRYPOINT"][0][1:], *idp["command"]])
    user, name = (database["environment"][f"POSTGRES_{each}"] for each in ("USER", "DB"))
    assert args.database == f"postgresql://{user}@database/{name}"
    assert idp["environment"]["PGPASSWORD"] == database["environment"]["POSTGRES_PASSWORD"]
    assert idp["depends_on"]["database"]["condition"] == "service_healthy"
    assert database["healthcheck"]["test"][0] == "CMD"
    assert idp["ports"] == [f"127.0.0.1:{port}:{port}" for port in said["EXPOSE"][0]]
    assert idp["volumes"] == [f"profile:{said['VOLUME'][0][0]}"]
    assert (idp["read_only"], database["read_only"], idp["cap_drop"]) == (True, True, ["ALL"])
    assert "user" not in idp
    assert compose["networks"]["within"] == {"internal": True}
    assert database["networks"] == ["within"]
    assert set(compose["volumes"]) == {"profile", "database"}
