"""Makes the README's picture from a login that is really played: the main window with the SITHS eID window over it.

Run: ``.venv/bin/python scripts/readme_picture.py`` (writes assets/pictures/login.png).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPen

OUT = Path(__file__).resolve().parent.parent / "assets" / "pictures" / "login.png"
MARGIN, OVER = 24, 180


def main() -> int:
    """Play, compose, write."""
    application = QGuiApplication([])
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "cosmic_login", "--temp-profile", "demo", "--pictures", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        pictures = sorted(Path(folder).glob("*.png"))
        code = next(path for path in pictures if path.stem.endswith("-code"))
        shell = QImage(str(pictures[0]))
        siths = QImage(str(code))
    picture = QImage(shell.width() + OVER + 2 * MARGIN, shell.height() + 2 * MARGIN, QImage.Format.Format_RGB32)
    picture.fill(QColor("#d5dde6"))
    painter = QPainter(picture)
    painter.drawImage(MARGIN, MARGIN, shell)
    left, top = picture.width() - siths.width() - MARGIN * 2, (picture.height() - siths.height()) // 2
    painter.fillRect(QRectF(left - 6, top - 6, siths.width() + 12, siths.height() + 12), QColor(20, 30, 40, 40))
    painter.drawImage(left, top, siths)
    painter.setPen(QPen(QColor("#5b6b7b"), 1))
    painter.drawRect(QRectF(left, top, siths.width(), siths.height()))
    painter.end()
    OUT.parent.mkdir(parents=True, exist_ok=True)
    if not picture.save(str(OUT)):
        print(f"{OUT} could not be written", file=sys.stderr)
        return 1
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main())
