"""pcsc-lite's own library, called without a binding between: names of readers are bytes there, whatever they spell.

The functions are those of ``Scard``. A name that is UTF-8 is given as what it spells, any other byte for byte as
Latin-1; both find their reader again. No call keeps Python's other threads from running.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
from collections.abc import Sequence

from cosmic_login.cards import pcsc_api as api

LIBRARY = "libpcsclite.so.1"
_DWORD = ctypes.c_ulong
_HANDLE = ctypes.c_long
_MAX_ATR = 33
# An extended answer (ISO/IEC 7816-3) with its status word.
_MAX_ANSWER = 65538


class _ReaderState(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("user_data", ctypes.c_void_p),
        ("known", _DWORD),
        ("event", _DWORD),
        ("atr_length", _DWORD),
        ("atr", ctypes.c_ubyte * _MAX_ATR),
    )


class _IoRequest(ctypes.Structure):
    _fields_ = (("protocol", ctypes.c_ulong), ("length", ctypes.c_ulong))


class PcscLite:
    """``Scard`` on libpcsclite. Raises ``OSError`` when there is none."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(LIBRARY)
        for name in _RESULTS:
            getattr(self._library, name).restype = ctypes.c_long
        self._names: dict[str, bytes] = {}

    def SCardEstablishContext(self, scope: int, /) -> tuple[int, int]:  # noqa: D102, N802
        context = _HANDLE()
        result = self._library.SCardEstablishContext(_DWORD(scope), None, None, ctypes.byref(context))
        return result, context.value

    def SCardReleaseContext(self, context: int, /) -> int:  # noqa: D102, N802
        return int(self._library.SCardReleaseContext(_HANDLE(context)))

    def SCardCancel(self, context: int, /) -> int:  # noqa: D102, N802
        return int(self._library.SCardCancel(_HANDLE(context)))

    def SCardListReaders(self, context: int, _groups: list[str], /) -> tuple[int, list[str]]:  # noqa: D102, N802
        while True:
            length = _DWORD(0)
            result = self._library.SCardListReaders(_HANDLE(context), None, None, ctypes.byref(length))
            if api.code_of(result) != api.SUCCESS:
                return result, []
            names = ctypes.create_string_buffer(length.value)
            result = self._library.SCardListReaders(_HANDLE(context), None, names, ctypes.byref(length))
            if api.code_of(result) == api.E_INSUFFICIENT_BUFFER:  # a reader was plugged in between the two
                continue
            if api.code_of(result) != api.SUCCESS:
                return result, []
            return result, [self._text(name) for name in names.raw[: length.value].split(b"\0") if name]

    def SCardGetStatusChange(  # noqa: D102, N802
        self, context: int, milliseconds: int, states: list[api.ReaderStateIn], /
    ) -> tuple[int, list[api.ReaderStateOut]]:
        asked = (_ReaderState * len(states))()
        for place, (name, known) in zip(asked, states, strict=True):
            place.name, place.known = self._bytes(name), known
        result = self._library.SCardGetStatusChange(_HANDLE(context), _DWORD(milliseconds), asked, _DWORD(len(states)))
        return result, [
            (name, place.event, bytes(place.atr)[: min(place.atr_length, _MAX_ATR)])
            for place, (name, _) in zip(asked, states, strict=True)
        ]

    def SCardConnect(  # noqa: D102, N802
        self, context: int, reader: str, share: int, protocols: int, /
    ) -> tuple[int, int, int]:
        card, protocol = _HANDLE(), _DWORD()
        result = self._library.SCardConnect(
            _HANDLE(context),
            self._bytes(reader),
            _DWORD(share),
            _DWORD(protocols),
            ctypes.byref(card),
            ctypes.byref(protocol),
        )
        return result, card.value, protocol.value

    def SCardReconnect(  # noqa: D102, N802
        self, card: int, share: int, protocols: int, initialization: int, /
    ) -> tuple[int, int]:
        protocol = _DWORD()
        result = self._library.SCardReconnect(
            _HANDLE(card), _DWORD(share), _DWORD(protocols), _DWORD(initialization), ctypes.byref(protocol)
        )
        return result, protocol.value

    def SCardBeginTransaction(self, card: int, /) -> int:  # noqa: D102, N802
        return int(self._library.SCardBeginTransaction(_HANDLE(card)))

    def SCardEndTransaction(self, card: int, disposition: int, /) -> int:  # noqa: D102, N802
        return int(self._library.SCardEndTransaction(_HANDLE(card), _DWORD(disposition)))

    def SCardTransmit(  # noqa: D102, N802
        self, card: int, protocol: int, command: Sequence[int], /
    ) -> tuple[int, Sequence[int]]:
        request = _IoRequest(protocol, ctypes.sizeof(_IoRequest))
        sent = (ctypes.c_ubyte * len(command))(*command)
        answer, length = _buffer(), _DWORD(_MAX_ANSWER)
        try:
            result = self._library.SCardTransmit(
                _HANDLE(card),
                ctypes.byref(request),
                sent,
                _DWORD(len(sent)),
                None,
                answer,
                ctypes.byref(length),
            )
        finally:
            ctypes.memset(sent, 0, len(sent))  # it may have held a code
        return result, bytes(memoryview(answer)[: length.value]) if api.code_of(result) == api.SUCCESS else b""

    def SCardDisconnect(self, card: int, disposition: int, /) -> int:  # noqa: D102, N802
        return int(self._library.SCardDisconnect(_HANDLE(card), _DWORD(disposition)))

    def _text(self, name: bytes) -> str:
        try:
            text = name.decode()
        except UnicodeDecodeError:
            text = name.decode("latin-1")
        self._names[text] = name
        return text

    def _bytes(self, name: str) -> bytes:
        return self._names.get(name) or name.encode("utf-8", "surrogatepass")


_RESULTS = tuple(name for name in vars(PcscLite) if name.startswith("SCard"))


def _buffer() -> ctypes.Array[ctypes.c_ubyte]:
    return (ctypes.c_ubyte * _MAX_ANSWER)()


@functools.cache
def pcsc_lite() -> PcscLite | None:
    """Return the library, or None where there is none (Windows and macOS have their own)."""
    try:
        return PcscLite()
    except (OSError, AttributeError):
        return None
