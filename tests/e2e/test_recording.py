"""What was done once becomes a lesson: recorded without a window and of a command, checked, and played back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from cosmic_login.authenticators.engine.view import View
from cosmic_login.cli.main import main
from cosmic_login.core.failures import LoginFailure
from cosmic_login.lessons.casting import cast_of
from cosmic_login.lessons.headless import HeadlessHands
from cosmic_login.lessons.playing import play_without_window
from cosmic_login.lessons.recording import LiveRecording, name_of
from cosmic_login.testing.bench import LoginBench
from cosmic_login.training.catalogue import catalogue
from cosmic_login.training.hands import Told
from cosmic_login.training.model import Scenario
from cosmic_login.training.player import Player
from cosmic_login.training.prelude import prelude
from cosmic_login.training.scenes import Scene
from tests.walks import rest_whole

#: Lessons whose runs are told by what a window sees: cards, codes, choices, phones, services, clocks, take-overs.
RECORDED = (
    *("choose-service-id", "other-device", "reserve-card", "take-over", "take-over-no"),
    *("card-pulled", "card-revoked", "several-cards", "siths-out", "wrong-clock"),
)


class RecordedHands(HeadlessHands):
    """Hands without a window whose every view is recorded."""

    recording: LiveRecording | None = None

    async def set_up(self, scenario: Scenario, told: Told) -> Scene:
        scene = await super().set_up(scenario, told)
        recording = LiveRecording(scenario.start.manner)
        recording.begin(self._there.world)
        recording.view(self._conductor.view)
        self.recording = recording
        return scene

    def _on_view(self, view: View) -> None:
        if self.recording is not None:
            self.recording.view(view)
        super()._on_view(view)


@pytest.mark.parametrize("part", rest_whole(range(2), lambda part: part == 0))
def test_what_is_recorded_passes_the_check_and_plays_back(cosmic: LoginBench, tmp_path: Path, part: int) -> None:
    cast = cast_of(cosmic.world.directory)
    lessons = catalogue(cast)

    async def recorded(name: str) -> str:
        hands, played = RecordedHands(cosmic.world.profile, cast), lessons.get(name)
        try:
            result = await Player(played, hands, cosmic.world.clock, before=prelude(played, cast)).play()
            assert result.finished, result.failure
            assert hands.recording is not None
            again = hands.recording.write(tmp_path / f"{name}.toml")
        finally:
            await hands.close()
        assert set(played.failures) <= {*again.failures, "session.other_person"}
        return (await play_without_window(again, cosmic.world, cast)).failure

    assert [failure for name in RECORDED[part::2] if (failure := asyncio.run(recorded(name)))] == []
    assert all("123456" not in file.read_text("utf-8") for file in tmp_path.glob("*.toml"))


def test_a_login_command_is_recorded(
    cosmic_profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "Min lektion.toml"

    def program(*words: str) -> int:
        return main(["--profile", str(cosmic_profile), "--lang", "en", *words])

    monkeypatch.setenv("COSMIC_LOGIN_CODE", "123456")
    service_id = "TSTNMT2321000057-2002"
    login = ("login", "--person", "bo", "--service-id", service_id)
    assert program("scenario", "record", str(file), "--", *login) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"{file}: min-lektion, 3 steps"
    assert f'do = {{ service-id = "{service_id}" }}' in file.read_text("utf-8")
    monkeypatch.setenv("COSMIC_LOGIN_CODE", "111111")
    wrong = tmp_path / "wrong.toml"
    assert program("scenario", "record", "--json", str(wrong), "--", "login", "--person", "anna") == 0
    assert '"id": "wrong"' in capsys.readouterr().out
    assert program("scenario", "play", str(file), str(wrong)) == 0
    assert 'do = "cancel"' in wrong.read_text("utf-8")
    capsys.readouterr()
    assert program("scenario", "record", str(file), "--", "card", "list") == 2
    assert program("scenario", "record", str(tmp_path / "no" / "such.toml"), "--", "login", "--person", "anna") == 1
    assert "file.unwritable: " in capsys.readouterr().err


def test_a_run_in_which_nothing_was_done_is_no_lesson(cosmic: LoginBench, tmp_path: Path) -> None:
    recording = LiveRecording()
    with pytest.raises(LoginFailure, match=r"scenario.cannot_end: nothing was recorded"):
        recording.write(tmp_path / "nothing.toml")
    recording.begin(cosmic.world)
    recording.view(View())
    with pytest.raises(LoginFailure, match="nothing was recorded that comes to an end"):
        recording.write(tmp_path / "nothing.toml")
    assert list(tmp_path.glob("*.toml")) == []
    assert [name_of(Path(name)) for name in ("A b.toml", "å.toml", "-x-.toml")] == ["a-b", "recorded", "x"]
