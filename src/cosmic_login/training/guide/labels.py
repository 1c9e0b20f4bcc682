"""The labels of the program's own buttons and headings, as the guide quotes them: never written down twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

#: Returns a text of the program, by context and source, in the guide's language.
Translated = Callable[[str, str], str]
#: The guide's name for a label -> where the program has it: context and source text.
LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "this_device": ("Window", "SITHS eID på &denna enhet"),
    "other_device": ("Window", "SITHS eID på &annan enhet"),
    "other_way": ("Window", "&Logga in på annat sätt"),
    "with_card": ("Window", "Logga in med &SITHS-kort"),
    "with_bankid": ("Window", "Logga in med &BankID"),
    "identify": ("Window", "Legitimera"),
    "next": ("Window", "&Nästa"),
    "ok": ("Window", "&OK"),
    "retry": ("Window", "Försök igen"),
    "cancel": ("Window", "Avbryt"),
    "close_window": ("Window", "Stäng fönster"),
    "authentication_failed": ("Window", "Autentiseringen misslyckades"),
    "login_failed": ("Window", "Inloggningen misslyckades"),
    "log_user_out": ("Window", "Vill du logga ut användaren?"),
    "yes": ("Window", "&JA"),
    "no": ("Window", "&NEJ"),
    "scan": ("Phone", "&Skanna QR-kod"),
}


def labels(translated: Translated) -> dict[str, str]:
    """Return the labels, without the letters for Alt."""
    return {name: translated(*place).replace("&", "") for name, place in LABELS.items()}
