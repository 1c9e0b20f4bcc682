"""A small plug-in that can be spoilt in one place: what an installer would leave of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cosmic_login.core.plugins import PLUGIN_API

GOOD_PROMPTS = """
plugin_api = 2
from dataclasses import dataclass
from cosmic_login.core.prompt_kinds import PromptKind
from cosmic_login.core.prompts import Answer, Prompt, Seen

@dataclass(frozen=True)
class Wave(Prompt[Seen]):
    pass

WAVE = PromptKind("wave", Wave, "Vinka.", "ways", "bad_plugin.screens:WaveScreen")
"""
GOOD_LOGIN = """
from bad_plugin.prompts import Wave

class Waving:
    method = "waving"

    async def authenticate(self, order, ask):
        await ask(Wave())
        raise AssertionError("nobody has waved")
"""
SCREENS = """
from cosmic_login.gui.login.screens.base import Screen

class WaveScreen(Screen):
    pass
"""
TEXTS = 'plugin_api = 2\nENGLISH = {"Vinka.": "Wave."}\n'
ENTRY_POINTS = """
[cosmic_login.prompts]
wave = bad_plugin.prompts:WAVE

[cosmic_login.authenticators]
waving = bad_plugin.login:Waving

[cosmic_login.translations]
en = bad_plugin.texts:ENGLISH
"""


@dataclass(frozen=True)
class Bad:
    """A way to be of no use: what is changed in a good plug-in, and what is said of it."""

    name: str
    file: str
    old: str
    new: str
    says: str
    only_with_windows: bool = False


BAD = (
    Bad("raises-at-import", "prompts.py", "plugin_api = 2", "raise OSError('no licence')", "OSError: no licence"),
    Bad("state-exists", "prompts.py", '"wave"', '"enter_code"', "the state 'enter_code' exists"),
    Bad("state-exists-elsewhere", "prompts.py", '"wave"', '"workspace"', "the state 'workspace' exists"),
    Bad("no-screen", "prompts.py", '"bad_plugin.screens:WaveScreen"', '""', "wave has no screen"),
    Bad("screen-not-there", "prompts.py", "bad_plugin.screens:", "bad_plugin.nowhere:", "wave has no screen"),
    Bad(
        "screen-misnamed", "screens.py", "class WaveScreen", "class Other", "wave has no screen", only_with_windows=True
    ),
    Bad("no-translation", "texts.py", '"Vinka."', '"Hoppa."', "not translated (en): 'Vinka.'"),
    Bad("older", "prompts.py", "plugin_api = 2", "", "made for plug-in interface 1"),
    Bad(
        "newer",
        "prompts.py",
        "plugin_api = 2",
        "plugin_api = 99",
        f"interface 99, this takes 2 to {PLUGIN_API}",
    ),
    Bad("no-number", "login.py", "class Waving:", "class Waving:\n    plugin_api = 'two'", "interface two"),
    Bad("no-prompt", "prompts.py", "Wave(Prompt[Seen])", "Wave", "its type is no Prompt"),
    Bad("no-authenticator", "login.py", "async def authenticate", "async def login", "Waving has no authenticate"),
)


def distribute(root: Path, bad: Bad | None = None) -> dict[str, str]:
    """Lay out the plug-in as an installer would; return what puts it on the path."""
    package, info = root / "bad_plugin", root / "bad_plugin-3.1.dist-info"
    files = {
        "__init__.py": "",
        "prompts.py": GOOD_PROMPTS,
        "login.py": GOOD_LOGIN,
        "screens.py": SCREENS,
        "texts.py": TEXTS,
    }
    if bad is not None:
        assert bad.old in files[bad.file]
        files[bad.file] = files[bad.file].replace(bad.old, bad.new)
    package.mkdir(parents=True)
    info.mkdir()
    for name, text in files.items():
        (package / name).write_text(text, "utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: bad-plugin\nVersion: 3.1\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    return {"PYTHONPATH": str(root), "CODE": "123456"}
