"""One row per login method: the client's table, the IdP's, what is installed, and what the help says, held together."""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import cosmic_login
from cosmic_login.authenticators.registry import GROUP, load_authenticators
from cosmic_login.core import login_methods
from cosmic_login.core.login_methods import LoginMethod
from cosmic_login.gui.help.topics import TOPICS
from cosmic_login.gui.login.method_advice import SERVICE_OUT
from cosmic_login.idp import methods
from cosmic_login.idp.outages import TARGETS

SOURCES = Path(cosmic_login.__file__).parent
OURS = list(login_methods.METHODS.values())


def test_client_idp_and_installation_have_the_same_methods_in_the_same_order() -> None:
    assert list(login_methods.METHODS) == list(methods.METHODS)
    ours = {point.name for point in entry_points(group=GROUP) if point.value.startswith("cosmic_login.")}
    assert ours == set(login_methods.METHODS)
    assert all(load_authenticators()[name].method == name for name in login_methods.METHODS)


@pytest.mark.parametrize("row", OURS, ids=lambda row: row.name)
def test_what_one_side_says_of_a_method_the_other_says_too(row: LoginMethod) -> None:
    served = methods.METHODS[row.name]
    assert row.service == served.service
    assert (row.app is not None) == served.qr, "what is answered on a phone starts with a code"
    assert row.card != (row.app is not None)
    if row.app is not None:
        assert row.app.value == served.order_type
    assert set(served.stands_on) <= set(TARGETS)
    assert not row.service or row.service in SERVICE_OUT


@pytest.mark.parametrize("row", OURS, ids=lambda row: row.name)
def test_every_method_has_its_words_and_its_topic(row: LoginMethod) -> None:
    assert row.label
    assert row.button.replace("&", "") != row.button, "its button has an Alt letter"
    assert row.trainer_label
    assert row.advice is not None
    assert row.topic in {topic.key for topic in TOPICS}


def test_only_the_tables_and_the_methods_themselves_name_a_method() -> None:
    """Whatever else needs a fact of a method takes it from its row."""
    named = re.compile("|".join(rf'"{name}"' for name in login_methods.METHODS if name != "bankid"))
    naming = {str(path.relative_to(SOURCES)) for path in SOURCES.rglob("*.py") if named.search(path.read_text("utf-8"))}
    assert naming == {
        "core/login_methods.py",
        "idp/methods.py",
        "authenticators/methods/siths_md.py",
        "authenticators/methods/siths_this_device.py",
        "testing/gallery/dialogs.py",  # what a picture shows
    }
