"""A login that cannot have the desk's reader asks and ends by the true cause: each mends another way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cosmic_login.authenticators.card.absence import without_card
from cosmic_login.core.situations import DESK_AWAY, CardSituation
from cosmic_login.gui.texts import code_texts, common
from cosmic_login.remote import share
from cosmic_login.remote.frames import PROTOCOL
from tests.unit.remote.stage import Desk, Session
from tests.unit.remote.test_in_use import asked_by_a_login


def forgotten(desk: Desk, _patch: pytest.MonkeyPatch) -> None:
    for partner in desk.pairings.partners("session"):
        desk.pairings.forget(partner.fingerprint)


def of_another_version(_desk: Desk, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(share, "PROTOCOL", PROTOCOL + 1)


def damaged(desk: Desk, _patch: pytest.MonkeyPatch) -> None:
    desk.profile.paired_file.write_bytes(b"damaged")


def gone(desk: Desk, _patch: pytest.MonkeyPatch) -> None:
    desk.share.stop()


@pytest.mark.parametrize(
    ("happens", "situation", "code"),
    [
        (forgotten, CardSituation.NOT_PAIRED, "reader.not_paired"),
        (of_another_version, CardSituation.OTHER_VERSION, "reader.other_protocol"),
        (damaged, CardSituation.DESK_UNABLE, "reader.desk_unable"),
        (gone, CardSituation.LINE_LOST, "reader.remote_lost"),
    ],
)
def test_it_is_told_by_its_true_cause(
    session: Session,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    happens: Callable[[Desk, pytest.MonkeyPatch], None],
    situation: CardSituation,
    code: str,
) -> None:
    happens(desk, monkeypatch)
    prompt = asked_by_a_login(session.readers)
    assert prompt.situation is situation
    assert without_card(prompt).code == code


@pytest.mark.parametrize("situation", sorted(DESK_AWAY))
def test_each_has_words_of_its_own_everywhere(situation: CardSituation) -> None:
    for words in (common.SHORT, common.INSERT_HEADINGS, common.INSERT, code_texts.INSERT):
        assert [key for key in words if words[key] == words[situation]] == [situation]
