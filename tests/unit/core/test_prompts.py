"""Prompts of other distributions beside ours, and names that go with the next version."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from cosmic_login.core import prompts
from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.login_methods import METHODS
from cosmic_login.core.prompt_kinds import PromptKind, answer_without_window, kind_of, register
from cosmic_login.core.prompts import Confirmed, InsertCard, Prompt, Seen, ShowQr, Working
from cosmic_login.core.situations import AuthenticatorApp, CardSituation, Step


@dataclass(frozen=True)
class Wave(Prompt[Confirmed]):
    """One that waits."""

    hand: str = "left"


@dataclass(frozen=True)
class Told(Prompt[Seen]):
    """One that waits for nothing."""

    waits = False


@dataclass(frozen=True)
class Unheard(Prompt[Seen]):
    """One that nobody has registered."""


CONFIRMED = Confirmed()


def waved(_prompt: Wave) -> Confirmed:
    """Wave back, found by name."""
    return CONFIRMED


def _row(name: str, **more: object) -> PromptKind:
    wave = PromptKind(name, Wave, "Vinka.", "working", "", fits=lambda prompt: prompt.hand == name, **more)  # type: ignore[arg-type]
    register([wave])
    return wave


def test_a_row_is_found_by_the_prompts_type_and_by_what_fits() -> None:
    left, right = _row("left"), _row("right")
    assert [kind_of(Wave()), kind_of(Wave("right"))] == [left, right]
    register([left, right])  # the same again changes nothing
    assert kind_of(Wave("right")) is right
    for unknown in (Wave("third"), Unheard()):
        with pytest.raises(TypeError, match="is not of the family"):
            kind_of(unknown)


def test_another_distributions_prompt_is_answered_without_a_window_as_its_row_says() -> None:
    _row("called", without_window=waved)
    _row("named", without_window=f"{__name__}:waved")
    assert answer_without_window(Wave("called")) is answer_without_window(Wave("named")) is CONFIRMED


def test_a_prompt_that_needs_a_person_is_no_prompt_without_a_window() -> None:
    _row("mute")
    with pytest.raises(LoginFailure) as caught:
        answer_without_window(Wave("mute"))
    assert (caught.value.code, caught.value.detail) == ("prompt.no_window", "mute")


def test_nothing_is_answered_for_what_waits_for_nothing_and_for_our_own() -> None:
    register([PromptKind("told", Told, "Hör.", "working", "", without_window=waved)])
    assert answer_without_window(Told()) is None
    assert answer_without_window(Working(Step.SIGNING)) is None
    assert answer_without_window(InsertCard(CardSituation.NO_CARD)) is None


def test_names_that_go_with_the_next_version_warn() -> None:
    with pytest.warns(DeprecationWarning, match="now AuthenticatorApp"):
        assert prompts.Face is AuthenticatorApp
    with pytest.warns(DeprecationWarning, match="now cosmic_login.core.login_methods.METHODS"):
        faces = prompts.FACES
    assert faces == {name: row.app for name, row in METHODS.items() if row.app}
    app = next(iter(AuthenticatorApp))
    with pytest.warns(DeprecationWarning, match="now ShowQr.app"):
        assert ShowQr(app).face is app
    with pytest.raises(AttributeError, match="no attribute 'FACE'"):
        prompts.FACE  # noqa: B018
