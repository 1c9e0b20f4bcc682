"""Import paths that others may have named: each old one still leads to its module, with a warning."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cosmic_login.core import prompts
from cosmic_login.moved import MOVED

#: Taken from the version before, not from the table: a row that is lost is a promise that is broken.
PROMISED = [
    "authenticators.bridge",
    "authenticators.card_finder",
    "authenticators.card_session",
    "authenticators.card_tasks",
    "authenticators.card_tls",
    "authenticators.card_watch",
    "authenticators.certificates",
    "authenticators.conductor",
    "authenticators.conversation",
    "authenticators.finishing",
    "authenticators.headless",
    "authenticators.id_token",
    "authenticators.idp_client",
    "authenticators.kept",
    "authenticators.leaving",
    "authenticators.md_exchange",
    "authenticators.mina_sidor",
    "authenticators.other_device",
    "authenticators.siths_app",
    "authenticators.siths_md",
    "authenticators.siths_this_device",
    "authenticators.takeover",
    "authenticators.view",
    "authenticators.wiping",
    "cards.virtual.medium",
    "core.window_place",
    "idp.app",
    "idp.clients",
    "idp.embedded",
    "phone.kinds",
    "phone.medium",
    "phone.qr_text",
    "pki.judge",
]


def python(script: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *options, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )


def test_every_promised_path_has_its_row() -> None:
    assert sorted(MOVED) == sorted(PROMISED)


def test_every_old_path_is_the_module_of_the_new_one() -> None:
    script = """
import importlib, warnings
from cosmic_login.moved import MOVED
for old, new in MOVED.items():
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        module = importlib.import_module(f"cosmic_login.{old}")
    assert module is importlib.import_module(f"cosmic_login.{new}"), old
    assert module.__name__ == module.__spec__.name == f"cosmic_login.{new}", module.__spec__
    assert any(w.category is DeprecationWarning and new in str(w.message) for w in told), old
print(len(MOVED))
"""
    done = python(script)
    assert (done.stdout.strip(), done.stderr) == (str(len(PROMISED)), "")


def test_a_name_taken_from_an_old_path_is_the_same_object() -> None:
    script = """
from cosmic_login.authenticators.idp_client import IdpClient as old
from cosmic_login.authenticators.idp.client import IdpClient as new
print(old is new)
"""
    done = python(script, "-W", "ignore::DeprecationWarning")
    assert done.stdout.strip() == "True"


@pytest.mark.parametrize("name", ["cosmic_login.authenticators.nowhere", "cosmic_login.gui.furniture"])
def test_what_was_never_promised_is_not_found(name: str) -> None:
    with pytest.raises(ModuleNotFoundError):
        __import__(name)


def test_the_app_on_the_phone_is_found_by_its_old_names() -> None:
    with pytest.warns(DeprecationWarning, match="Face is now AuthenticatorApp"):
        old = prompts.Face
    assert old is prompts.AuthenticatorApp
    with pytest.warns(DeprecationWarning, match=r"ShowQr\.app"):
        app = prompts.ShowQr(prompts.AuthenticatorApp.BANKID).face
    assert app is prompts.AuthenticatorApp.BANKID
    with pytest.warns(DeprecationWarning, match="METHODS"):
        assert prompts.FACES == {
            "siths-other-device": prompts.AuthenticatorApp.SITHS,
            "bankid": prompts.AuthenticatorApp.BANKID,
        }
    with pytest.raises(AttributeError, match="Facade"):
        prompts.Facade  # noqa: B018 - looking it up is the test


def test_where_the_files_are_out_of_reach_a_module_is_just_not_there() -> None:
    looking = "import importlib.util, cosmic_login; cosmic_login.__path__ = []"
    done = python(f"{looking}; print(importlib.util.find_spec('cosmic_login.nowhere'))")
    assert (done.returncode, done.stdout, done.stderr) == (0, "None\n", "")
