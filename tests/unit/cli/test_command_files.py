"""What the command brings for shells and for ``man``: made from its grammar, and of use there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from cosmic_login.cli.options import COMMANDS

ASSETS = Path(__file__).parents[3] / "assets"
#: Presses Tab twice after the words, as bash does.
TAB = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
"$(complete -p cosmic-login | sed 's/.* -F \\([^ ]*\\).*/\\1/')"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def completed(*words: str, folder: Path | None = None) -> set[str]:
    """Return what bash offers in the place of the last word."""
    command = ["bash", "-c", TAB, "bash", str(ASSETS / "completion" / "cosmic-login"), "cosmic-login", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, cwd=folder)
    assert done.stderr == ""
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("",), set(COMMANDS)),
        (("ca",), {"card"}),
        (("client", ""), {"list", "show", "check", "add", "remove", "explain", "import-metadata"}),
        (("idp", "--la"), {"--lab", "--lab-port", "--lab-for-all", "--lang"}),
        (("card", "list", "--lang", ""), {"sv", "en"}),
        (("--log-level", "w"), {"warning"}),
    ],
)
def test_bash_offers_commands_options_and_values(words: tuple[str, ...], offered: set[str]) -> None:
    found = completed(*words)
    assert offered <= found
    assert all(each.startswith(words[-1]) for each in found if each)


def test_bash_offers_files_where_a_file_belongs(tmp_path: Path) -> None:
    (tmp_path / "metadata.xml").touch()
    assert "metadata.xml" in completed("client", "import-metadata", "meta", folder=tmp_path)
    assert "metadata.xml" in completed("--idp-ca", "meta", folder=tmp_path)


def test_the_manual_page_has_every_command_status_and_no_inner_option() -> None:
    page = (ASSETS / "man" / "cosmic-login.1").read_text("utf-8")
    for command in COMMANDS:
        assert command.replace("-", "\\-") in page, command
    assert ".SH EXIT STATUS" in page
    assert "\n.B 70\n" in page
    assert ".SH EXAMPLES" in page
    assert "inherited" not in page, "what one process of the program tells another"
    if shutil.which("groff"):
        groff = ["groff", "-K", "utf8", "-ww", "-man", "-Tutf8", "-z", str(ASSETS / "man" / "cosmic-login.1")]
        done = subprocess.run(groff, capture_output=True, text=True, check=True, timeout=60)
        assert done.stderr == ""
