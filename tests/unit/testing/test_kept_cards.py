"""Cards are issued when a test first uses them, once in a run, and only where they are the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cosmic_login.core.clock import ManualClock, SystemClock
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.kept_cards import KeptCards
from cosmic_login.testing.plugin import prepare

NewBench = Callable[..., LoginBench]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    prepare(tmp_path / "template")
    return tmp_path / "template"


@pytest.fixture
def kept(template: Path) -> Iterator[KeptCards]:
    made = KeptCards(template)
    yield made
    made.close()


def issued(root: Path) -> list[str]:
    return sorted(path.name.partition(".")[0] for path in (root / "cards").glob("*.card"))


def certificate(bench: LoginBench, card: str = "anna-1") -> bytes:
    return bench.card(card).state.slots[0].certificate


@pytest.fixture
def new_bench(template: Path, tmp_path: Path, kept: KeptCards) -> Iterator[NewBench]:
    made: list[LoginBench] = []

    def make(clock: ManualClock | None = None, *, own: bool = False) -> LoginBench:
        root = tmp_path / f"profile-{len(made)}"
        if not own:
            shutil.copytree(template, root)
        made.append(LoginBench(root, clock, make_card=kept))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_a_card_is_issued_once_for_all(new_bench: NewBench, template: Path) -> None:
    first, second = new_bench(), new_bench()
    assert certificate(first) == certificate(second)
    first.insert("anna-1")
    assert first.login().identity is not None
    third = new_bench()  # of a template that has the card by now
    assert certificate(third) == certificate(first)
    assert issued(template) == ["anna-1"]


def test_a_card_that_is_revoked_is_so_in_each_profile(new_bench: NewBench) -> None:
    for _ in range(2):
        bench = new_bench()
        bench.insert("david-1")
        found = bench.login().failure
        assert found is not None
        assert found.code == "certificate.revoked"


def test_what_is_not_the_same_is_issued_by_itself(new_bench: NewBench, template: Path) -> None:
    # All are there before the first card is issued: a copy of the template made later has it already.
    other_day = new_bench(ManualClock(SystemClock().now() + timedelta(days=40)))
    other_cas, own_people, again = new_bench(own=True), new_bench(), new_bench()
    usual = certificate(new_bench())
    assert certificate(other_day) != usual
    assert certificate(other_cas) != usual
    folder = own_people.world.profile.root
    text = (Path(__file__).parents[3] / "src" / "cosmic_login" / "directory" / "default.toml").read_text("utf-8")
    (folder / "directory.toml").write_text(text.replace('"Testsson"', '"Annat"'), "utf-8")
    assert certificate(own_people) != usual
    assert certificate(again) == usual
    spec = again.world.directory.card("anna-1")
    again.world.cards.issue(spec)
    assert again.world.cards.open("anna-1").state.slots[0].certificate != usual, "issued anew: new keys"
