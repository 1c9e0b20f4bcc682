"""Old paths of modules that others may import: each leads to its new place for one version more, with a warning.

A name stands here until the version after the one that moved it. Only what plug-ins, test suites and scripts outside
this project can have named is listed; rooms that nobody outside imports moved without a trace.
"""

from __future__ import annotations

import importlib
import warnings
from importlib.machinery import ModuleSpec
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from importlib.abc import Loader

_ROOT = "cosmic_login."
#: Old module: new module, below ``cosmic_login``. Moved in 0.2.
MOVED = MappingProxyType(
    {
        "authenticators.bridge": "authenticators.engine.bridge",
        "authenticators.card_finder": "authenticators.card.finder",
        "authenticators.card_session": "authenticators.card.session",
        "authenticators.card_tasks": "authenticators.tasks.card_tasks",
        "authenticators.card_tls": "authenticators.card.tls",
        "authenticators.card_watch": "authenticators.card.watch",
        "authenticators.certificates": "authenticators.card.certificates",
        "authenticators.conductor": "authenticators.engine.conductor",
        "authenticators.conversation": "authenticators.engine.conversation",
        "authenticators.finishing": "authenticators.methods.completion",
        "authenticators.headless": "authenticators.engine.headless",
        "authenticators.id_token": "authenticators.idp.id_token",
        "authenticators.idp_client": "authenticators.idp.client",
        "authenticators.kept": "authenticators.card_handover",
        "authenticators.leaving": "authenticators.methods.cancellation",
        "authenticators.md_exchange": "authenticators.card.md_exchange",
        "authenticators.mina_sidor": "authenticators.tasks.mina_sidor",
        "authenticators.other_device": "authenticators.methods.other_device",
        "authenticators.siths_app": "authenticators.idp.siths_app",
        "authenticators.siths_md": "authenticators.methods.siths_md",
        "authenticators.siths_this_device": "authenticators.methods.siths_this_device",
        "authenticators.takeover": "authenticators.engine.take_over",
        "authenticators.view": "authenticators.engine.view",
        "authenticators.wiping": "authenticators.engine.wiping",
        "cards.virtual.medium": "cards.virtual.sealed_state",
        "core.window_place": "core.window_geometry",
        "idp.app": "idp.server.application",
        "idp.clients": "idp.provider.clients",
        "idp.embedded": "idp.server.embedded",
        "phone.kinds": "phone.models",
        "phone.medium": "phone.sealed_state",
        "phone.qr_text": "phone.qr_payload",
        "pki.judge": "pki.validator",
    }
)


class MovedLoader:
    """Gives, for an old path, the module of the new one itself."""

    def __init__(self) -> None:
        self._specs: dict[str, ModuleSpec | None] = {}

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Import the new path."""
        new = _ROOT + MOVED[spec.name.removeprefix(_ROOT)]
        warnings.warn(f"{spec.name} is now {new}; the old path goes with the next version", DeprecationWarning, 2)
        module = importlib.import_module(new)
        self._specs[spec.name] = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing: the module ran under its own name, and keeps its own spec."""
        old = getattr(module.__spec__, "name", "")
        module.__spec__ = self._specs.pop(old, module.__spec__)


_LOADER = MovedLoader()


def find_moved(name: str) -> ModuleSpec | None:
    """Return a spec for an old path, None for any other."""
    return ModuleSpec(name, cast("Loader", _LOADER)) if name.removeprefix(_ROOT) in MOVED else None
