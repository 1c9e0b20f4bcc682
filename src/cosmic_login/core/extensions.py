"""What other distributions add to the client: prompts with their screens, login methods' rows, texts.

Found by entry points (``docs/architecture.md``, ADR 0013). What does not fit is left out and named once
(``core/plugins.py``), with everything else of its distribution. Loaded once for each ``sys.path``; nothing of a
plug-in is in the chart that the documents are made from.
"""

from __future__ import annotations

import functools
import importlib.util
import re
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cosmic_login.core import languages, login_methods, prompt_kinds
from cosmic_login.core.chart import Chart
from cosmic_login.core.flow import CHART, chart_with
from cosmic_login.core.help_topic import Topic
from cosmic_login.core.languages import LANGUAGES, SOURCE
from cosmic_login.core.login_methods import LoginMethod
from cosmic_login.core.plugins import load_plugins
from cosmic_login.core.prompt_kinds import KINDS, PromptKind
from cosmic_login.core.prompts import Prompt

#: The groups; an entry point of the first names a ``PromptKind`` …
PROMPTS: Final = "cosmic_login.prompts"
#: … one of the second a mapping of Swedish source texts, by the language that it is called after …
TRANSLATIONS: Final = "cosmic_login.translations"
#: … and one of the third an authenticator, which may have its row as ``login_method``.
AUTHENTICATORS: Final = "cosmic_login.authenticators"

_SINCE: Final = 2  # the interface in which prompts and translations came
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_REFERENCE = re.compile(r"\w+(\.\w+)*:\w+")


@dataclass(frozen=True)
class Extensions:
    """What is installed beside ours."""

    prompts: tuple[PromptKind, ...] = ()
    methods: tuple[LoginMethod, ...] = ()

    @functools.cached_property
    def chart(self) -> Chart:
        """The chart with others' prompts in it."""
        return chart_with(self.prompts)

    @functools.cached_property
    def states(self) -> Mapping[str, PromptKind]:
        """The prompts by the states of the chart that they bring."""
        return {state: kind for kind in self.prompts for state in kind.states()}

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics that they bring for the help."""
        return tuple(kind.topic for kind in self.prompts if isinstance(kind.topic, Topic))


_NONE = Extensions()
_lock = threading.Lock()
_installed: dict[tuple[str, ...], Extensions] = {}


def installed(*, screens: bool = False) -> Extensions:
    """Return what is installed; it is looked for the first time. Not before the first paint: it takes a moment.

    ``screens``: whoever asks first will show windows, so screens are loaded, and a prompt whose screen cannot be is
    left out. Otherwise their modules are only looked for, without Qt.
    """
    path = tuple(sys.path)
    with _lock:
        if path not in _installed:
            _installed[path] = _search(screens=screens)
        return _installed[path]


def loaded() -> Extensions:
    """Return what has been found so far, without looking for anything."""
    return _installed.get(tuple(sys.path), _NONE)


def _search(*, screens: bool) -> Extensions:
    texts: dict[str, dict[str, str]] = {}
    others: dict[str, Any] = {"ours": False, "whole": True}
    for language, catalogue in load_plugins(
        TRANSLATIONS, _catalogue, since=_SINCE, called=False, shared_names=True, **others
    ):
        texts[language] = {**catalogue, **texts.get(language, {})}
    states = {state for region in CHART.regions for state in region.states}

    def prompt(kind: PromptKind) -> PromptKind:
        _check_prompt(kind, states)
        _check_screen(kind, load=screens)
        topic = kind.topic.texts() if isinstance(kind.topic, Topic) else ()
        _check_translated((kind.about, *topic), texts)
        states.update(kind.states())
        return kind

    def row(factory: object) -> LoginMethod | None:
        found = getattr(factory, "login_method", None)
        if found is not None:
            if not isinstance(found, LoginMethod):
                raise TypeError("login_method is no LoginMethod")
            _check_translated((found.label, found.button), texts)
        return found

    prompts = tuple(kind for _, kind in load_plugins(PROMPTS, prompt, since=_SINCE, called=False, **others))
    rows = [(name, found) for name, found in load_plugins(AUTHENTICATORS, row, **others) if found is not None]
    methods = tuple(found._replace(name=name) for name, found in rows if name not in login_methods.METHODS)
    prompt_kinds.register(prompts)
    login_methods.register(methods)
    languages.register(texts)
    return Extensions(prompts, methods)


def _catalogue(found: object) -> Mapping[str, str]:
    if not isinstance(found, Mapping) or not all(isinstance(each, str) for pair in found.items() for each in pair):
        raise TypeError("a catalogue is a mapping of texts to texts")
    return found


def _check_prompt(kind: object, states: Iterable[str]) -> None:
    if not isinstance(kind, PromptKind):
        raise TypeError(f"{type(kind).__name__} is no PromptKind")
    if not _NAME.fullmatch(kind.name):
        raise TypeError(f"{kind.name!r} is no name of a prompt")
    if not (isinstance(kind.type, type) and issubclass(kind.type, Prompt)):
        raise TypeError(f"{kind.name}: its type is no Prompt")
    if any(kind.type is own.type for own in KINDS):
        raise TypeError(f"{kind.name}: {kind.type.__name__} is the program's own")
    there = set(kind.states()).intersection(states)
    if there or not kind.states():
        raise TypeError(f"the state {min(there)!r} exists" if there else f"{kind.name} is asked on no occasion")


def _check_screen(kind: PromptKind, *, load: bool) -> None:
    if not _REFERENCE.fullmatch(kind.screen):
        raise TypeError(f"{kind.name} has no screen")
    try:
        there = importlib.util.find_spec(kind.screen.partition(":")[0]) is not None
        if there and load:
            prompt_kinds.load(kind.screen)
    except Exception as error:
        raise TypeError(f"{kind.name} has no screen: {type(error).__name__}: {error}") from error
    if not there:
        raise TypeError(f"{kind.name} has no screen: {kind.screen} is not there")


def _check_translated(sources: Iterable[str], texts: Mapping[str, Mapping[str, str]]) -> None:
    for language in LANGUAGES:
        missing = [source for source in sources if source and not texts.get(language, {}).get(source)]
        if language != SOURCE and missing:
            raise TypeError(f"not translated ({language}): {missing[0]!r}")
