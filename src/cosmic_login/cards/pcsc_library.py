"""Who answers PC/SC calls here: the one place between us and other people's bindings.

On Linux pcsc-lite's own library does; elsewhere pyscard, of which nothing comes out but results and our own failures.
Both are looked for when they are first needed: the program starts, and says what is missing, without them.
"""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
from collections.abc import Callable
from typing import Any, cast

from cosmic_login.cards import pcsc_api as api
from cosmic_login.cards.pcsc_lite import pcsc_lite
from cosmic_login.core.failures import LoginFailure


class Pyscard:
    """``Scard`` on pyscard: whatever it raises is a failure of ours, and it is handed no name that is not ASCII.

    Its C code takes names in another encoding than it gives them, and has ended the process over one.
    """

    def __init__(self, module: Any) -> None:  # noqa: ANN401 - it has no types
        self._module = module

    def __getattr__(self, name: str) -> Callable[..., Any]:
        function = getattr(self._module, name)

        @functools.wraps(function)
        def guarded(*args: Any) -> Any:  # noqa: ANN401
            if name == "SCardTransmit":
                card, protocol, command = args
                args = (card, self._pci(protocol), list(command))
            elif not all(reader.isascii() for reader in _names(name, args)):
                raise LoginFailure("reader.unknown", "pyscard cannot be told a name that is not ASCII")
            try:
                return function(*args)
            except Exception as error:  # noqa: BLE001 - it has raised SystemError and UnicodeError before
                raise LoginFailure("pcsc.stopped", f"pyscard: {type(error).__name__} in {name}") from None
            finally:
                if name == "SCardTransmit":
                    args[2][:] = [0] * len(args[2])  # it may have held a code

        return guarded

    def _pci(self, protocol: int) -> Any:  # noqa: ANN401
        return self._module.SCARD_PCI_T1 if protocol == api.PROTOCOL_T1 else self._module.SCARD_PCI_T0


def _names(function: str, args: tuple[Any, ...]) -> list[str]:
    """Return the readers' names among the arguments."""
    if function == "SCardGetStatusChange":
        return [name for name, _ in args[2]]
    return [args[1]] if function == "SCardConnect" else []


def load_scard() -> api.Scard:
    """Return who answers here; raises ``LoginFailure`` (``pcsc.missing``) when nobody does."""
    if (library := pcsc_lite()) is not None:
        return library
    try:
        return cast("api.Scard", Pyscard(importlib.import_module("smartcard.scard")))
    except Exception as error:  # noqa: BLE001 - a broken installation may raise anything
        raise LoginFailure("pcsc.missing", f"neither libpcsclite nor pyscard can be loaded: {error}") from None


def answering() -> str:
    """Return the name of who answers, with its version where it tells; raises ``LoginFailure`` (``pcsc.missing``)."""
    if isinstance(load_scard(), Pyscard):
        return f"pyscard {importlib.metadata.version('pyscard')}"
    return "libpcsclite"
