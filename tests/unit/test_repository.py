"""What the repository promises about itself: import contracts that bite, CI without skips, current documents."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests import parsed

ROOT = Path(__file__).resolve().parents[2]
CARDS = ROOT / "src" / "cosmic_login" / "cards"


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


# -- import contracts --------------------------------------------------------------------------------------------


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return run(program, "--no-cache", cwd=tree, PYTHONPATH=str(tree / "src"), COLUMNS="200")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", ".mypy_cache"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


#: A module, an import that it must not have, and the contract that says so.
AGAINST_THE_RULE = [
    ("cards/idprime.py", "import cosmic_login.cards.virtual.card", "the terminal side of a card"),
    ("core/flow.py", "import cosmic_login.profile", "rooms import downwards only"),
    (
        "idp/server/application.py",
        "import cosmic_login.authenticators.base",
        "the idp knows nothing of its clients",
    ),
    ("gui/shell/main_window.py", "import httpx2", "the window does no cryptography"),
    ("phone/phone.py", "import cosmic_login.authenticators.idp.client", "the phone meets the rest over HTTP"),
    ("phone/scanner.py", "import cosmic_login.ui.widgets.card", "the phone without its window"),
    ("qr/picture.py", "import cosmic_login.profile", "qr stands on core alone"),
    (
        "authenticators/engine/conductor.py",
        "import cosmic_login.idp.server.application",
        "nothing but a composed run starts an idp",
    ),
]


def test_imports_against_the_rule_are_found(tree: Path) -> None:
    for module, line, _contract in AGAINST_THE_RULE:
        with (tree / "src" / "cosmic_login" / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    found = lint_imports(tree)
    assert found.returncode == 1
    details = found.stdout.partition("Broken contracts")[2]
    for module, line, contract in AGAINST_THE_RULE:
        assert re.search(rf"{contract}.* BROKEN", found.stdout)
        importer, imported = module.removesuffix(".py").replace("/", "."), line.removeprefix("import ")
        assert re.search(rf"{contract}.*?{importer} -> {imported}", details, re.DOTALL), (contract, details)


def test_the_tree_as_it_is_keeps_the_rule(tree: Path) -> None:
    found = lint_imports(tree)
    assert found.returncode == 0, found.stdout


def test_every_module_of_the_terminal_side_is_under_its_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (named,) = (c["source_modules"] for c in contracts if c["name"].startswith("the terminal side"))
    there = {f"cosmic_login.cards.{path.stem}" for path in CARDS.glob("*.py") if path.stem != "__init__"}
    assert set(named) == there


# -- no skip in CI -----------------------------------------------------------------------------------------------

RUNNING = """
import pytest

def test_runs():
    pass

@pytest.mark.xfail(strict=True)
def test_known():
    assert 0
"""
#: Each way to skip, in a file of its own; the reason is the file's name.
SKIPPING = {
    "inside": "def test_skips(): pytest.skip('inside')",
    "mark": "@pytest.mark.skip(reason='mark')\ndef test_skips(): pass",
    "fixture": "@pytest.fixture\ndef reader(): pytest.skip('fixture')\ndef test_skips(reader): pass",
    "module": "pytest.skip('module', allow_module_level=True)",
}


def pytest_run(folder: Path, files: dict[str, str], *options: str, ci: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "conftest.py", folder)
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(RUNNING + text, "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options)
    # Of all plug-ins xdist alone has a part in this.
    apart = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "xdist.plugin"}
    return run(*command, cwd=folder, CI=ci, PYTEST_ADDOPTS="", PYTEST_XDIST_WORKER="", **apart)


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["alone", "xdist"])
def test_every_skip_counts_in_ci_and_says_why(tmp_path: Path, options: tuple[str, ...]) -> None:
    ended = pytest_run(tmp_path, SKIPPING, *options, ci="true")
    assert ended.returncode != 0
    counted = ended.stdout.partition("skipped in CI, which counts as failed")[2]
    for name in SKIPPING:
        assert re.search(rf"test_{name}\.py.*: .*{name}", counted), (name, ended.stdout)


def test_one_skip_among_what_passes_fails_ci(tmp_path: Path) -> None:
    assert pytest_run(tmp_path, {"inside": SKIPPING["inside"]}, ci="true").returncode != 0


def test_a_skip_elsewhere_is_only_a_skip(tmp_path: Path) -> None:
    ended = pytest_run(tmp_path, {"inside": SKIPPING["inside"]}, ci="")
    assert ended.returncode == 0, ended.stdout


def test_what_is_expected_to_fail_is_no_skip(tmp_path: Path) -> None:
    assert pytest_run(tmp_path, {"known": ""}, ci="true").returncode == 0


# -- documents and set-up ----------------------------------------------------------------------------------------


def test_the_generated_documents_are_current() -> None:
    checked = run(sys.executable, "scripts/generate_docs.py", "--check", cwd=ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("page", sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]), ids=lambda p: p.name)
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


def test_every_make_target_says_what_it_does() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)[0].split())
    described = set(re.findall(r"^([a-z]+):.*## \S", text, re.MULTILINE))
    assert {"setup", "run", "test", "lint", "bench", "docs"} <= targets
    assert described == targets


@pytest.mark.parametrize("path", [*sorted((ROOT / "scripts").glob("*.sh")), ROOT / ".ci" / "run"], ids=lambda p: p.name)
def test_scripts_can_be_started_and_stop_at_the_first_error(path: Path) -> None:
    assert os.access(path, os.X_OK)
    assert "\nset -euo pipefail\n" in path.read_text("utf-8")
    assert run("bash", "-n", path, cwd=ROOT).returncode == 0


# -- names -------------------------------------------------------------------------------------------------------


def public_classes(text: str) -> list[str]:
    return re.findall(r"^class ([^\W_]\w*)", text, re.MULTILINE)


def test_no_two_public_classes_have_one_name() -> None:
    named: dict[str, list[str]] = {}
    for source in sorted((ROOT / "src").rglob("*.py")):
        for name in public_classes(source.read_text("utf-8")):
            named.setdefault(name, []).append(str(source.relative_to(ROOT)))
    assert len(named) > 300
    assert {name: places for name, places in named.items() if len(places) > 1} == {}


# -- before a commit ---------------------------------------------------------------------------------------------


def kept_and_raised(source: str) -> set[str]:
    """Return the names in which a module keeps an object that it raises."""
    names = "|".join(set(re.findall(r"\braise\W+(\w+)\b(?![.(])", source)))
    if not names or not re.search(rf"^(?=\S).*\b(?:{names})\b", source, re.M):  # most keep none, and need not be parsed
        return set()
    found = parsed.nodes(source)
    (tree,) = (each for each in found if isinstance(each, ast.Module))
    made = {
        target.id
        for line in tree.body
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Call)
        for target in line.targets
        if isinstance(target, ast.Name)
    }
    raised = {each.exc.id for each in found if isinstance(each, ast.Raise) and isinstance(each.exc, ast.Name)}
    return made & raised


def test_no_exception_is_kept_and_raised_again() -> None:
    """Each time it is raised it gets longer by the whole way, with all that the frames hold: for ever."""
    assert kept_and_raised('_GONE = ValueError("gone")\ndef find():\n    raise _GONE\n') == {"_GONE"}
    sources = (ROOT / "src").rglob("*.py")
    found = {path.name: names for path in sources if (names := kept_and_raised(path.read_text("utf-8")))}
    assert found == {}


def test_every_hook_is_a_local_one_on_a_tool_of_the_environment() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    assert re.findall(r"^ *- repo: (.*)$", text, re.MULTILINE) == ["local"]
    hooks = text.count("- id: ")
    assert hooks == text.count("language: system") > 0
    entries = re.findall(r"entry: \.venv/bin/(\S+)", text)
    assert len(entries) == hooks
    assert [tool for tool in entries if not Path(sys.executable).with_name(tool).exists()] == []
    done = run(Path(sys.executable).with_name("pre-commit"), "validate-config", cwd=ROOT)
    assert done.returncode == 0, done.stdout


def test_the_hooks_do_what_make_lint_does() -> None:
    hooks = set(
        re.findall(r"entry: \.venv/bin/(.*)$", (ROOT / ".pre-commit-config.yaml").read_text("utf-8"), re.MULTILINE)
    )
    recipe = re.search(r"^lint:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert recipe is not None
    lints = set(re.findall(r"^\t\$\(BIN\)/(.*)$", recipe[1], re.MULTILINE))
    assert {hook.replace(" --force-exclude", "") for hook in hooks} == lints
