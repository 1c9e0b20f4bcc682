"""Finds QR codes in a picture, and where in it they are."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QImage

from cosmic_login.phone.scanner import whole_codes

#: A corner, as parts of the picture's width and height.
Corner = tuple[float, float]


class Detection(NamedTuple):
    """A QR code that could be read: its text, and its corners in turn."""

    text: str
    corners: tuple[Corner, Corner, Corner, Corner]

    def __repr__(self) -> str:
        return "<Detection>"  # the text opens an order


def detect_codes(image: QImage) -> tuple[Detection, ...]:
    """Return every whole QR code in ``image``; takes some milliseconds, so not in the GUI's thread."""
    if image.isNull():
        return ()
    width, height = image.width(), image.height()
    return tuple(
        Detection(one.text, (
            (one.position.top_left.x / width, one.position.top_left.y / height),
            (one.position.top_right.x / width, one.position.top_right.y / height),
            (one.position.bottom_right.x / width, one.position.bottom_right.y / height),
            (one.position.bottom_left.x / width, one.position.bottom_left.y / height),
        ))
        for one in whole_codes(image)
    )  # fmt: skip
