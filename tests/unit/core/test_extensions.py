"""What another distribution adds is taken whole, or left out and named: without a program or a window."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cosmic_login.core import extensions, plugins
from cosmic_login.core.extensions import AUTHENTICATORS, Extensions
from cosmic_login.core.prompt_kinds import kind_of
from tests.bad_plugin import BAD, ENTRY_POINTS, Bad, distribute

Install = Callable[[Bad | None], Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Give what puts the plug-in where this Python finds it; it is forgotten afterwards."""

    def installed(bad: Bad | None) -> Path:
        for name in [name for name in sys.modules if name.partition(".")[0] == "bad_plugin"]:
            monkeypatch.delitem(sys.modules, name)
        distribute(tmp_path / "site", bad)
        monkeypatch.syspath_prepend(str(tmp_path / "site"))
        return tmp_path / "site"

    return installed


def authenticators() -> list[str]:
    """Load the ways to log in as the program does; return the names of those that are not ours."""

    def checked(factory: Callable[[], object]) -> object:
        made = factory()
        plugins.require(made, ("method", "authenticate"))
        return made

    return [name for name, _ in plugins.load_plugins(AUTHENTICATORS, checked, ours=False)]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_one_line_names_what_is_left_out(bad: Bad, install: Install) -> None:
    install(bad)
    found = extensions.installed(screens=bad.only_with_windows)
    authenticators()
    lines = [each.line for each in plugins.left_out()]
    assert all("bad-plugin 3.1" in line for line in lines)
    assert [line for line in lines if bad.says in line], lines
    assert found == Extensions() or bad.file == "login.py"


def test_without_a_fault_it_is_all_there(install: Install) -> None:
    install(None)
    assert extensions.loaded() == Extensions()
    found = extensions.installed(screens=True)
    assert extensions.installed() is extensions.loaded() is found
    assert plugins.left_out() == ()
    (kind,) = found.prompts
    assert (kind.name, kind.about) == ("wave", "Vinka.")
    assert kind_of(kind.type()) is kind
    assert set(found.states) == set(kind.states())
    assert found.topics == ()
    assert found.states.keys() <= {state for region in found.chart.regions for state in region.states}
    assert authenticators() == ["waving"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("[cosmic_login.authenticators]\nsiths-md = bad_plugin.login:Waving\n", "the name 'siths-md' is taken"),
        ("[cosmic_login.authenticators]\nwaving = bad_plugin.texts:ENGLISH\n", "cannot be called"),
        ("[cosmic_login.prompts]\nwave = bad_plugin.texts:ENGLISH\n", "dict is no PromptKind"),
        ("[cosmic_login.translations]\nen = bad_plugin.login:Waving\n", "a catalogue is a mapping"),
    ],
)
def test_what_an_entry_point_names_has_to_be_of_its_kind(line: str, says: str, install: Install) -> None:
    points = install(None) / "bad_plugin-3.1.dist-info" / "entry_points.txt"
    points.write_text(line, "utf-8")
    (points.parents[1] / "bad_plugin" / "login.py").write_text("plugin_api = 2\nclass Waving:\n    pass\n", "utf-8")
    assert extensions.installed().prompts == ()
    list(plugins.load_plugins(AUTHENTICATORS, lambda made: made))
    assert [each.line for each in plugins.left_out() if says in each.line], plugins.left_out()


def test_a_prompt_may_not_be_one_of_ours_nor_be_asked_on_no_occasion(install: Install) -> None:
    site = install(None)
    prompts = site / "bad_plugin" / "prompts.py"
    good = prompts.read_text("utf-8")
    prompts.write_text(good.replace('"wave", Wave', '"wave", Working').replace("Seen\n", "Seen, Working\n"), "utf-8")
    assert extensions.installed().prompts == ()
    assert "is the program's own" in plugins.left_out()[0].line


def test_who_has_been_in_use_can_be_left_out_later(install: Install) -> None:
    install(None)
    plugins.leave_out("wave", "bad-plugin 3.1", "it raised OSError")
    plugins.leave_out("wave", "bad-plugin 3.1", "it raised again")
    assert [each.line for each in plugins.left_out()] == ["wave (bad-plugin 3.1): it raised OSError"]


def test_a_translation_may_stand_in_two_distributions(install: Install) -> None:
    points = install(None) / "bad_plugin-3.1.dist-info" / "entry_points.txt"
    points.write_text(ENTRY_POINTS + "en-more = bad_plugin.texts:MORE\n", "utf-8")
    texts = points.parents[1] / "bad_plugin" / "texts.py"
    texts.write_text(texts.read_text("utf-8") + 'MORE = {"Hoppa.": "Jump."}\n', "utf-8")
    assert [kind.name for kind in extensions.installed().prompts] == ["wave"]
    assert plugins.left_out() == ()
