"""The map of the house: no cycle, no import upwards, and each forbidden kind of import is found when there is one."""

from __future__ import annotations

import ast
import functools
import inspect

import pytest

from cosmic_login.cli.options import COMMANDS
from cosmic_login.gui.shell.application import LoginApplication
from cosmic_login.gui.shell.main_window import MainWindow
from tests import rooms

MODULES = rooms.sources()
SUBCOMMANDS = {name.replace("-", "_") for name in COMMANDS}


@functools.cache
def graph() -> dict[str, set[str]]:
    """Return whom each module imports; read when it is needed first, not by everybody who collects the tests."""
    return rooms.imports(MODULES)


def with_line(module: str, line: str) -> dict[str, set[str]]:
    """Return the imports as they were with one more line in a module."""
    name = f"{rooms.PACKAGE}.{module}"
    assert name in MODULES
    return {**graph(), name: rooms.named(name, f"{MODULES[name]}\n{line}\n", MODULES)}


TYPE_ONLY = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "
IN_A_FUNCTION = "def _later():\n    "


def test_there_is_no_import_cycle() -> None:
    assert rooms.cycles(graph()) == []


def test_no_import_goes_upwards_or_between_neighbours() -> None:
    assert rooms.against_the_layers(graph()) == []


def test_every_module_is_in_a_room() -> None:
    assert rooms.without_a_room(graph()) == []


def test_the_kit_knows_no_product_text() -> None:
    assert rooms.kit_texts(MODULES) == []


def test_the_command_line_is_one_module_or_package_for_each_subcommand() -> None:
    assert rooms.strangers_in_cli(MODULES, SUBCOMMANDS) == []
    assert {name.split(".")[2] for name in MODULES if name.startswith("cosmic_login.cli.")} >= SUBCOMMANDS


def test_the_plug_in_needs_nothing_that_its_users_do_not_get() -> None:
    assert rooms.gallery_in_the_plug_in(graph()) == []


@pytest.mark.parametrize("where", ["", TYPE_ONLY, IN_A_FUNCTION], ids=["plain", "type", "function"])
@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("core.failures", "from cosmic_login.core import machine, flow"),
        ("gui.ports.window", "import cosmic_login.gui.shell.application"),
        ("core.settings", "from cosmic_login.core.settings_table import SETTINGS"),
    ],
    ids=["core", "ports", "settings"],
)
def test_a_cycle_is_found(module: str, line: str, where: str) -> None:
    found = rooms.cycles(with_line(module, f"{where}{line}"))
    assert any(f"cosmic_login.{module}" in group for group in found)


@pytest.mark.parametrize("where", ["", TYPE_ONLY, IN_A_FUNCTION], ids=["plain", "type", "function"])
@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("core.flow", "import cosmic_login.profile.vault"),
        ("ui.theme", "import cosmic_login.gui.texts.common"),
        ("ui.widgets.keypad", "from cosmic_login.phone.window import texts"),
        ("phone.window.home", "from cosmic_login.gui.texts import common"),
        ("gui.session.controller", "from cosmic_login.gui.shell.application import LoginApplication"),
        ("gui.help.view", "from cosmic_login.gui.login.siths_window import SithsWindow"),
        ("gui.texts.common", "from cosmic_login.gui.login import method_advice"),
        ("gui.shell.application", "import cosmic_login.desktop.login_window"),
        ("desktop.login_window", "import cosmic_login.cli.main"),
        ("run.context", "import cosmic_login.desktop.login_window"),
        ("authenticators.card.watch", "import cosmic_login.authenticators.engine.conductor"),
        ("idp.provider.logins", "import cosmic_login.idp.endpoints.wire"),
        ("idp.store.sqlite", "import cosmic_login.idp.orders.engine"),
        ("idp.server.application", "import cosmic_login.authenticators.base"),
        ("cli.audit", "import cosmic_login.testing.bench"),
    ],
)
def test_an_import_against_the_layers_is_found(module: str, line: str, where: str) -> None:
    found = rooms.against_the_layers(with_line(module, f"{where}{line}"))
    assert any(row.startswith(f"cosmic_login.{module} imports") for row in found)


def test_a_product_text_in_the_kit_is_found() -> None:
    text = MODULES["cosmic_login.ui.theme"] + '\nQT_TRANSLATE_NOOP("Window", "Logga in")\n'
    assert rooms.kit_texts({**MODULES, "cosmic_login.ui.theme": text}) == ["cosmic_login.ui.theme"]


def test_a_stranger_among_the_subcommands_is_found() -> None:
    assert rooms.strangers_in_cli({**MODULES, "cosmic_login.cli.window": ""}, SUBCOMMANDS) == ["window"]


def test_a_module_outside_the_rooms_is_found() -> None:
    assert rooms.without_a_room({**graph(), "cosmic_login.gui.furniture": set()}) == ["cosmic_login.gui.furniture"]


def test_gallery_data_in_the_plug_in_is_found() -> None:
    more = with_line("testing.bench", "import cosmic_login.testing.gallery.dialogs")
    assert rooms.gallery_in_the_plug_in(more) == ["cosmic_login.testing.bench"]


# -- the hub that was --------------------------------------------------------------------------------------------


def test_the_application_object_stays_small() -> None:
    (written,) = ast.parse(inspect.getsource(LoginApplication)).body
    assert isinstance(written, ast.ClassDef)
    assert len([node for node in written.body if isinstance(node, ast.FunctionDef)]) < 20


def test_the_main_window_builds_itself() -> None:
    """Nobody sets its parts from outside: each is assigned in its own class."""
    built = {
        target.attr
        for node in ast.walk(ast.parse(inspect.getsource(MainWindow)))
        if isinstance(node, ast.Assign)
        for each in node.targets
        for target in (each.elts if isinstance(each, ast.Tuple) else [each])
        if isinstance(target, ast.Attribute)
    }
    assert set(MainWindow.__annotations__) <= built


@pytest.mark.parametrize("name", ["Theme", "Language"])
def test_looks_and_language_have_one_owner_in_the_window(name: str) -> None:
    """Only the settings' controller sets them; everybody else asks it."""
    calls = {"Theme": "theme.set(", "Language": "set_language("}[name]
    setting = [
        module
        for module, text in MODULES.items()
        if module.startswith(("cosmic_login.gui.", "cosmic_login.desktop.")) and calls in text
    ]
    assert setting == ["cosmic_login.gui.settings.controller"]
