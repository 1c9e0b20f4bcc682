"""The guide as one HTML file that holds all it shows; the PDF is made of the same."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from importlib import resources
from typing import Final

from jinja2 import Environment, StrictUndefined

from cosmic_login.core.failures import LoginFailure
from cosmic_login.training.guide.compose import Guide
from cosmic_login.training.guide.model import TakenPicture

_SAYS: Final[Mapping[str, Mapping[str, str]]] = {
    "sv": {
        "skip": "Till innehållet",
        "contents": "Innehåll",
        "picture": "Bild",
        "mark": "Övningsmaterial. Gjort med programmet Cosmic Login.",
        "description": "Illustrerad instruktion för inloggning med tjänste-id i {system}, {region}.",
        "fictional": "Bilderna kommer ur ett övningsprogram. Alla personer och certifikat i dem är påhittade.",
        "ask": "Frågor: {contact}, därefter {desk}, {phone}.",
        "number": "Dokument",
        "version": "Version",
        "valid_from": "Gäller från",
        "responsible": "Ansvarig",
        "approved": "Godkänt av",
    },
    "en": {
        "skip": "Skip to the contents",
        "contents": "Contents",
        "picture": "Picture",
        "mark": "Training material. Made with the program Cosmic Login.",
        "description": "Illustrated instruction for logging in to {system} with a service ID, {region}.",
        "fictional": "The pictures come from a training program. All people and certificates in them are made up.",
        "ask": "Questions: {contact}, then {desk}, {phone}.",
        "number": "Document",
        "version": "Version",
        "valid_from": "Valid from",
        "responsible": "Responsible",
        "approved": "Approved by",
    },
}


def page(guide: Guide, shots: Mapping[str, TakenPicture]) -> str:
    """Return the HTML file. Raises ``guide.no_picture`` for a picture that was not taken."""
    missing = sorted({figure.id for figure in guide.figures()} - shots.keys())
    if missing:
        raise LoginFailure("guide.no_picture", ", ".join(missing))
    says = {name: text.format_map(guide.words) for name, text in _SAYS[guide.language].items()}
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True)
    template = environment.from_string(_file("guide.html.j2"))
    return template.render(
        guide=guide,
        say=says,
        css=_Plain(_file("guide.css")),
        facts=[(says[name], guide.facts[name]) for name in guide.facts],
        shots=shots,
        encoded={name: base64.b64encode(shot.png).decode("ascii") for name, shot in shots.items()},
    )


class _Plain(str):
    """A text of our own that is HTML already."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def _file(name: str) -> str:
    return resources.files("cosmic_login.training").joinpath("guide").joinpath(name).read_text("utf-8")
