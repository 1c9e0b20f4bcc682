"""Lessons played without a window, with a real IdP, cards and phones, beside the profile, which they leave alone."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cosmic_login.directory import Directory
from cosmic_login.lessons.casting import cast_of
from cosmic_login.lessons.playing import play_without_window
from cosmic_login.testing.bench import LoginBench
from cosmic_login.training.catalogue import Catalogue, catalogue
from cosmic_login.training.model import Result, Scenario
from cosmic_login.training.player import Move
from tests.walks import rest_whole

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def lessons() -> Catalogue:
    """Return the lessons that are shipped, read once; a test's profile has the same people."""
    return catalogue(cast_of(Directory.load()))


def play(cosmic: LoginBench, scenario: Scenario, **options: object) -> Result:
    """Play a lesson."""
    cast = cast_of(cosmic.world.directory)
    return asyncio.run(play_without_window(scenario, cosmic.world, cast, **options))  # type: ignore[arg-type]


def files(root: Path) -> dict[str, bytes]:
    """Return what is kept in a profile, but for its trail."""
    kept = (path for path in root.rglob("*") if path.is_file() and not path.name.endswith(".lock"))
    return {str(path.relative_to(root)): path.read_bytes() for path in kept if not path.name.startswith("audit.log")}


def last_of_each_kind(scenario: Scenario) -> set[int]:
    """Return where each kind of mishap happens for the last time."""
    return set({step.mishap.verb: place for place, step in enumerate(scenario.steps) if step.mishap}.values())


#: The lessons are played in so many parts, beside each other where there are workers.
PARTS = 3


@pytest.mark.parametrize("part", range(PARTS))
def test_every_lesson_plays_to_its_end_and_the_profile_is_as_before(
    cosmic: LoginBench, lessons: Catalogue, part: int
) -> None:
    root, ours = cosmic.world.profile.root, list(lessons.scenarios.values())[part::PARTS]
    before = files(root)
    results = [play(cosmic, each) for each in ours]
    assert [each.failure for each in results if not each.finished] == []
    assert files(root) == before
    assert not cosmic.world.profile.lessons_dir.exists()
    rows = cosmic.audit()
    assert [row.extra["scenario"] for row in rows] == [each.id for each in ours]
    assert {(row.event, row.source, row.reason) for row in rows} == {("lesson.ended", "lesson", "")}


@pytest.mark.parametrize("part", rest_whole(range(PARTS), lambda part: part == 0))
def test_a_lesson_fails_when_a_mishap_is_taken_out(cosmic: LoginBench, lessons: Catalogue, part: int) -> None:
    ours = list(lessons.scenarios.values())[part::PARTS]
    cases = [(each, place) for each in ours for place in last_of_each_kind(each)]
    assert cases
    went_well = [
        f"{scenario.id}, step {place + 1}"
        for scenario, place in cases
        if play(cosmic, scenario.without_mishap(place), patience_s=2.0).finished
    ]
    assert went_well == []


@pytest.mark.parametrize("name", ["md", "md-too-early", "change-code", "signing-certificate", "reader-trouble"])
def test_r6_it_goes_the_same_with_the_card_on_the_persons_own_desk(
    cosmic: LoginBench, lessons: Catalogue, name: str
) -> None:
    lesson = lessons.get(name)
    assert play(cosmic, replace(lesson, start=replace(lesson.start, remote=True))).failure == ""


def test_a_lesson_holds_steps_back_and_repeats(cosmic: LoginBench, lessons: Catalogue) -> None:
    held: list[int] = []
    moves = iter([Move.GO, Move.GO, Move.BACK, Move.GO, Move.AGAIN, Move.GO, Move.STOP])

    async def gate(place: int, _step: object) -> Move:
        held.append(place)
        return next(moves)

    told: list[object] = []
    result = play(cosmic, lessons.get("this-device"), gate=gate, told=told.append)
    assert held == [0, 1, 2, 1, 2, 2, 3]
    assert (result.finished, result.done, result.failure) == (False, 3, "")
    assert cosmic.audit()[-1].reason == "order.cancelled"


@pytest.mark.parametrize(("page", "lesson", "parts"), [("scenarios", "my-lesson", 1), ("trainer.sv", "min-ovning", 3)])
def test_the_example_of_the_page_is_a_lesson_that_plays(
    cosmic: LoginBench, tmp_path: Path, page: str, lesson: str, parts: int
) -> None:
    examples = (DOCS / f"{page}.md").read_text("utf-8").split("```toml\n")[1:]
    assert len(examples) == parts
    (tmp_path / "one.toml").write_text("".join(each.partition("```")[0] for each in examples), "utf-8")
    found = catalogue(cast_of(cosmic.world.directory), tmp_path)
    assert play(cosmic, found.get(lesson)).failure == ""


def test_a_lesson_that_goes_otherwise_says_at_which_line(
    cosmic: LoginBench, tmp_path: Path, lessons: Catalogue
) -> None:
    written = (DOCS / "scenarios.md").read_text("utf-8").split("```toml\n")[1].partition("```")[0]
    (tmp_path / "mine.toml").write_text(written.replace('code = "right"', 'code = "wrong"'), "utf-8")
    result = play(cosmic, catalogue(cast_of(cosmic.world.directory), tmp_path).get("my-lesson"))
    line = written[: written.index('do = { code = "right"')].count("\n")
    assert result.failure.startswith(
        f"{tmp_path / 'mine.toml'}:{line}: step 6: came to md_code (code.wrong), not to workspace"
    )
    assert cosmic.audit()[-1].reason == "scenario.failed"


#: A lesson in a program of its own that holds before its last step until it is killed.
HELD = """
import asyncio, sys
from pathlib import Path
from cosmic_login.app import World
from cosmic_login.lessons.casting import cast_of
from cosmic_login.lessons.playing import play_without_window
from cosmic_login.profile import Profile
from cosmic_login.training.catalogue import catalogue
from cosmic_login.training.player import Move
from tests.walks import rest_whole

world = World(Profile.open(Path(sys.argv[1])))
cast = cast_of(world.directory)

async def gate(place, step):
    if place == 2:
        print("held", flush=True)
        await asyncio.Event().wait()
    return Move.GO

asyncio.run(play_without_window(catalogue(cast).get("code-blocked"), world, cast, gate=gate))
"""


def test_a_lesson_that_is_killed_leaves_the_profile_as_it_was(cosmic: LoginBench, lessons: Catalogue) -> None:
    profile = cosmic.world.profile
    before = files(profile.root)
    with subprocess.Popen(
        [sys.executable, "-c", HELD, str(profile.root)], stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "held\n"
        (left,) = (path for path in profile.lessons_dir.iterdir() if path.is_dir())
        assert play(cosmic, lessons.get("whom-to-ask")).finished
        assert left.is_dir(), "a lesson that is under way is nobody's to sweep"
        program.send_signal(signal.SIGKILL)
    assert left.is_dir()
    assert {name: raw for name, raw in files(profile.root).items() if not name.startswith("lessons/")} == before
    assert play(cosmic, lessons.get("whom-to-ask")).finished
    assert not profile.lessons_dir.exists()
    assert files(profile.root) == before
    assert [row.event for row in cosmic.audit()] == ["lesson.ended"] * 2
