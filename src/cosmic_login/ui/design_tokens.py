"""The design's tokens: every colour, size and distance of the window, for three themes.

Pairs that must be told apart are listed in ``TEXT_PAIRS`` (4.5:1) and ``SHAPE_PAIRS`` (3:1), after WCAG 2.2,
success criteria 1.4.3 and 1.4.11. A test computes both from the tokens.
"""

from __future__ import annotations

from typing import NamedTuple

GRID = 4  # logical pixels; every distance is a multiple
RADIUS = 12
TARGET = 44  # the smallest side of anything that can be pressed
TYPE_SCALE = (12, 14, 16, 20, 28)
CAPTION, SMALL, BODY, HEADING, DISPLAY = TYPE_SCALE
CARD_WIDTH = 440
WIDE_CARD_WIDTH = 640
#: Fonts to look for, best first; without any of them it is the system's own.
FAMILIES = ("Inter",)


class Colours(NamedTuple):
    """The colours of a theme as ``#rrggbb``, named by what they are for."""

    name: str
    canvas: str  # behind the card
    surface: str  # the card, fields, secondary buttons
    raised: str  # a secondary button under the pointer
    text: str
    muted: str
    divider: str  # decoration only; carries no meaning
    outline: str  # the edge of a control
    accent: str
    accent_hover: str
    on_accent: str
    focus: str
    error: str
    error_tint: str
    warning: str
    warning_tint: str
    disabled: str
    on_disabled: str
    shadow: int = 0  # opacity of the card's shadow, 0-255


LIGHT = Colours(
    name="light",
    canvas="#edf1f6",
    surface="#ffffff",
    raised="#eff5f4",
    text="#16202b",
    muted="#4b5b6b",
    divider="#d3dbe4",
    outline="#75869a",
    accent="#0b6e60",
    accent_hover="#095a4f",
    on_accent="#ffffff",
    focus="#1558b8",
    error="#b3201a",
    error_tint="#fdeeed",
    warning="#7a4f00",
    warning_tint="#fdf4e0",
    disabled="#d5dde5",
    on_disabled="#6a7887",
    shadow=16,
)
DARK = Colours(
    name="dark",
    canvas="#0f161e",
    surface="#1a242e",
    raised="#223040",
    text="#f0f4f8",
    muted="#b4c1cd",
    divider="#33414f",
    outline="#7c8d9f",
    accent="#4fd1bf",
    accent_hover="#74dfd0",
    on_accent="#06231f",
    focus="#8ab6ff",
    error="#ff8d85",
    error_tint="#3a2226",
    warning="#f3c350",
    warning_tint="#352d1c",
    disabled="#35414d",
    on_disabled="#8996a3",
    shadow=0,
)
HIGH_CONTRAST = Colours(
    name="high-contrast",
    canvas="#000000",
    surface="#000000",
    raised="#1f1f1f",
    text="#ffffff",
    muted="#ffffff",
    divider="#ffffff",
    outline="#ffffff",
    accent="#ffff00",
    accent_hover="#ffff99",
    on_accent="#000000",
    focus="#00ffff",
    error="#ff9c9c",
    error_tint="#000000",
    warning="#ffff00",
    warning_tint="#000000",
    disabled="#000000",
    on_disabled="#8c8c8c",
    shadow=0,
)
THEMES = {colours.name: colours for colours in (LIGHT, DARK, HIGH_CONTRAST)}

#: (foreground, background) of running text: at least 4.5:1.
TEXT_PAIRS = (
    ("text", "canvas"), ("muted", "canvas"), ("error", "canvas"), ("accent", "canvas"),
    ("text", "surface"), ("muted", "surface"), ("accent", "surface"), ("error", "surface"), ("warning", "surface"),
    ("text", "raised"), ("muted", "raised"), ("accent", "raised"), ("error", "raised"),
    ("text", "error_tint"), ("error", "error_tint"), ("text", "warning_tint"), ("warning", "warning_tint"),
    ("on_accent", "accent"), ("on_accent", "accent_hover"),
)  # fmt: skip
#: (shape, what lies beside it): at least 3:1. A disabled control is held to it too, so that its text can be read.
SHAPE_PAIRS = (
    ("outline", "surface"), ("outline", "canvas"), ("focus", "surface"), ("focus", "canvas"),
    ("accent", "surface"), ("accent", "canvas"), ("text", "surface"), ("error", "error_tint"),
    ("warning", "warning_tint"), ("on_disabled", "disabled"),
)  # fmt: skip


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2, "relative luminance")."""

    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
