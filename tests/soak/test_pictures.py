"""A hundred thousand pictures to the phone's scanner: what is in them or a failure of the table, no hang, no growth."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from PySide6.QtGui import QImage

from cosmic_login.core.failures import LoginFailure
from cosmic_login.phone.scanner import read_all, read_qr
from cosmic_login.phone.window.qr_detector import detect_codes
from tests.soak.campaign import Campaign, memory_of
from tests.soak.hostile_pictures import HostilePictures, Made

#: Qt warns of files that lie, and goes on.
QT_MAY_SAY_SO = pytest.mark.qt_log_level_fail("CRITICAL")
#: Which part of the pictures that a good phone reads has to be read.
FAIR_SHARE = 0.9


def look(run: Campaign, made: Made) -> bool:
    """Show a picture in one of the ways there are; return whether a code was read."""
    try:
        if run.random.random() < 0.5:
            texts: tuple[str, ...] = (read_qr(made.picture, run.random.choice(((), ("bankid.",), ("siths:",)))),)
        elif isinstance(made.picture, QImage) and run.random.random() < 0.5:
            codes = detect_codes(made.picture)
            assert all(math.isfinite(place) for code in codes for corner in code.corners for place in corner)
            texts = tuple(code.text for code in codes)
        else:
            texts = read_all(made.picture)
    except LoginFailure as failure:
        texts, code = (), failure.code
        run.counts[code] += 1
        if code != "qr.unreadable" and not (code == "qr.several" and len(made.texts) > 1):
            raise
    assert set(texts) <= made.texts, (made.kind, texts)
    return bool(texts)


def campaign(run: Campaign) -> None:
    pictures = HostilePictures(run.random)
    fair: Counter[bool] = Counter()
    for _ in run.rounds():
        made = pictures()
        read = look(run, made)
        run.counts[f"{made.kind}{', read' if read else ''}"] += 1
        if made.fair:
            fair[read] += 1
    assert fair[True] >= FAIR_SHARE * fair.total(), (fair, run.counts)


@QT_MAY_SAY_SO
def test_hostile_pictures() -> None:
    campaign(Campaign.short("pictures", 150))


@QT_MAY_SAY_SO
@pytest.mark.soak
def test_a_hundred_thousand_pictures() -> None:
    run = Campaign.whole("pictures", 100_000)
    run.watched = "self"
    campaign(Campaign("pictures", min(run.size, 5_000), seed=run.seed + 1, quiet=True))
    before = memory_of()
    campaign(run)
    run.must_not_grow("this process", before, memory_of(), most=0.1)
    run.tell()
